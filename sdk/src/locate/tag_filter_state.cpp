// A TagFilter's state, bit for bit.
#include <algorithm>

#include "cairn/locate/tag_filter.h"
#include "locate/state_bytes.h"

namespace cairn::locate {
namespace {

constexpr double offset_db_max = 1000;
constexpr double age_s_max = 1e12;
// The largest chance is 1 after a tick, and no less than a block's share of it after the window has moved.
constexpr float most_min = 1e-6F;
constexpr float most_max = 1.01F;  // the exponential of 0, nearly

}  // namespace

std::size_t TagFilter::state_bytes(const Grid& grid) noexcept {
    const std::size_t blocks = grid.is_one_window() ? 0 : grid.floors() * grid.blocks();
    return 3 * 4 + (grid.window_cells() + grid.window_rows() + blocks) * 4 + 4 * 8;
}

void TagFilter::save(StateWriter& state) const {
    state.u32(window_.floor);
    state.u32(window_.column);
    state.u32(window_.row);
    for (const float chance : cells()) state.single(chance);
    for (const float sum : std::span(row_sums_).first(grid_.window_rows())) state.single(sum);
    for (const float chance : blocks_) state.single(chance);
    for (const double number : {offset_db_, offset_db2_, age_s_, evidence_}) state.number(number);
}

bool TagFilter::restore(StateReader& state) noexcept {
    window_.floor = state.u32_within(0, static_cast<std::uint32_t>(grid_.floors() - 1));
    window_.column =
        state.u32_within(0, static_cast<std::uint32_t>(grid_.columns() - grid_.window_columns()));
    window_.row = state.u32_within(0, static_cast<std::uint32_t>(grid_.rows() - grid_.window_rows()));
    // As follow() places windows.
    const std::size_t side = grid_.block_side();
    if (window_.column % 8 != 0 || window_.column % side != 0 || window_.row % side != 0) return false;
    float most = 0;
    Cells cells;
    for (float& chance : std::span(cells).first(grid_.window_cells()))
        most = std::max(most, chance = state.single_within(0, most_max));
    cells_.pack(cells.data(), grid_.window_cells());
    const float row_max = most_max * static_cast<float>(grid_.window_columns());
    for (float& sum : std::span(row_sums_).first(grid_.window_rows())) sum = state.single_within(0, row_max);
    for (float& chance : blocks_) most = std::max(most, chance = state.single_within(0, most_max));
    offset_db_ = state.number_within(-offset_db_max, offset_db_max);
    offset_db2_ = state.number_within(1e-9, offset_db_max);
    age_s_ = state.number_within(0, age_s_max);
    evidence_ = state.number();
    return state.ok() && most >= most_min;
}

}  // namespace cairn::locate
