#include "sim/simulation.h"

#include <sqlite3.h>

#include <algorithm>
#include <deque>
#include <memory>
#include <vector>

#include "sim/auditor.h"
#include "sim/cloud_machine.h"
#include "sim/edge_machine.h"
#include "sim/network.h"
#include "sim/records.h"

namespace cairn::sim {
namespace {

/// 2026-01-31T12:00:00Z.
constexpr std::int64_t begin_ms = 1'769'860'800'000;
/// Without faults something is delivered within this, until nothing waits: the longest back-off, and patience
/// doubled as often as it can be. With credits for one block and a slow link, all of it may take days.
constexpr std::int64_t delivers_within_ms = 2LL * 60 * 60 * 1000;
/// How long a drained edge goes on, so that gaps without blocks arrive, too.
constexpr std::int64_t settle_ms = 70'000;
constexpr std::size_t copies_max = 2;

class World {
public:
    explicit World(const Life& life)
        : trace_(life.is_told),
          luck_(seeded(life.seed)),
          plan_(draw_plan(luck_)),
          network_(plan_.link, true_ms_, luck_.next()),
          cloud_(plan_, network_, auditor_, true_ms_, luck_.next()) {
        const auto credentials = cloud_.add_edges();
        for (std::uint32_t i = 0; i < plan_.edges; ++i) add_box(i, credentials[i]);
    }

    Outcome run(std::uint32_t turns) {
        for (std::uint32_t turn = 0; turn < turns && outcome_.complaint.empty(); ++turn) {
            pass_time();
            publish();
            network_.draw_faults();
            take_turns();
            copy_a_box();
        }
        if (outcome_.complaint.empty()) drain();
        if (outcome_.complaint.empty()) audit();
        outcome_.trace_hash = trace_.hash();
        outcome_.events = trace_.events();
        return outcome_;
    }

private:
    /// SQLite's own random numbers come from the same seed.
    static std::uint64_t seeded(std::uint64_t seed) {
        sqlite3_initialize();
        sqlite3_test_control(SQLITE_TESTCTRL_PRNG_SEED, static_cast<int>(seed & 0x7fffffffU) | 1, nullptr);
        sqlite3_test_control(SQLITE_TESTCTRL_PRNG_RESET);
        return seed;
    }

    void add_box(std::uint32_t edge, const EdgeCredential& credential) {
        const auto box = static_cast<std::uint32_t>(edges_.size());
        edges_.emplace_back(plan_, edge, box, credential, network_, true_ms_, luck_.next());
        gateways_.emplace_back(plan_.work, edge, box, luck_.next());
    }

    void copy_a_box() {
        if (!luck_.happens(plan_.edge.copy) || edges_.size() >= plan_.edges + copies_max) return;
        const EdgeMachine& original = edges_[luck_.below(edges_.size())];
        if (!original.can_be_copied()) return;
        trace_.note(true_ms_, "edge is copied", original.edge());
        add_box(original.edge(), original.credential());
        edges_.back().copy_disk(original);
    }

    void pass_time() {
        true_ms_ += static_cast<std::int64_t>(luck_.of_any_size(0, plan_.turn_ms_max));
        if (luck_.once_in(500)) true_ms_ += static_cast<std::int64_t>(luck_.below(2LL * 60 * 60 * 1000));
    }

    void publish() {
        for (std::size_t i = 0; i < edges_.size(); ++i) {
            for (std::uint64_t left = luck_.below(plan_.work.messages_a_turn_max + 1); left > 0; --left)
                edges_[i].broker().publish(gateways_[i].next(true_ms_, auditor_.told));
        }
    }

    void take_turns() {
        const bool is_cloud_first = luck_.once_in(2);
        if (is_cloud_first) cloud_.turn(trace_);
        for (EdgeMachine& edge : edges_) {
            edge.turn(trace_);
            if (const auto complaint = edge.complaint(); !complaint.empty()) outcome_.complaint = complaint;
        }
        if (!is_cloud_first) cloud_.turn(trace_);
        if (cloud_.store() != nullptr && luck_.once_in(10))
            auditor_.follow(*cloud_.store(), luck_.of_any_size(1, 1'000));
    }

    bool is_drained() const {
        for (const EdgeMachine& edge : edges_) {
            if (!edge.is_drained() || (has_to_be_online(edge) && !edge.is_online())) return false;
        }
        return cloud_.store() != nullptr;
    }

    /// Copies take turns: the cloud closes the connection of one when the other one comes.
    bool has_to_be_online(const EdgeMachine& box) const {
        const auto is_same = [&](const EdgeMachine& other) { return other.edge() == box.edge(); };
        return std::ranges::count_if(edges_, is_same) == 1;
    }

    std::uint64_t delivered() const {
        std::uint64_t blocks = 0;
        for (const EdgeMachine& edge : edges_) blocks += edge.delivered();
        return blocks;
    }

    void drain() {
        network_.stop_faults();
        cloud_.stop_faults();
        for (EdgeMachine& edge : edges_) edge.stop_faults();
        std::int64_t end_ms = true_ms_ + delivers_within_ms;
        std::int64_t drained_since_ms = true_ms_;
        std::uint64_t delivered_before = delivered();
        while (true_ms_ < end_ms && true_ms_ - drained_since_ms < settle_ms && outcome_.complaint.empty()) {
            true_ms_ += 200;
            take_turns();
            if (!is_drained()) drained_since_ms = true_ms_;
            if (delivered() == delivered_before) continue;
            delivered_before = delivered();
            end_ms = true_ms_ + delivers_within_ms;
        }
        if (is_drained() || !outcome_.complaint.empty()) return;
        outcome_.complaint = "not drained in time:";
        for (const EdgeMachine& edge : edges_) outcome_.complaint += "\n  " + edge.standing();
    }

    void audit() {
        for (const auto& [fact, one] : auditor_.told) outcome_.records += one.times;
        outcome_.complaint = auditor_.audit(*cloud_.store(), plan_.edges);
        if (const auto edges = cloud_.store()->edges()) {
            for (const cloud::EdgeState& edge : *edges) outcome_.declared += edge.lost_records;
        }
    }

    std::int64_t true_ms_ = begin_ms;
    Trace trace_;
    Outcome outcome_;
    Luck luck_;
    Plan plan_;
    Auditor auditor_;
    Network network_;
    CloudMachine cloud_;
    std::deque<EdgeMachine> edges_;
    std::vector<Gateways> gateways_;
};

}  // namespace

Outcome live(const Life& life) {
    return World(life).run(life.turns);
}

}  // namespace cairn::sim
