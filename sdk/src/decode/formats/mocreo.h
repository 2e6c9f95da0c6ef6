// MOCREO's sensors, told by their name: the company id is part of the measurement.
// docs/formats/sensor_tags.md.
#pragma once

#include <array>

#include "decode/formats/checks.h"

namespace cairn::formats {

// Offsets count from where a company id would stand. Bit 7 of the battery has another meaning.
inline constexpr Field mocreo_battery{.quantity = Quantity::battery_pct, .offset = 4, .bits = {0, 7}};
inline constexpr Field mocreo_temperature{Quantity::temperature_c, 6, Wire::i16_le, always, 1, 100};

inline constexpr auto mocreo_temperature_fields = std::array{mocreo_battery, mocreo_temperature};
inline constexpr auto mocreo_humidity_fields = std::array{
    mocreo_battery,
    mocreo_temperature,
    Field{Quantity::humidity_pct, 8, Wire::i16_le, always, 1, 100},
};
inline constexpr auto mocreo_water_fields = std::array{
    mocreo_battery,
    Field{.quantity = Quantity::water_present, .offset = 10, .bits = {0, 1}},
};

constexpr Condition mocreo_type(std::uint8_t type) noexcept {
    return byte_is(1, type);
}
inline constexpr Condition is_mocreo = name_is("MOCREO");

constexpr Format mocreo_sensor(std::string_view name, std::span<const Field> fields,
                               std::span<const Condition> conditions) noexcept {
    return {.name = name,
            .carrier = manufacturer_data_of_name(),
            .lengths = exactly(18),
            .fields = fields,
            .conditions = conditions,
            .read = has_percentage<4, 0x7F>,
            .from_id = true};
}

inline constexpr auto mocreo_st5 = std::array{is_mocreo, mocreo_type(0x81)};
inline constexpr auto mocreo_sw2 = std::array{is_mocreo, mocreo_type(0x82)};
inline constexpr auto mocreo_st6 = std::array{is_mocreo, mocreo_type(0x83)};
inline constexpr auto mocreo_st8 = std::array{is_mocreo, mocreo_type(0x84)};
inline constexpr auto mocreo_st9 = std::array{is_mocreo, mocreo_type(0x86)};
inline constexpr auto mocreo_st10 = std::array{is_mocreo, mocreo_type(0x87)};
inline constexpr auto mocreo_ms1 = std::array{is_mocreo, mocreo_type(0x8B)};
inline constexpr auto mocreo_ms2 = std::array{is_mocreo, mocreo_type(0x8D)};
inline constexpr auto mocreo_ms2_later = std::array{is_mocreo, mocreo_type(0x94)};
inline constexpr auto mocreo_ms3 = std::array{is_mocreo, mocreo_type(0x96)};

inline constexpr auto mocreo = std::array{
    mocreo_sensor("mocreo.temperature", mocreo_temperature_fields, mocreo_st5),
    mocreo_sensor("mocreo.water", mocreo_water_fields, mocreo_sw2),
    mocreo_sensor("mocreo.temperature_humidity", mocreo_humidity_fields, mocreo_st6),
    mocreo_sensor("mocreo.temperature", mocreo_temperature_fields, mocreo_st8),
    mocreo_sensor("mocreo.temperature_humidity", mocreo_humidity_fields, mocreo_st9),
    mocreo_sensor("mocreo.temperature", mocreo_temperature_fields, mocreo_st10),
    mocreo_sensor("mocreo.temperature", mocreo_temperature_fields, mocreo_ms1),
    mocreo_sensor("mocreo.temperature_humidity", mocreo_humidity_fields, mocreo_ms2),
    mocreo_sensor("mocreo.temperature", mocreo_temperature_fields, mocreo_ms2_later),
    mocreo_sensor("mocreo.temperature", mocreo_temperature_fields, mocreo_ms3),
};

}  // namespace cairn::formats
