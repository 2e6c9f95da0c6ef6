#include "moko/json_reply.h"

#include "dialect/command_checks.h"
#include "dialect/json_reader.h"
#include "dialect/reply_reader.h"

namespace cairn::adapters::moko {
namespace {

constexpr double requests_first = 1000;    // to 1999 set something, to 2999 read something
constexpr double requests_end = 3000;
constexpr double tag_results_first = 3100;
constexpr double tag_results_end = 3700;

const char* meaning_of(std::int32_t code) noexcept {
    switch (code) {
        case 0: return "done";
        case 1: return "length";
        case 2: return "type";
        case 3: return "range";
        case 4: return "no such object";
        default: return "refused";
    }
}

// The number behind the result of an update or reset: 1 is success, unlike in every other answer.
struct LateResult {
    double number;
    std::string_view member;
};

constexpr LateResult second_generation_results[] = {{3007, "result_code"}};
constexpr LateResult first_generation_results[] = {{3001, "ota_result"}, {3002, "reset_result"}};

std::optional<std::int32_t> code_in(const std::optional<JsonObject>& object, std::string_view name) {
    const auto value = object ? member(*object, name) : std::nullopt;
    const auto number = value ? number_of(*value) : std::nullopt;
    if (!number || *number < -1'000'000 || *number > 1'000'000) return std::nullopt;
    return static_cast<std::int32_t>(*number);
}

std::string text_in(const std::optional<JsonObject>& object, std::string_view name) {
    const auto value = object ? member(*object, name) : std::nullopt;
    const auto text = value ? text_of(*value) : std::nullopt;
    return text ? shown_text(*text) : std::string();
}

class ReplyReader {
public:
    ReplyReader(const JsonObject& envelope, IngestSink& sink,
                std::span<const LateResult> late_results) noexcept
        : whole_(envelope),
          envelope_(envelope, sink),
          late_results_(late_results) {}

    // Nothing: no answer to a command.
    std::optional<CommandReply> read() {
        const auto number = envelope_.number("msg_id", "moko.json: msg_id");
        if (!number) return envelope_.refuse_if_absent("msg_id", "moko.json: msg_id"), std::nullopt;
        if (*number < requests_first || *number >= tag_results_end) return std::nullopt;
        reply_.key.number = static_cast<std::uint16_t>(*number);
        if (const auto content = envelope_.find("data")) content_ = object_of(*content);
        const bool is_known = *number < requests_end         ? read_answer()
                              : *number >= tag_results_first ? read_tag_result()
                                                             : read_late_result(*number);
        if (!is_known || !read_gateway()) return std::nullopt;
        if (content_) append_settings(*content_, reply_.settings);
        return reply_;
    }

private:
    // A request looks the same but has no result code: whoever listens to both topics hears it too.
    bool read_answer() {
        const auto code = code_in(whole_, "result_code");
        if (!code) return false;
        set(*code, *code == 0 ? ReplyOutcome::done : ReplyOutcome::refused);
        reply_.text = text_in(whole_, "result_msg");
        if (reply_.text.empty()) reply_.text = meaning_of(*code);
        return true;
    }

    bool read_tag_result() {
        auto code = code_in(content_, "result_code");
        if (!code) code = code_in(whole_, "result_code");
        if (!code) return false;  // values of a connected tag
        set(*code, *code == 0 ? ReplyOutcome::done : ReplyOutcome::failed);
        reply_.text = text_in(content_, "result_msg");
        if (reply_.text.empty()) reply_.text = *code == 0 ? "done" : "failed";
        const auto tag = MacAddress::parse(text_in(content_, "mac"));
        if (tag) reply_.tag = *tag;
        return true;
    }

    bool read_late_result(double number) {
        for (const LateResult& late : late_results_) {
            if (late.number != number) continue;
            const auto code = code_in(content_, late.member);
            if (!code) return false;
            set(*code, *code == 1 ? ReplyOutcome::done : ReplyOutcome::failed);
            reply_.text = *code == 1 ? "done" : "failed";
            return true;
        }
        return false;
    }

    bool read_gateway() {
        const auto device = envelope_.object("device_info", "moko.json: device_info");
        if (!device) return envelope_.refuse_if_absent("device_info", "moko.json: device_info"), false;
        const Fields fields(*device, envelope_.sink());
        const auto mac = fields.mac("mac", "moko.json: gateway address");
        if (!mac) return fields.refuse_if_absent("mac", "moko.json: gateway address"), false;
        reply_.key.gateway = GatewayId::of("moko", *mac);
        return true;
    }

    void set(std::int32_t code, ReplyOutcome outcome) noexcept {
        reply_.code = code;
        reply_.outcome = outcome;
    }

    std::optional<JsonObject> whole_;
    Fields envelope_;
    std::span<const LateResult> late_results_;
    std::optional<JsonObject> content_;
    CommandReply reply_;
};

Result<std::optional<CommandReply>> parse(const Message& message, std::span<const LateResult> late_results) {
    JsonReader json;
    CAIRN_TRY(const JsonValue document, json.parse(message.payload));
    const auto envelope = object_of(document);
    if (!envelope) return fail(Errc::malformed, "moko.json: envelope");
    RefusalKeeper sink;
    auto reply = ReplyReader(*envelope, sink, late_results).read();
    if (!reply && sink.refusal()) return fail(*sink.refusal());
    return reply;
}

}  // namespace

Result<std::optional<CommandReply>> parse_json_reply(const Message& message) {
    return parse(message, second_generation_results);
}

Result<std::optional<CommandReply>> parse_gen_a_reply(const Message& message) {
    return parse(message, first_generation_results);
}

}  // namespace cairn::adapters::moko
