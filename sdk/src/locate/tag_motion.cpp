// How a tag moves: what TagFilter knows of the tick before becomes what it expects of the next.
#include <algorithm>
#include <cmath>

#include "cairn/locate/tag_filter.h"
#include "locate/blur.h"
#include "locate/lanes.h"
#include "locate/window_blocks.h"

namespace cairn::locate {
namespace {

constexpr float least_chance = 1e-12F;

}  // namespace

/// The chance of a cell in the mean of each block, on all floors; of the window's alone where it is all.
void TagFilter::gather_blocks(const Cells& cells, Blocks& all) const noexcept {
    const std::size_t side = grid_.block_side();
    const std::size_t columns = grid_.window_columns();
    const float share = 1 / static_cast<float>(side * side);
    const auto mean_at = [&](std::size_t cell) {
        Lanes sums{};
        const float* line = cells.data() + cell;
        for (std::size_t row = 0; row < side; ++row, line += columns) {
            for (std::size_t column = 0; column < side; column += lane_count) sums += load(line + column);
        }
        return sum_of(sums) * share;
    };
    std::ranges::copy(blocks_, all.begin());
    for_window_blocks(grid_, window_,
                      [&](std::size_t block, std::size_t cell) { all[block] = mean_at(cell); });
}

/// What changes floors: through stairs and lifts, and, rarely, through the ceiling. Both ways alike.
void TagFilter::exchange_floors(const Building& building, double dt_s, Blocks& moved) const noexcept {
    Blocks before = moved;
    const auto exchange = [&](std::size_t a, std::size_t b, double per_s) {
        const auto share = static_cast<float>(0.5 * (1 - std::exp(-2 * per_s * dt_s)));
        const float over = share * (before[a] - before[b]);
        moved[a] -= over;
        moved[b] += over;
    };
    const std::size_t blocks = grid_.blocks();
    for (const Building::Passage& passage : building.passages)
        exchange(passage.floor * blocks + passage.block, passage.other_floor * blocks + passage.other_block,
                 constants_.passage_per_s);
    for (std::size_t floor = 0; floor < grid_.floors(); ++floor) {
        for (std::size_t other = 0; other < grid_.floors(); ++other) {
            if (building.levels[other] != building.levels[floor] + 1) continue;
            for (std::size_t block = 0; block < blocks; ++block)
                exchange(floor * blocks + block, other * blocks + block, constants_.leak_per_s);
        }
    }
}

/// Leaves the chances of blocks after a leap in `leaped`, and changes the blocks outside the window by
/// motion.
void TagFilter::spread_blocks(const Building& building, double dt_s, const Cells& cells,
                              Blocks& leaped) noexcept {
    gather_blocks(cells, leaped);
    if (grid_.floors() > 1) exchange_floors(building, dt_s, leaped);
    const double leap_m = constants_.leap_m * std::sqrt(dt_s);
    const auto side = static_cast<double>(grid_.block_side());
    const Extent extent{grid_.block_columns(), grid_.block_rows()};
    const auto leap = static_cast<float>(1 - std::pow(1 - constants_.leap_per_s, dt_s));
    const Blocks stayed = leaped;
    for (std::size_t floor = 0; floor < grid_.floors(); ++floor)
        blur(extent, leap_m / (side * grid_.cell_width_m()), leap_m / (side * grid_.cell_height_m()),
             leaped.data() + floor * grid_.blocks());
    for (std::size_t block = 0; block < blocks_.size(); ++block)
        blocks_[block] = (1 - leap) * stayed[block] + leap * leaped[block];
}

void TagFilter::predict(const Building& building, double dt_s, Cells& cells, Logs& logs) noexcept {
    const std::size_t side = grid_.block_side();
    const std::size_t columns = grid_.window_columns();
    const std::size_t rows = grid_.window_rows();
    const auto leap = static_cast<float>(1 - std::pow(1 - constants_.leap_per_s, dt_s));
    const auto keep = static_cast<float>(std::pow(constants_.keep_per_s, dt_s));

    const double total = mass();
    Blocks before;
    if (grid_.floors() > 1) gather_blocks(cells, before);
    Blocks leaped;
    spread_blocks(building, dt_s, cells, leaped);
    const double step_m = constants_.step_m * std::sqrt(dt_s);
    blur({columns, rows}, step_m / grid_.cell_width_m(), step_m / grid_.cell_height_m(), cells.data());

    // Every block gives its share of the leap to its cells, and what came from other floors.
    const std::size_t block_columns = columns / side;
    std::array<float, Grid::window_cells_max / 16> gains{};
    std::size_t next = 0;
    for_window_blocks(grid_, window_, [&](std::size_t block, std::size_t) {
        gains[next] = leap * leaped[block];
        if (grid_.floors() > 1) gains[next] = blocks_[block] - (1 - leap) * before[block];
        ++next;
    });
    clear_window_blocks();
    // Motion loses none of the chances.
    const auto scale = static_cast<float>(1 / total);
    for (std::size_t row = 0; row < rows; ++row) {
        const float* const of_blocks = gains.data() + row / side * block_columns;
        const float* const from = cells.data() + row * columns;
        float* const line = logs.cells.data() + row * columns;
        for (std::size_t column = 0; column < columns; column += lane_count) {
            const Lanes chances = (1 - leap) * load(from + column) + of_blocks[column / side];
            store(line + column, keep * log_of(larger(chances * scale, splat(0)) + least_chance));
        }
    }
    for (std::size_t block = 0; block < blocks_.size(); block += lane_count) {
        const Lanes chances = load_some(blocks_.data() + block, blocks_.size() - block);
        store(logs.blocks.data() + block, keep * log_of(chances * scale + least_chance));
    }
}

}  // namespace cairn::locate
