// AOS 10: what an IoT connector sends to a server, aruba.iotops.partner.transport.v1.TransportNBData.
#pragma once

#include "dialect/gateway_frames.h"

namespace cairn::adapters::aruba {

/// Whether the first field of a message is AOS 10's header.
bool is_aos10_header(Bytes header) noexcept;

/// malformed: no Protobuf message; what came before was delivered.
Result<void> read_aos10(Bytes message, GatewayFrames& frames);

}  // namespace cairn::adapters::aruba
