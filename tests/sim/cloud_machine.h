// The cloud of the simulation: the real Store and IngestSessions, on a disk that can fail.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cairn/cloud/store.h"
#include "sim/disk_troubles.h"
#include "sim/luck.h"
#include "sim/machine_clock.h"
#include "sim/network.h"
#include "sim/plan.h"
#include "sim/trace.h"
#include "support/sim_disk.h"

namespace cairn::sim {

/// Is told when the store becomes an older one: the one that is left behind, and the one that comes.
class RestoreWitness {
public:
    virtual void restores(const cloud::Store& from, const cloud::Store& to) = 0;

protected:
    ~RestoreWitness() = default;
};

class CloudMachine {
public:
    CloudMachine(const Plan& plan, Network& network, RestoreWitness& witness, const std::int64_t& true_ms,
                 std::uint64_t seed);

    /// Before anything fails. The credentials of all edges, in order.
    std::vector<EdgeCredential> add_edges();
    void turn(Trace& trace);
    void stop_faults();
    /// Nothing while it is down.
    const cloud::Store* store() const { return store_ ? &*store_ : nullptr; }

private:
    void start(Trace& trace);
    void stop(Trace& trace);
    void restore(Trace& trace);
    void serve(Connection& connection, Trace& trace);
    void welcome(const Connection& newer);

    Plan plan_;
    Network* network_;
    RestoreWitness* witness_;
    const std::int64_t* true_ms_;
    Luck luck_;
    test::SimDisk disk_;
    MachineClock clock_;
    std::optional<cloud::Store> store_;
    std::optional<test::SimDisk::Image> older_;
    std::int64_t up_at_ms_ = 0;
    DiskTroubles troubles_;
};

}  // namespace cairn::sim
