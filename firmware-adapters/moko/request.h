// A request of Moko's JSON dialects: a message number, and what goes into "data".
#pragma once

#include <optional>

#include "cairn/adapters/command.h"
#include "dialect/written_json.h"

namespace cairn::adapters::moko {

inline constexpr Millis answer_within{30'000};
/// What a tag has to do may take a connection first; the vendor's app waits as long.
inline constexpr Millis tag_answer_within{50'000};
/// The gateway fetches a file and starts anew.
inline constexpr Millis update_within{600'000};

struct Request {
    std::uint16_t number = 0;
    std::optional<WrittenObject> content;  // nothing: a request to read
    Millis answer_within = moko::answer_within;
    std::uint16_t result_number = 0;
    Millis result_within{0};
    std::optional<MacAddress> tag = std::nullopt;  // that the result must be of
};

/// "device_info" holds the gateway's address, and before it the name that the first generation wants.
OutgoingMessage message_of(Request request, const GatewayRoute& route, const MacAddress& gateway);

/// A table of what the parts of the settings are read by.
struct ReadNumber {
    SettingsPart part;
    std::uint16_t number;
};

}  // namespace cairn::adapters::moko
