// Gateways' messages whose records can be told apart, and what of them came out at the other end.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cairn/model/record.h"
#include "sim/broker.h"
#include "sim/luck.h"
#include "sim/plan.h"

namespace cairn::sim {

/// Names a fact that a gateway told. Most facts are told once; hearings alike may be told often.
using Fact = std::uint64_t;

/// The fact behind a record; nothing for one that no gateway told.
std::optional<Fact> fact_of(const Record& record);

/// Every fact, by how often it was told and by which edge's gateways.
struct Told {
    std::uint32_t times = 0;
    std::uint32_t edge = 0;
};

/// Writes messages in the Civic contract, and raw ones.
class Gateways {
public:
    /// `box`: no two boxes have gateways or tags in common, even where they are the same edge.
    Gateways(const Workload& work, std::uint32_t edge, std::uint32_t box, std::uint64_t seed)
        : work_(work),
          edge_(edge),
          box_(box),
          luck_(seed) {}

    /// `wall_ms`: by the gateways' clocks. Every fact in it is added to `told`.
    Published next(std::int64_t wall_ms, std::map<Fact, Told>& told);

private:
    Published about_tags(std::int64_t wall_ms, std::vector<Fact>& facts);
    Published about_gateway(std::vector<Fact>& facts);
    Published raw(std::vector<Fact>& facts);
    Fact fresh();
    std::string gateway();

    Workload work_;
    std::uint32_t edge_;
    std::uint32_t box_;
    Luck luck_;
    std::uint64_t last_ = 0;
    Published before_;
    std::vector<Fact> facts_before_;
};

}  // namespace cairn::sim
