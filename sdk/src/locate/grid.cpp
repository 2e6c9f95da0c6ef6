#include "cairn/locate/grid.h"

#include <algorithm>
#include <cmath>

namespace cairn::locate {
namespace {

// On a floor that is no longer than this, a window holds all of it, in cells that are small enough.
constexpr double one_window_m = 40;

// Machines take that many cells of a row at once.
constexpr std::size_t vector_cells = 8;

/// Cells along a side, a multiple of `step`.
std::size_t cells_along(double length_m, double cell_m, std::size_t step) noexcept {
    const auto side = static_cast<double>(step);
    if (length_m <= one_window_m && length_m <= cell_m * static_cast<double>(Grid::window_side_max))
        cell_m = std::max(Grid::cell_m_min, length_m / static_cast<double>(Grid::window_side_max));
    const double blocks = std::floor(length_m / (cell_m * side) + 1e-9);
    return static_cast<std::size_t>(std::max(1.0, blocks)) * step;
}

std::size_t place_along(double offset_m, double cell_m, std::size_t cells) noexcept {
    const double place = std::floor(offset_m / cell_m);
    return static_cast<std::size_t>(std::clamp(place, 0.0, static_cast<double>(cells - 1)));
}

}  // namespace

Grid::Grid(Point low, Point high, std::size_t floors, std::size_t cells_wanted) noexcept
    : low_(low),
      floors_(floors) {
    const double width_m = high.x_m - low.x_m;
    const double height_m = high.y_m - low.y_m;
    // Cells of a metre, or as many as make a window of forty; larger blocks, then larger cells, where there
    // would be too many blocks.
    double cell_m = std::max(width_m, height_m) <= one_window_m ? one_window_m / window_side_max : 1.0;
    for (;; cell_m *= 1.5) {
        for (const std::size_t side : {std::size_t{4}, std::size_t{8}, std::size_t{16}}) {
            block_side_ = side;
            columns_ = cells_along(width_m, cell_m, std::max(side, vector_cells));
            rows_ = cells_along(height_m, cell_m, side);
            if (blocks() * floors_ > blocks_max) continue;
            if (cells() > window_cells_max && cells() * floors_ > cells_wanted) continue;
            cell_width_m_ = width_m / static_cast<double>(columns_);
            cell_height_m_ = height_m / static_cast<double>(rows_);
            return;
        }
    }
}

std::size_t Grid::column_at(double x_m) const noexcept {
    return place_along(x_m - low_.x_m, cell_width_m_, columns_);
}

std::size_t Grid::row_at(double y_m) const noexcept {
    return place_along(y_m - low_.y_m, cell_height_m_, rows_);
}

}  // namespace cairn::locate
