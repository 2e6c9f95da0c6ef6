#include <algorithm>
#include <array>

#include "cairn/adapters/command.h"
#include "cairn/core/limits.h"
#include "civic/command.h"
#include "civic/reply.h"
#include "dialect/command_checks.h"
#include "minew/json_command.h"
#include "minew/json_reply.h"
#include "moko/gen_a_command.h"
#include "moko/json_command.h"
#include "moko/json_reply.h"
#include "moko/mkgw4_command.h"
#include "moko/mkgw4_reply.h"

namespace cairn::adapters {
namespace {

struct CommandDialect {
    std::string_view name;
    Result<OutgoingMessage> (*encode)(const Command&, const GatewayRoute&);
    Result<std::optional<CommandReply>> (*parse_reply)(const Message&);
};

constexpr std::array<CommandDialect, 5> dialects{{
    {"moko.json", moko::encode_json, moko::parse_json_reply},
    {"moko.gen-a", moko::encode_gen_a, moko::parse_gen_a_reply},
    {"moko.mkgw4", moko::encode_mkgw4, moko::parse_mkgw4_reply},
    {"minew.json-long", minew::encode_json, minew::parse_json_reply},
    {"civic", civic::encode, civic::parse_reply},
}};

constexpr auto names = [] {
    std::array<std::string_view, dialects.size()> list;
    std::ranges::transform(dialects, list.begin(), &CommandDialect::name);
    return list;
}();

const CommandDialect* dialect_of(std::string_view name) noexcept {
    const auto* found = std::ranges::find(dialects, name, &CommandDialect::name);
    return found != dialects.end() ? found : nullptr;
}

bool is_command_id(std::string_view id) noexcept {
    return !id.empty() && std::ranges::all_of(id, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view("-_.:").find(c) != std::string_view::npos;
    });
}

}  // namespace

std::span<const std::string_view> command_dialects() noexcept {
    return names;
}

Result<OutgoingMessage> encode(const Command& command, std::string_view dialect, const GatewayRoute& route) {
    const CommandDialect* found = dialect_of(dialect);
    if (found == nullptr) return fail(Errc::unsupported, "command: dialect");
    CAIRN_CHECK(require(is_command_id(command.id), "command: id is 1 to 36 of A-Z a-z 0-9 and -_.:"));
    const bool is_topic =
        is_printable(route.topic, 1, 128) && route.topic.find_first_of("+#") == std::string::npos;
    CAIRN_CHECK(require(is_topic, "command: topic is 1 to 128 bytes without wildcards"));
    CAIRN_TRY(OutgoingMessage message, found->encode(command, route));
    message.command = command.id;
    return message;
}

Result<std::optional<CommandReply>> parse_reply(const Message& message, std::string_view dialect) {
    const CommandDialect* found = dialect_of(dialect);
    if (found == nullptr) return fail(Errc::unsupported, "command: dialect");
    if (message.payload.size() > limits::message_bytes_max) return fail(Errc::full, "command: reply");
    return found->parse_reply(message);
}

}  // namespace cairn::adapters
