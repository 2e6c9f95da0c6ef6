#include "sim/walk.h"

#include <algorithm>
#include <cmath>

namespace cairn::sim {
namespace {

constexpr double speed_min_mps = 0.3;
constexpr double speed_max_mps = 1.4;
constexpr double pause_min_ms = 2'000;
constexpr double pause_max_ms = 20'000;
constexpr double wall_distance_m = 0.5;  // nobody walks along the wall itself

}  // namespace

Walk::Walk(const Floor& floor, Random random) noexcept : floor_(floor), random_(random) {
    from_ = draw_waypoint();
    to_ = from_;
    // Not all set out at once.
    arrives_ms_ = -random_.uniform(0, pause_max_ms);
    leaves_ms_ = arrives_ms_;
}

Point Walk::draw_waypoint() noexcept {
    const double margin_x_m = std::min(wall_distance_m, floor_.width_m / 4);
    const double margin_y_m = std::min(wall_distance_m, floor_.height_m / 4);
    const double x_m = random_.uniform(margin_x_m, floor_.width_m - margin_x_m);
    const double y_m = random_.uniform(margin_y_m, floor_.height_m - margin_y_m);
    return {x_m, y_m};
}

Point Walk::at(std::int64_t t_ms) noexcept {
    const auto now_ms = static_cast<double>(t_ms);
    while (now_ms >= arrives_ms_) {
        from_ = to_;
        to_ = draw_waypoint();
        leaves_ms_ = arrives_ms_ + random_.uniform(pause_min_ms, pause_max_ms);
        const double speed_mps = random_.uniform(speed_min_mps, speed_max_mps);
        arrives_ms_ = leaves_ms_ + std::hypot(to_.x_m - from_.x_m, to_.y_m - from_.y_m) / speed_mps * 1'000;
    }
    is_moving_ = now_ms > leaves_ms_ && now_ms < arrives_ms_;
    if (now_ms <= leaves_ms_) return from_;
    const double share = std::min(1.0, (now_ms - leaves_ms_) / (arrives_ms_ - leaves_ms_));
    return {from_.x_m + share * (to_.x_m - from_.x_m), from_.y_m + share * (to_.y_m - from_.y_m)};
}

}  // namespace cairn::sim
