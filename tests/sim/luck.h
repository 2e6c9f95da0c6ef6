// Everything that chance decides in a simulation, from one seed.
#pragma once

#include <cstdint>

#include "cairn/ports/entropy.h"

namespace cairn::sim {

/// SplitMix64.
class Luck {
public:
    explicit Luck(std::uint64_t seed) noexcept : state_(seed) {}

    std::uint64_t next() noexcept {
        std::uint64_t z = state_ += 0x9E3779B97F4A7C15U;
        z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
        z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
        return z ^ (z >> 31U);
    }
    /// 0 to `bound` - 1; 0 for a bound of 0.
    std::uint64_t below(std::uint64_t bound) noexcept { return bound == 0 ? 0 : next() % bound; }
    /// Both ends included.
    std::uint64_t between(std::uint64_t low, std::uint64_t high) noexcept {
        return low + below(high - low + 1);
    }
    bool once_in(std::uint64_t times) noexcept { return below(times) == 0; }
    /// With this many chances in 10,000.
    bool happens(std::uint32_t per_10000) noexcept { return below(10'000) < per_10000; }
    /// Small numbers as often as large ones: a power of two, and something below it.
    std::uint64_t of_any_size(std::uint64_t low, std::uint64_t high) noexcept {
        std::uint64_t top = low > 0 ? low : 1;
        while (top < high && !once_in(5)) top = top * 2 < high ? top * 2 : high;
        return between(low, top);
    }

private:
    std::uint64_t state_;
};

class LuckEntropy final : public Entropy {
public:
    explicit LuckEntropy(std::uint64_t seed) noexcept : luck_(seed) {}
    std::uint64_t next() override { return luck_.next(); }

private:
    Luck luck_;
};

}  // namespace cairn::sim
