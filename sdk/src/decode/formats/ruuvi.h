// Ruuvi tags, company 0x0499, big-endian: docs/formats/adv-ruuvi.md.
#pragma once

#include <array>

#include "decode/format.h"

namespace cairn::formats {

/// Eleven bits of millivolts above 1600, five bits of steps of 2 dBm above -40.
constexpr Field ruuvi_voltage(std::uint8_t offset) noexcept {
    return {.quantity = Quantity::voltage_v,
            .offset = offset,
            .wire = Wire::u16_be,
            .no_value = 2047,
            .per = 1'000,
            .bias = 1'600,
            .bits = {5, 11}};
}
constexpr Field ruuvi_tx_power(std::uint8_t offset) noexcept {
    return {.quantity = Quantity::tx_power_dbm,
            .offset = offset,
            .wire = Wire::u16_be,
            .no_value = 31,
            .scale = 2,
            .bias = -40,
            .bits = {0, 5}};
}

/// What most formats begin with.
inline constexpr Field ruuvi_temperature{Quantity::temperature_c, 1, Wire::i16_be, 0x8000, 1, 200};
inline constexpr Field ruuvi_humidity{Quantity::humidity_pct, 3, Wire::u16_be, 0xFFFF, 1, 400};
inline constexpr Field ruuvi_pressure{Quantity::pressure_hpa, 5, Wire::u16_be, 0xFFFF, 1, 100, 50'000};

inline constexpr auto ruuvi_5_fields = std::array{
    ruuvi_temperature,
    ruuvi_humidity,
    ruuvi_pressure,
    Field{Quantity::accel_x_g, 7, Wire::i16_be, 0x8000, 1, 1'000},
    Field{Quantity::accel_y_g, 9, Wire::i16_be, 0x8000, 1, 1'000},
    Field{Quantity::accel_z_g, 11, Wire::i16_be, 0x8000, 1, 1'000},
    ruuvi_voltage(13),
    ruuvi_tx_power(13),
    Field{Quantity::movement_counter, 15, Wire::u8, 0xFF},
    Field{Quantity::sequence, 16, Wire::u16_be, 0xFFFF},
};
inline constexpr auto ruuvi_5_texts = std::array{Text{AttributeKind::device, {TextPart{Part::mac, 18, 6}}}};

/// Data format 3, which old tags send; some captures have four zeros behind it, an RSSI, or both.
inline constexpr auto ruuvi_3_fields = std::array{
    Field{Quantity::humidity_pct, 1, Wire::u8, always, 1, 2},
    Field{Quantity::pressure_hpa, 4, Wire::u16_be, always, 1, 100, 50'000},
    Field{Quantity::accel_x_g, 6, Wire::i16_be, always, 1, 1'000},
    Field{Quantity::accel_y_g, 8, Wire::i16_be, always, 1, 1'000},
    Field{Quantity::accel_z_g, 10, Wire::i16_be, always, 1, 1'000},
    Field{Quantity::voltage_v, 12, Wire::u16_be, always, 1, 1'000},
};

inline constexpr auto ruuvi_c5_fields = std::array{
    ruuvi_temperature,
    ruuvi_humidity,
    ruuvi_pressure,
    ruuvi_voltage(7),
    ruuvi_tx_power(7),
    Field{Quantity::movement_counter, 9, Wire::u8, 0xFF},
    Field{Quantity::sequence, 10, Wire::u16_be, 0xFFFF},
};
inline constexpr auto ruuvi_c5_texts = std::array{Text{AttributeKind::device, {TextPart{Part::mac, 12, 6}}}};

inline constexpr auto ruuvi_6_fields = std::array{
    ruuvi_temperature,
    ruuvi_humidity,
    ruuvi_pressure,
    Field{Quantity::pm25_ugm3, 7, Wire::u16_be, 0xFFFF, 1, 10},
    Field{Quantity::co2_ppm, 9, Wire::u16_be, 0xFFFF},
    Field{Quantity::sequence, 15, Wire::u8},
    Field{.quantity = Quantity::calibrating, .offset = 16, .wire = Wire::u8, .bits = {0, 1}},
};

inline constexpr auto ruuvi_e1_fields = std::array{
    ruuvi_temperature,
    ruuvi_humidity,
    ruuvi_pressure,
    Field{Quantity::pm1_ugm3, 7, Wire::u16_be, 0xFFFF, 1, 10},
    Field{Quantity::pm25_ugm3, 9, Wire::u16_be, 0xFFFF, 1, 10},
    Field{Quantity::pm4_ugm3, 11, Wire::u16_be, 0xFFFF, 1, 10},
    Field{Quantity::pm10_ugm3, 13, Wire::u16_be, 0xFFFF, 1, 10},
    Field{Quantity::co2_ppm, 15, Wire::u16_be, 0xFFFF},
    Field{Quantity::illuminance_lux, 19, Wire::u24_be, 0xFFFFFF, 1, 100},
    Field{Quantity::sequence, 25, Wire::u24_be, 0xFFFFFF},
    Field{.quantity = Quantity::calibrating, .offset = 28, .wire = Wire::u8, .bits = {0, 1}},
};
inline constexpr auto ruuvi_e1_texts = std::array{Text{AttributeKind::device, {TextPart{Part::mac, 34, 6}}}};

/// The sign and the whole degrees of format 3 stand before the hundredths.
bool read_ruuvi_3(ReadContext& context, Decoded& out) noexcept;
/// The indices of 9 bits, the logarithmic light, and half an address.
bool read_ruuvi_6(ReadContext& context, Decoded& out) noexcept;
bool read_ruuvi_e1(ReadContext& context, Decoded& out) noexcept;
/// Data formats 2 and 4: six bytes in base64 behind "https://ruu.vi/#", in an Eddystone-URL.
bool read_ruuvi_url(ReadContext& context, Decoded& out) noexcept;

/// The scheme code for "https://", and what is the same in every such URL.
inline constexpr auto ruuvi_2_conditions = std::array{bytes_are(2, "\3ruu.vi/#A")};
inline constexpr auto ruuvi_4_conditions = std::array{bytes_are(2, "\3ruu.vi/#B")};

inline constexpr auto ruuvi = std::array{
    Format{.name = "ruuvi.5",
           .carrier = manufacturer_data(0x0499),
           .magic = begins_with(0x05),
           .lengths = exactly(24),
           .fields = ruuvi_5_fields,
           .texts = ruuvi_5_texts},
    Format{.name = "ruuvi.6",
           .carrier = manufacturer_data(0x0499),
           .magic = begins_with(0x06),
           .lengths = exactly(20),
           .fields = ruuvi_6_fields,
           .read = read_ruuvi_6},
    Format{.name = "ruuvi.e1",
           .carrier = manufacturer_data(0x0499),
           .magic = begins_with(0xE1),
           .lengths = exactly(40),
           .fields = ruuvi_e1_fields,
           .texts = ruuvi_e1_texts,
           .read = read_ruuvi_e1},
    Format{.name = "ruuvi.c5",
           .carrier = manufacturer_data(0x0499),
           .magic = begins_with(0xC5),
           .lengths = exactly(18),
           .fields = ruuvi_c5_fields,
           .texts = ruuvi_c5_texts},
    Format{.name = "ruuvi.3",
           .carrier = manufacturer_data(0x0499),
           .magic = begins_with(0x03),
           .lengths = {14, 19},
           .fields = ruuvi_3_fields,
           .read = read_ruuvi_3},
    Format{.name = "ruuvi.2",
           .carrier = service_data(0xFEAA),
           .magic = begins_with(0x10),
           .lengths = {19, 20},
           .conditions = ruuvi_2_conditions,
           .read = read_ruuvi_url,
           .also = true},
    Format{.name = "ruuvi.4",
           .carrier = service_data(0xFEAA),
           .magic = begins_with(0x10),
           .lengths = {19, 20},
           .conditions = ruuvi_4_conditions,
           .read = read_ruuvi_url,
           .also = true},
};

}  // namespace cairn::formats
