// Motion on a grid: mass that spreads along x and y, and stays on the plan.
#pragma once

#include <cstddef>

namespace cairn::locate {

/// A rectangle of values, row by row.
struct Extent {
    std::size_t columns = 0;
    std::size_t rows = 0;
};

inline constexpr std::size_t blurred_max = 1024;  // values

/// Spreads `mass` by a Gaussian of these standard deviations, in places; what would leave is mirrored at the
/// edge. Three standard deviations count, and 8 places at most.
void blur(Extent extent, double sd_columns, double sd_rows, float* mass) noexcept;

}  // namespace cairn::locate
