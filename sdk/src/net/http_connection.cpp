#include "net/http_connection.h"

#include <cctype>
#include <exception>
#include <utility>

#include "cairn/net/log.h"
#include "cairn/net/system_ports.h"
#include "net/http_text.h"

namespace cairn::net {
namespace {

namespace http = boost::beast::http;

constexpr std::uint32_t header_bytes_max = 16 * 1024;
/// With this much unsent, a client that asks faster than it reads is left waiting.
constexpr std::size_t pipeline_bytes_max = 256 * 1024;
/// A stream's reader that is this far behind is dropped.
constexpr std::size_t stream_bytes_max = 1024 * 1024;

std::string_view view(boost::beast::string_view text) {
    return {text.data(), text.size()};
}

Bytes bytes_of(const std::string& text) {
    return as_bytes(text);
}

/// Calls a handler of the embedder's; what it throws becomes an answer.
template <typename Call>
HttpResponse guarded(const Call& call) {
    try {
        return call();
    } catch (const std::exception& thrown) {
        log(LogLevel::error, "http", thrown.what());
    } catch (...) {
        log(LogLevel::error, "http", "a handler threw something that is no exception");
    }
    return problem(500, "The request met an error inside the server.");
}

class ConnectionStream final : public EventStream {
public:
    explicit ConnectionStream(std::weak_ptr<HttpConnection> connection)
        : connection_(std::move(connection)) {}
    ~ConnectionStream() override {
        if (const auto connection = connection_.lock()) connection->end_stream();
    }
    ConnectionStream(const ConnectionStream&) = delete;
    ConnectionStream& operator=(const ConnectionStream&) = delete;

