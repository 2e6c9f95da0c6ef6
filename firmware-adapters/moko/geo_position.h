// Where a gateway is, as Moko's write it: whole numbers of 10^-7 degrees.
#pragma once

#include <optional>

#include "cairn/core/bytes.h"
#include "cairn/model/position.h"
#include "dialect/frame_builder.h"

namespace cairn::adapters::moko {

/// Nothing for what is not on Earth, and for both zero, which is what a receiver without a fix says.
std::optional<GeoPosition> geo_position(std::int32_t latitude, std::int32_t longitude) noexcept;

/// Adds the gateway's place, which the reader has next, latitude first. Refused when it is none.
void add_fix_latitude_first(ByteReader& reader, Timestamp at, FrameBuilder& frames);

}  // namespace cairn::adapters::moko
