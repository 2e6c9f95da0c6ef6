// The text parts of HTTP/1.1: targets, queries, response heads.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "cairn/core/result.h"
#include "cairn/core/time.h"
#include "cairn/net/http_server.h"

namespace cairn::net {

/// A request target, "/v1/tags?limit=5", taken apart and decoded.
struct Target {
    std::string path;
    std::map<std::string, std::string> query;
};

/// malformed: a percent sign without two digits, or no absolute path.
Result<Target> parse_target(std::string_view text);

/// Whether an Accept header's value names `media_type` itself, not through a wildcard.
bool accepts(std::string_view accept, std::string_view media_type);

/// "Sat, 31 Jan 2026 12:00:00 GMT", RFC 9110 section 5.6.7.
std::string http_date(Timestamp at);

/// How the body of an answer travels.
enum class BodyFraming { sized, chunked, until_close };

/// Status line and header fields, the empty line included. Control characters in values, which could
/// forge further fields, become spaces.
std::string response_head(const HttpResponse& response, BodyFraming framing, bool keep_alive, Timestamp now);

/// Whether an answer of this status has no body by definition, RFC 9110 section 6.4.1.
bool has_no_body(int status) noexcept;

/// One event of a text/event-stream; a line feed in `text` starts a further data line.
std::string event_text(std::string_view id, std::string_view event, std::string_view text);

/// `text` as one chunk of a chunked body.
std::string chunk(std::string_view text);

}  // namespace cairn::net
