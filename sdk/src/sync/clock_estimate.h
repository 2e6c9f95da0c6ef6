// What the civil time is, as far as it can be known: a value that is told and asked, with no clock of its
// own.
#pragma once

#include <cstdint>
#include <optional>

#include "cairn/core/time.h"

namespace cairn::sync {

/// Civil time minus elapsed time of this boot.
struct ClockOffset {
    std::int64_t offset_ms = 0;
    std::uint32_t uncertainty_ms = 0;  // the truth is at most so far off
};

class ClockEstimate {
public:
    /// The cloud said its time between two moments of ours. The one whose moments lie closest together is
    /// believed, until it has aged so much that another one is better.
    void told(Instant asked, Instant heard, Timestamp cloud_at) noexcept;
    /// The kernel keeps the system's clock in step and says how well: that is believed more than the cloud.
    void vouched(Instant now, Timestamp wall, Millis uncertainty) noexcept;
    /// The kernel vouches no more.
    void unvouched() noexcept { system_.reset(); }

    /// Nothing: nobody has said the time yet.
    std::optional<ClockOffset> best(Instant now) const noexcept;

private:
    struct Sample {
        std::int64_t offset_ms = 0;
        std::int64_t uncertainty_ms = 0;
        Instant taken;
    };
    static std::int64_t aged_uncertainty_ms(const Sample& sample, Instant now) noexcept;

    std::optional<Sample> cloud_;
    std::optional<Sample> system_;
};

}  // namespace cairn::sync
