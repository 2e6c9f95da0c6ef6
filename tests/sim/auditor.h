// Compares what the gateways told with what the cloud has at the end.
//
// Every fact that was told is stored as often as it was told, or lies in a gap whose count says so; nothing
// else is stored. The two exceptions are the documented ones: what a cloud that was restored from an older
// image has lost, and the edges had deleted by then, is declared without a count.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "cairn/cloud/store.h"
#include "sim/cloud_machine.h"
#include "sim/records.h"

namespace cairn::sim {

class Auditor final : public RestoreWitness {
public:
    /// By the gateways, before they publish.
    std::map<Fact, Told> told;

    /// A reader of the cloud's records who comes now and then, and goes on where it ended.
    void follow(const cloud::Store& store, std::size_t limit);
    void restores(const cloud::Store& from, const cloud::Store& to) override;

    /// What is wrong, a line each; empty: nothing. Everything is accepted, and all edges are drained.
    std::string audit(const cloud::Store& store, std::uint32_t edges);

private:
    struct Account {
        std::uint64_t told = 0;
        std::uint64_t stored = 0;
        std::uint64_t declared = 0;       // lost, with a count
        std::uint64_t maybe_forgotten = 0;  // missing, and once stored in a cloud that was restored
        std::uint64_t forgotten_gaps = 0;
        bool has_forgotten = false;
    };
    using Counts = std::map<Fact, std::uint32_t>;

    Counts read_all(const cloud::Store& store);
    void count_facts(const Counts& stored, std::vector<Account>& accounts);
    void count_gaps(const cloud::Store& store, std::vector<Account>& accounts);
    void check_totals(const cloud::Store& store, const std::vector<Account>& accounts);
    void check_follower(const cloud::Store& store, const Counts& stored);
    void list_missing(const Counts& stored);
    void complain(const std::string& line);

    std::string complaints_;
    int complaints_left_ = 10;
    Counts followed_;
    cloud::Offset followed_to_ = 0;
    Counts lost_by_restore_;
    std::map<std::string, std::uint64_t> gaps_lost_by_restore_;  // records in them, by edge
};

}  // namespace cairn::sim
