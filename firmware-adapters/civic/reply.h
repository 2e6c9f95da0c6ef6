// Answers to commands in the Civic contract: docs/formats/civic.md.
#pragma once

#include "cairn/adapters/command.h"

namespace cairn::adapters::civic {

Result<std::optional<CommandReply>> parse_reply(const Message& message);

}  // namespace cairn::adapters::civic
