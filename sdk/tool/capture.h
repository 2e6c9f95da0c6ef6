// Captures: gateway messages with their topics and times, one JSON object a line.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cairn/core/result.h"
#include "cairn/core/time.h"

namespace cairn::tool {

struct Capture {
    std::string topic;
    std::string payload;
    std::int64_t t_ms = 0;  // since the capture began
};

/// {"topic":"gw/1/publish","payload":"text","t_ms":1234}, or "payload_hex":"ef3004..." for bytes. Without
/// "t_ms" the time is 0. malformed: anything else; `where` says what.
Result<Capture> parse_capture(std::string_view line);

/// The same of a line that was parsed before.
Result<Capture> read_capture(const boost::json::object& line);

/// Whether the object is meant to be one: it has a topic and a payload.
bool is_capture(const boost::json::object& line);

/// Moves the times that stand in a payload so that the latest one is `now`, and leaves their distances
/// as they are: JSON members named "timestamp", "at" or "time", as milliseconds or seconds since 1970 or
/// as RFC 3339 text, and the times of MKGW4 frames. Times before 2001 are uptimes and stay. A payload
/// without times, or one that is not understood, comes back as it is.
std::string restamped(const std::string& payload, Timestamp now);

}  // namespace cairn::tool
