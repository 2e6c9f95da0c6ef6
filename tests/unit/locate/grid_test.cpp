// The plan in cells, and mass that moves on it.
#include "cairn/locate/grid.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numeric>

#include "locate/blur.h"
#include "locate/lanes.h"

namespace cairn::locate::test {
namespace {

using Values = std::array<float, blurred_max>;

double total_of(const Values& values) {
    return std::accumulate(values.begin(), values.end(), 0.0);
}

TEST(Grid, CutsASmallFloorIntoOneWindow) {
    const Grid office({0, 0}, {20.66, 17.64});

    EXPECT_EQ(office.columns(), 32U);
    EXPECT_EQ(office.rows(), 32U);
    EXPECT_DOUBLE_EQ(office.cell_width_m(), 20.66 / 32);
    EXPECT_TRUE(office.is_one_window());
    EXPECT_EQ(office.blocks(), 64U);
}

TEST(Grid, MakesCellsOfAMetreOnALargeFloor) {
    const Grid hall({0, 0}, {100, 60});

    EXPECT_NEAR(hall.cell_width_m(), 1, 0.05);
    EXPECT_NEAR(hall.cell_height_m(), 1, 0.05);
    EXPECT_FALSE(hall.is_one_window());
    EXPECT_EQ(hall.window_cells(), Grid::window_cells_max);
}

TEST(Grid, MakesNoCellsSmallerThanRssiCanTellApart) {
    const Grid closet({1, 1}, {4, 2.4});

    EXPECT_GE(closet.cell_width_m(), Grid::cell_m_min);
    EXPECT_GE(closet.cell_height_m(), Grid::cell_m_min);
}

TEST(Grid, HasNoMoreBlocksThanItMayHoweverLargeTheSite) {
    for (const double side_m : {1.0, 39.0, 41.0, 200.0, 1000.0, 100'000.0}) {
        for (const std::size_t floors : {std::size_t{1}, std::size_t{7}, std::size_t{64}}) {
            const Grid grid({0, 0}, {side_m, side_m / 3}, floors);

            EXPECT_LE(grid.blocks() * floors, Grid::blocks_max) << side_m;
            EXPECT_EQ(grid.columns() % 8, 0U);
            EXPECT_EQ(grid.rows() % grid.block_side(), 0U);
        }
    }
}

TEST(Grid, HasLargerCellsWhereThereWouldBeTooMany) {
    const Grid fine({0, 0}, {100, 60});
    const Grid coarse({0, 0}, {100, 60}, 1, 2500);

    EXPECT_GT(fine.cells(), 5000U);
    EXPECT_LE(coarse.cells(), 2500U);
    EXPECT_GT(coarse.cells(), 1024U);
}

TEST(Grid, FindsTheCellAroundAPointOrTheNearestOne) {
    const Grid grid({-4, 2}, {4, 6});

    for (std::size_t cell = 0; cell < grid.cells(); ++cell) EXPECT_EQ(grid.cell_at(grid.at(cell)), cell);
    EXPECT_EQ(grid.cell_at({-100, -100}), 0U);
    EXPECT_EQ(grid.cell_at({100, 100}), grid.cells() - 1);
}

TEST(Blur, KeepsAllThatThereIs) {
    for (const Extent extent : {Extent{32, 24}, {7, 3}, {25, 15}, {1, 9}, {1, 1}}) {
        for (const std::size_t place : {std::size_t{0}, extent.columns * extent.rows / 2}) {
            Values values{};
            values[place] = 1;
            blur(extent, 1.7, 0.4, values.data());

            EXPECT_NEAR(total_of(values), 1, 1e-5) << extent.columns << " x " << extent.rows;
        }
    }
}

TEST(Blur, SpreadsAsFarAsItIsTold) {
    for (const double sd : {0.3, 0.5, 1.0, 2.0}) {
        Values values{};
        values[16 * 32 + 16] = 1;
        blur({32, 32}, sd, sd, values.data());

        double along = 0;
        double across = 0;
        for (std::size_t i = 0; i < values.size(); ++i) {
            const auto chance = static_cast<double>(values[i]);
            along += chance * std::pow(static_cast<double>(i / 32) - 16, 2);
            across += chance * std::pow(static_cast<double>(i % 32) - 16, 2);
        }
        EXPECT_NEAR(std::sqrt(along), sd, 0.01 * sd);
        EXPECT_NEAR(std::sqrt(across), sd, 0.01 * sd);
    }
}

TEST(Lanes, HaveTheLibrarysLogarithmsAndExponentials) {
    for (float x = 1e-12F; x < 1e12F; x *= 1.01F) EXPECT_NEAR(log_of(splat(x))[0], std::log(x), 1.1e-4F) << x;
    for (float x = -79; x < 79; x += 0.013F) EXPECT_NEAR(exp_of(splat(x))[3] / std::exp(x), 1, 2e-4F) << x;
    EXPECT_EQ(exp_of(splat(-1e30F))[1], exp_of(splat(-80))[1]);
}

}  // namespace
}  // namespace cairn::locate::test
