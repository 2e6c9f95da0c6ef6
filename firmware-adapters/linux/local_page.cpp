#include "linux/local_page.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <utility>

#include "cairn/net/endpoint.h"
#include "cairn/net/metrics_text.h"

namespace cairn::edge {
namespace {

constexpr std::size_t tags_default = 500;
constexpr std::size_t tags_max = 10'000;

net::HttpResponse answer_with(std::string content_type, std::string body) {
    net::HttpResponse response;
    response.content_type = std::move(content_type);
    response.body = std::move(body);
    response.headers["Cache-Control"] = "no-store";
    response.headers["X-Content-Type-Options"] = "nosniff";
    return response;
}

net::HttpResponse page_answer() {
    auto response = answer_with("text/html; charset=utf-8", std::string(page_html()));
    response.headers["Content-Security-Policy"] =
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; "
        "frame-ancestors 'none'";
    return response;
}

bool is_own_name(const net::HttpRequest& request) {
    const auto host = request.headers.find("host");
    if (host == request.headers.end()) return true;  // no browser, HTTP/1.0
    auto named = net::Endpoint::parse(host->second);
    if (!named) named = net::Endpoint::parse(host->second + ":80");
    return named && named->is_loopback();
}

/// nullopt: not a number.
std::optional<std::size_t> limit_of(const net::HttpRequest& request) {
    const auto given = request.query.find("limit");
    if (given == request.query.end()) return tags_default;
    std::size_t limit = 0;
    const char* end = given->second.data() + given->second.size();
    if (given->second.empty() || std::from_chars(given->second.data(), end, limit).ptr != end)
        return std::nullopt;
    return std::min(limit, tags_max);
}

net::HttpResponse state_answer(const net::HttpRequest& request, const PageSources& sources) {
    const auto limit = limit_of(request);
    if (!limit) return net::problem(400, "limit: expected a number");
    return answer_with("application/json", sources.state(*limit));
}

net::HttpResponse explain_answer(const net::HttpRequest& request, const PageSources& sources) {
    const auto given = request.query.find("tag");
    const auto tag = TagId::parse(given == request.query.end() ? "" : given->second);
    if (!tag) return net::problem(400, "tag: expected a tag's id, such as ble:AC233FA03208");
    Explanation explanation = sources.explain(*tag);
    if (explanation.state == Explanation::State::unknown_tag)
        return net::problem(404, "No gateway with a place in the site file has heard this tag of late. Rooms "
                                 "without coordinates are not explained.");
    if (explanation.state == Explanation::State::ready)
        return answer_with("application/json", std::move(explanation.json));
    auto response = answer_with("application/json", R"({"status":"asked"})");
    response.status = 202;
    response.headers["Retry-After"] = "1";
    return response;
}

}  // namespace

net::HttpResponse answer(const net::HttpRequest& request, const PageSources& sources) {
    if (!is_own_name(request)) return net::problem(403, "Ask for this page by localhost or 127.0.0.1.");
    if (request.method != "GET" && request.method != "HEAD") {
        auto response = net::problem(405, "Only GET is understood here.");
        response.headers["Allow"] = "GET, HEAD";
        return response;
    }
    if (request.path == "/") return page_answer();
    if (request.path == "/api/state") return state_answer(request, sources);
    if (request.path == "/api/site") return answer_with("application/json", sources.site());
    if (request.path == "/api/explain") return explain_answer(request, sources);
    if (request.path == "/metrics") {
        return answer_with(std::string(net::MetricsText::content_type), sources.metrics());
    }
    if (request.path == "/healthz") return answer_with("application/json", R"({"status":"ok"})");
    return net::problem(404, "There is nothing under this path.");
}

}  // namespace cairn::edge
