// An edge box of the simulation: the real Edge between a broker and a link, on a disk that can fail.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "cairn/edge.h"
#include "sim/broker.h"
#include "sim/disk_troubles.h"
#include "sim/luck.h"
#include "sim/machine_clock.h"
#include "sim/network.h"
#include "sim/plan.h"
#include "sim/trace.h"
#include "support/sim_disk.h"

namespace cairn::sim {

class EdgeMachine {
public:
    /// `edge`: as whom it comes to the cloud. `box`: no two are the same one.
    EdgeMachine(const Plan& plan, std::uint32_t edge, std::uint32_t box, EdgeCredential credential,
                Network& network, const std::int64_t& true_ms, std::uint64_t seed);

    std::uint32_t edge() const { return edge_number_; }
    const EdgeCredential& credential() const { return options_.sync.credential; }
    /// Whether its disk has nothing on it of which the box itself does not know whether it is there.
    bool can_be_copied() const;
    /// Before it starts: its disk has what the other one's has.
    void copy_disk(const EdgeMachine& other) { disk_.become(other.disk_.image()); }
    Broker& broker() { return broker_; }
    MachineClock& clock() { return clock_; }

    /// Messages, commit, sync; and whatever fault is due.
    void turn(Trace& trace);
    void stop_faults();
    /// Nothing waits here for the cloud.
    bool is_drained() const;
    bool is_online() const;
    /// Blocks that the cloud has acknowledged since it started.
    std::uint64_t delivered() const;
    /// Why it is not, for people.
    std::string standing() const;
    /// Rules that hold at any moment; empty: none is broken.
    std::string complaint() const;

private:
    void draw_faults();
    void start(Trace& trace);
    void stop(Trace& trace);
    void stop_if_dead(Trace& trace);
    void ingest(Trace& trace);
    void commit(Trace& trace);
    void rot_a_block();

    std::uint32_t edge_number_;
    std::uint32_t number_;  // of the box
    Plan plan_;
    EdgeOptions options_;
    const std::int64_t* true_ms_;
    Luck luck_;
    LuckEntropy entropy_;
    test::SimDisk disk_;
    MachineClock clock_;
    SimLink link_;
    Broker broker_;
    std::unique_ptr<Adapter> adapter_;
    std::optional<Edge> edge_;
    std::size_t uncommitted_ = 0;  // messages read from the broker and not acknowledged
    bool has_refused_ = false;     // a message, until a commit succeeds
    bool has_failed_ = false;      // the last commit
    std::int64_t up_at_ms_ = 0;
    DiskTroubles troubles_;
    std::uint64_t starts_ = 0;
    std::string start_error_;
};

}  // namespace cairn::sim
