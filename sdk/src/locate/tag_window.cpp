// The window of a TagFilter, which follows the tag over a large site.
#include <algorithm>

#include "cairn/locate/tag_filter.h"
#include "locate/window_blocks.h"

namespace cairn::locate {
namespace {

constexpr double stray_share = 0.01;  // of the chances, outside the window or at its open edge

/// The block with the most around it, itself included.
std::size_t likeliest_block(const Grid& grid, const float* chances) noexcept {
    const std::size_t columns = grid.block_columns();
    const std::size_t rows = grid.block_rows();
    std::size_t likeliest = 0;
    float most = -1;
    for (std::size_t i = 0; i < grid.floors() * grid.blocks(); ++i) {
        const float* const floor = chances + i / grid.blocks() * grid.blocks();
        const std::size_t row = i % grid.blocks() / columns;
        const std::size_t column = i % columns;
        float sum = 0;
        for (std::size_t y = row == 0 ? 0 : row - 1; y <= std::min(row + 1, rows - 1); ++y) {
            for (std::size_t x = column == 0 ? 0 : column - 1; x <= std::min(column + 1, columns - 1); ++x)
                sum += floor[y * columns + x];
        }
        if (sum <= most) continue;
        most = sum;
        likeliest = i;
    }
    return likeliest;
}

/// Where a window that is `width` blocks wide should begin among `count`, so that `block` is not at an edge
/// that more lies beyond. Where it begins now, if that will do.
std::size_t begin_around(std::size_t block, std::size_t now, std::size_t width, std::size_t count) noexcept {
    const std::size_t first = now == 0 ? 0 : now + 1;
    const std::size_t end = now + width == count ? count : now + width - 1;
    if (block >= first && block < end) return now;
    return std::min(block - std::min(block, width / 2), count - width);
}

}  // namespace

/// Whether nearly all chances lie in the window, and not at its edge.
bool TagFilter::is_settled(const Cells& cells) const noexcept {
    const std::size_t side = grid_.block_side();
    const std::size_t columns = grid_.window_columns();
    const std::size_t rows = grid_.window_rows();
    const bool left = window_.column > 0;
    const bool right = window_.column + columns < grid_.columns();
    double stray = mass() - window_mass();
    for (std::size_t row = 0; row < rows; ++row) {
        const bool at_edge =
            (row < side && window_.row > 0) || (row >= rows - side && window_.row + rows < grid_.rows());
        if (at_edge) {
            stray += static_cast<double>(row_sums_[row]);
            continue;
        }
        const float* const line = cells.data() + row * columns;
        for (std::size_t column = 0; column < side; ++column) {
            if (left) stray += static_cast<double>(line[column]);
            if (right) stray += static_cast<double>(line[columns - 1 - column]);
        }
    }
    return stray < stray_share * mass();
}

void TagFilter::follow(Cells& cells) noexcept {
    Blocks all;
    gather_blocks(cells, all);
    const std::size_t block = likeliest_block(grid_, all.data());
    const std::size_t side = grid_.block_side();
    const auto floor = static_cast<std::uint32_t>(block / grid_.blocks());
    const std::size_t on_floor = block % grid_.blocks();
    const std::size_t column = side * begin_around(on_floor % grid_.block_columns(), window_.column / side,
                                                   grid_.window_columns() / side, grid_.block_columns());
    const std::size_t row = side * begin_around(on_floor / grid_.block_columns(), window_.row / side,
                                                grid_.window_rows() / side, grid_.block_rows());
    // Fields are read in eights.
    const Window to{floor, static_cast<std::uint32_t>(column / 8 * 8), static_cast<std::uint32_t>(row)};
    if (to.floor != window_.floor || to.column != window_.column || to.row != window_.row)
        move_window(to, all, cells);
}

/// Cells that stay in view keep their chances; new ones have those of their block.
void TagFilter::move_window(const Window& to, const Blocks& all, Cells& cells) noexcept {
    const Cells before = cells;
    const Window from = window_;
    std::copy_n(all.begin(), blocks_.size(), blocks_.begin());
    window_ = to;
    const std::size_t side = grid_.block_side();
    const std::size_t columns = grid_.window_columns();
    const std::size_t rows = grid_.window_rows();
    for_window_blocks(grid_, window_, [&](std::size_t block, std::size_t cell) {
        for (std::size_t i = 0; i < side * side; ++i)
            cells[cell + i / side * columns + i % side] = blocks_[block];
    });
    clear_window_blocks();
    for (std::size_t row = 0; row < rows; ++row) {
        for (std::size_t column = 0; column < columns && to.floor == from.floor; ++column) {
            // Places that the window before did not hold wrap around to large numbers.
            const std::size_t old_row = row + to.row - from.row;
            const std::size_t old_column = column + to.column - from.column;
            if (old_row >= rows || old_column >= columns) continue;
            cells[row * columns + column] = before[old_row * columns + old_column];
        }
        row_sums_[row] = 0;
        for (std::size_t column = 0; column < columns; ++column)
            row_sums_[row] += cells[row * columns + column];
    }
}

}  // namespace cairn::locate
