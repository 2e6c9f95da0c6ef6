// The local page: what this edge hears and what waits, over HTTP on loopback.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "cairn/model/ids.h"
#include "cairn/net/http_server.h"

namespace cairn::edge {

/// The page itself, made from page.html when it is built.
std::string_view page_html() noexcept;

/// What has become of the wish to have a tag's next position explained.
struct Explanation {
    enum class State : std::uint8_t { unknown_tag, asked, ready };
    State state = State::unknown_tag;
    // NOLINTNEXTLINE(readability-redundant-member-init): g++ warns where a list leaves it out.
    std::string json{};  // once it is ready
};

/// Where the answers come from.
struct PageSources {
    std::function<std::string(std::size_t tags_max)> state;  // JSON
    std::function<std::string()> site;                       // JSON
    std::function<std::string()> metrics;                    // Prometheus text
    std::function<Explanation(const TagId& tag)> explain;
};

/// GET / is the page, /api/state (?limit=, default 500), /api/site, /api/explain (?tag=), /metrics and
/// /healthz. Requests under another name than this machine's own are refused: a web site could otherwise
/// point its name here and read along ("DNS rebinding").
net::HttpResponse answer(const net::HttpRequest& request, const PageSources& sources);

}  // namespace cairn::edge
