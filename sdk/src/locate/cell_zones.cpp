#include "cairn/locate/cell_zones.h"

#include <algorithm>

namespace cairn::locate {

CellZones::CellZones(const Grid& grid, std::size_t zones,
                     FunctionRef<std::uint32_t(std::uint32_t floor, Point at)> zone_of)
    : grid_(grid),
      zones_(zones) {
    zone_of_.reserve(grid.floors() * grid.cells());
    for (std::uint32_t floor = 0; floor < grid.floors(); ++floor) {
        for (std::size_t cell = 0; cell < grid.cells(); ++cell)
            zone_of_.push_back(static_cast<std::uint16_t>(zone_of(floor, grid.at(cell))));
    }
}

void CellZones::score(const TagFilter& filter, std::span<double> scores) const noexcept {
    // With less, a cell says nothing of where the tag is.
    constexpr float least = 1e-6F;
    std::ranges::fill(scores, 0.0);
    const TagFilter::Window& window = filter.window();
    const auto window_chances = filter.cells();
    const std::size_t columns = grid_.window_columns();
    double sum = 0;
    for (std::size_t row = 0; row < grid_.window_rows(); ++row) {
        const std::uint16_t* const zones =
            cells(window.floor) + (window.row + row) * grid_.columns() + window.column;
        const float* const chances = window_chances.data() + row * columns;
        for (std::size_t column = 0; column < columns; ++column) {
            if (chances[column] < least) continue;
            scores[zones[column]] += static_cast<double>(chances[column]);
            sum += static_cast<double>(chances[column]);
        }
    }
    const std::size_t side = grid_.block_side();
    for (std::size_t block = 0; block < filter.blocks().size(); ++block) {
        const auto chance = static_cast<double>(filter.blocks()[block]);
        if (chance < static_cast<double>(least)) continue;
        const std::size_t on_floor = block % grid_.blocks();
        const std::uint16_t* const zones = cells(block / grid_.blocks()) +
                                           on_floor / grid_.block_columns() * side * grid_.columns() +
                                           on_floor % grid_.block_columns() * side;
        for (std::size_t i = 0; i < side * side; ++i)
            scores[zones[i / side * grid_.columns() + i % side]] += chance;
        sum += chance * static_cast<double>(side * side);
    }
    for (double& score : scores) score /= sum;
}

}  // namespace cairn::locate
