// Motion on a grid: mass that spreads along x and y, and stays on the plan.
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "cairn/locate/grid.h"

namespace cairn::locate {

using CellValues = std::array<float, Grid::cells_max>;

/// Spreads `mass` by a Gaussian of this standard deviation; what would leave the plan is mirrored at its
/// edge.
void blur(const Grid& grid, double sd_m, CellValues& mass) noexcept;

/// The same for a wide Gaussian: on cells of four by four.
void blur_widely(const Grid& grid, double sd_m, const CellValues& mass, CellValues& spread) noexcept;

}  // namespace cairn::locate
