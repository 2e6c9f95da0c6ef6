#include "civic/reply.h"

#include <cmath>

#include "cairn/adapters/command_words.h"
#include "dialect/json_reader.h"
#include "dialect/reply_reader.h"

namespace cairn::adapters::civic {
namespace {

// Nothing, and a refusal in the fields' sink: the members of an answer are there, and one is wrong.
std::optional<CommandReply> read(const Fields& fields, std::string_view request, std::string_view result) {
    const auto outcome = parse_word<ReplyOutcome>(result);
    if (!outcome) return fields.refuse(Errc::malformed, "civic: result"), std::nullopt;
    const auto name = fields.text("gateway", "civic: gateway");
    const auto gateway = GatewayId::make("civic", name.value_or(""));
    if (!gateway) return fields.refuse(Errc::malformed, "civic: gateway"), std::nullopt;
    CommandReply reply;
    reply.key = {*gateway, 0, CommandId(request)};
    reply.outcome = *outcome;
    const double code = fields.number("code", "civic: code").value_or(0);
    if (std::fabs(code) < 1e9) reply.code = static_cast<std::int32_t>(code);
    reply.text = shown_text(fields.text("text", "civic: text").value_or(word(*outcome)));
    if (const auto settings = fields.object("settings", "civic: settings"))
        append_settings(*settings, reply.settings);
    return reply;
}

}  // namespace

Result<std::optional<CommandReply>> parse_reply(const Message& message) {
    JsonReader json;
    CAIRN_TRY(const JsonValue document, json.parse(message.payload));
    const auto object = object_of(document);
    if (!object) return fail(Errc::malformed, "civic: document");
    RefusalKeeper sink;
    const Fields fields(*object, sink);
    const auto version = fields.text("cairn", "civic: version");
    const auto request = fields.text("request", "civic: request");
    const auto result = fields.text("result", "civic: result");
    if (sink.refusal()) return fail(*sink.refusal());
    if (!version || !request || !result || !CommandId::fits(*request)) return std::optional<CommandReply>();
    if (*version != "civic/1") return fail(Errc::unsupported, "civic: version");
    auto reply = read(fields, *request, *result);
    if (sink.refusal()) return fail(*sink.refusal());
    return reply;
}

}  // namespace cairn::adapters::civic
