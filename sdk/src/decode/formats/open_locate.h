// HPE Aruba's OpenLocate beacons, service data 0xFD94, big-endian: docs/formats/venue_tags.md.
#pragma once

#include <array>

#include "decode/reader.h"

namespace cairn::formats {

Result<bool> read_open_locate(ReadContext& context, Decoded& out) noexcept;

inline constexpr std::array open_locate{
    Format{.name = "aruba.open_locate",
           .carrier = service_data(0xFD94),
           .magic = begins_with(0x09),
           .lengths = at_least(4),
           .read = read_open_locate},
};

}  // namespace cairn::formats
