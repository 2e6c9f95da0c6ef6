// Commands to Moko's first generation: MK107, MK110 and MK107 Pro. Numbers and ranges:
// docs/formats/commands.md.
#pragma once

#include "cairn/adapters/command.h"

namespace cairn::adapters::moko {

Result<OutgoingMessage> encode_gen_a(const Command& command, const GatewayRoute& route);

}  // namespace cairn::adapters::moko
