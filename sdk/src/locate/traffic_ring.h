// The newest ticks of all tags, as they come.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "cairn/locate/calibration.h"

namespace cairn::locate {

/// New ticks replace the oldest. All memory is taken when it is made.
class TrafficRing {
public:
    TrafficRing(std::size_t ticks_max, std::size_t hearings_max);

    /// A tick with more hearings than are held is left out.
    void add(std::uint32_t tag, double dt_s, std::span<const TickHearing> hearings) noexcept;
    std::size_t ticks() const noexcept { return ticks_; }

    /// In place of what `traffic` holds, tag by tag. It takes memory only if it has too little.
    void copy_to(Traffic& traffic) noexcept;

private:
    struct Tick {
        std::uint32_t tag = 0;
        float dt_s = 0;
        std::size_t first_hearing = 0;
        std::size_t hearings = 0;
    };
    /// By age, from the oldest.
    const Tick& tick(std::size_t age) const noexcept { return ring_[(oldest_ + age) % ring_.size()]; }
    void drop_oldest() noexcept;

    std::vector<Tick> ring_;
    std::size_t oldest_ = 0;
    std::size_t ticks_ = 0;
    std::vector<TickHearing> hearings_;
    std::size_t next_hearing_ = 0;
    std::size_t hearings_held_ = 0;
    std::vector<std::uint64_t> keys_;  // of a tick: its tag, then its age
};

}  // namespace cairn::locate
