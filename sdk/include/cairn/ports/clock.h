// The clock that an embedder supplies.
#pragma once

#include "cairn/core/time.h"

namespace cairn {

/// Called only from the thread that owns the Edge.
class Clock {
public:
    virtual ~Clock() = default;
    /// Elapsed time; never goes backwards, keeps counting in suspend where the platform can.
    virtual Instant now() = 0;
    /// Civil time; may jump when the clock is set.
    virtual Timestamp wall() = 0;
};

}  // namespace cairn
