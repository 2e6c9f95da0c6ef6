// The blocks under a tag's window.
#pragma once

#include "cairn/locate/tag_filter.h"

namespace cairn::locate {

/// Calls with the number of each block of the window, among those of all floors, and its first cell in the
/// window.
template <typename Visit>
void for_window_blocks(const Grid& grid, const TagFilter::Window& window, Visit visit) noexcept {
    const std::size_t side = grid.block_side();
    const std::size_t first =
        window.floor * grid.blocks() + window.row / side * grid.block_columns() + window.column / side;
    for (std::size_t row = 0; row < grid.window_rows() / side; ++row) {
        for (std::size_t column = 0; column < grid.window_columns() / side; ++column)
            visit(first + row * grid.block_columns() + column,
                  row * side * grid.window_columns() + column * side);
    }
}

}  // namespace cairn::locate
