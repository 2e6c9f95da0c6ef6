// What an MKGW4 sends on its own beside scans: heartbeats, positions, alarms, results.
#pragma once

#include "dialect/frame_builder.h"

namespace cairn::adapters::moko {

/// Adds what message `id` says to `frames`, which is open. False: it is none of these messages.
bool read_mkgw4_report(std::uint16_t id, Bytes fields, FrameBuilder& frames);

}  // namespace cairn::adapters::moko
