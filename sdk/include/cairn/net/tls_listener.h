// The cloud's end of TlsLink: accepts edges, one whole message at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "cairn/core/result.h"
#include "cairn/net/endpoint.h"
#include "cairn/net/event_loop.h"
#include "cairn/net/link_peer.h"

namespace cairn::net {

struct TlsServerFiles {
    std::string certificate_file;  // PEM, the chain
    std::string key_file;          // PEM
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
                                                     LinkPeerCallbacks callbacks);
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
