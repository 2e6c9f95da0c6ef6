// Air Mentor Pro 2 and 2S: docs/formats/household.md. The company id is a message's type, without a vendor.
#pragma once

#include <array>

#include "decode/format.h"

namespace cairn::formats {

/// Humidity at the temperature that the device corrects for its own warmth.
bool read_airmentor_humidity(ReadContext& context, Decoded& out) noexcept;

inline constexpr auto airmentor_climate_fields = std::array{
    Field{Quantity::tvoc_ppb, 0, Wire::u16_be},
    Field{Quantity::temperature_c, 2, Wire::u16_be, always, 1, 100, -4'000},
    Field{Quantity::air_quality_index, 6, Wire::u16_be},
};
inline constexpr auto airmentor_climate_2s_fields = std::array{
    Field{Quantity::tvoc_ppb, 0, Wire::u16_be},
    Field{Quantity::temperature_c, 2, Wire::u16_be, always, 1, 100, -4'000},
    Field{Quantity::humidity_pct, 5, Wire::u8},
    Field{Quantity::air_quality_index, 6, Wire::u16_be},
};
inline constexpr auto airmentor_air_fields = std::array{
    Field{Quantity::co2_ppm, 0, Wire::u16_be},
    Field{Quantity::pm25_ugm3, 2, Wire::u16_be},
    Field{Quantity::pm10_ugm3, 4, Wire::u16_be},
    // 1 ppb is 1.228 ug/m3 at 25 degrees; the 2S only.
    Field{Quantity::formaldehyde_mgm3, 8, Wire::u16_be, always, 1'228, 1'000'000},
};

constexpr Format airmentor_row(std::string_view name, std::uint16_t type, std::uint16_t size_bytes,
                               std::span<const Field> fields, OptionalReader read = {}) noexcept {
    return {.name = name,
            .carrier = manufacturer_data(type),
            .lengths = exactly(size_bytes),
            .confidence = Confidence::identifier,
            .fields = fields,
            .read = read};
}

inline constexpr auto airmentor = std::array{
    airmentor_row("airmentor.climate", 0x2112, 8, airmentor_climate_fields, read_airmentor_humidity),
    airmentor_row("airmentor.climate", 0x2122, 8, airmentor_climate_fields, read_airmentor_humidity),
    airmentor_row("airmentor.air", 0x2111, 8, std::span(airmentor_air_fields).first(3)),
    airmentor_row("airmentor.air", 0x2121, 8, std::span(airmentor_air_fields).first(3)),
    airmentor_row("airmentor.climate", 0x5112, 12, airmentor_climate_2s_fields),
    airmentor_row("airmentor.climate", 0x5122, 12, airmentor_climate_2s_fields),
    airmentor_row("airmentor.air", 0x6111, 12, airmentor_air_fields),
    airmentor_row("airmentor.air", 0x6121, 12, airmentor_air_fields),
};

}  // namespace cairn::formats
