// What is known of the clocks of this run of the machine and of earlier ones, and kept in the buffer.
#pragma once

#include <cstdint>
#include <optional>

#include "cairn/buffer/buffer.h"
#include "cairn/ports/clock.h"
#include "sync/clock_estimate.h"

namespace cairn::sync {

class ClockKeeper {
public:
    /// `buffer` outlives it.
    explicit ClockKeeper(Buffer& buffer) noexcept : buffer_(&buffer) {}

    /// What the clocks say at the beginning of a step.
    void observe(const ClockReading& clock);
    /// The cloud told its time, as an answer to what was asked then.
    void told(Instant asked, Timestamp cloud_at, const ClockReading& clock);
    /// Writes into a block that is sent how far its times were off.
    void correct(Block& block);
    /// Of the present boot; nothing: not known, or the boot has no number.
    const std::optional<BootClock>& saved() const noexcept { return saved_; }

private:
    void save_when_better(const ClockReading& clock);
    const std::optional<BootClock>& clock_of(std::uint64_t boot);

    Buffer* buffer_;
    ClockEstimate estimate_;
    std::optional<BootClock> saved_;
    std::optional<std::uint64_t> looked_up_;  // the boot that `earlier_` is about
    std::optional<BootClock> earlier_;
};

}  // namespace cairn::sync
