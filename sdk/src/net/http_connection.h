// One client of the HTTP server: requests in, answers and at most one event stream out.
#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <memory>
#include <optional>
#include <string>

#include "cairn/net/http_server.h"
#include "net/channel.h"

namespace cairn::net {

/// A request body that grows with what arrives; Beast's own string_body reserves what the client claims.
struct GrowingBody {
    using value_type = std::string;

    class reader {  // NOLINT(readability-identifier-naming): Beast's name for it
    public:
        template <bool is_request, typename Fields>
        reader(boost::beast::http::header<is_request, Fields>& /*head*/, value_type& body) : body_(body) {}

        void init(const boost::optional<std::uint64_t>& /*claimed*/, boost::system::error_code& error) {
            error = {};
        }
        template <typename Buffers>
        std::size_t put(const Buffers& buffers, boost::system::error_code& error) {
            error = {};
            const std::size_t before = body_.size();
            for (auto it = boost::asio::buffer_sequence_begin(buffers);
                 it != boost::asio::buffer_sequence_end(buffers); ++it) {
                const boost::asio::const_buffer piece = *it;
                body_.append(static_cast<const char*>(piece.data()), piece.size());
            }
            return body_.size() - before;
        }
        void finish(boost::system::error_code& error) { error = {}; }

    private:
        value_type& body_;
    };
};

/// What connections need of their server.
class HttpHost {
public:
    virtual const HttpServerOptions& options() const noexcept = 0;
    virtual const HttpHandlers& handlers() const noexcept = 0;
    virtual EventLoop& loop() noexcept = 0;
    /// What all channels have not sent yet, streams left out.
    virtual const std::shared_ptr<std::size_t>& queued_bytes() const noexcept = 0;
    virtual void forget(const std::shared_ptr<class HttpConnection>& connection) = 0;

protected:
    ~HttpHost() = default;
};

class HttpConnection : public std::enable_shared_from_this<HttpConnection> {
public:
    HttpConnection(std::weak_ptr<HttpHost> host, std::shared_ptr<Channel> channel);

    void start(std::unique_ptr<TlsSession> session);
    /// Ends the stream, finishes what is being sent, and closes.
    void close();

    bool send_event(std::string_view id, std::string_view event, std::string_view text);
    void end_stream();
    bool is_streaming() const noexcept { return streaming_ && channel_->is_open(); }

private:
    using Parser = boost::beast::http::request_parser<GrowingBody>;

    void on_received(Bytes bytes);
    void on_written();
    void take_requests();
    bool take_one(HttpHost& host);
    void invite_body();
    void refuse(const boost::system::error_code& error);
    std::optional<HttpRequest> read_request();
    void answer(HttpHost& host);
    bool open_stream(HttpHost& host, const HttpRequest& request);
    void send_response(const HttpResponse& response, bool keep_alive, bool with_body);
    void send_stream_text(std::string_view text);
    void beat();
    void abandon();

    std::weak_ptr<HttpHost> host_;
    std::shared_ptr<Channel> channel_;
    std::string in_;
    std::optional<Parser> parser_;
    bool body_invited_ = false;
    bool answering_ = false;
    bool answer_queued_ = false;  // and not sent whole yet
    bool closing_ = false;
    bool streaming_ = false;
    bool chunked_ = false;
    bool sent_since_beat_ = false;
};

}  // namespace cairn::net
