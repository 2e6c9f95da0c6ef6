// What Moko's JSON gateways of both generations answer to commands.
#pragma once

#include "cairn/adapters/command.h"

namespace cairn::adapters::moko {

Result<std::optional<CommandReply>> parse_json_reply(const Message& message);
Result<std::optional<CommandReply>> parse_gen_a_reply(const Message& message);

}  // namespace cairn::adapters::moko
