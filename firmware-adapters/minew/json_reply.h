// What Minew gateways answer to commands.
#pragma once

#include "cairn/adapters/command.h"

namespace cairn::adapters::minew {

Result<std::optional<CommandReply>> parse_json_reply(const Message& message);

}  // namespace cairn::adapters::minew
