#include "cairn/net/tls_link.h"

#include <algorithm>
#include <deque>
#include <utility>
#include <vector>

#include "cairn/core/limits.h"
#include "net/channel.h"
#include "net/message_framing.h"

namespace cairn::net {
namespace {

/// With this much unsent, send() takes nothing more; with this much unfetched, nothing more is read. Either
/// may be passed by one message.
constexpr std::size_t send_bytes_max = 1024 * 1024;
constexpr std::size_t inbox_bytes_max = 1024 * 1024;
/// What a message costs beside its bytes: empty ones must count, too.
constexpr std::size_t inbox_message_bytes = 64;

/// Why a connection failed, in the terms of Link.
Error link_error(const Error& error) {
    const bool is_links = error.code == Errc::denied || error.code == Errc::closed || error.code == Errc::io;
    return {is_links ? error.code : Errc::closed, error.detail, error.where};
}

}  // namespace

struct TlsLink::Impl : std::enable_shared_from_this<Impl> {
    enum class State { idle, connecting, up, failed };

    Impl(EventLoop& on, TlsLinkOptions with) : loop(on), options(std::move(with)) {}

    EventLoop& loop;
    const TlsLinkOptions options;
    std::shared_ptr<TlsContext> context;
    std::function<void()> ready;

    State state = State::idle;
    Error failure;  // of State::failed
    std::shared_ptr<Channel> channel;
    std::vector<std::uint8_t> tls_session;  // to be resumed
    MessageReader reader;
    std::deque<std::vector<std::uint8_t>> inbox;
    std::size_t inbox_bytes = 0;
    bool send_refused = false;

    void start();
    void drop();
    void tell_ready();
    void on_opened();
    void on_received(Bytes bytes);
    void on_written();
    void on_closed(const Error& error);
};

void TlsLink::Impl::start() {
    drop();
    state = State::connecting;
    ChannelEvents events;
    // The channel of an earlier connection may still have something to say, which concerns nobody.
    const auto on = [this](auto member) {
        return [weak = weak_from_this(), member](auto&&... args) {
            if (const auto self = weak.lock()) ((*self).*member)(args...);
        };
    };
    events.opened = on(&Impl::on_opened);
    events.received = on(&Impl::on_received);
    events.written = on(&Impl::on_written);
    events.closed = on(&Impl::on_closed);
    auto session = std::make_unique<TlsSession>(context, tls_session);
    channel =
        connect_channel(loop, options.cloud, std::move(session), options.connect_timeout, std::move(events));
}

void TlsLink::Impl::drop() {
    if (channel) channel->drop();
    channel.reset();
    state = State::idle;
    reader = MessageReader();
    inbox.clear();
    inbox_bytes = 0;
    send_refused = false;
}

void TlsLink::Impl::tell_ready() {
    if (ready) ready();
}

void TlsLink::Impl::on_opened() {
    state = State::up;
    tls_session = channel->save_session();
    tell_ready();
}

void TlsLink::Impl::on_received(Bytes bytes) {
    const auto fed = reader.feed(bytes, [this](Bytes message) {
        inbox.emplace_back(message.begin(), message.end());
        inbox_bytes += message.size() + inbox_message_bytes;
        return true;
    });
    if (!fed) {
        channel->drop();
        return on_closed(fed.error());
    }
    if (inbox_bytes > inbox_bytes_max) channel->pause(true);
    if (!inbox.empty()) tell_ready();
}

void TlsLink::Impl::on_written() {
    if (!send_refused || channel->queued_bytes() > send_bytes_max) return;
    send_refused = false;
    tell_ready();
}

void TlsLink::Impl::on_closed(const Error& error) {
    channel.reset();
    if (state == State::connecting) {
        // Should the session be the reason, the next attempt does without.
        tls_session.clear();
        state = State::failed;
        failure = link_error(error);
    } else {
        state = State::idle;  // What arrived before the end can still be received.
    }
    tell_ready();
}

TlsLink::TlsLink(std::shared_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}

TlsLink::~TlsLink() {
    impl_->drop();
}

Result<std::unique_ptr<TlsLink>> TlsLink::make(EventLoop& loop, const TlsLinkOptions& options) {
    const std::string& name = options.server_name.empty() ? options.cloud.host : options.server_name;
    auto impl = std::make_shared<Impl>(loop, options);
    CAIRN_TRY(impl->context, TlsContext::client(options.ca_pem, name));
    return std::unique_ptr<TlsLink>(new TlsLink(std::move(impl)));
}

Result<void> TlsLink::connect() {
    switch (impl_->state) {
        case Impl::State::up: return {};
        case Impl::State::connecting: break;
        case Impl::State::idle: impl_->start(); break;
        case Impl::State::failed: impl_->state = Impl::State::idle; return fail(impl_->failure);
    }
    return fail(Errc::would_block, "link: connecting");
}

Result<void> TlsLink::send(Bytes message) {
    if (impl_->state != Impl::State::up) return fail(Errc::closed, "link: not connected");
    if (message.size() > limits::link_message_bytes_max)
        return fail(Errc::full, "link: the message is too long");
    if (impl_->channel->queued_bytes() > send_bytes_max) {
        impl_->send_refused = true;
        return fail(Errc::would_block, "link: much is unsent");
    }
    impl_->channel->send(message_head(message.size()), message);
    return {};
}

Result<std::size_t> TlsLink::receive(MutableBytes message) {
    auto& inbox = impl_->inbox;
    if (inbox.empty()) {
        if (impl_->state != Impl::State::up) return fail(Errc::closed, "link: not connected");
        return fail(Errc::would_block, "link: no message");
    }
    const std::size_t size = inbox.front().size();
    if (size > message.size()) return fail(Errc::full, "link: the message does not fit");
    std::copy(inbox.front().begin(), inbox.front().end(), message.begin());
    inbox.pop_front();
    impl_->inbox_bytes -= size + inbox_message_bytes;
    if (impl_->channel && impl_->inbox_bytes <= inbox_bytes_max) impl_->channel->pause(false);
    return size;
}

void TlsLink::disconnect() {
    impl_->drop();
}

void TlsLink::on_ready(std::function<void()> ready) {
    impl_->ready = std::move(ready);
}

}  // namespace cairn::net
