// The plan in cells, and mass that moves on it.
#include "cairn/locate/grid.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "locate/blur.h"
#include "locate/fast_math.h"

namespace cairn::locate::test {
namespace {

double sum_of(const Grid& grid, const CellValues& mass) {
    return std::accumulate(mass.begin(), mass.begin() + static_cast<std::ptrdiff_t>(grid.cells()), 0.0);
}

TEST(Grid, CutsAPlanIntoAtMost32CellsASide) {
    const Grid office({0, 0}, {20.66, 17.64});

    EXPECT_EQ(office.columns(), 32U);
    EXPECT_EQ(office.rows(), 32U);
    EXPECT_DOUBLE_EQ(office.cell_width_m(), 20.66 / 32);
}

TEST(Grid, MakesNoCellsSmallerThanAQuarterOfAMetre) {
    const Grid closet({1, 1}, {2, 1.4});

    EXPECT_EQ(closet.columns(), 4U);
    EXPECT_EQ(closet.rows(), 2U);
}

TEST(Grid, FindsTheCellAroundAPointOrTheNearestOne) {
    const Grid grid({-4, 2}, {4, 6});

    for (std::size_t cell = 0; cell < grid.cells(); ++cell) EXPECT_EQ(grid.cell_at(grid.at(cell)), cell);
    EXPECT_EQ(grid.cell_at({-100, -100}), 0U);
    EXPECT_EQ(grid.cell_at({100, 100}), grid.cells() - 1);
}

TEST(Blur, KeepsTheMassOnThePlan) {
    const Grid grid({0, 0}, {9, 7});
    for (const std::size_t cell : {std::size_t{0}, grid.cells() / 2, grid.cells() - 1}) {
        CellValues mass{};
        mass[cell] = 1;
        CellValues wide{};
        blur_widely(grid, 4, mass, wide);
        blur(grid, 0.5, mass);

        EXPECT_NEAR(sum_of(grid, mass), 1, 1e-5) << cell;
        EXPECT_NEAR(sum_of(grid, wide), 1, 1e-5) << cell;
    }
}

TEST(Blur, SpreadsAsFarAsItIsTold) {
    const Grid grid({0, 0}, {32, 32});
    for (const double sd_m : {1.0, 2.0}) {
        CellValues mass{};
        const std::size_t middle = grid.cell_at({16.5, 16.5});
        mass[middle] = 1;
        blur(grid, sd_m, mass);

        double squared_m2 = 0;
        for (std::size_t cell = 0; cell < grid.cells(); ++cell) {
            const double x_m = grid.at(cell).x_m - 16.5;
            squared_m2 += static_cast<double>(mass[cell]) * x_m * x_m;
        }
        EXPECT_NEAR(std::sqrt(squared_m2), sd_m, 0.03 * sd_m);
    }
}

TEST(FastMath, IsCloseToTheLibrarys) {
    for (float x = 1e-12F; x < 1e12F; x *= 1.01F) EXPECT_NEAR(fast_log(x), std::log(x), 2e-5F) << x;
    for (float x = -79; x < 79; x += 0.013F) EXPECT_NEAR(fast_exp(x) / std::exp(x), 1, 2e-4F) << x;
    EXPECT_EQ(fast_exp(-1e30F), fast_exp(-80));
}

}  // namespace
}  // namespace cairn::locate::test
