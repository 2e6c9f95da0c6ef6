// The way between edges and the cloud. A connection delivers whole messages in order or breaks; what breaks
// loses everything from some message on, and one side may know long before the other.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "cairn/cloud/ingest_session.h"
#include "cairn/ports/link.h"
#include "sim/luck.h"
#include "sim/plan.h"

namespace cairn::sim {

struct Parcel {
    std::int64_t due_ms = 0;
    std::vector<std::uint8_t> bytes;
};

struct Connection {
    std::uint32_t edge = 0;  // whose
    std::int64_t up_ms = 0;  // when it stands
    std::uint32_t delay_ms = 0;
    bool is_open_at_edge = true;
    bool is_open_at_cloud = true;
    bool is_ended_by_edge = false;   // the cloud hears of it behind the last parcel
    bool is_ended_by_cloud = false;  // and the other way round
    std::deque<Parcel> to_cloud;
    std::deque<Parcel> to_edge;
    std::unique_ptr<cloud::IngestSession> session;  // the cloud's half
};

class Network {
public:
    Network(const LinkFaults& faults, const std::int64_t& true_ms, std::uint64_t seed)
        : faults_(faults),
          true_ms_(&true_ms),
          luck_(seed) {}

    // What an edge's Link asks for.
    Result<void> connect(std::uint32_t edge, std::shared_ptr<Connection>& connection);
    Result<void> send(Connection& connection, Bytes message);
    Result<std::size_t> receive(Connection& connection, MutableBytes message);
    void disconnect(std::shared_ptr<Connection>& connection);

    // What the cloud asks for.
    std::vector<std::shared_ptr<Connection>>& connections() { return connections_; }
    /// The next message that has arrived; nothing when there is none.
    std::optional<std::vector<std::uint8_t>> take(Connection& connection);
    void answer(Connection& connection, std::vector<std::uint8_t> message);
    void close_at_cloud(Connection& connection);
    void forget_closed();

    // Faults.
    void draw_faults();
    void break_one(Connection& connection);
    /// No parcel passes before these moments.
    std::int64_t silent_to_cloud_until_ms = 0;
    std::int64_t silent_to_edge_until_ms = 0;
    bool is_cloud_up = true;
    void stop_faults();

private:
    void queue(std::deque<Parcel>& into, const Connection& connection, std::vector<std::uint8_t> bytes);

    LinkFaults faults_;
    const std::int64_t* true_ms_;
    Luck luck_;
    std::vector<std::shared_ptr<Connection>> connections_;
};

class SimLink final : public Link {
public:
    SimLink(Network& network, std::uint32_t edge) : network_(&network), edge_(edge) {}

    Result<void> connect() override { return network_->connect(edge_, connection_); }
    Result<void> send(Bytes message) override {
        if (!connection_) return fail(Errc::closed, "sim: no connection");
        return network_->send(*connection_, message);
    }
    Result<std::size_t> receive(MutableBytes message) override {
        if (!connection_) return fail(Errc::closed, "sim: no connection");
        return network_->receive(*connection_, message);
    }
    void disconnect() override { network_->disconnect(connection_); }

private:
    Network* network_;
    std::uint32_t edge_;
    std::shared_ptr<Connection> connection_;
};

}  // namespace cairn::sim
