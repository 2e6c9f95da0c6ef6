#include "net/mqtt_conversation.h"

namespace cairn::net {
namespace {

constexpr std::string_view topics_begin = "cairn/v2/";
constexpr std::string_view up_ends = "/up";

}  // namespace

std::string mqtt_up_topic(std::string_view edge) {
    return std::string(topics_begin).append(edge).append(up_ends);
}

std::string mqtt_down_topic(std::string_view edge) {
    return std::string(topics_begin).append(edge).append("/down");
}

std::optional<std::string_view> edge_of_up_topic(std::string_view topic) {
    if (!topic.starts_with(topics_begin) || !topic.ends_with(up_ends)) return std::nullopt;
    if (topic.size() <= topics_begin.size() + up_ends.size()) return std::nullopt;
    topic.remove_prefix(topics_begin.size());
    topic.remove_suffix(up_ends.size());
    if (!is_topic_level(topic)) return std::nullopt;
    return topic;
}

bool is_topic_level(std::string_view name) noexcept {
    return !name.empty() && name.find_first_of(std::string_view("/+#\0", 4)) == std::string_view::npos;
}

std::array<std::uint8_t, conversation_mark_bytes> encode(const ConversationMark& mark) noexcept {
    std::array<std::uint8_t, conversation_mark_bytes> bytes{};
    for (std::size_t i = 0; i < 8; ++i)
        bytes[i] = static_cast<std::uint8_t>(mark.conversation >> (56 - 8 * i));
    for (std::size_t i = 0; i < 4; ++i) bytes[8 + i] = static_cast<std::uint8_t>(mark.number >> (24 - 8 * i));
    return bytes;
}

std::optional<ConversationMark> parse_conversation_mark(Bytes correlation) {
    if (correlation.size() != conversation_mark_bytes) return std::nullopt;
    ConversationMark mark;
    for (const std::uint8_t byte : correlation.first(8)) mark.conversation = mark.conversation << 8U | byte;
    for (const std::uint8_t byte : correlation.subspan(8)) mark.number = mark.number << 8U | byte;
    return mark;
}

Arrival MessageOrder::take(std::uint32_t number) noexcept {
    constexpr std::uint32_t half = 1U << 31U;  // numbers go round
    const std::uint32_t ahead = number - expected_;
    if (ahead >= half) return Arrival::repeated;
    if (ahead != 0) return Arrival::gap;
    ++expected_;
    return Arrival::next;
}

}  // namespace cairn::net
