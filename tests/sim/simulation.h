// One simulated life of edges and their cloud, out of one seed.
#pragma once

#include <cstdint>
#include <string>

namespace cairn::sim {

struct Life {
    std::uint64_t seed = 0;
    std::uint32_t turns = 1'000;
    bool is_told = false;  // writes every event
};

struct Outcome {
    std::string complaint;  // empty: all is as it should be
    std::uint64_t trace_hash = 0;
    std::uint64_t events = 0;
    std::uint64_t records = 0;  // told by gateways
    std::uint64_t declared = 0;
};

/// Lives `turns` turns with faults, then without until all is delivered, then the auditor comes.
Outcome live(const Life& life);

}  // namespace cairn::sim
