// Single devices of home and hobby, one table each: docs/formats/household.md.
#pragma once

#include <array>

#include "decode/formats/checks.h"

namespace cairn::formats {

/// SmartDry: the upper byte is awake or asleep, the lower one counts millivolts above the least.
bool read_smartdry(ReadContext& context, Decoded& out) noexcept;
/// Garnet SeeLevel: three decimal digits whose meaning depends on the sensor's number.
bool read_seelevel(ReadContext& context, Decoded& out) noexcept;
/// Tilt hydrometer: an iBeacon whose major and minor measure.
bool read_tilt(ReadContext& context, Decoded& out) noexcept;
/// Moat S2: a battery by its voltage.
bool read_moat(ReadContext& context, Decoded& out) noexcept;
/// Jinou: a sign, and decimal digits in a byte each.
bool read_jinou(ReadContext& context, Decoded& out) noexcept;
/// MikroTik tags: closed ones keep their values.
bool read_mikrotik(ReadContext& context, Decoded& out) noexcept;

/// Acconeer's radars: presence, or how far away. False: a battery or a temperature that cannot be.
bool read_acconeer(ReadContext& context, Decoded& out) noexcept;
/// Sonoff's buttons: masked with a table and a byte that is sent along.
bool read_sonoff(ReadContext& context, Decoded& out) noexcept;

constexpr Format household_row(std::string_view name, std::uint16_t company, Lengths lengths,
                               std::span<const Field> fields, std::span<const Condition> conditions = {},
                               OptionalReader read = {}) noexcept {
    return {.name = name,
            .carrier = manufacturer_data(company),
            .lengths = lengths,
            .fields = fields,
            .conditions = conditions,
            .read = read};
}

/// Of a company id that is not the vendor's own, with nothing else to tell it by.
constexpr Format unsure(Format row) noexcept {
    row.confidence = Confidence::identifier;
    return row;
}

inline constexpr auto smartdry_fields = std::array{
    Field{Quantity::temperature_c, 0, Wire::f32_le},
    Field{Quantity::humidity_pct, 4, Wire::f32_le},
    Field{Quantity::shake_count, 8, Wire::u16_le},
};

// Oras and Garnet share a number, Cypress's: the padding behind the serial number tells the taps.
inline constexpr auto oras_fields = std::array{Field{Quantity::battery_pct, 1, Wire::u8}};
inline constexpr auto oras_texts = std::array{Text{AttributeKind::serial, {TextPart{Part::utf8, 3, 10}}}};
inline constexpr auto oras_shape =
    std::array{byte_is(0, 0x00), byte_is(2, 0x00), byte_is(13, 0x00), bytes_are(14, "    ")};

// The lower half of the first byte is the door's state: 3 open, 4 closed, 7 between.
inline constexpr auto hormann_shape = std::array{byte_is(0, 0x10, 0xF0)};
inline constexpr auto hormann_fields = std::array{
    Field{Quantity::position_pct, 1, Wire::u8, always, 1, 2},
    Field{.quantity = Quantity::state_code, .offset = 0, .wire = Wire::u8, .bits = {0, 4}},
};
inline constexpr auto grundfos_fields = std::array{
    Field{Quantity::packet_id, 2, Wire::u8},
    Field{Quantity::state_code, 3, Wire::u8},
    Field{Quantity::flow_m3h, 6, Wire::u16_le, always, 10, 65'534},
    Field{Quantity::pressure_hpa, 8, Wire::i16_le, always, 1'000, 32'767},
    Field{Quantity::mode_code, 11, Wire::u8},
    Field{Quantity::temperature_c, 12, Wire::u8},
};
// Chef iQ: the meat, the tip, two along the probe, the air; a third one in whole degrees.
inline constexpr auto chef_iq_fields = std::array{
    Field{Quantity::battery_pct, 2, Wire::u8},
    Field{Quantity::temperature_c, 6, Wire::u16_le, 0xFFFF, 1, 10, 0, 0},
    Field{Quantity::temperature_c, 8, Wire::u16_le, 0xFFFF, 1, 10, 0, 1},
    Field{Quantity::temperature_c, 10, Wire::u16_le, 0xFFFF, 1, 10, 0, 2},
    Field{Quantity::temperature_c, 12, Wire::u16_le, 0xFFFF, 1, 10, 0, 3},
    Field{Quantity::temperature_c, 3, Wire::u8, 0xFF, 1, 1, 0, 4},
    Field{Quantity::temperature_c, 14, Wire::u16_le, 0xFFFF, 1, 10, 0, 5},
};
inline constexpr auto beewi_door_fields = std::array{
    Field{.quantity = Quantity::door_open, .offset = 2, .wire = Wire::u8, .bits = {0, 1}},
    Field{Quantity::battery_pct, 4, Wire::u8},
};
inline constexpr auto beewi_door_shape = std::array{byte_is(0, 0x08), byte_is(1, 0x0C)};
inline constexpr auto beewi_climate_fields = std::array{
    Field{Quantity::temperature_c, 2, Wire::i16_le, always, 1, 10},
    Field{Quantity::humidity_pct, 5, Wire::u8},
    Field{Quantity::battery_pct, 10, Wire::u8},
};
inline constexpr auto beewi_climate_shape =
    std::array{byte_is(0, 0x05), byte_is(1, 0x00), byte_is(5, 0x00, 0x80), byte_is(10, 0x00, 0x80)};
// Tyre sensors of many brands: the address begins with the wheel's number and EA CA.
inline constexpr auto tpms_fields = std::array{
    Field{.quantity = Quantity::channel, .offset = 0, .wire = Wire::u8, .bias = 1, .bits = {0, 2}},
    Field{Quantity::pressure_hpa, 6, Wire::u32_le, always, 1, 100},
    Field{Quantity::temperature_c, 10, Wire::i32_le, always, 1, 100},
    Field{Quantity::battery_pct, 14, Wire::u8},
    Field{Quantity::alarm_active, 15, Wire::u8},
};
inline constexpr auto tpms_texts = std::array{Text{AttributeKind::device, {TextPart{Part::mac, 0, 6}}}};
inline constexpr auto tpms_shape =
    std::array{byte_is(0, 0x80, 0xFC), byte_is(1, 0xEA), byte_is(2, 0xCA), byte_is(15, 0x00, 0xFE)};
inline constexpr auto michelin_fields = std::array{
    Field{Quantity::temperature_c, 2, Wire::u8, always, 1, 1, -60},
    Field{Quantity::voltage_v, 3, Wire::u8, always, 1, 100, 100},
    Field{Quantity::pressure_hpa, 4, Wire::u16_le},
    Field{Quantity::sequence, 10, Wire::u32_le},
};
inline constexpr auto michelin_texts = std::array{Text{AttributeKind::device, {TextPart{Part::hex, 6, 3}}}};
inline constexpr auto michelin_frame_3 = std::array{byte_is(1, 0x03)};
inline constexpr auto michelin_frame_4 = std::array{byte_is(1, 0x04)};

constexpr Field mikrotik_axis(Quantity quantity, std::uint8_t offset) noexcept {
    return {quantity, offset, Wire::i16_le, always, 1, 256};
}
inline constexpr auto moat_fields = std::array{
    Field{Quantity::temperature_c, 10, Wire::u16_le, always, 17'572, 6'553'600, -4'685 * 65'536},
    Field{Quantity::humidity_pct, 12, Wire::u16_le, always, 125, 65'536, -6 * 65'536},
    Field{Quantity::voltage_v, 14, Wire::u16_le, always, 1, 1'000},
};
inline constexpr auto moat_named = std::array{name_contains("oat_S2")};
inline constexpr auto acconeer_fields = std::array{
    Field{Quantity::battery_pct, 1, Wire::u16_le},
    Field{Quantity::temperature_c, 3, Wire::i16_le},
};
inline constexpr auto almendo_fields = std::array{
    Field{Quantity::temperature_c, 7, Wire::i16_le, always, 1, 100},
    Field{Quantity::humidity_pct, 9, Wire::u16_le, always, 1, 100},
    Field{Quantity::co2_ppm, 11, Wire::u16_le},
    Field{Quantity::tvoc_ppb, 13, Wire::u16_le},
    Field{Quantity::air_quality_index, 15, Wire::u8},
};
inline constexpr auto almendo_1 = std::array{byte_is(0, 0x01), byte_is(2, 0x0A)};
inline constexpr auto blustream_fields = std::array{
    Field{Quantity::humidity_pct, 5, Wire::u16_be, always, 1, 100},
    Field{Quantity::temperature_c, 7, Wire::i16_be, always, 1, 100},
};
inline constexpr auto jinou_listed = std::array{lists_service(0xAA20), byte_is(0, 0x00, 0xFE)};

// A hydrometer's UUID is A495BBx0-C5B1-4B44-B512-1370F02D74DE, x its colour.
inline constexpr auto tilt_uuid =
    std::array{byte_is(4, 0xBB),  byte_is(5, 0x00, 0x0F), byte_is(6, 0xC5),  byte_is(7, 0xB1),
               byte_is(8, 0x4B),  byte_is(9, 0x44),       byte_is(10, 0xB5), byte_is(11, 0x12),
               byte_is(12, 0x13), byte_is(13, 0x70),      byte_is(14, 0xF0), byte_is(15, 0x2D)};
// RAPT Pill: "RAPT", the first half of which stands where the company id should.
inline constexpr auto rapt_fields = std::array{
    Field{Quantity::temperature_c, 9, Wire::u16_be, always, 100, 12'800, -27'315 * 128},
    Field{Quantity::gravity_sg, 11, Wire::f32_be, always, 1, 1'000},
    Field{Quantity::battery_pct, 21, Wire::u16_be, always, 1, 256},
};

// What kind of message it is. The telemetry ("OTOTELE") has the level.
inline constexpr auto otodata_fields =
    std::array{Field{Quantity::level_pct, 9, Wire::u16_le, always, 1, 100}};
inline constexpr auto otodata_texts = std::array{Text{AttributeKind::text, {TextPart{Part::utf8, 0, 7}}}};

inline constexpr auto household = std::array{
    household_row("smartdry", 0x01AE, exactly(12), smartdry_fields, {}, read_smartdry),
    Format{.name = "oras.tap",
           .carrier = manufacturer_data(0x0131),
           .lengths = exactly(18),
           .fields = oras_fields,
           .texts = oras_texts,
           .conditions = oras_shape,
           .read = has_percentage<1>},
    household_row("garnet.seelevel", 0x0131, exactly(14), {}, {}, read_seelevel),
    Format{.name = "hormann.supramatic",
           .carrier = manufacturer_data(0x07B4),
           .lengths = exactly(17),
           .fields = hormann_fields,
           .conditions = hormann_shape},
    unsure(household_row("grundfos.mi401", 0xF214, exactly(19), grundfos_fields)),
    household_row("chef_iq.cq60", 0x05CD, exactly(18), chef_iq_fields),
    Format{.name = "beewi.door",
           .carrier = manufacturer_data(0x000D),
           .lengths = exactly(5),
           .fields = beewi_door_fields,
           .conditions = beewi_door_shape},
    household_row("beewi.climate", 0x000D, exactly(11), beewi_climate_fields, beewi_climate_shape),
    Format{.name = "tpms",
           .carrier = manufacturer_data(0x0100),
           .lengths = exactly(16),
           .fields = tpms_fields,
           .texts = tpms_texts,
           .conditions = tpms_shape},
    Format{.name = "michelin.tms",
           .carrier = manufacturer_data(0x0828),
           .lengths = exactly(14),
           .fields = michelin_fields,
           .texts = michelin_texts,
           .conditions = michelin_frame_3},
    Format{.name = "michelin.tms",
           .carrier = manufacturer_data(0x0828),
           .lengths = exactly(14),
           .fields = michelin_fields,
           .texts = michelin_texts,
           .conditions = michelin_frame_4},
    household_row("mikrotik.tag", 0x094F, exactly(18), {}, {}, read_mikrotik),
    unsure(household_row("moat.s2", 0x1000, exactly(18), moat_fields, {}, read_moat)),
    Format{.name = "moat.s2",
           .carrier = service_data(0x1000),
           .lengths = at_least(16),
           .fields = moat_fields,
           .conditions = moat_named,
           .read = read_moat},
    household_row("acconeer.radar", 0xACC0, exactly(15), acconeer_fields, {}, read_acconeer),
    household_row("almendo.blusensor", 0x06E8, at_least(16), almendo_fields, almendo_1),
    household_row("blustream", 0x0194, exactly(9), blustream_fields),
    Format{.name = "jinou",
           .carrier = manufacturer_data_of_anyone(),
           .lengths = exactly(13),
           .conditions = jinou_listed,
           .read = read_jinou,
           .from_id = true},
    Format{.name = "tilt",
           .carrier = manufacturer_data(0x004C),
           .magic = begins_with(0x02, 0x15, 0xA4, 0x95),
           .lengths = exactly(23),
           .conditions = tilt_uuid,
           .read = read_tilt,
           .also = true},
    Format{.name = "rapt.pill",
           .carrier = manufacturer_data(0x4152),
           .magic = begins_with('P', 'T', 0x01),
           .lengths = exactly(23),
           .fields = rapt_fields},
    Format{.name = "rapt.pill",
           .carrier = manufacturer_data(0x4152),
           .magic = begins_with('P', 'T', 0x02),
           .lengths = exactly(23),
           .fields = rapt_fields},
    Format{.name = "otodata.tank",
           .carrier = manufacturer_data(0x03B1),
           .magic = begins_with('O', 'T', 'O', 'T'),
           .lengths = exactly(19),
           .fields = otodata_fields,
           .texts = otodata_texts},
    Format{.name = "otodata.tank",
           .carrier = manufacturer_data(0x03B1),
           .magic = begins_with('O', 'T', 'O'),
           .lengths = at_least(7),
           .texts = otodata_texts},
    Format{.name = "sonoff.button",
           .carrier = whole_structure(ad_type::services_32),
           .magic = begins_with(0xFF, 0xFF, 0xEE, 0x1B),
           .lengths = {23, 30},
           .read = read_sonoff,
           .also = true},
};

}  // namespace cairn::formats
