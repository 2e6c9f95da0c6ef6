// The small language of the command tests: what a body becomes in a dialect, and why it does not.
#pragma once

#include <string>
#include <string_view>

#include "cairn/adapters/command.h"

namespace cairn::test {

inline GatewayId gateway_of(std::string_view dialect) {
    if (dialect == "civic") return *GatewayId::parse("civic:gw-17");
    return *GatewayId::parse(dialect.starts_with("moko") ? "moko:D48C49F7909C" : "minew:AC233FC071A5");
}

inline Result<adapters::OutgoingMessage> encoded(const adapters::CommandBody& body, std::string_view dialect,
                                                 adapters::GatewayModel model = adapters::GatewayModel::usual,
                                                 std::string_view topic = "gateway/commands") {
    adapters::GatewayRoute route;
    route.topic = topic;
    route.device_id = "gate-1";
    route.model = model;
    return adapters::encode({"request-1", gateway_of(dialect), body}, dialect, route);
}

/// "malformed: what and range", or the message that it became after all.
inline std::string refusal(const adapters::CommandBody& body, std::string_view dialect,
                           adapters::GatewayModel model = adapters::GatewayModel::usual) {
    const auto message = encoded(body, dialect, model);
    if (message) return "encoded " + message->payload;
    return std::string(name(message.error().code)) + ": " + message.error().where;
}

inline std::string letters(std::size_t count) {
    return std::string(count, 'x');
}

inline Result<std::optional<adapters::CommandReply>> reply_in(std::string_view dialect, std::string_view text,
                                                              std::string_view topic = "") {
    return adapters::parse_reply(Message{topic, as_bytes(text)}, dialect);
}

}  // namespace cairn::test
