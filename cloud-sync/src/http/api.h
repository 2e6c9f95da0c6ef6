// The routes of cairn-cloud (docs/api.md): request in, response out, no sockets.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cairn/cloud/store.h"
#include "cairn/locate/site.h"
#include "cairn/net/http_server.h"
#include "cairn/ports/entropy.h"
#include "http/counters.h"
#include "http/events.h"

namespace cairn::cloud {

struct ApiOptions {
    Site site;
    /// Names under which the server may be asked, besides "localhost" and every IP address. A page of
    /// elsewhere whose name was made to point here (DNS rebinding) can so not read what we answer.
    std::vector<std::string> host_names;
};

/// Not thread-safe. Everything that is handed over by reference outlives it.
class Api {
public:
    Api(const Store& store, ApiOptions options, Events& events, Counters& counters, Entropy& entropy);

    /// Answers any request, and counts it.
    net::HttpResponse respond(const net::HttpRequest& request);
    /// For requests that accept text/event-stream: nullopt means open the stream with Events::open().
    std::optional<net::HttpResponse> respond_to_stream(const net::HttpRequest& request);

private:
    using Handler = net::HttpResponse (Api::*)(const net::HttpRequest&) const;
    struct Route {
        std::string_view pattern;  // "{id}" at the end stands for any one name
        Handler handler;
    };
    static std::optional<Route> route_of(std::string_view path) noexcept;

    net::HttpResponse answer(const net::HttpRequest& request, const std::optional<Route>& route) const;
    net::HttpResponse finish(const net::HttpRequest& request, std::string_view route,
                             net::HttpResponse response);

    net::HttpResponse tags(const net::HttpRequest& request) const;
    net::HttpResponse tag(const net::HttpRequest& request) const;
    net::HttpResponse gateways(const net::HttpRequest& request) const;
    net::HttpResponse latest_positions(const net::HttpRequest& request) const;
    net::HttpResponse records(const net::HttpRequest& request) const;
    net::HttpResponse edges(const net::HttpRequest& request) const;
    net::HttpResponse gaps(const net::HttpRequest& request) const;
    net::HttpResponse site(const net::HttpRequest& request) const;
    net::HttpResponse event_stream(const net::HttpRequest& request) const;
    net::HttpResponse health(const net::HttpRequest& request) const;
    net::HttpResponse ready(const net::HttpRequest& request) const;
    net::HttpResponse metrics(const net::HttpRequest& request) const;
    net::HttpResponse web_file(const net::HttpRequest& request) const;

    const Store& store_;
    ApiOptions options_;
    Events& events_;
    Counters& counters_;
    Entropy& entropy_;
};

}  // namespace cairn::cloud
