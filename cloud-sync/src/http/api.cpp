#include "http/api.h"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <utility>

#include "cairn/core/hex.h"
#include "cairn/net/metrics_text.h"
#include "http/host.h"
#include "http/json.h"
#include "http/parameters.h"
#include "http/problem.h"
#include "http/web_files.h"
#include "json/json_text.h"
#include "json/position_json.h"
#include "json/site_json.h"

namespace cairn::cloud {
namespace {

namespace json = boost::json;

// A page of records ends early behind the record that passes this: raw messages can be long.
constexpr std::size_t records_bytes_max = std::size_t{4} * 1024 * 1024;

net::HttpResponse ok(const json::value& body) {
    net::HttpResponse response;
    response.body = json_text(body);
    return response;
}

net::HttpResponse ok_text(std::string body, std::string_view content_type) {
    net::HttpResponse response;
    response.content_type = content_type;
    response.body = std::move(body);
    return response;
}

net::HttpResponse not_found(std::string_view what) {
    return problem(404, "not-found", "Not found", what);
}

// One item more than asked for was read, to know whether there is a next page.
template <typename Item, typename IdOf>
net::HttpResponse page_of(const Result<std::vector<Item>>& items, std::size_t limit, IdOf id_of) {
    if (!items) return store_problem(items.error());
    json::array out;
    const std::size_t count = std::min(limit, items->size());
    for (std::size_t i = 0; i < count; ++i) out.push_back(to_json((*items)[i]));
    json::value next = nullptr;
    if (items->size() > limit) next = json::string(id_of((*items)[limit - 1]));
    return ok(json::object{{"items", std::move(out)}, {"nextCursor", std::move(next)}});
}

bool is_request_id(std::string_view text) {
    constexpr std::size_t chars_max = 64;
    return !text.empty() && text.size() <= chars_max && std::ranges::all_of(text, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
               c == '_' || c == '.';
    });
}

std::string_view header(const net::HttpRequest& request, const std::string& name) {
    const auto found = request.headers.find(name);
    return found == request.headers.end() ? std::string_view() : std::string_view(found->second);
}

}  // namespace

Api::Api(const Store& store, ApiOptions options, Events& events, Counters& counters, Entropy& entropy)
    : store_(store),
      options_(std::move(options)),
      events_(events),
      counters_(counters),
      entropy_(entropy) {}

std::optional<Api::Route> Api::route_of(std::string_view path) noexcept {
    static constexpr std::array routes{
        Route{"/v1/tags", &Api::tags},
        Route{"/v1/tags/{id}", &Api::tag},
        Route{"/v1/gateways", &Api::gateways},
        Route{"/v1/positions/latest", &Api::latest_positions},
        Route{"/v1/records", &Api::records},
        Route{"/v1/edges", &Api::edges},
        Route{"/v1/gaps", &Api::gaps},
        Route{"/v1/site", &Api::site},
        Route{"/v1/events/stream", &Api::event_stream},
        Route{"/healthz", &Api::health},
        Route{"/readyz", &Api::ready},
        Route{"/metrics", &Api::metrics},
    };
    for (const Route& route : routes) {
        if (route.pattern == path) return route;
        if (!route.pattern.ends_with("{id}")) continue;
        const std::string_view before = route.pattern.substr(0, route.pattern.size() - 4);
        if (path.size() > before.size() && path.starts_with(before)) return route;
    }
    for (const WebFile& file : web_files()) {
        if (file.path == path) return Route{file.path, &Api::web_file};
    }
    return std::nullopt;
}

net::HttpResponse Api::respond(const net::HttpRequest& request) {
    const auto route = route_of(request.path);
    return finish(request, route ? route->pattern : "none", answer(request, route));
}

