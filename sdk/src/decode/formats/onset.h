// Onset's HOBO loggers, company 0x00C5, little-endian: docs/formats/sensor_tags.md.
#pragma once

#include <array>

#include "decode/format.h"

namespace cairn::formats {

// Metres of water.
inline constexpr auto hobo_level_fields =
    std::array{Field{Quantity::level_mm, 16, Wire::f32_le, always, 1'000}};
inline constexpr auto hobo_level_conditions =
    std::array{byte_is(0, 0x07), byte_is(4, 0x01), byte_is(5, 0x06), byte_is(6, 0x24)};

inline constexpr auto onset = std::array{
    Format{.name = "onset.mx2001",
           .carrier = manufacturer_data(0x00C5),
           .magic = begins_with(0x07),
           .lengths = exactly(20),
           .fields = hobo_level_fields,
           .conditions = hobo_level_conditions},
};

}  // namespace cairn::formats
