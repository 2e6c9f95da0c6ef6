// AOS 8: what an access point sends to a server, aruba_telemetry.Telemetry.
#pragma once

#include "dialect/gateway_frames.h"

namespace cairn::adapters::aruba {

/// Whether the first field of a message is AOS 8's meta data.
bool is_aos8_meta(Bytes meta) noexcept;

/// malformed: no Protobuf message; what came before was delivered.
Result<void> read_aos8(Bytes message, GatewayFrames& frames);

}  // namespace cairn::adapters::aruba
