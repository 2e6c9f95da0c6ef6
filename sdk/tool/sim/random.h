// Random numbers that are the same on every machine and in every run from one seed.
#pragma once

#include <cstdint>
#include <numbers>

namespace cairn::sim {

/// SplitMix64 (Steele, Lea, Flood 2014): turns numbers that lie close together into independent ones.
constexpr std::uint64_t mixed(std::uint64_t number) noexcept {
    number += 0x9E3779B97F4A7C15U;
    number = (number ^ (number >> 30)) * 0xBF58476D1CE4E5B9U;
    number = (number ^ (number >> 27)) * 0x94D049BB133111EBU;
    return number ^ (number >> 31);
}
constexpr std::uint64_t mixed(std::uint64_t a, std::uint64_t b) noexcept {
    return mixed(mixed(a) ^ b);
}

/// A value: copies go on from the same place.
class Random {
public:
    explicit Random(std::uint64_t seed) noexcept : state_(mixed(seed)) {}

    std::uint64_t next() noexcept { return mixed(state_++); }
    /// 0 or more, less than 1.
    double uniform() noexcept { return static_cast<double>(next() >> 11) * 0x1p-53; }
    double uniform(double from, double to) noexcept { return from + (to - from) * uniform(); }
    /// Mean 0, standard deviation 1 (Box and Muller 1958).
    double gaussian() noexcept;

private:
    std::uint64_t state_;
};

}  // namespace cairn::sim
