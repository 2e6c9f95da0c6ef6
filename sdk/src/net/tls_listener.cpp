#include "cairn/net/tls_listener.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "cairn/core/limits.h"
#include "net/channel.h"
#include "net/message_framing.h"

namespace cairn::net {
namespace {

/// A peer that leaves this much unread is refused more; one message may pass it.
constexpr std::size_t send_bytes_max = 1024 * 1024;

}  // namespace

struct TlsListener::Impl : std::enable_shared_from_this<Impl> {
    class Peer;

    Impl(EventLoop& on, TlsListenerOptions with, LinkPeerCallbacks calls)
        : loop(on),
          options(std::move(with)),
          callbacks(std::move(calls)) {}

    EventLoop& loop;
    const TlsListenerOptions options;
    const LinkPeerCallbacks callbacks;
    std::shared_ptr<TlsContext> context;
    std::unique_ptr<Acceptor> acceptor;
    std::unordered_set<std::shared_ptr<Peer>> peers;

    void accept(std::shared_ptr<Channel> channel);
};

class TlsListener::Impl::Peer final : public LinkPeer, public std::enable_shared_from_this<Peer> {
public:
    Peer(std::weak_ptr<Impl> listener, std::shared_ptr<Channel> channel)
        : listener_(std::move(listener)),
          channel_(std::move(channel)) {}

    void start(std::unique_ptr<TlsSession> session, Millis greeting_timeout);
    Result<void> send(Bytes message) override;
    void trust() override;
    void close() override { channel_->finish(); }
    const std::string& address() const noexcept override { return channel_->address(); }

private:
    void on_opened(const Impl& listener);
    void on_received(const Impl& listener, Bytes bytes);
    void on_closed(Impl& listener);

    std::weak_ptr<Impl> listener_;
    std::shared_ptr<Channel> channel_;
    MessageReader reader_;
    bool opened_ = false;
    bool trusted_ = false;
};

void TlsListener::Impl::Peer::start(std::unique_ptr<TlsSession> session, Millis greeting_timeout) {
    reader_.limit(limits::greeting_bytes_max);
    channel_->close_after(greeting_timeout);
    // Both may be gone when the channel, which sends what is left by itself, calls.
    const auto with_both = [weak = weak_from_this()](auto call) {
        const auto self = weak.lock();
        const auto listener = self ? self->listener_.lock() : nullptr;
        if (listener) call(*self, *listener);
    };
    ChannelEvents events;
    events.opened = [with_both] { with_both([](Peer& peer, Impl& listener) { peer.on_opened(listener); }); };
    events.received = [with_both](Bytes bytes) {
        with_both([bytes](Peer& peer, Impl& listener) { peer.on_received(listener, bytes); });
    };
    events.closed = [with_both](const Error&) {
        with_both([](Peer& peer, Impl& listener) { peer.on_closed(listener); });
    };
    channel_->start(std::move(session), std::move(events));
}

Result<void> TlsListener::Impl::Peer::send(Bytes message) {
    if (!channel_->is_open()) return fail(Errc::closed, "link: the peer is gone");
    if (message.size() > limits::link_message_bytes_max)
        return fail(Errc::full, "link: the message is too long");
    if (channel_->queued_bytes() > send_bytes_max) return fail(Errc::full, "link: the peer does not read");
    channel_->send(message_head(message.size()), message);
    return {};
}

void TlsListener::Impl::Peer::trust() {
    const auto listener = listener_.lock();
    if (!listener || !channel_->is_open()) return;
    trusted_ = true;
    reader_.limit(limits::link_message_bytes_max);
    channel_->close_after(listener->options.idle_timeout);
}

void TlsListener::Impl::Peer::on_opened(const Impl& listener) {
    opened_ = true;
    if (listener.callbacks.on_opened) listener.callbacks.on_opened(*this);
}

void TlsListener::Impl::Peer::on_received(const Impl& listener, Bytes bytes) {
    if (trusted_) channel_->close_after(listener.options.idle_timeout);
    const auto fed = reader_.feed(bytes, [&](Bytes message) {
        if (listener.callbacks.on_message) listener.callbacks.on_message(*this, message);
        return channel_->is_open();
    });
    if (!fed) channel_->finish();
}

void TlsListener::Impl::Peer::on_closed(Impl& listener) {
    if (opened_ && listener.callbacks.on_closed) listener.callbacks.on_closed(*this);
    listener.peers.erase(shared_from_this());
}

void TlsListener::Impl::accept(std::shared_ptr<Channel> channel) {
    if (peers.size() >= options.peers_max) return channel->drop();
    auto peer = std::make_shared<Peer>(weak_from_this(), std::move(channel));
    peers.insert(peer);
    peer->start(std::make_unique<TlsSession>(context), options.greeting_timeout);
}

TlsListener::TlsListener(std::shared_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}

TlsListener::~TlsListener() {
    close();
}

Result<std::unique_ptr<TlsListener>> TlsListener::open(EventLoop& loop, const TlsListenerOptions& options,
                                                       LinkPeerCallbacks callbacks) {
    auto impl = std::make_shared<Impl>(loop, options, std::move(callbacks));
    CAIRN_TRY(impl->context, TlsContext::server(options.files));
    CAIRN_TRY(impl->acceptor, Acceptor::open(loop, options.listen,
                                             [weak = std::weak_ptr(impl)](std::shared_ptr<Channel> channel) {
                                                 if (const auto self = weak.lock())
                                                     self->accept(std::move(channel));
                                             }));
    return std::unique_ptr<TlsListener>(new TlsListener(std::move(impl)));
}

std::uint16_t TlsListener::port() const noexcept {
    return impl_->acceptor->port();
}

void TlsListener::close() {
    impl_->acceptor->close();
    for (const auto& peer : impl_->peers) peer->close();
}

}  // namespace cairn::net
