// A hash over everything that happened, in order: two runs of one seed must agree on it.
#pragma once

#include <cstdint>
#include <cstdio>
#include <string_view>

namespace cairn::sim {

class Trace {
public:
    /// `is_told`: also writes a line for each event.
    explicit Trace(bool is_told = false) noexcept : is_told_(is_told) {}

    void note(std::int64_t true_ms, std::string_view what, std::uint64_t number = 0) {
        mix(static_cast<std::uint64_t>(true_ms));
        for (const char c : what) mix(static_cast<std::uint8_t>(c));
        mix(number);
        ++events_;
        if (is_told_)
            std::printf("%12.3f %.*s %llu\n", static_cast<double>(true_ms) / 1000,
                        static_cast<int>(what.size()), what.data(), static_cast<unsigned long long>(number));
    }
    std::uint64_t hash() const noexcept { return hash_; }
    std::uint64_t events() const noexcept { return events_; }

private:
    void mix(std::uint64_t bits) noexcept {
        hash_ = (hash_ ^ bits) * 0x100000001b3;
        hash_ ^= hash_ >> 29U;
    }

    bool is_told_;
    std::uint64_t hash_ = 0xcbf29ce484222325;
    std::uint64_t events_ = 0;
};

}  // namespace cairn::sim
