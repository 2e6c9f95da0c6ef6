// The plan of a floor, cut into cells: where a tag can be.
#pragma once

#include <cstddef>
#include <cstdint>

#include "cairn/locate/site.h"

namespace cairn::locate {

/// At most 32 cells along x and along y, of equal size, in rows of equal y. A value.
class Grid {
public:
    static constexpr std::size_t side_cells_max = 32;
    static constexpr std::size_t cells_max = side_cells_max * side_cells_max;
    /// Smaller cells would cost time and say nothing: RSSI does not tell such places apart.
    static constexpr double cell_m_min = 0.25;

    Grid() noexcept = default;
    /// Over the rectangle from `low` to `high`; both sides are longer than 0.
    Grid(Point low, Point high) noexcept;

    std::size_t columns() const noexcept { return columns_; }
    std::size_t rows() const noexcept { return rows_; }
    std::size_t cells() const noexcept { return columns_ * rows_; }
    double cell_width_m() const noexcept { return cell_width_m_; }
    double cell_height_m() const noexcept { return cell_height_m_; }

    /// The middle of a cell.
    Point at(std::size_t cell) const noexcept { return {x_m(cell % columns_), y_m(cell / columns_)}; }
    double x_m(std::size_t column) const noexcept {
        return low_.x_m + (static_cast<double>(column) + 0.5) * cell_width_m_;
    }
    double y_m(std::size_t row) const noexcept {
        return low_.y_m + (static_cast<double>(row) + 0.5) * cell_height_m_;
    }
    /// The cell around a point; the nearest one if it lies outside.
    std::size_t cell_at(Point point) const noexcept;

private:
    Point low_;
    std::size_t columns_ = 1;
    std::size_t rows_ = 1;
    double cell_width_m_ = 1;
    double cell_height_m_ = 1;
};

}  // namespace cairn::locate
