// What a Moko MKGW4 answers to commands.
#pragma once

#include "cairn/adapters/command.h"

namespace cairn::adapters::moko {

Result<std::optional<CommandReply>> parse_mkgw4_reply(const Message& message);

}  // namespace cairn::adapters::moko
