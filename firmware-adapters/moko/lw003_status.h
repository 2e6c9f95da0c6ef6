// What the LW003-B says of itself: every port but those of its scans.
#pragma once

#include "dialect/frame_builder.h"

namespace cairn::adapters::moko {

/// Adds what stands in a message of `port`, which came at `at`. False: it is a port without a layout.
bool read_lw003_status(std::uint8_t port, Bytes payload, Timestamp at, FrameBuilder& frames);

}  // namespace cairn::adapters::moko
