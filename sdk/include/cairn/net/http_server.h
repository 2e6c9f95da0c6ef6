// A small HTTP/1.1 server for the local page of an edge and the API of the cloud.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "cairn/core/result.h"
#include "cairn/net/endpoint.h"
#include "cairn/net/event_loop.h"
#include "cairn/net/tls_listener.h"

namespace cairn::net {

struct HttpRequest {
    std::string method;  // "GET"; a HEAD arrives as GET, and its answer's body is dropped
    std::string path;  // percent-decoded, without the query
    std::map<std::string, std::string> query;  // percent-decoded; the last of equal names
    std::map<std::string, std::string> headers;  // names in lower case
    std::string body;
};

struct HttpResponse {
    int status = 200;
    std::string content_type = "application/json";
    std::string body;
    std::map<std::string, std::string> headers;  // further ones
};

/// An error as RFC 9457 problem document: {"type","title","status","detail"}; `detail` is static text of
/// ours.
HttpResponse problem(int status, std::string_view detail);

/// An open text/event-stream response (HTML Living Standard, "Server-sent events"). A reader that falls
/// more than 1 MiB behind is dropped: never buffered without bound.
class EventStream {
public:
    virtual ~EventStream() = default;
    /// Sends one event; `id` and `event` may be empty. False once the reader is gone.
    virtual bool send(std::string_view id, std::string_view event, std::string_view data) = 0;
    virtual bool is_open() const noexcept = 0;
};

/// Calls are on the loop's thread; an answer is given before the call returns.
struct HttpHandlers {
    std::function<HttpResponse(const HttpRequest&)> respond;
    /// Asked first for GET requests that accept text/event-stream. Answer nullopt to open the stream
    /// (then `opened` gets it), or a response to refuse it.
    std::function<std::optional<HttpResponse>(const HttpRequest&)> stream;
    std::function<void(const HttpRequest&, std::shared_ptr<EventStream>)> opened;
};

struct HttpServerOptions {
    Endpoint listen;  // port 0: any free one, see port()
    std::optional<TlsServerFiles> tls;  // absent: plain HTTP
    std::size_t connections_max = 1000;
    std::size_t body_bytes_max = 4 * 1024;  // larger requests get 413
    std::size_t queued_bytes_max = 64 * 1024 * 1024;  // of unsent answers together; then requests get 503
    Millis idle_timeout{30'000};  // for a whole request: no byte of it renews it
    std::size_t read_bytes_per_second_min = 16 * 1024;  // a client that reads its answers slower is dropped
    Millis stream_heartbeat{15'000};  // a comment line keeps proxies from closing an idle stream
};

class HttpServer {
public:
    /// io: port in use, or a file cannot be read; `where` says which, `detail` is errno.
    static Result<std::unique_ptr<HttpServer>> open(EventLoop& loop, const HttpServerOptions& options,
                                                    HttpHandlers handlers);
    std::uint16_t port() const noexcept;
    /// Stops accepting, finishes the answers under way and ends the streams.
    void close();
    ~HttpServer();

private:
    struct Impl;
    explicit HttpServer(std::shared_ptr<Impl> impl) noexcept;
    std::shared_ptr<Impl> impl_;
};

}  // namespace cairn::net
