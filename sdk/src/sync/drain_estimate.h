// When the backlog will be gone, at the pace of the last minute.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>

#include "cairn/core/time.h"

namespace cairn::sync {

class DrainEstimate {
public:
    /// Tell it now and then what waits; more often than once a second changes nothing.
    void observe(std::uint64_t waiting_bytes, Instant now) noexcept {
        if (!at_) {
            at_ = now;
            waiting_bytes_ = waiting_bytes;
            return;
        }
        const auto passed_ms = static_cast<double>((now - *at_).count());
        if (passed_ms < interval_ms) return;
        const double gone = static_cast<double>(waiting_bytes_) - static_cast<double>(waiting_bytes);
        const double pace = gone / passed_ms;
        const double weight = has_pace_ ? std::min(passed_ms / memory_ms, 1.0) : 1.0;
        pace_bytes_per_ms_ += weight * (pace - pace_bytes_per_ms_);
        has_pace_ = true;
        at_ = now;
        waiting_bytes_ = waiting_bytes;
    }
    /// Of another connection nothing is known.
    void forget() noexcept { *this = {}; }

    /// Nothing: not known yet, or it does not shrink.
    std::optional<Millis> left() const noexcept {
        if (!has_pace_ || (waiting_bytes_ > 0 && pace_bytes_per_ms_ <= 0)) return std::nullopt;
        if (waiting_bytes_ == 0) return Millis{0};
        const double left_ms = static_cast<double>(waiting_bytes_) / pace_bytes_per_ms_;
        return Millis{static_cast<std::int64_t>(std::min(left_ms, left_ms_max))};
    }

private:
    static constexpr double interval_ms = 1'000;
    static constexpr double memory_ms = 30'000;
    static constexpr double left_ms_max = 1e12;  // thirty years

    std::optional<Instant> at_;
    std::uint64_t waiting_bytes_ = 0;
    double pace_bytes_per_ms_ = 0;
    bool has_pace_ = false;
};

}  // namespace cairn::sync
