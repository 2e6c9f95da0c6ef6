// The filter where a window does not hold all: large floors, several floors, and arrays that measure angles.
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>
#include <vector>

#include "cairn/locate/tag_filter.h"

namespace cairn::locate::test {
namespace {

constexpr double tag_z_m = 1;
constexpr double floor_height_m = 3.5;

/// Gateways every ten metres, on every floor.
struct World {
    Building building;
    std::vector<GatewayRadio> gateways;

    World(double width_m, double height_m, std::size_t floors) {
        building.grid = Grid({0, 0}, {width_m, height_m}, floors);
        building.tag_z_m.clear();
        building.levels.clear();
        for (std::uint32_t floor = 0; floor < floors; ++floor) {
            building.tag_z_m.push_back(floor_height_m * floor + tag_z_m);
            building.levels.push_back(floor);
            for (double x_m = 5; x_m < width_m; x_m += 10) {
                for (double y_m = 5; y_m < height_m; y_m += 10) {
                    GatewayRadio& gateway = gateways.emplace_back();
                    gateway = {{x_m, y_m}, floor_height_m * floor + 2.5, floor, -60, 1.8, -85};
                }
            }
        }
    }
    RadioMap map() const { return {building, gateways, {}, 1, {}}; }
};

/// What is heard of a tag, with fading, by the gateways whose threshold it passes.
class Air {
public:
    explicit Air(const World& world) : world_(world) {}

