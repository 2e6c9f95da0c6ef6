// The cloud's end of TlsLink: accepts edges, one whole message at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "cairn/core/bytes.h"
#include "cairn/core/result.h"
#include "cairn/net/endpoint.h"
#include "cairn/net/event_loop.h"

namespace cairn::net {

struct TlsServerFiles {
    std::string certificate_file;  // PEM, the chain
    std::string key_file;          // PEM
};

/// One accepted connection. Lives until on_closed was called for it.
class TlsPeer {
public:
    virtual ~TlsPeer() = default;
    /// Queues a message. full: the peer does not read what it was sent; close() it.
    virtual Result<void> send(Bytes message) = 0;
    /// The peer has proved who it is. Until then its messages are limits::greeting_bytes_max at most, and
    /// it is closed after TlsListenerOptions::greeting_timeout.
    virtual void trust() = 0;
    /// Sends what is queued, then closes.
    virtual void close() = 0;
    /// Address and port, for logs.
    virtual const std::string& address() const noexcept = 0;
};

/// What happens on the connections; called on the loop's thread.
struct TlsPeerCallbacks {
    std::function<void(TlsPeer&)> on_opened;
    std::function<void(TlsPeer&, Bytes message)> on_message;
    std::function<void(TlsPeer&)> on_closed;
};

struct TlsListenerOptions {
    Endpoint listen;  // port 0: any free one, see port()
    TlsServerFiles files;
    std::size_t peers_max = 1000;  // further connections are closed at once
    Millis greeting_timeout{10'000};  // from the connection to trust(); no byte renews it
    Millis idle_timeout{120'000};  // a silent peer is closed
};

class TlsListener {
public:
    /// io: port in use, or a file cannot be read; `where` says which, `detail` is errno. malformed: a
    /// file does not hold what it should.
    static Result<std::unique_ptr<TlsListener>> open(EventLoop& loop, const TlsListenerOptions& options,
                                                     TlsPeerCallbacks callbacks);
    std::uint16_t port() const noexcept;
    /// Stops accepting and closes every peer; on_closed follows for each.
    void close();
    /// Peers that are still there end with it, and no callback comes any more.
    ~TlsListener();

private:
    struct Impl;
    explicit TlsListener(std::shared_ptr<Impl> impl) noexcept;
    std::shared_ptr<Impl> impl_;
};

}  // namespace cairn::net
