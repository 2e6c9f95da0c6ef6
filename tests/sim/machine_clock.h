// The clocks of one machine: true time as this machine measures it.
#pragma once

#include <cstdint>

#include "cairn/ports/clock.h"

namespace cairn::sim {

/// `true_ms`, which no machine knows, outlives it. The simulation moves it, the machine's crystal is off by
/// some parts in a million, and its civil time is what somebody set.
class MachineClock final : public Clock {
public:
    MachineClock(const std::int64_t& true_ms, std::int64_t wall_error_ms, std::int64_t off_by_ppm) noexcept
        : true_ms_(&true_ms),
          booted_ms_(true_ms),
          off_by_ppm_(off_by_ppm),
          wall_error_ms_(wall_error_ms) {}

    Instant now() override { return {elapsed_ms()}; }
    Timestamp wall() override { return {booted_ms_ + elapsed_ms() + wall_error_ms_}; }
    std::uint64_t boot() override { return boot_; }

    void jump(std::int64_t by_ms) noexcept { wall_error_ms_ += by_ms; }
    /// Elapsed time begins anew; the civil clock goes on as its battery has it.
    void restart() noexcept {
        ++boot_;
        wall_error_ms_ += elapsed_ms() - (*true_ms_ - booted_ms_);
        booted_ms_ = *true_ms_;
    }

private:
    std::int64_t elapsed_ms() const noexcept {
        const std::int64_t elapsed = *true_ms_ - booted_ms_;
        return elapsed + elapsed * off_by_ppm_ / 1'000'000;
    }

    const std::int64_t* true_ms_;
    std::int64_t booted_ms_;
    std::uint64_t boot_ = 1;
    std::int64_t off_by_ppm_;
    std::int64_t wall_error_ms_;
};

}  // namespace cairn::sim