    std::vector<TickHearing> heard(std::uint32_t floor, Point at) {
        std::vector<TickHearing> hearings;
        for (std::uint32_t i = 0; i < world_.gateways.size(); ++i) {
            const double rssi_dbm =
                law_dbm(world_.building, {}, world_.gateways[i], floor, at) + fading_(random_);
            if (rssi_dbm > world_.gateways[i].threshold_dbm) hearings.push_back({i, rssi_dbm, 1});
        }
        return hearings;
    }

private:
    const World& world_;
    std::mt19937 random_{3};
    std::normal_distribution<double> fading_{0, 3.5};
};

double error_m(const Fix& fix, Point at) {
    return std::hypot(fix.at.x_m - at.x_m, fix.at.y_m - at.y_m);
}

Silence all_awake(const RadioMap& map) {
    return {map, std::vector<std::uint8_t>(map.gateways(), 1)};
}

TEST(LargeSite, FollowsATagAcrossAHallThatNoWindowHolds) {
    const World world(120, 70, 1);
    const RadioMap map = world.map();
    const Silence silence = all_awake(map);
    TagFilter filter(world.building.grid);
    Air air(world);
    double worst_m = 0;
    double sum_m = 0;
    for (int second = 0; second < 100; ++second) {
        const Point at{10.0 + second, 20 + 0.3 * second};
        filter.tick(map, silence, 1, air.heard(0, at));
        if (second < 5) continue;
        worst_m = std::max(worst_m, error_m(filter.fix(), at));
        sum_m += error_m(filter.fix(), at) / 95;
    }

    EXPECT_LT(sum_m, 5) << "gateways hang ten metres apart";
    EXPECT_LT(worst_m, 12);
}

TEST(LargeSite, FindsATagThatWasCarriedFarAwayUnheard) {
    const World world(120, 70, 1);
    const RadioMap map = world.map();
    const Silence silence = all_awake(map);
    TagFilter filter(world.building.grid);
    Air air(world);
    for (int second = 0; second < 30; ++second) filter.tick(map, silence, 1, air.heard(0, {10, 10}));
    for (int second = 0; second < 12; ++second) filter.tick(map, silence, 1, air.heard(0, {110, 60}));

    EXPECT_LT(error_m(filter.fix(), {110, 60}), 6);
}

TEST(LargeSite, KnowsTheFloor) {
    const World world(30, 20, 3);
    const RadioMap map = world.map();
    const Silence silence = all_awake(map);
    for (std::uint32_t floor = 0; floor < 3; ++floor) {
        TagFilter filter(world.building.grid);
        Air air(world);
        for (int second = 0; second < 20; ++second) filter.tick(map, silence, 1, air.heard(floor, {8, 12}));
        const Fix fix = filter.fix();

        EXPECT_EQ(fix.floor, floor);
        EXPECT_GT(fix.floor_chance, 0.9);
        EXPECT_LT(error_m(fix, {8, 12}), 2 * fix.radius68_m);
    }
}

TEST(LargeSite, ChangesFloorsSoonerAtStairs) {
    World world(30, 20, 2);
    const auto block = static_cast<std::uint32_t>(world.building.grid.block_at({25, 10}));
    world.building.passages.push_back({0, block, 1, block});
    const RadioMap map = world.map();
    const Silence silence = all_awake(map);
    const auto upstairs_after_silence = [&](Point at) {
        TagFilter filter(world.building.grid);
        Air air(world);
        for (int second = 0; second < 30; ++second) filter.tick(map, silence, 1, air.heard(0, at));
        for (int second = 0; second < 5; ++second) filter.tick(map, silence, 1, {});
        EXPECT_EQ(filter.fix().floor, 0U);
        return 1 - filter.fix().floor_chance;
    };

    EXPECT_GT(upstairs_after_silence({25, 10}), 5 * upstairs_after_silence({5, 10}));
}

TEST(LargeSite, LosesNothingWhenTheWindowMoves) {
    const World world(120, 70, 2);
    const RadioMap map = world.map();
    const Silence silence = all_awake(map);
    TagFilter filter(world.building.grid);
    Air air(world);
    const auto side = static_cast<double>(world.building.grid.block_side());
    for (int second = 0; second < 60; ++second) {
        filter.tick(map, silence, 1, air.heard(0, {10.0 + second, 30}));
        double mass = 0;
        for (const float chance : filter.cells()) mass += static_cast<double>(chance);
        double outside = 0;
        for (const float chance : filter.blocks()) outside += side * side * static_cast<double>(chance);

        ASSERT_TRUE(std::isfinite(mass + outside));
        ASSERT_GT(mass, outside) << "the window is where the tag is, after " << second << " s";
    }
}

TEST(Walls, WeakenWhatPasses) {
    World world(30, 20, 1);
    world.building.walls.push_back({0, {10, 0}, {10, 20}, 8});
    const GatewayRadio& gateway = world.gateways[0];

    EXPECT_NEAR(law_dbm(world.building, {}, gateway, 0, {9.9, 5}) -
                    law_dbm(world.building, {}, gateway, 0, {10.1, 5}),
                8.3, 0.2);
    EXPECT_EQ(wall_loss_db(world.building, 0, {1, 1}, {9, 19}), 0);
}

TEST(Azimuths, PlaceATagBetterThanItsStrengthAlone) {
    World world(12, 6, 1);
    world.gateways.clear();
    for (const Point at : {Point{0, 0}, {12, 0}, {12, 6}, {0, 6}}) {
        GatewayRadio& gateway = world.gateways.emplace_back();
        gateway = {at, 2.5, 0, -60, 1.8, -95};
    }
    RadioMap map = world.map();
    for (std::size_t i = 0; i < 4; ++i) map.set_azimuth(i, 90.0 * static_cast<double>(i), i % 2 == 1);
    const Silence silence = all_awake(map);
    const Point at{3.5, 4};
    const auto fix_of = [&](bool with_azimuths) {
        TagFilter filter(world.building.grid);
        Air air(world);
        std::mt19937 random(5);
        std::normal_distribution<double> noise(0, 8);
        for (int second = 0; second < 15; ++second) {
            auto hearings = air.heard(0, at);
            for (TickHearing& heard : hearings) {
                const Point from = world.gateways[heard.gateway].at;
                const double toward =
                    std::atan2(at.y_m - from.y_m, at.x_m - from.x_m) * 180 / std::numbers::pi;
                const double turn = heard.gateway % 2 == 1 ? -1 : 1;
                const double measured = turn * (toward - 90.0 * heard.gateway) + noise(random);
                if (with_azimuths) heard.azimuth_deg = static_cast<float>(measured);
            }
            filter.tick(map, silence, 1, hearings);
        }
        return filter.fix();
    };

    EXPECT_LT(error_m(fix_of(true), at), 0.6);
    EXPECT_LT(fix_of(true).radius68_m, 0.8 * fix_of(false).radius68_m);
}

TEST(Fix, SaysWhenATagMayBeInTwoPlaces) {
    World world(40, 30, 1);
    world.gateways.clear();
    for (const double x_m : {10.0, 20.0, 30.0}) world.gateways.push_back({{x_m, 15}, 2.5, 0, -60, 1.8, -95});
    const RadioMap map(world.building, world.gateways, {}, 0.2, {});
    const Silence silence = all_awake(map);
    TagFilter filter(world.building.grid);
    std::vector<TickHearing> heard;
    for (std::uint32_t i = 0; i < 3; ++i)
        heard.push_back({i, law_dbm(world.building, {}, world.gateways[i], 0, {20, 27}), 30});
    for (int second = 0; second < 20; ++second) filter.tick(map, silence, 1, heard);
    const Fix fix = filter.fix();

    ASSERT_TRUE(fix.is_ambiguous) << "nobody can tell one side of a line of gateways from the other";
    EXPECT_NEAR(fix.at.y_m + fix.other.y_m, 30, 2);
    EXPECT_GT(std::abs(fix.at.y_m - fix.other.y_m), 12);
}

TEST(Fix, HoldsTwoThirdsOfTheChancesInItsRadius) {
    const World world(30, 20, 1);
    const RadioMap map = world.map();
    const Silence silence = all_awake(map);
    TagFilter filter(world.building.grid);
    Air air(world);
    for (int second = 0; second < 8; ++second) filter.tick(map, silence, 1, air.heard(0, {12, 9}));
    const Fix fix = filter.fix();
    const auto chances = filter.cells();
    double inside = 0;
    double all = 0;
    for (std::size_t cell = 0; cell < world.building.grid.cells(); ++cell) {
        const auto chance = static_cast<double>(chances[cell]);
        all += chance;
        inside += error_m(fix, world.building.grid.at(cell)) <= fix.radius68_m ? chance : 0;
    }

    EXPECT_NEAR(inside / all, 0.68, 0.06);
}

}  // namespace
}  // namespace cairn::locate::test
