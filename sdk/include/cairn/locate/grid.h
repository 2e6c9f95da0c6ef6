// A building, cut into cells: where a tag can be.
#pragma once

#include <cstddef>
#include <cstdint>

#include "cairn/locate/site.h"

namespace cairn::locate {

/// Cells of equal size, in rows of equal y, the same on every floor; and blocks of cells, for where a tag
/// hardly is. A tag is followed cell by cell in a window of at most 32 by 32 cells: on a small site the
/// window is the floor, on a large one it moves with the tag. A value.
class Grid {
public:
    static constexpr std::size_t window_side_max = 32;
    static constexpr std::size_t window_cells_max = window_side_max * window_side_max;
    static constexpr std::size_t blocks_max = 1024;  // on all floors
    /// Smaller cells would cost time and say nothing: RSSI does not tell such places apart.
    static constexpr double cell_m_min = 0.30;

    Grid() noexcept = default;
    /// Over the rectangle from `low` to `high`, whose sides are longer than 0, on each of `floors`, which are
    /// 1 to 64. Cells grow while all floors together have more than `cells_wanted` and a floor has more than
    /// a window of them.
    Grid(Point low, Point high, std::size_t floors = 1, std::size_t cells_wanted = 1'000'000) noexcept;

    std::size_t floors() const noexcept { return floors_; }
    std::size_t columns() const noexcept { return columns_; }
    std::size_t rows() const noexcept { return rows_; }
    std::size_t cells() const noexcept { return columns_ * rows_; }  // of a floor
    double cell_width_m() const noexcept { return cell_width_m_; }
    double cell_height_m() const noexcept { return cell_height_m_; }

    /// The side of a block, in cells.
    std::size_t block_side() const noexcept { return block_side_; }
    std::size_t block_columns() const noexcept { return columns_ / block_side_; }
    std::size_t block_rows() const noexcept { return rows_ / block_side_; }
    std::size_t blocks() const noexcept { return block_columns() * block_rows(); }  // of a floor

    std::size_t window_columns() const noexcept { return smaller(columns_); }
    std::size_t window_rows() const noexcept { return smaller(rows_); }
    std::size_t window_cells() const noexcept { return window_columns() * window_rows(); }
    /// Whether the window is all there is.
    bool is_one_window() const noexcept { return floors_ == 1 && window_cells() == cells(); }

    /// The middle of a cell.
    Point at(std::size_t cell) const noexcept { return {x_m(cell % columns_), y_m(cell / columns_)}; }
    double x_m(std::size_t column) const noexcept {
        return low_.x_m + (static_cast<double>(column) + 0.5) * cell_width_m_;
    }
    double y_m(std::size_t row) const noexcept {
        return low_.y_m + (static_cast<double>(row) + 0.5) * cell_height_m_;
    }
    /// The cell around a point; the nearest one if it lies outside.
    std::size_t cell_at(Point point) const noexcept {
        return row_at(point.y_m) * columns_ + column_at(point.x_m);
    }
    std::size_t column_at(double x_m) const noexcept;
    std::size_t row_at(double y_m) const noexcept;
    std::size_t block_at(Point point) const noexcept {
        return row_at(point.y_m) / block_side_ * block_columns() + column_at(point.x_m) / block_side_;
    }

private:
    static constexpr std::size_t smaller(std::size_t cells) noexcept {
        return cells < window_side_max ? cells : window_side_max;
    }

    Point low_;
    std::size_t floors_ = 1;
    std::size_t block_side_ = 4;
    std::size_t columns_ = 4;
    std::size_t rows_ = 4;
    double cell_width_m_ = 1;
    double cell_height_m_ = 1;
};

}  // namespace cairn::locate
