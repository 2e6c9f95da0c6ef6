// Commands to Minew G1, MG3 and MG4. Members and ranges: docs/formats/commands.md.
#pragma once

#include "cairn/adapters/command.h"

namespace cairn::adapters::minew {

Result<OutgoingMessage> encode_json(const Command& command, const GatewayRoute& route);

}  // namespace cairn::adapters::minew
