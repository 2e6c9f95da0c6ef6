// The scan message of the LW003-B, ports 5 and 10.
#pragma once

#include "dialect/frame_builder.h"

namespace cairn::adapters::moko {

/// Whether all of it is one, so that it can be told from what other LoRaWAN devices send on these ports.
bool is_lw003_scan(Bytes payload) noexcept;

/// Adds every record to `frames`, which is open.
void read_lw003_scan(Bytes payload, FrameBuilder& frames);

}  // namespace cairn::adapters::moko
