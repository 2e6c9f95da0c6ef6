// How a conversation of the sync protocol travels over a broker: its topics, and the mark on each message.
// No broker, no clock: docs/wire.md tells the rest.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "cairn/core/bytes.h"

namespace cairn::net {

/// Where every edge speaks, and where the cloud says that it is there.
inline constexpr std::string_view mqtt_up_filter = "cairn/v2/+/up";
inline constexpr std::string_view mqtt_presence_topic = "cairn/v2/cloud";

std::string mqtt_up_topic(std::string_view edge);
std::string mqtt_down_topic(std::string_view edge);
/// The edge whose up topic this is; nothing: it is none.
std::optional<std::string_view> edge_of_up_topic(std::string_view topic);
/// Whether a name can stand between the slashes of a topic.
bool is_topic_level(std::string_view name) noexcept;

/// The Correlation Data of a message. Numbers begin at 1 in each direction and go up by one. A message
/// without a payload ends the conversation, whatever its number.
struct ConversationMark {
    std::uint64_t conversation = 0;  // random; each connection of an edge has one of its own
    std::uint32_t number = 0;
};
inline constexpr std::size_t conversation_mark_bytes = 12;
inline constexpr std::uint32_t first_message_number = 1;

std::array<std::uint8_t, conversation_mark_bytes> encode(const ConversationMark& mark) noexcept;
/// Nothing: it is none.
std::optional<ConversationMark> parse_conversation_mark(Bytes correlation);

enum class Arrival : std::uint8_t {
    next,
    repeated,  // a broker may deliver twice: leave it out
    gap,       // one before it is lost: the conversation cannot go on
};

/// The messages of one direction, as they arrive.
class MessageOrder {
public:
    Arrival take(std::uint32_t number) noexcept;

private:
    std::uint32_t expected_ = first_message_number;
};

}  // namespace cairn::net
