#include "sync/clock_keeper.h"

#include <cstdlib>

namespace cairn::sync {

void ClockKeeper::observe(const ClockReading& clock) {
    if (clock.wall_uncertainty) {
        estimate_.vouched(clock.now, clock.wall, *clock.wall_uncertainty);
    } else {
        estimate_.unvouched();
    }
    save_when_better(clock);
}

void ClockKeeper::told(Instant asked, Timestamp cloud_at, const ClockReading& clock) {
    estimate_.told(asked, clock.now, cloud_at);
    save_when_better(clock);
}

/// What is known grows a little more uncertain every second. Only what is much better, or elsewhere, is
/// worth a write.
void ClockKeeper::save_when_better(const ClockReading& clock) {
    const auto best = estimate_.best(clock.now);
    if (!best || clock.boot == 0) return;
    if (saved_ && saved_->boot == clock.boot) {
        const bool is_elsewhere =
            std::abs(best->offset_ms - saved_->offset_ms) > static_cast<std::int64_t>(saved_->uncertainty_ms);
        if (!is_elsewhere && best->uncertainty_ms >= saved_->uncertainty_ms / 2) return;
    }
    const BootClock better{clock.boot, best->offset_ms, best->uncertainty_ms};
    // What cannot be written now is tried at the next step.
    if (buffer_->save_boot(better)) saved_ = better;
}

const std::optional<BootClock>& ClockKeeper::clock_of(std::uint64_t boot) {
    if (saved_ && saved_->boot == boot) return saved_;
    if (looked_up_ != boot) {
        const auto found = buffer_->boot(boot);
        earlier_ = found ? *found : std::nullopt;
        looked_up_ = boot;
    }
    return earlier_;
}

void ClockKeeper::correct(Block& block) {
    if (block.clock.boot == 0) return;
    const auto& known = clock_of(block.clock.boot);
    if (!known) return;
    const std::int64_t believed_ms = block.sealed_at.unix_ms - block.clock.sealed.elapsed_ms;
    block.clock.correction_ms = known->offset_ms - believed_ms;
    block.clock.uncertainty_ms = known->uncertainty_ms;
}

}  // namespace cairn::sync
