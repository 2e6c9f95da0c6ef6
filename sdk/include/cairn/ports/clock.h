// The clock that an embedder supplies.
#pragma once

#include <cstdint>
#include <optional>

#include "cairn/core/time.h"

namespace cairn {

/// What a Clock says at one moment.
struct ClockReading {
    Instant now;
    Timestamp wall;
    std::uint64_t boot = 0;
    std::optional<Millis> wall_uncertainty;
};

/// Called only from the thread that owns the Edge.
class Clock {
public:
    virtual ~Clock() = default;
    /// Elapsed time; never goes backwards, keeps counting in suspend where the platform can.
    virtual Instant now() = 0;
    /// Civil time; may jump when the clock is set.
    virtual Timestamp wall() = 0;
    /// Tells the runs of the machine apart, each of which counts now() from another zero; drawn at random
    /// when it starts. 0: not known, and then times cannot be set right later.
    virtual std::uint64_t boot() { return 0; }
    /// How far off wall() is at most, where the platform keeps it in step with a time server. Nothing: it
    /// may be anything.
    virtual std::optional<Millis> wall_uncertainty() { return std::nullopt; }

    ClockReading read() { return {now(), wall(), boot(), wall_uncertainty()}; }
};

}  // namespace cairn
