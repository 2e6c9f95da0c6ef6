// Somebody who carries a tag across a floor.
#pragma once

#include <cstdint>

#include "cairn/locate/site.h"
#include "sim/random.h"

namespace cairn::sim {

/// Random waypoints: straight on to one, at 0.3 to 1.4 m/s, a pause, and on to the next. Never leaves the
/// floor, since a rectangle holds every line between two of its points.
class Walk {
public:
    Walk(const Floor& floor, Random random) noexcept;

    /// Goes on to `t_ms`, which never lies before that of the call before.
    Point at(std::int64_t t_ms) noexcept;
    /// Whether the walker was between two waypoints at the last at().
    bool is_moving() const noexcept { return is_moving_; }

private:
    Point draw_waypoint() noexcept;

    Floor floor_;
    Random random_;
    Point from_;
    Point to_;
    double leaves_ms_ = 0;
    double arrives_ms_ = 0;
    bool is_moving_ = false;
};

}  // namespace cairn::sim
