// Commands in the Civic contract: docs/formats/civic.md.
#pragma once

#include "cairn/adapters/command.h"

namespace cairn::adapters::civic {

Result<OutgoingMessage> encode(const Command& command, const GatewayRoute& route);

}  // namespace cairn::adapters::civic
