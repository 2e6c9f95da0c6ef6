// NodOn's NIU buttons, service data with the UUID 0: docs/formats/sensor_tags.md.
#pragma once

#include <array>

#include "decode/formats/checks.h"

namespace cairn::formats {

inline constexpr auto nodon_fields = std::array{
    // 1 short, 2 double, 3 long, 4 released, 5 three, 6 four, 7 five times.
    Field{Quantity::button_code, 15, Wire::u8},
    Field{.quantity = Quantity::battery_pct, .offset = 12, .bits = {0, 7}},
    // The colour of its case: 2 white, 3 blue, 4 grey, 5 green, 6 turquoise, 7 pink.
    Field{Quantity::device_type, 11, Wire::u8},
};
// Nobody owns the UUID 0: what is fixed in the frame has to tell it.
inline constexpr auto nodon_conditions =
    std::array{byte_is(10, 0x00), byte_is(11, 0x00, 0xF8), byte_is(15, 0x00, 0xF8)};

inline constexpr auto nodon = std::array{
    Format{.name = "nodon.niu",
           .carrier = service_data(0x0000),
           .magic = begins_with(0x02),
           .lengths = exactly(16),
           .fields = nodon_fields,
           .conditions = nodon_conditions,
           .read = has_percentage<12, 0x7F>},
};

}  // namespace cairn::formats
