// One TCP connection on the loop's thread, with TLS or without.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "cairn/core/bytes.h"
#include "cairn/core/result.h"
#include "cairn/core/time.h"
#include "cairn/net/endpoint.h"
#include "cairn/net/event_loop.h"
#include "net/tls_session.h"

namespace cairn::net {

/// What a channel tells its owner. Never from inside a call to the channel. Must not own the channel.
struct ChannelEvents {
    std::function<void()> opened;         // connected, and the TLS handshake is done
    std::function<void(Bytes)> received;  // consumes all; see pause()
    std::function<void()> written;        // queued_bytes() went down
    /// The last of all; not after drop(). closed: the peer, or a deadline. denied, io, truncated,
    /// malformed: what failed.
    std::function<void(const Error&)> closed;
};

class Channel {
public:
    virtual ~Channel() = default;

    /// For a channel from an Acceptor: begins, as a TLS server when there is a session.
    virtual void start(std::unique_ptr<TlsSession> session, ChannelEvents events) = 0;
    /// Queues bytes, then `more`, without limit: the caller watches queued_bytes().
    virtual void send(Bytes bytes, Bytes more = {}) = 0;
    virtual std::size_t queued_bytes() const noexcept = 0;
    /// Adds queued_bytes() to `total` from now on, and takes away what is sent or dropped. nullptr: nowhere.
    virtual void count_in(std::shared_ptr<std::size_t> total) = 0;
    /// While paused nothing is read, and the peer is held up by TCP's own flow control.
    virtual void pause(bool paused) = 0;
    /// Closes the channel after `delay` from now. Replaces the earlier deadline.
    virtual void close_after(Millis delay) = 0;
    /// Sends what is queued, ends TLS and TCP in order, then reports closed(). Receives nothing more. The
    /// peer has ten seconds, and one more for every 16 KiB.
    virtual void finish() = 0;
    /// Closes at once and in silence.
    virtual void drop() = 0;
    /// Whether send() still has a chance: not dropped, closed or finishing.
    virtual bool is_open() const noexcept = 0;
    /// The peer's address and port; empty before opened().
    virtual const std::string& address() const noexcept = 0;
    /// The client's TLS session, see TlsSession::save().
    virtual std::vector<std::uint8_t> save_session() const = 0;
};

/// Looks the name up, connects, and shakes hands when there is a session. `timeout` is for all three.
std::shared_ptr<Channel> connect_channel(EventLoop& loop, const Endpoint& to,
                                         std::unique_ptr<TlsSession> session, Millis timeout,
                                         ChannelEvents events);

/// A listening socket.
class Acceptor {
public:
    /// io: cannot listen there; `where` says what failed, `detail` is errno.
    static Result<std::unique_ptr<Acceptor>> open(EventLoop& loop, const Endpoint& listen,
                                                  std::function<void(std::shared_ptr<Channel>)> accepted);
    std::uint16_t port() const noexcept;
    /// Stops listening. Harmless when repeated.
    void close();
    ~Acceptor();

private:
    struct Impl;
    explicit Acceptor(std::shared_ptr<Impl> impl) noexcept;
    std::shared_ptr<Impl> impl_;
};

}  // namespace cairn::net
