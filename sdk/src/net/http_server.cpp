#include "cairn/net/http_server.h"

#include <unordered_set>
#include <utility>

#include "net/http_connection.h"

namespace cairn::net {

struct HttpServer::Impl final : HttpHost, std::enable_shared_from_this<Impl> {
    Impl(EventLoop& on, HttpServerOptions with, HttpHandlers calls)
        : the_loop(on),
          the_options(std::move(with)),
          the_handlers(std::move(calls)) {}

    EventLoop& the_loop;
    HttpServerOptions the_options;
    HttpHandlers the_handlers;
    std::shared_ptr<TlsContext> tls;
    std::unique_ptr<Acceptor> acceptor;
    std::unordered_set<std::shared_ptr<HttpConnection>> connections;
    std::shared_ptr<std::size_t> queued = std::make_shared<std::size_t>(0);

    const HttpServerOptions& options() const noexcept override { return the_options; }
    const HttpHandlers& handlers() const noexcept override { return the_handlers; }
    EventLoop& loop() noexcept override { return the_loop; }
    const std::shared_ptr<std::size_t>& queued_bytes() const noexcept override { return queued; }
    void forget(const std::shared_ptr<HttpConnection>& connection) override { connections.erase(connection); }
    void accept(std::shared_ptr<Channel> channel);
};

void HttpServer::Impl::accept(std::shared_ptr<Channel> channel) {
    if (connections.size() >= the_options.connections_max) return channel->drop();
    auto connection = std::make_shared<HttpConnection>(weak_from_this(), std::move(channel));
    connections.insert(connection);
    connection->start(tls ? std::make_unique<TlsSession>(tls) : nullptr);
}

HttpServer::HttpServer(std::shared_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}

HttpServer::~HttpServer() {
    close();
}

Result<std::unique_ptr<HttpServer>> HttpServer::open(EventLoop& loop, const HttpServerOptions& options,
                                                     HttpHandlers handlers) {
    auto impl = std::make_shared<Impl>(loop, options, std::move(handlers));
    if (options.tls) {
        CAIRN_TRY(impl->tls, TlsContext::server(*options.tls));
    }
    CAIRN_TRY(impl->acceptor, Acceptor::open(loop, options.listen,
                                             [weak = std::weak_ptr(impl)](std::shared_ptr<Channel> channel) {
                                                 if (const auto self = weak.lock())
                                                     self->accept(std::move(channel));
                                             }));
    return std::unique_ptr<HttpServer>(new HttpServer(std::move(impl)));
}

std::uint16_t HttpServer::port() const noexcept {
    return impl_->acceptor->port();
}

void HttpServer::close() {
    impl_->acceptor->close();
    for (const auto& connection : impl_->connections) connection->close();
}

}  // namespace cairn::net
