#include "cairn/locate/silence.h"

#include <algorithm>

#include "locate/lanes.h"

namespace cairn::locate {
namespace {

constexpr float off_plan_log = -40;

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
    clear(map);
    for (std::size_t gateway = 0; gateway < map.gateways(); ++gateway) {
        if (awake[gateway] == 0) continue;
        add_cells(map, gateway, 0, cells_.size());
        add_blocks(map, gateway);
    }
}

void Silence::clear(const RadioMap& map) noexcept {
    std::ranges::fill(cells_, 0.0F);
    std::ranges::fill(blocks_, 0.0F);
    for (std::size_t floor = 0; floor < map.building().plans.size(); ++floor) {
        const auto& [low, high] = map.building().plans[floor];
        for (std::size_t cell = 0; cell < floor_cells_; ++cell) {
            if (!is_within(map.grid().at(cell), low, high))
                cells_[floor * floor_cells_ + cell] = off_plan_log;
        }
    }
}

// With odds of e^h to be heard, a tag is missed with 1 / (1 + e^h).

void Silence::add_cells(const RadioMap& map, std::size_t gateway, std::size_t begin,
                        std::size_t end) noexcept {
    for (std::size_t i = begin; i < end; i += lane_count) {
        const std::size_t cell = i % floor_cells_;
        const Lanes hearing = load(map.cells(gateway, i / floor_cells_).eight(cell) + 16 + cell % 8);
        store(cells_.data() + i, load(cells_.data() + i) - log_of(1.0F + exp_of(hearing)));
    }
}

void Silence::add_blocks(const RadioMap& map, std::size_t gateway) noexcept {
    for (std::size_t i = 0; i < blocks_.size(); i += lane_count) {
        const Lanes hearing = load(map.blocks(gateway).eight(i) + 16 + i % 8);
        store(blocks_.data() + i, load(blocks_.data() + i) - log_of(1.0F + exp_of(hearing)));
    }
}

}  // namespace cairn::locate
