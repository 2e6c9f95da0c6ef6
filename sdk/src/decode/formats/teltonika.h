// Teltonika EYE sensors, company 0x089A, big-endian: docs/formats/adv-ela-teltonika.md.
#pragma once

#include <array>

#include "decode/reader.h"

namespace cairn::formats {

bool read_teltonika_eye(ReadContext& context, Decoded& out) noexcept;

inline constexpr auto teltonika = std::array{
    Format{.name = "teltonika.eye",
           .carrier = manufacturer_data(0x089A),
           .magic = begins_with(0x01),
           .lengths = {2, 12},
           .read = read_teltonika_eye},
};

}  // namespace cairn::formats
