// Commands to the Moko MKGW4. Numbers, fields and ranges: docs/formats/commands.md.
#pragma once

#include "cairn/adapters/command.h"

namespace cairn::adapters::moko {

Result<OutgoingMessage> encode_mkgw4(const Command& command, const GatewayRoute& route);

}  // namespace cairn::adapters::moko
