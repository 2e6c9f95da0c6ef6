#include "cairn/locate/grid.h"

#include <algorithm>
#include <cmath>

namespace cairn::locate {
namespace {

std::size_t cells_along(double length_m) noexcept {
    const double wanted = std::ceil(length_m / Grid::cell_m_min);
    return static_cast<std::size_t>(std::clamp(wanted, 1.0, static_cast<double>(Grid::side_cells_max)));
}

std::size_t place_along(double offset_m, double cell_m, std::size_t cells) noexcept {
    const double place = std::floor(offset_m / cell_m);
    return static_cast<std::size_t>(std::clamp(place, 0.0, static_cast<double>(cells - 1)));
}

}  // namespace

Grid::Grid(Point low, Point high) noexcept
    : low_(low),
      columns_(cells_along(high.x_m - low.x_m)),
      rows_(cells_along(high.y_m - low.y_m)),
      cell_width_m_((high.x_m - low.x_m) / static_cast<double>(columns_)),
      cell_height_m_((high.y_m - low.y_m) / static_cast<double>(rows_)) {}

std::size_t Grid::cell_at(Point point) const noexcept {
    return place_along(point.y_m - low_.y_m, cell_height_m_, rows_) * columns_ +
           place_along(point.x_m - low_.x_m, cell_width_m_, columns_);
}

}  // namespace cairn::locate