std::optional<net::HttpResponse> Api::respond_to_stream(const net::HttpRequest& request) {
    if (request.path != "/v1/events/stream" || !is_own_host(header(request, "host"), options_.host_names)) {
        return respond(request);
    }
    if (auto refusal = events_.refuse(request)) return finish(request, request.path, std::move(*refusal));
    ++counters_.http_requests[{request.path, 200}];
    return std::nullopt;
}

net::HttpResponse Api::answer(const net::HttpRequest& request, const std::optional<Route>& route) const {
    if (!is_own_host(header(request, "host"), options_.host_names)) {
        return problem(421, "unknown-host", "Not the host that was asked for",
                       "Start cairn-cloud with --name and the name that you use for it.");
    }
    if (!route) return not_found("There is nothing at " + request.path + ".");
    if (request.method != "GET" && request.method != "HEAD") {
        auto response = problem(405, "method", "Method not allowed", "This route is only read: GET.");
        response.headers["Allow"] = "GET, HEAD";
        return response;
    }
    return (this->*route->handler)(request);
}

net::HttpResponse Api::finish(const net::HttpRequest& request, std::string_view route,
                              net::HttpResponse response) {
    ++counters_.http_requests[{std::string(route), response.status}];
    std::string id(header(request, "x-request-id"));
    if (!is_request_id(id)) {
        InlineString<16> digits;
        const std::uint64_t random = entropy_.next();
        std::array<std::uint8_t, 8> bytes{};
        for (std::size_t i = 0; i < bytes.size(); ++i)
            bytes[i] = static_cast<std::uint8_t>(random >> (8 * i));
        append_hex(digits, bytes);
        id = digits.view();
    }
    name_request(response, id);
    response.headers["X-Request-Id"] = id;
    response.headers["X-Content-Type-Options"] = "nosniff";
    response.headers["Referrer-Policy"] = "no-referrer";
    response.headers["Content-Security-Policy"] =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    response.headers.emplace("Cache-Control", "no-store");
    return response;
}

net::HttpResponse Api::tags(const net::HttpRequest& request) const {
    Parameters parameters(request.query, {"limit", "cursor", "search"});
    const std::size_t limit = parameters.limit();
    const Page page{std::string(parameters.tag("cursor").view()), limit + 1, parameters.search()};
    if (!parameters.defects().empty()) return parameter_problem(parameters.defects());
    return page_of(store_.tags(page), limit, [](const TagState& tag) { return tag.tag.view(); });
}

net::HttpResponse Api::tag(const net::HttpRequest& request) const {
    const Parameters parameters(request.query, {});
    if (!parameters.defects().empty()) return parameter_problem(parameters.defects());
    const std::string text = request.path.substr(std::string_view("/v1/tags/").size());
    const auto id = TagId::parse(text);
    if (!id) return not_found("\"" + text + "\" is not the id of a tag. One looks like ble:AC233FA03208.");
    const auto tag = store_.tag(*id);
    if (!tag) return store_problem(tag.error());
    if (!tag->has_value()) return not_found("No edge has ever told of the tag " + text + ".");
    return ok(to_json(**tag));
}

net::HttpResponse Api::gateways(const net::HttpRequest& request) const {
    Parameters parameters(request.query, {"limit", "cursor", "search"});
    const std::size_t limit = parameters.limit();
    const Page page{std::string(parameters.gateway("cursor").view()), limit + 1, parameters.search()};
    if (!parameters.defects().empty()) return parameter_problem(parameters.defects());
    return page_of(store_.gateways(page), limit,
                   [](const GatewayState& gateway) { return gateway.gateway.view(); });
}

net::HttpResponse Api::latest_positions(const net::HttpRequest& request) const {
    Parameters parameters(request.query, {"limit", "cursor"});
    const std::size_t limit = parameters.limit();
    const Page page{std::string(parameters.tag("cursor").view()), limit + 1, {}};
    if (!parameters.defects().empty()) return parameter_problem(parameters.defects());
    return page_of(store_.latest_positions(page), limit,
                   [](const Position& position) { return position.tag.view(); });
}

