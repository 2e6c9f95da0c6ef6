#include "cairn/net/udp_source.h"

#include <array>
#include <boost/asio/ip/udp.hpp>
#include <string>
#include <utility>

#include "net/local_endpoint.h"

namespace cairn::net {
namespace {

using boost::asio::ip::udp;
using boost::system::error_code;

/// So many are taken before anything else has its turn.
constexpr int datagrams_at_once_max = 64;

}  // namespace

struct UdpSource::Impl : std::enable_shared_from_this<Impl> {
    explicit Impl(EventLoop& loop) : socket(loop.impl().context) {}

    udp::socket socket;
    DatagramHandlers handlers;
    std::array<std::uint8_t, 65'536> bytes{};  // the longest datagram fits

    Result<void> listen(const udp::endpoint& at);
    void wait();
    void take();
};

Result<void> UdpSource::Impl::listen(const udp::endpoint& at) {
    error_code error;
    socket.open(at.protocol(), error);
    if (!error) socket.non_blocking(true, error);
    if (error) return fail(Errc::io, "cannot open a socket", error.value());
    socket.bind(at, error);
    if (error == boost::asio::error::address_in_use)
        return fail(Errc::io, "the port is in use", error.value());
    if (error) return fail(Errc::io, "cannot listen on this address", error.value());
    return {};
}

void UdpSource::Impl::wait() {
    socket.async_wait(udp::socket::wait_read, [self = shared_from_this()](const error_code& error) {
        if (error || !self->socket.is_open()) return;
        self->take();
        if (self->socket.is_open()) self->wait();
    });
}

void UdpSource::Impl::take() {
    bool any = false;
    for (int i = 0; i < datagrams_at_once_max && socket.is_open(); ++i) {
        udp::endpoint from;
        error_code error;
        const std::size_t size = socket.receive_from(boost::asio::buffer(bytes), from, 0, error);
        if (error == boost::asio::error::would_block) break;
        if (error) continue;  // of an earlier answer that nobody took: none of this socket's own
        const std::string sender = from.address().to_string();
        handlers.received(Datagram{Bytes(bytes).first(size), sender});
        any = true;
    }
    if (any && handlers.taken) handlers.taken();
}

UdpSource::UdpSource(std::shared_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}

UdpSource::~UdpSource() {
    close();
}

Result<std::unique_ptr<UdpSource>> UdpSource::open(EventLoop& loop, const Endpoint& listen,
                                                   DatagramHandlers handlers) {
    CAIRN_TRY(const auto at, local_endpoint<udp>(loop, listen));
    auto impl = std::make_shared<Impl>(loop);
    CAIRN_CHECK(impl->listen(at));
    impl->handlers = std::move(handlers);
    impl->wait();
    return std::unique_ptr<UdpSource>(new UdpSource(std::move(impl)));
}

std::uint16_t UdpSource::port() const noexcept {
    error_code closed;
    return impl_->socket.local_endpoint(closed).port();
}

void UdpSource::close() {
    error_code closed;
    impl_->socket.close(closed);
}

}  // namespace cairn::net
