#include "sync/clock_estimate.h"

#include <algorithm>

namespace cairn::sync {
namespace {

/// Quartz of boards drifts by up to 100 ppm: 1 ms in 10 s.
constexpr std::int64_t drift_ms_per_ms = 10'000;
/// Both clocks are read in whole milliseconds.
constexpr std::int64_t tick_ms = 1;

}  // namespace

std::int64_t ClockEstimate::aged_uncertainty_ms(const Sample& sample, Instant now) noexcept {
    const std::int64_t age_ms = std::max<std::int64_t>((now - sample.taken).count(), 0);
    return sample.uncertainty_ms + age_ms / drift_ms_per_ms;
}

void ClockEstimate::told(Instant asked, Instant heard, Timestamp cloud_at) noexcept {
    const std::int64_t trip_ms = std::max<std::int64_t>((heard - asked).count(), 0);
    const Sample sample{cloud_at.unix_ms - (asked.elapsed_ms + trip_ms / 2), (trip_ms + 1) / 2 + tick_ms,
                        heard};
    if (!cloud_ || sample.uncertainty_ms <= aged_uncertainty_ms(*cloud_, heard)) cloud_ = sample;
}

void ClockEstimate::vouched(Instant now, Timestamp wall, Millis uncertainty) noexcept {
    system_ =
        Sample{wall.unix_ms - now.elapsed_ms, std::max<std::int64_t>(uncertainty.count(), 0) + tick_ms, now};
}

std::optional<ClockOffset> ClockEstimate::best(Instant now) const noexcept {
    const auto& sample = system_ ? system_ : cloud_;
    if (!sample) return std::nullopt;
    const std::int64_t uncertainty_ms = aged_uncertainty_ms(*sample, now);
    return ClockOffset{sample->offset_ms,
                       static_cast<std::uint32_t>(std::min<std::int64_t>(uncertainty_ms, UINT32_MAX - 1))};
}

}  // namespace cairn::sync
