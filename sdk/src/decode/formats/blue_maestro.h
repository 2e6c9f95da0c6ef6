// Blue Maestro's Tempo Discs and Pebble, company 0x0133: docs/formats/sensor_tags.md.
#pragma once

#include <array>

#include "decode/formats/checks.h"

namespace cairn::formats {

constexpr Field blue_maestro_tenths(Quantity quantity, std::uint8_t offset, Wire wire) noexcept {
    return {quantity, offset, wire, always, 1, 10};
}

inline constexpr Field blue_maestro_battery{Quantity::battery_pct, 1, Wire::u8};
// The count of log entries: it grows with each measurement.
inline constexpr Field blue_maestro_log{Quantity::packet_id, 4, Wire::u16_be};
inline constexpr Field blue_maestro_temperature =
    blue_maestro_tenths(Quantity::temperature_c, 6, Wire::i16_be);
inline constexpr Field blue_maestro_humidity = blue_maestro_tenths(Quantity::humidity_pct, 8, Wire::u16_be);

inline constexpr auto blue_maestro_t_fields = std::array{
    blue_maestro_battery,
    blue_maestro_log,
    blue_maestro_temperature,
};
inline constexpr auto blue_maestro_thd_fields = std::array{
    blue_maestro_battery,
    blue_maestro_log,
    blue_maestro_temperature,
    blue_maestro_humidity,
    blue_maestro_tenths(Quantity::dew_point_c, 10, Wire::i16_be),
};
inline constexpr auto blue_maestro_thp_fields = std::array{
    blue_maestro_battery,
    blue_maestro_log,
    blue_maestro_temperature,
    blue_maestro_humidity,
    blue_maestro_tenths(Quantity::pressure_hpa, 10, Wire::u16_be),
};
// Little-endian. The first and the third temperature are the lowest and the highest.
inline constexpr auto blue_maestro_pebble_fields = std::array{
    blue_maestro_tenths(Quantity::temperature_c, 3, Wire::i16_le),
    Field{Quantity::humidity_pct, 7, Wire::u8},
    Field{Quantity::pressure_hpa, 8, Wire::u16_le},
};

constexpr Format blue_maestro_disc(std::string_view name, std::uint8_t version, std::uint16_t size_bytes,
                                   std::span<const Field> fields) noexcept {
    return {.name = name,
            .carrier = manufacturer_data(0x0133),
            .magic = begins_with(version),
            .lengths = exactly(size_bytes),
            .fields = fields,
            .read = has_percentage<1>};
}

inline constexpr auto blue_maestro = std::array{
    blue_maestro_disc("blue_maestro.disc_t", 0x0D, 10, blue_maestro_t_fields),
    blue_maestro_disc("blue_maestro.disc_thd", 0x16, 14, blue_maestro_thd_fields),
    blue_maestro_disc("blue_maestro.disc_thd", 0x17, 14, blue_maestro_thd_fields),
    blue_maestro_disc("blue_maestro.disc_thp", 0x1B, 14, blue_maestro_thp_fields),
    Format{.name = "blue_maestro.pebble",
           .carrier = manufacturer_data(0x0133),
           .magic = begins_with(0x01),
           .lengths = exactly(18),
           .fields = blue_maestro_pebble_fields,
           .read = has_percentage<7>},
};

}  // namespace cairn::formats