net::HttpResponse Api::records(const net::HttpRequest& request) const {
    Parameters parameters(request.query, {"after", "limit", "tag"});
    const Offset after = parameters.number("after", 0);
    const std::size_t limit = parameters.limit();
    const TagId tag = parameters.tag();
    if (!parameters.defects().empty()) return parameter_problem(parameters.defects());
    const Offset end = std::max(after, store_.last_offset());
    std::string items;
    std::size_t count = 0;
    Offset next = after;
    const auto sink = [&](const StoredRecord& stored) {
        ++count;
        if (items.size() > records_bytes_max) return;
        if (!items.empty()) items.push_back(',');
        items += json_text(to_json(stored));
        next = stored.offset;
    };
    if (const auto read = store_.records(after, limit, tag, sink); !read) return store_problem(read.error());
    if (count < limit && items.size() <= records_bytes_max) next = end;
    return ok_text("{\"items\":[" + items + "],\"nextAfter\":" + std::to_string(next) + "}",
                   "application/json");
}

net::HttpResponse Api::edges(const net::HttpRequest& request) const {
    const Parameters parameters(request.query, {});
    if (!parameters.defects().empty()) return parameter_problem(parameters.defects());
    const auto edges = store_.edges();
    if (!edges) return store_problem(edges.error());
    json::array items;
    for (const EdgeState& edge : *edges) {
        items.push_back(to_json(edge, counters_.edges_connected.contains(edge.edge)));
    }
    return ok(json::object{{"items", std::move(items)}});
}

net::HttpResponse Api::gaps(const net::HttpRequest& request) const {
    const Parameters parameters(request.query, {});
    if (!parameters.defects().empty()) return parameter_problem(parameters.defects());
    const auto gaps = store_.gaps();
    if (!gaps) return store_problem(gaps.error());
    json::array items;
    for (const StoredGap& gap : *gaps) items.push_back(to_json(gap));
    return ok(json::object{{"items", std::move(items)}});
}

net::HttpResponse Api::site(const net::HttpRequest& request) const {
    const Parameters parameters(request.query, {});
    if (!parameters.defects().empty()) return parameter_problem(parameters.defects());
    return ok(to_json(options_.site));
}

net::HttpResponse Api::event_stream(const net::HttpRequest&) const {
    return problem(406, "stream", "This is an event stream",
                   "Ask with the header \"Accept: text/event-stream\", as EventSource and "
                   "\"curl -N -H 'Accept: text/event-stream'\" do.");
}

net::HttpResponse Api::health(const net::HttpRequest&) const {
    return ok(json::object{{"status", "ok"}});
}

net::HttpResponse Api::ready(const net::HttpRequest&) const {
    if (const auto ping = store_.ping(); !ping) return store_problem(ping.error());
    if (const auto& error = store_.write_error()) {
        return problem(
            503, "store", "The store cannot write",
            std::string(name(error->code)) + ": " + error->where + " (" + std::to_string(error->detail) +
                "). The last block was refused; edges keep what they have and send it again. Look at "
                "the disk: is it full?");
    }
    return ok(json::object{{"status", "ok"}, {"store", "ok"}});
}

net::HttpResponse Api::metrics(const net::HttpRequest&) const {
    auto text = metrics_text(store_, counters_);
    if (!text) return store_problem(text.error());
    return ok_text(*std::move(text), net::MetricsText::content_type);
}

net::HttpResponse Api::web_file(const net::HttpRequest& request) const {
    for (const WebFile& file : web_files()) {
        if (file.path != request.path) continue;
        auto response = ok_text(std::string(file.text), file.content_type);
        // A browser that was open before an update must not mix the two.
        response.headers["Cache-Control"] = "no-cache";
        return response;
    }
    return not_found("There is nothing at " + request.path + ".");
}

}  // namespace cairn::cloud
