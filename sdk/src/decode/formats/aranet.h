// Aranet (SAF Tehnika), company 0x0702, with the smart home integration switched on:
// docs/formats/household.md.
#pragma once

#include <array>

#include "decode/format.h"

namespace cairn::formats {

// The Aranet4 sends no type in front: all is one byte earlier than in its relatives.
inline constexpr auto aranet_4_fields = std::array{
    Field{
        .quantity = Quantity::co2_ppm, .offset = 8, .wire = Wire::u16_le, .bits = {0, 15}, .when = {0, 0x20}},
    Field{Quantity::temperature_c, 10, Wire::u16_le, 0xFFFF, 1, 20},
    Field{Quantity::pressure_hpa, 12, Wire::u16_le, 0xFFFF, 1, 10},
    Field{Quantity::humidity_pct, 14, Wire::u8, 0xFF},
    Field{Quantity::battery_pct, 15, Wire::u8},
    Field{Quantity::state_code, 16, Wire::u8},
    Field{Quantity::advertisement_interval_s, 17, Wire::u16_le},
    Field{Quantity::packet_id, 21, Wire::u8},
};
inline constexpr auto aranet_2_fields = std::array{
    Field{Quantity::temperature_c, 10, Wire::u16_le, 0xFFFF, 1, 20},
    Field{Quantity::humidity_pct, 14, Wire::u16_le, 0xFFFF, 1, 10},
    Field{Quantity::battery_pct, 17, Wire::u8},
    Field{Quantity::packet_id, 23, Wire::u8},
};
inline constexpr auto aranet_radiation_fields = std::array{
    Field{Quantity::radiation_usvh, 14, Wire::u16_le, 0xFFFF, 1, 1'000},
    Field{Quantity::battery_pct, 17, Wire::u8},
    Field{Quantity::packet_id, 23, Wire::u8},
};
inline constexpr auto aranet_radon_fields = std::array{
    Field{Quantity::radon_bqm3, 8, Wire::u16_le, 0xFFFF},
    Field{Quantity::temperature_c, 10, Wire::u16_le, 0xFFFF, 1, 20},
    Field{Quantity::pressure_hpa, 12, Wire::u16_le, 0xFFFF, 1, 10},
    Field{Quantity::humidity_pct, 14, Wire::u16_le, 0xFFFF, 1, 10},
    Field{Quantity::battery_pct, 17, Wire::u8},
    Field{Quantity::packet_id, 23, Wire::u8},
};

// Bit 5 of the flags: the integration is on. Without it the values stay away.
inline constexpr auto aranet_4_open = std::array{byte_is(0, 0x20, 0x20)};
inline constexpr auto aranet_open = std::array{byte_is(1, 0x20, 0x20)};

constexpr Format aranet_row(std::string_view name, Magic magic, std::uint16_t size_bytes,
                            std::span<const Field> fields, std::span<const Condition> conditions) noexcept {
    return {.name = name,
            .carrier = manufacturer_data(0x0702),
            .magic = magic,
            .lengths = exactly(size_bytes),
            .fields = fields,
            .conditions = conditions};
}

inline constexpr auto aranet = std::array{
    aranet_row("aranet.4", {}, 22, aranet_4_fields, aranet_4_open),
    aranet_row("aranet.2", begins_with(0x01), 24, aranet_2_fields, aranet_open),
    aranet_row("aranet.radiation", begins_with(0x02), 24, aranet_radiation_fields, aranet_open),
    aranet_row("aranet.radon", begins_with(0x03), 24, aranet_radon_fields, aranet_open),
};

}  // namespace cairn::formats
