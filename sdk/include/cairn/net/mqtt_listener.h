// The cloud's end of MqttLink: a client of the same broker that hears all edges.
#pragma once

#include <cstddef>
#include <memory>

#include "cairn/core/result.h"
#include "cairn/core/time.h"
#include "cairn/net/broker_url.h"
#include "cairn/net/event_loop.h"
#include "cairn/net/link_peer.h"

namespace cairn::net {

struct MqttListenerOptions {
    BrokerAccess broker;
    std::size_t peers_max = 1000;  // further conversations are ended at once
    Millis greeting_timeout{10'000};  // from the first message to trust(); no message renews it
    Millis idle_timeout{120'000};  // a silent peer is closed
    Millis retry_min{500};  // back-off between attempts to reach the broker
    Millis retry_max{30'000};
};

/// Connects to the broker, and keeps at it until close(). What happens there goes to the log.
class MqttListener {
public:
    static std::unique_ptr<MqttListener> open(EventLoop& loop, const MqttListenerOptions& options,
                                              LinkPeerCallbacks callbacks);
    /// Closes every peer, on_closed follows for each, and leaves the broker.
    void close();
    /// Peers that are still there end with it, and no callback comes any more.
    ~MqttListener();

private:
    struct Impl;
    explicit MqttListener(std::shared_ptr<Impl> impl) noexcept;
    std::shared_ptr<Impl> impl_;
};

}  // namespace cairn::net
