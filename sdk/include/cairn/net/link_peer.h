// An edge as the cloud's end of a link sees it, whatever carries its messages.
#pragma once

#include <functional>
#include <string>

#include "cairn/core/bytes.h"
#include "cairn/core/result.h"

namespace cairn::net {

/// One connection. Lives until on_closed was called for it.
class LinkPeer {
public:
    virtual ~LinkPeer() = default;
    /// Queues a message. full: the peer does not take what it was sent; close() it.
    virtual Result<void> send(Bytes message) = 0;
    /// The peer has proved who it is. Until then its messages are limits::greeting_bytes_max at most, and
    /// it is closed after the listener's greeting_timeout.
    virtual void trust() = 0;
    /// Sends what is queued, then closes.
    virtual void close() = 0;
    /// Where it is, for logs.
    virtual const std::string& address() const noexcept = 0;
};

/// What happens on the connections; called on the loop's thread.
struct LinkPeerCallbacks {
    std::function<void(LinkPeer&)> on_opened;
    std::function<void(LinkPeer&, Bytes message)> on_message;
    std::function<void(LinkPeer&)> on_closed;
};

}  // namespace cairn::net
