// Commands to Moko's second generation. Numbers, fields and ranges: docs/formats/commands.md.
#pragma once

#include "cairn/adapters/command.h"
#include "moko/request.h"

namespace cairn::adapters::moko {

Result<OutgoingMessage> encode_json(const Command& command, const GatewayRoute& route);

/// What the gateway is to tell a tag.
Result<Request> tag_request(const TagCommand& command);

}  // namespace cairn::adapters::moko
