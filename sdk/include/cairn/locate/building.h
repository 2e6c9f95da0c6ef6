// A site as the positioning engine sees it: cells, heights, walls and the ways between floors.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "cairn/locate/grid.h"

namespace cairn::locate {

/// Numbers of floors are places in the site; points are in the building's axes.
struct Building {
    struct Wall {
        std::uint32_t floor = 0;
        Point from;
        Point to;
        double loss_db = 3;
    };
    /// Two places between which tags change floors.
    struct Passage {
        std::uint32_t floor = 0;
        std::uint32_t block = 0;
        std::uint32_t other_floor = 0;
        std::uint32_t other_block = 0;
    };

    Grid grid;
    /// How high tags are on each floor, on the axis on which gateways have their height. One for every floor
    /// of the grid.
    std::vector<double> tag_z_m{1.0};
    std::vector<Wall> walls;
    std::vector<Passage> passages;
    /// Of each floor: how many lie below it. Floors of one height have the same.
    std::vector<std::uint32_t> levels{0};
    /// Of each floor, the rectangle that is its plan.
    std::vector<std::array<Point, 2>> plans;
};

/// `tag_height_m` above its floor is where tags are taken to be. `site` is checked and has a floor.
Building building_of(const Site& site, double tag_height_m = 1.0);

/// How much is lost between two points of a floor: the sum over the walls that the straight line crosses.
double wall_loss_db(const Building& building, std::uint32_t floor, Point from, Point to) noexcept;

}  // namespace cairn::locate
