#include <boost/asio/steady_timer.hpp>
#include <utility>

#include "net/local_endpoint.h"
#include "net/tcp_channel.h"

namespace cairn::net {
namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;

/// How long to leave connections waiting in the kernel after an accept failed for lack of descriptors.
constexpr Millis accept_pause{100};

}  // namespace

struct Acceptor::Impl : std::enable_shared_from_this<Impl> {
    explicit Impl(EventLoop& loop) : acceptor(loop.impl().context), retry(loop.impl().context) {}

    tcp::acceptor acceptor;
    boost::asio::steady_timer retry;
    std::function<void(std::shared_ptr<Channel>)> accepted;

    Result<void> listen(const tcp::endpoint& at);
    void accept_next();
    void accept_later();
};

Result<void> Acceptor::Impl::listen(const tcp::endpoint& at) {
    error_code error;
    acceptor.open(at.protocol(), error);
    if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (error) return fail(Errc::io, "cannot open a socket", error.value());
    acceptor.bind(at, error);
    if (!error) acceptor.listen(tcp::acceptor::max_listen_connections, error);
    if (error == boost::asio::error::address_in_use)
        return fail(Errc::io, "the port is in use", error.value());
    if (error) return fail(Errc::io, "cannot listen on this address", error.value());
    return {};
}

void Acceptor::Impl::accept_next() {
    acceptor.async_accept([self = shared_from_this()](const error_code& error, tcp::socket socket) {
        if (!self->acceptor.is_open()) return;
        if (error) return self->accept_later();
        if (self->accepted) self->accepted(std::make_shared<TcpChannel>(std::move(socket)));
        if (self->acceptor.is_open()) self->accept_next();
    });
}

void Acceptor::Impl::accept_later() {
    retry.expires_after(accept_pause);
    retry.async_wait([self = shared_from_this()](const error_code& cancelled) {
        if (!cancelled && self->acceptor.is_open()) self->accept_next();
    });
}

Acceptor::Acceptor(std::shared_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}

Acceptor::~Acceptor() {
    close();
}

Result<std::unique_ptr<Acceptor>> Acceptor::open(EventLoop& loop, const Endpoint& listen,
                                                 std::function<void(std::shared_ptr<Channel>)> accepted) {
    CAIRN_TRY(const auto at, local_endpoint<tcp>(loop, listen));
    auto impl = std::make_shared<Impl>(loop);
    CAIRN_CHECK(impl->listen(at));
    impl->accepted = std::move(accepted);
    impl->accept_next();
    return std::unique_ptr<Acceptor>(new Acceptor(std::move(impl)));
}

std::uint16_t Acceptor::port() const noexcept {
    error_code closed;
    return impl_->acceptor.local_endpoint(closed).port();
}

void Acceptor::close() {
    error_code closed;
    impl_->acceptor.close(closed);
    impl_->retry.cancel();
}

}  // namespace cairn::net
