// HibouAir of Smart Sensor Devices, company 0x075B, little-endian but for the last gas:
// docs/formats/sensor_tags.md.
#pragma once

#include <array>

#include "decode/format.h"

namespace cairn::formats {

constexpr Field hibou_tenths(Quantity quantity, std::uint8_t offset, Wire wire = Wire::u16_le) noexcept {
    return {quantity, offset, wire, always, 1, 10};
}

inline constexpr Field hibou_light{Quantity::illuminance_lux, 5, Wire::u16_le};
inline constexpr Field hibou_pressure = hibou_tenths(Quantity::pressure_hpa, 7);
inline constexpr Field hibou_temperature = hibou_tenths(Quantity::temperature_c, 9, Wire::i16_le);
inline constexpr Field hibou_humidity = hibou_tenths(Quantity::humidity_pct, 11);
// Hundredths of a millionth, if the last byte says so.
inline constexpr Field hibou_voc{Quantity::tvoc_ppb, 13, Wire::u16_le, always, 10};

inline constexpr auto hibou_dust_fields = std::array{
    hibou_light,
    hibou_pressure,
    hibou_temperature,
    hibou_humidity,
    hibou_voc,
    hibou_tenths(Quantity::pm1_ugm3, 15),
    hibou_tenths(Quantity::pm25_ugm3, 17),
    hibou_tenths(Quantity::pm10_ugm3, 19),
};
inline constexpr auto hibou_co2_fields = std::array{
    hibou_light,    hibou_pressure, hibou_temperature,
    hibou_humidity, hibou_voc,      Field{Quantity::co2_ppm, 21, Wire::u16_be},
};
inline constexpr auto hibou_noise_fields = std::array{
    Field{Quantity::sound_level_db, 5, Wire::u16_be},
    hibou_pressure,
    hibou_temperature,
    hibou_humidity,
    hibou_voc,
    Field{Quantity::co2_ppm, 21, Wire::u16_be},
};
inline constexpr auto hibou_texts = std::array{Text{AttributeKind::device, {TextPart{Part::hex, 2, 3}}}};
inline constexpr auto hibou_conditions = std::array{byte_is(23, 0x02)};

constexpr Format hibou_board(std::string_view name, std::uint8_t board,
                             std::span<const Field> fields) noexcept {
    return {.name = name,
            .carrier = manufacturer_data(0x075B),
            .magic = begins_with(0x05, board),
            .lengths = exactly(24),
            .fields = fields,
            .texts = hibou_texts,
            .conditions = hibou_conditions};
}

inline constexpr auto hibou_air = std::array{
    hibou_board("hibou_air.dust", 0x03, hibou_dust_fields),
    hibou_board("hibou_air.co2", 0x04, hibou_co2_fields),
    hibou_board("hibou_air.noise", 0x09, hibou_noise_fields),
};

}  // namespace cairn::formats
