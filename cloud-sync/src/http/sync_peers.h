// The edges that are connected: an ingest session for each, and one connection an edge.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "cairn/cloud/ingest_session.h"
#include "cairn/net/link_peer.h"
#include "cairn/ports/clock.h"
#include "http/counters.h"

namespace cairn::cloud {

/// Everything that is handed over outlives it. On the loop's thread only.
class SyncPeers {
public:
    /// `on_stored` is called after every message that brought new blocks.
    SyncPeers(Store& store, Clock& clock, Counters& counters, std::function<void()> on_stored);

    void open(net::LinkPeer& peer);
    /// A message from `peer`. An edge that proves its name on a second connection is refused on its
    /// first as busy: that one is half open, or the edge was moved.
    void receive(net::LinkPeer& peer, Bytes message);
    void forget(net::LinkPeer& peer);
    /// Tells the edges what a command has left in the store for them; call it now and then.
    void send_orders();

private:
    struct Session {
        IngestSession ingest;
        std::string edge;     // empty until it has proved it
        bool is_closing = false;
    };
    void name(net::LinkPeer& peer, Session& session);
    void replace(net::LinkPeer& peer);
    std::uint64_t credit_bytes() const noexcept;
    /// False: the peer is closed, and `session` may be gone.
    bool deliver(net::LinkPeer& peer, Session& session, const IngestAnswer& answer);
    void count_refusal(Bytes answer);

    Store& store_;
    Clock& clock_;
    Counters& counters_;
    std::function<void()> on_stored_;
    std::map<net::LinkPeer*, Session> sessions_;
};

}  // namespace cairn::cloud
