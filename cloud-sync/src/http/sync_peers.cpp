#include "http/sync_peers.h"

#include <algorithm>
#include <utility>

#include "cairn/net/log.h"
#include "cairn/sync/protocol.h"

namespace cairn::cloud {

SyncPeers::SyncPeers(Store& store, Clock& clock, Counters& counters, std::function<void()> on_stored)
    : store_(store),
      clock_(clock),
      counters_(counters),
      on_stored_(std::move(on_stored)) {}

void SyncPeers::open(net::LinkPeer& peer) {
    sessions_.emplace(&peer, Session{IngestSession(store_), {}});
}

void SyncPeers::receive(net::LinkPeer& peer, Bytes message) {
    const auto found = sessions_.find(&peer);
    if (found == sessions_.end() || found->second.is_closing) return;
    Session& session = found->second;
    session.ingest.set_credit_bytes(credit_bytes());
    const IngestAnswer answer = session.ingest.receive(message, clock_.wall());
    const bool is_welcome = session.edge.empty() && !session.ingest.edge().empty();
    if (is_welcome) {
        peer.trust();
        name(peer, session);
    }
    const bool is_open = deliver(peer, session, answer);
    // From here on `session` may be gone: closing forgets it.
    if (answer.stored_blocks > 0) on_stored_();
    if (is_welcome && is_open) deliver(peer, session, session.ingest.orders(clock_.wall()));
}

/// All edges together may have so much on its way.
std::uint64_t SyncPeers::credit_bytes() const noexcept {
    constexpr std::uint64_t all_bytes = 256 * 1024 * 1024;
    constexpr std::uint64_t each_bytes_min = 256 * 1024;
    return std::clamp(all_bytes / std::max<std::uint64_t>(sessions_.size(), 1), each_bytes_min,
                      credit_bytes_usual);
}

bool SyncPeers::deliver(net::LinkPeer& peer, Session& session, const IngestAnswer& answer) {
    if (!answer.log.empty()) {
        net::log(answer.close ? net::LogLevel::warning : net::LogLevel::info, "sync",
                 peer.address() + ": " + answer.log);
    }
    bool is_sent = true;
    for (const auto& message : answer.messages) {
        count_refusal(message);
        is_sent = is_sent && peer.send(message).has_value();
    }
    session.is_closing = answer.close || !is_sent;
    if (!session.is_closing) return true;
    peer.close();
    return false;
}

void SyncPeers::send_orders() {
    const auto changed = store_.is_changed_elsewhere();
    if (!changed || !*changed) return;
    std::vector<net::LinkPeer*> peers;
    for (const auto& [peer, session] : sessions_) {
        if (!session.is_closing && !session.edge.empty()) peers.push_back(peer);
    }
    for (net::LinkPeer* peer : peers) {
        const auto found = sessions_.find(peer);
        if (found != sessions_.end())
            deliver(*peer, found->second, found->second.ingest.orders(clock_.wall()));
    }
}

void SyncPeers::replace(net::LinkPeer& peer) {
    const auto refusal = encode(protocol::ToEdge(
        protocol::Refusal{protocol::RefusalReason::busy, "a newer connection of this edge took over"}));
    count_refusal(refusal);
    [[maybe_unused]] const auto ignored = peer.send(refusal);  // It is closed in any case.
    peer.close();
}

void SyncPeers::name(net::LinkPeer& peer, Session& session) {
    session.edge = session.ingest.edge();
    counters_.edges_connected.insert(session.edge);
    std::vector<net::LinkPeer*> older;
    for (auto& [other, their] : sessions_) {
        if (other == &peer || their.edge != session.edge || their.is_closing) continue;
        their.is_closing = true;
        older.push_back(other);
    }
    for (net::LinkPeer* other : older) {
        net::log(net::LogLevel::info, "sync",
                 session.edge + ": its connection from " + other->address() +
                     " is closed, for it has a newer one");
        replace(*other);
    }
}

void SyncPeers::count_refusal(Bytes answer) {
    const auto parsed = protocol::parse_to_edge(answer);
    if (!parsed) return;
    if (const auto* refusal = std::get_if<protocol::Refusal>(&*parsed)) {
        ++counters_.sync_refusals[protocol::name(refusal->reason)];
    }
}

void SyncPeers::forget(net::LinkPeer& peer) {
    const auto found = sessions_.find(&peer);
    if (found == sessions_.end()) return;
    const std::string edge = found->second.edge;
    sessions_.erase(found);
    const auto is_same = [&edge](const auto& entry) { return entry.second.edge == edge; };
    if (edge.empty() || std::ranges::any_of(sessions_, is_same)) return;
    counters_.edges_connected.erase(edge);
    net::log(net::LogLevel::info, "sync", edge + " is disconnected");
}

}  // namespace cairn::cloud
