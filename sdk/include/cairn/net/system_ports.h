// The Clock and Entropy of a Linux machine.
#pragma once

#include "cairn/ports/clock.h"
#include "cairn/ports/entropy.h"

namespace cairn::net {

/// CLOCK_BOOTTIME and CLOCK_REALTIME, the kernel's boot id, and what adjtimex(2) says of the error.
class SystemClock final : public Clock {
public:
    SystemClock();
    Instant now() override;
    Timestamp wall() override;
    std::uint64_t boot() override { return boot_; }
    std::optional<Millis> wall_uncertainty() override;

private:
    std::uint64_t boot_;
};

/// getrandom(2). Asserts should the kernel refuse.
class SystemEntropy final : public Entropy {
public:
    std::uint64_t next() override;
};

}  // namespace cairn::net
