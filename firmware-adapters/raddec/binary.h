// A raddec in bytes: an identifier, who heard it how loudly, and perhaps a time and packets.
#pragma once

#include "dialect/frame_builder.h"

namespace cairn::adapters::raddec {

/// Begins with 0x10 and its own length, and its checksum is right.
bool is_binary(Bytes message) noexcept;

/// Hands over a frame for each receiver. malformed, truncated: named on `sink`; what came before it counts.
void read_binary(Bytes message, Timestamp now, FrameBuilder& frames, IngestSink& sink);

}  // namespace cairn::adapters::raddec