    bool send(std::string_view id, std::string_view event, std::string_view text) override {
        const auto connection = connection_.lock();
        return connection && connection->send_event(id, event, text);
    }
    bool is_open() const noexcept override {
        const auto connection = connection_.lock();
        return connection && connection->is_streaming();
    }

private:
    std::weak_ptr<HttpConnection> connection_;
};

}  // namespace

HttpConnection::HttpConnection(std::weak_ptr<HttpHost> host, std::shared_ptr<Channel> channel)
    : host_(std::move(host)),
      channel_(std::move(channel)) {}

void HttpConnection::start(std::unique_ptr<TlsSession> session) {
    if (const auto host = host_.lock()) {
        channel_->close_after(host->options().idle_timeout);
        channel_->count_in(host->queued_bytes());
    }
    ChannelEvents events;
    // The channel must not own the connection that owns it; and it may outlive it, to send the rest.
    events.received = [weak = weak_from_this()](Bytes bytes) {
        if (const auto self = weak.lock()) self->on_received(bytes);
    };
    events.written = [weak = weak_from_this()] {
        if (const auto self = weak.lock()) self->on_written();
    };
    events.closed = [weak = weak_from_this()](const Error&) {
        const auto self = weak.lock();
        const auto host = self ? self->host_.lock() : nullptr;
        if (host) host->forget(self);
    };
    channel_->start(std::move(session), std::move(events));
}

void HttpConnection::close() {
    closing_ = true;
    if (answering_) return;  // The answer under way is the last one.
    if (streaming_)
        end_stream();
    else
        channel_->finish();
}

void HttpConnection::on_received(Bytes bytes) {
    if (streaming_) return;  // A stream's reader has nothing more to say.
    in_.append(as_text(bytes));
    take_requests();
}

void HttpConnection::on_written() {
    const auto host = host_.lock();
    if (!host) return;
    const auto& options = host->options();
    // A stream that takes not even a heartbeat is dead.
    if (streaming_) return channel_->close_after(options.idle_timeout + 2 * options.stream_heartbeat);
    if (answer_queued_ && channel_->queued_bytes() == 0) {
        answer_queued_ = false;
        channel_->close_after(options.idle_timeout);
    }
    if (channel_->queued_bytes() > pipeline_bytes_max) return;
    channel_->pause(false);
    take_requests();
}

void HttpConnection::take_requests() {
    const auto host = host_.lock();
    if (!host) return;
    while (channel_->is_open() && !streaming_ && !in_.empty()) {
        if (channel_->queued_bytes() > pipeline_bytes_max) return channel_->pause(true);
        if (!take_one(*host)) return;
    }
}

/// False when more bytes are needed, or none are wanted any more.
bool HttpConnection::take_one(HttpHost& host) {
    if (!parser_) {
        parser_.emplace();
        parser_->header_limit(header_bytes_max);
        parser_->body_limit(host.options().body_bytes_max);
        parser_->eager(true);
        body_invited_ = false;
    }
    boost::system::error_code error;
    const std::size_t taken = parser_->put(boost::asio::buffer(in_), error);
    in_.erase(0, taken);
    if (error && error != http::error::need_more) {
        refuse(error);
        return false;
    }
    if (parser_->is_done()) {
        answer(host);
        parser_.reset();
        return true;
    }
    if (parser_->is_header_done()) invite_body();
    return taken > 0 && !in_.empty();
}

/// RFC 9110 section 10.1.1: the client waits for this before it sends the body.
void HttpConnection::invite_body() {
    const auto& head = parser_->get();
    if (body_invited_ || head.version() < 11 ||
        !boost::beast::iequals(head[http::field::expect], "100-continue"))
        return;
    body_invited_ = true;
    channel_->send(bytes_of("HTTP/1.1 100 Continue\r\n\r\n"));
}

void HttpConnection::refuse(const boost::system::error_code& error) {
    in_.clear();
    if (error == http::error::body_limit)
        return send_response(problem(413, "The body is larger than this server takes."), false, true);
    if (error == http::error::header_limit)
        return send_response(problem(431, "The header is larger than this server takes."), false, true);
    send_response(problem(400, "The request is not valid HTTP/1.1."), false, true);
}

/// What the parser has found. nullopt: it is no valid request after all.
std::optional<HttpRequest> HttpConnection::read_request() {
    const auto& message = parser_->get();
    // RFC 9112 section 3.2: exactly one Host field in HTTP/1.1.
    const auto hosts = message.count(http::field::host);
    if (hosts > 1 || (hosts == 0 && message.version() >= 11)) return std::nullopt;
    auto target = parse_target(view(message.target()));
    if (!target) return std::nullopt;
    HttpRequest request;
    request.method = view(message.method_string());
    request.path = std::move(target->path);
    request.query = std::move(target->query);
    for (const auto& field : message) {
        std::string name(view(field.name_string()));
        for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        auto& value = request.headers[name];
        if (!value.empty()) value += ", ";  // RFC 9110 section 5.3
        value += view(field.value());
    }
    request.body = std::move(parser_->get().body());
    return request;
}

void HttpConnection::answer(HttpHost& host) {
    const bool keep_alive = parser_->keep_alive();
    auto request = read_request();
    if (!request) {
        in_.clear();
        return send_response(problem(400, "The request is not valid HTTP/1.1."), false, true);
    }
    const bool with_body = request->method != "HEAD";
    if (!with_body) request->method = "GET";
    if (*host.queued_bytes() > host.options().queued_bytes_max) {
        in_.clear();
        auto refusal = problem(503, "Too many answers wait for slow readers. Try again later.");
        refusal.headers["Retry-After"] = "1";
        return send_response(refusal, false, with_body);
    }
    if (with_body && open_stream(host, *request)) return;
    answering_ = true;
    const auto response = guarded([&] { return host.handlers().respond(*request); });
    answering_ = false;
    send_response(response, keep_alive && !closing_, with_body);
}

/// False when the request is not one for a stream. A refusal is an answer, too.
bool HttpConnection::open_stream(HttpHost& host, const HttpRequest& request) {
    const auto accept = request.headers.find("accept");
    if (request.method != "GET" || !host.handlers().stream || accept == request.headers.end() ||
        !accepts(accept->second, "text/event-stream"))
        return false;
    std::optional<HttpResponse> refusal;
    auto failure = guarded([&] {
        refusal = host.handlers().stream(request);
        return HttpResponse{};
    });
    if (failure.status != 200) refusal = std::move(failure);
    if (refusal) {
        send_response(*refusal, parser_->keep_alive(), true);
        return true;
    }
    chunked_ = parser_->get().version() >= 11;
    HttpResponse head;
    head.content_type = "text/event-stream";
    head.headers["Cache-Control"] = "no-store";
    const std::string text = response_head(head, chunked_ ? BodyFraming::chunked : BodyFraming::until_close,
                                           chunked_, SystemClock().wall());
    channel_->send(bytes_of(text));
    streaming_ = true;
    channel_->count_in(nullptr);  // A stream has a limit of its own.
    beat();
    const auto stream = std::make_shared<ConnectionStream>(weak_from_this());
    const auto opened = guarded([&] {
        if (host.handlers().opened) host.handlers().opened(request, stream);
        return HttpResponse{};
    });
    if (opened.status != 200) abandon();
    return true;
}

void HttpConnection::send_response(const HttpResponse& response, bool keep_alive, bool with_body) {
    if (!channel_->is_open()) return;
    std::string text = response_head(response, BodyFraming::sized, keep_alive, SystemClock().wall());
    if (with_body && !has_no_body(response.status)) text += response.body;
    channel_->send(bytes_of(text));
    answer_queued_ = true;
    if (const auto host = host_.lock()) {
        const auto& options = host->options();
        channel_->close_after(options.idle_timeout +
                              Millis{channel_->queued_bytes() * 1000 / options.read_bytes_per_second_min});
    }
    if (!keep_alive) channel_->finish();
}

bool HttpConnection::send_event(std::string_view id, std::string_view event, std::string_view text) {
    if (!is_streaming()) return false;
    if (channel_->queued_bytes() > stream_bytes_max) {
        abandon();
        return false;
    }
    send_stream_text(event_text(id, event, text));
    return true;
}

void HttpConnection::abandon() {
    channel_->drop();
    if (const auto host = host_.lock()) host->forget(shared_from_this());
}

void HttpConnection::send_stream_text(std::string_view text) {
    sent_since_beat_ = true;
    channel_->send(chunked_ ? bytes_of(chunk(text)) : as_bytes(text));
}

void HttpConnection::end_stream() {
    if (!is_streaming()) return;
    streaming_ = false;
    if (chunked_) channel_->send(as_bytes("0\r\n\r\n"));
    channel_->finish();
}

/// A comment, which readers skip, when nothing was sent since the last time.
void HttpConnection::beat() {
    const auto host = host_.lock();
    if (!host || !is_streaming()) return;
    if (!std::exchange(sent_since_beat_, false)) send_stream_text(":\n\n");
    sent_since_beat_ = false;
    host->loop().after(host->options().stream_heartbeat, [weak = weak_from_this()] {
        if (const auto self = weak.lock()) self->beat();
    });
}

}  // namespace cairn::net
