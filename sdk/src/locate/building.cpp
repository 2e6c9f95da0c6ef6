#include "cairn/locate/building.h"

#include <algorithm>

namespace cairn::locate {
namespace {

// Of the radio map, over all gateways and cells: 12 MB.
constexpr std::size_t map_values_max = 1'000'000;

Grid grid_over(const std::vector<Floor>& floors, std::size_t gateways) noexcept {
    Point low = floors.front().origin;
    Point high = low;
    for (const Floor& floor : floors) {
        low = {std::min(low.x_m, floor.origin.x_m), std::min(low.y_m, floor.origin.y_m)};
        high = {std::max(high.x_m, floor.origin.x_m + floor.width_m),
                std::max(high.y_m, floor.origin.y_m + floor.height_m)};
    }
    return {low, high, floors.size(), map_values_max / std::max<std::size_t>(1, gateways)};
}

void add_passage(const Site& site, const Passage& passage, Building& building) {
    for (std::size_t i = 1; i < passage.places.size(); ++i) {
        const Passage::Place& one = passage.places[i - 1];
        const Passage::Place& other = passage.places[i];
        const std::uint32_t floor = floor_row(site, one.floor);
        const std::uint32_t other_floor = floor_row(site, other.floor);
        const auto block = [&](std::uint32_t on, Point at) {
            return static_cast<std::uint32_t>(building.grid.block_at(in_building(site.floors[on], at)));
        };
        building.passages.push_back({floor, block(floor, one.at), other_floor, block(other_floor, other.at)});
    }
}

/// Twice the area of a triangle; its sign says on which side of the line from a to b the point c lies.
double side_of(Point a, Point b, Point c) noexcept {
    return (b.x_m - a.x_m) * (c.y_m - a.y_m) - (b.y_m - a.y_m) * (c.x_m - a.x_m);
}

bool cross(Point a, Point b, Point c, Point d) noexcept {
    return (side_of(a, b, c) > 0) != (side_of(a, b, d) > 0) &&
           (side_of(c, d, a) > 0) != (side_of(c, d, b) > 0);
}

}  // namespace

Building building_of(const Site& site, double tag_height_m) {
    Building building;
    building.grid = grid_over(site.floors, site.gateways.size());
    building.tag_z_m.clear();
    building.levels.clear();
    for (const Floor& floor : site.floors) building.tag_z_m.push_back(floor.elevation_m + tag_height_m);
    for (const Wall& wall : site.walls) {
        const std::uint32_t floor = floor_row(site, wall.floor);
        building.walls.push_back({floor, in_building(site.floors[floor], wall.from),
                                  in_building(site.floors[floor], wall.to), wall.loss_db});
    }
    for (const Passage& passage : site.passages) add_passage(site, passage, building);
    for (const Floor& floor : site.floors) {
        const auto lower = [&](const Floor& other) { return other.elevation_m < floor.elevation_m; };
        building.levels.push_back(static_cast<std::uint32_t>(std::ranges::count_if(site.floors, lower)));
        building.plans.push_back({floor.origin, in_building(floor, {floor.width_m, floor.height_m})});
    }
    return building;
}

double wall_loss_db(const Building& building, std::uint32_t floor, Point from, Point to) noexcept {
    double loss_db = 0;
    for (const Building::Wall& wall : building.walls) {
        if (wall.floor == floor && cross(from, to, wall.from, wall.to)) loss_db += wall.loss_db;
    }
    return loss_db;
}

}  // namespace cairn::locate
