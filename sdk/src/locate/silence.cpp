#include "cairn/locate/silence.h"

#include <algorithm>

#include "locate/lanes.h"

namespace cairn::locate {
namespace {

constexpr float off_plan_log = -40;

/// With odds of e^h to be heard, it is missed with 1 / (1 + e^h). `count` is a multiple of eight.
void add(const RadioMap::Field& field, std::size_t count, float* sums) noexcept {
    for (std::size_t i = 0; i < count; i += lane_count) {
        const Lanes hearing = load(field.eight(i) + 16 + i % 8);
        store(sums + i, load(sums + i) - log_of(1.0F + exp_of(hearing)));
    }
}

bool is_within(Point at, Point low, Point high) noexcept {
    return at.x_m >= low.x_m && at.x_m <= high.x_m && at.y_m >= low.y_m && at.y_m <= high.y_m;
}

}  // namespace

Silence::Silence(const Grid& grid)
    : floor_cells_(grid.cells()),
      cells_(grid.floors() * grid.cells()),
      blocks_(grid.is_one_window() ? 0 : (grid.floors() * grid.blocks() + 7) / 8 * 8) {}

Silence::Silence(const RadioMap& map, std::span<const std::uint8_t> awake) : Silence(map.grid()) {
    fill(map, awake);
}

void Silence::fill(const RadioMap& map, std::span<const std::uint8_t> awake) noexcept {
    std::ranges::fill(cells_, 0.0F);
    std::ranges::fill(blocks_, 0.0F);
    const Grid& grid = map.grid();
    for (std::size_t gateway = 0; gateway < map.gateways(); ++gateway) {
        if (awake[gateway] == 0) continue;
        for (std::size_t floor = 0; floor < grid.floors(); ++floor)
            add(map.cells(gateway, floor), floor_cells_, cells_.data() + floor * floor_cells_);
        if (!blocks_.empty()) add(map.blocks(gateway), blocks_.size(), blocks_.data());
    }
    for (std::size_t floor = 0; floor < map.building().plans.size(); ++floor) {
        const auto& [low, high] = map.building().plans[floor];
        for (std::size_t cell = 0; cell < floor_cells_; ++cell) {
            if (!is_within(grid.at(cell), low, high)) cells_[floor * floor_cells_ + cell] += off_plan_log;
        }
    }
}

}  // namespace cairn::locate
