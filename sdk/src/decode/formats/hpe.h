// Open Locate: access points of Hewlett Packard Enterprise say where they hang. docs/formats/adv-beacons.md.
#pragma once

#include <array>

#include "decode/format.h"

namespace cairn::formats {

/// Elements behind each other: three bits of tag, five of length, so many bytes.
bool read_open_locate(ReadContext& context, Decoded& out) noexcept;

inline constexpr auto hpe = std::array{
    Format{.name = "hpe.open_locate",
           .carrier = service_data(0xFD94),
           .magic = begins_with(0x09),
           .lengths = at_least(3),
           .read = read_open_locate},
};

}  // namespace cairn::formats
