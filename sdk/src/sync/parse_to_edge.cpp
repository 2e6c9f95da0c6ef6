#include <array>

#include "cairn/v1/sync.pb.h"
#include "sync/parse_parts.h"

namespace cairn::protocol {
namespace {

Result<Held> read(const v1::Held& from) {
    if (!is_stream(from.stream())) return broken("held: stream");
    if (from.through() > sequence_max) return broken("held: a number that no edge reaches");
    if (static_cast<std::size_t>(from.ranges_size()) > ranges_max) return broken("held: too many ranges");
    Held held;
    held.stream = static_cast<Stream>(from.stream());
    held.through = from.through();
    Sequence last = held.through;
    for (const v1::Range& range : from.ranges()) {
        if (range.first() <= last + 1 || range.last() < range.first() || range.last() > sequence_max)
            return broken("held: a range out of order");
        held.ranges.push_back({range.first(), range.last()});
        last = range.last();
    }
    return held;
}

template <typename Message>
Result<std::vector<Held>> read_held(const Message& from) {
    std::vector<Held> all;
    std::array<bool, streams_count + 1> is_told{};
    for (const v1::Held& one : from.held()) {
        CAIRN_TRY(Held held, read(one));
        bool& is_this_told = is_told[static_cast<std::size_t>(held.stream)];
        if (is_this_told) return broken("held: a stream twice");
        is_this_told = true;
        all.push_back(std::move(held));
    }
    return all;
}

Result<ToEdge> read(const v1::Welcome& from) {
    if (!is_time(from.cloud_at_unix_ms())) return broken("welcome: time out of range");
    CAIRN_TRY(auto held, read_held(from));
    return ToEdge(Welcome{std::move(held), from.credit_bytes(), timestamp(from.cloud_at_unix_ms())});
}

Result<ToEdge> read(const v1::Acknowledge& from) {
    CAIRN_TRY(auto held, read_held(from));
    return ToEdge(Acknowledge{std::move(held), from.credit_bytes()});
}

ToEdge read(const v1::Refusal& from) {
    Refusal refusal;
    const int reason = from.reason();
    if (reason > 0 && reason <= static_cast<int>(RefusalReason::busy))
        refusal.reason = static_cast<RefusalReason>(reason);
    refusal.text = wire::to_utf8(from.text().substr(0, remark_chars_max));
    return refusal;
}

Result<ToEdge> read(const v1::Pong& from) {
    if (!is_time(from.asked_elapsed_ms()) || !is_time(from.cloud_at_unix_ms()))
        return broken("pong: time out of range");
    return ToEdge(Pong{instant(from.asked_elapsed_ms()), timestamp(from.cloud_at_unix_ms())});
}

Result<ToEdge> read(const v1::KeyFrameRequest& from) {
    if (!is_stream(from.stream())) return broken("key frame request: stream");
    if (from.sequence() > sequence_max) return broken("key frame request: a number that no edge reaches");
    return ToEdge(KeyFrameRequest{static_cast<Stream>(from.stream()), from.sequence()});
}

bool are_words(const v1::Command& from) {
    return !from.id().empty() && is_text(from.id(), command_id_chars_max) &&
           is_text(from.gateway(), command_word_chars_max) &&
           is_text(from.dialect(), command_word_chars_max) && is_text(from.model(), command_word_chars_max) &&
           is_text(from.name(), command_word_chars_max) && is_text(from.topic(), command_text_chars_max) &&
           is_text(from.reply_topic(), command_text_chars_max) &&
           is_text(from.device_id(), command_text_chars_max);
}

Result<ToEdge> read(const v1::Command& from) {
    if (!are_words(from)) return broken("command: a text that is none");
    if (!is_time(from.expires_at_unix_ms())) return broken("command: time out of range");
    if (static_cast<std::size_t>(from.settings_size()) > command_settings_max)
        return broken("command: too many settings");
    Command command{from.id(),        timestamp(from.expires_at_unix_ms()),
                    from.gateway(),   from.dialect(),
                    from.topic(),     from.reply_topic(),
                    from.device_id(), from.model(),
                    from.name(),      {}};
    for (const std::string& setting : from.settings()) {
        if (!is_text(setting, command_setting_chars_max)) return broken("command: a setting that is none");
        command.settings.push_back(setting);
    }
    return ToEdge(std::move(command));
}

Result<ToEdge> read(const v1::Config& from) {
    if (!is_text(from.toml(), config_chars_max)) return broken("config: a text that is none");
    return ToEdge(Config{from.version(), from.toml()});
}

Result<ToEdge> read(const v1::NewSecret& from) {
    if (from.secret().empty() || !is_text(from.secret(), secret_chars_max))
        return broken("new secret: a text that is none");
    return ToEdge(NewSecret{from.secret()});
}

}  // namespace

Result<ToEdge> parse_to_edge(Bytes message) {
    if (message.size() > to_edge_bytes_max) return fail(Errc::full, "sync: message too long");
    v1::ToEdge parsed;
    if (!parse_whole(parsed, message)) return broken("sync: not a message to an edge");
    switch (parsed.message_case()) {
        case v1::ToEdge::kWelcome: return read(parsed.welcome());
        case v1::ToEdge::kAcknowledge: return read(parsed.acknowledge());
        case v1::ToEdge::kRefusal: return read(parsed.refusal());
        case v1::ToEdge::kPong: return read(parsed.pong());
        case v1::ToEdge::kKeyFrameRequest: return read(parsed.key_frame_request());
        case v1::ToEdge::kCommand: return read(parsed.command());
        case v1::ToEdge::kConfig: return read(parsed.config());
        case v1::ToEdge::kNewSecret: return read(parsed.new_secret());
        case v1::ToEdge::MESSAGE_NOT_SET: break;
    }
    return broken("sync: a message of no known kind");
}

}  // namespace cairn::protocol
