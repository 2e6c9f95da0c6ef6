// The Clock and Entropy of a Linux machine.
#pragma once

#include "cairn/ports/clock.h"
#include "cairn/ports/entropy.h"

namespace cairn::net {

/// CLOCK_BOOTTIME and CLOCK_REALTIME.
class SystemClock final : public Clock {
public:
    Instant now() override;
    Timestamp wall() override;
};

/// getrandom(2). Asserts should the kernel refuse.
class SystemEntropy final : public Entropy {
public:
    std::uint64_t next() override;
};

}  // namespace cairn::net
