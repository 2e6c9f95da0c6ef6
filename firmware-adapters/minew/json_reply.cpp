#include "minew/json_reply.h"

#include <algorithm>

#include "dialect/json_reader.h"
#include "dialect/reply_reader.h"
#include "dialect/topic.h"

namespace cairn::adapters::minew {
namespace {

constexpr double code_good = 200;  // as in HTTP

// The gateway's address stands in the topic, or in the answer to a greeting.
GatewayId gateway_of(const Fields& fields, std::string_view topic) {
    if (const auto value = fields.find("mac")) {
        const auto text = text_of(*value);
        const auto mac = text ? MacAddress::parse(*text) : fail(Errc::malformed, "");
        if (mac) return GatewayId::of("minew", *mac);
    }
    const auto mac = mac_in_topic(topic);
    return mac ? GatewayId::of("minew", *mac) : GatewayId{};
}

// A request has an action and no code: whoever listens to both topics hears it too.
bool is_answer(const Fields& fields) {
    return fields.has("code") || fields.has("currentConfig") || !fields.has("action");
}

// The G1's answer is not published; MG3 and MG4 send a code as in HTTP, and with settings none.
void read_outcome(const Fields& fields, CommandReply& reply) {
    const auto code = fields.number("code", "minew.json-long: code");
    const bool is_silent = !code && !fields.has("currentConfig");
    reply.code = static_cast<std::int32_t>(std::clamp(code.value_or(is_silent ? 0 : code_good), -1.0, 1e6));
    reply.outcome = is_silent                 ? ReplyOutcome::acknowledged
                    : reply.code == code_good ? ReplyOutcome::done
                                              : ReplyOutcome::refused;
    if (const auto text = fields.find("message")) reply.text = shown_text(text_of(*text).value_or(""));
    if (!reply.text.empty()) return;
    reply.text = is_silent                             ? "answered; what it means is not published"
                 : reply.outcome == ReplyOutcome::done ? "done"
                                                       : "refused";
}

}  // namespace

Result<std::optional<CommandReply>> parse_json_reply(const Message& message) {
    JsonReader json;
    CAIRN_TRY(const JsonValue document, json.parse(message.payload));
    const auto object = object_of(document);
    if (!object) return std::optional<CommandReply>();  // a list of what was heard
    RefusalKeeper sink;
    const Fields fields(*object, sink);
    const auto request = fields.text("requestId", "minew.json-long: requestId");
    if (sink.refusal()) return fail(*sink.refusal());
    if (!request || !is_answer(fields)) return std::optional<CommandReply>();
    if (!CommandId::fits(*request)) return std::optional<CommandReply>();  // not one of ours

    CommandReply reply;
    reply.key = {gateway_of(fields, message.topic), 0, CommandId(*request)};
    read_outcome(fields, reply);
    if (sink.refusal()) return fail(*sink.refusal());
    const auto config = fields.object("currentConfig", "minew.json-long: currentConfig");
    append_settings(config.value_or(*object), reply.settings);
    return std::optional(std::move(reply));
}

}  // namespace cairn::adapters::minew
