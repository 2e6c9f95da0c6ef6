// The radio map, the filter on it, and how a map is learned: on a site whose truth is made here.
#include "cairn/locate/tag_filter.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

#include "cairn/locate/calibration.h"
#include "support/allocation_count.h"

namespace cairn::locate::test {
namespace {

constexpr Point low{0, 0};
constexpr Point high{16, 12};
const Building building{Grid(low, high), {1.0}, {}, {}, {0}, {}};
const Grid& grid = building.grid;

std::vector<GatewayRadio> placed_gateways() {
    std::vector<GatewayRadio> gateways;
    for (const Point at : {Point{1, 1}, {15, 1}, {1, 11}, {15, 11}, {8, 1}, {8, 11}}) {
        GatewayRadio& gateway = gateways.emplace_back();
        gateway.at = at;
        gateway.z_m = 2.5;
    }
    return uncalibrated(gateways, {});
}

RadioMap prior_map() {
    return {building, placed_gateways(), {}, 1, {}};
}

/// What all gateways hear of a tag that is `louder_db` than the law says.
std::vector<TickHearing> heard_at(const RadioMap& map, Point at, double louder_db = 0) {
    std::vector<TickHearing> hearings;
    for (std::uint32_t gateway = 0; gateway < map.gateways(); ++gateway) {
        const GatewayRadio& radio = map.gateway(gateway);
        hearings.push_back(
            {gateway, radio.power_dbm - radio.exponent * distance_db(radio, at, 1) + louder_db, 2});
    }
    return hearings;
}

double error_m(const Fix& fix, Point at) {
    return std::hypot(fix.at.x_m - at.x_m, fix.at.y_m - at.y_m);
}

const std::vector<std::uint8_t> all_alive(6, 1);

Fix fix_after(const RadioMap& map, Point at, double louder_db, int ticks,
              std::span<const std::uint8_t> alive) {
    TagFilter filter(grid);
    const Silence silence(map, alive);
    for (int tick = 0; tick < ticks; ++tick) filter.tick(map, silence, 1, heard_at(map, at, louder_db));
    return filter.fix();
}

TEST(RadioMap, IsTheLawWhereNothingIsLabelled) {
    const RadioMap map = prior_map();
    const std::size_t cell = grid.cell_at({5, 5});

    EXPECT_NEAR(map.cells(2, 0).mean_dbm(cell), -60 - 1.8 * distance_db(map.gateway(2), grid.at(cell), 1),
                1e-3);
    EXPECT_GT(map.cells(2, 0).variance_db2(cell), 3.5F * 3.5F);
}

TEST(RadioMap, FollowsALabelNearItAndLessFarAway) {
    const RadioMap prior = prior_map();
    const Point at = grid.at(grid.cell_at({5, 5}));
    const double law_dbm = -60 - 1.8 * distance_db(prior.gateway(0), at, 1);
    const std::vector<LabelledPlace> label{{0, at, law_dbm - 10, 30}};
    const RadioMap map(building, placed_gateways(), {}, 1, label);
    const auto change = [&](std::size_t gateway, Point point) {
        const std::size_t cell = grid.cell_at(point);
        return static_cast<double>(map.cells(gateway, 0).mean_dbm(cell) -
                                   prior.cells(gateway, 0).mean_dbm(cell));
    };

    EXPECT_LT(change(0, {5, 5}), -7);
    EXPECT_GT(change(0, {15, 11}), change(0, {5, 5}) + 2);
    EXPECT_EQ(change(1, {5, 5}), 0) << "another gateway's";
    const std::size_t cell = grid.cell_at({5, 5});
    EXPECT_LT(map.cells(0, 0).variance_db2(cell), prior.cells(0, 0).variance_db2(cell) / 3);
}

TEST(RadioMap, TakesASurveyOfOnePlace) {
    const std::vector<LabelledPlace> label{{0, {5, 5}, -70, 1}};
    const std::vector<LabelledTick> tick{{{5, 5}, {0}}};
    const RadioMap map = calibrate_by_places(building, placed_gateways(), {}, {}, label, tick);

    for (std::size_t cell = 0; cell < grid.cells(); ++cell) {
        EXPECT_TRUE(std::isfinite(map.cells(0, 0).mean_dbm(cell)));
        EXPECT_TRUE(std::isfinite(map.cells(0, 0).hearing(cell)));
    }
}

TEST(TagFilter, FindsATag) {
    const RadioMap map = prior_map();
    for (const Point at : {Point{4, 4}, {12, 9}, {8, 6}}) {
        const Fix fix = fix_after(map, at, 0, 20, all_alive);

        EXPECT_LT(error_m(fix, at), 0.8);
        EXPECT_GT(fix.variance_x_m2, 0.04);
    }
}

TEST(TagFilter, FindsATagThatIsWeakerThanTheMaps) {
    const RadioMap map = prior_map();

    EXPECT_LT(error_m(fix_after(map, {4, 4}, -6, 20, all_alive), {4, 4}), 0.8);
}

TEST(TagFilter, LearnsHowMuchWeaker) {
    const RadioMap map = prior_map();
    TagFilter filter(grid);
    const Silence silence(map, all_alive);
    for (int tick = 0; tick < 60; ++tick) filter.tick(map, silence, 1, heard_at(map, {4, 4}, -6));

    EXPECT_NEAR(filter.offset_db(), -6, 1.5);
}

TEST(TagFilter, KnowsLessTheLongerNothingIsHeard) {
    const RadioMap map = prior_map();
    TagFilter filter(grid);
    const Silence silence(map, all_alive);
    for (int tick = 0; tick < 10; ++tick) filter.tick(map, silence, 1, heard_at(map, {4, 4}));
    const double sure_m2 = filter.fix().variance_x_m2;
    for (int tick = 0; tick < 20; ++tick) filter.tick(map, silence, 1, {});

    EXPECT_GT(filter.fix().variance_x_m2, 2 * sure_m2);
}

TEST(TagFilter, TakesSilenceOfAGatewayThatIsAliveForEvidence) {
    std::vector<GatewayRadio> gateways = placed_gateways();
    for (GatewayRadio& gateway : gateways) gateway.threshold_dbm = -75;
    const RadioMap map(building, gateways, {}, 1, {});
    const std::vector<TickHearing> one{{4, -72, 1}};
    const std::vector<std::uint8_t> others_dead{0, 0, 0, 0, 1, 0};
    const auto upper_share = [&](std::span<const std::uint8_t> alive) {
        TagFilter filter(grid);
        filter.tick(map, Silence(map, alive), 1, one);
        const auto chances = filter.cells();
        double upper = 0;
        double all = 0;
        for (std::size_t cell = 0; cell < grid.cells(); ++cell) {
            all += static_cast<double>(chances[cell]);
            upper += grid.at(cell).y_m > 6 ? static_cast<double>(chances[cell]) : 0;
        }
        return upper / all;
    };

    EXPECT_LT(upper_share(all_alive), upper_share(others_dead) - 0.05);
}

TEST(TagFilter, GivesTheSameAnswerForTheSameInput) {
    const RadioMap map = prior_map();
    const Fix one = fix_after(map, {4, 4}, -2, 15, all_alive);
    const Fix other = fix_after(map, {4, 4}, -2, 15, all_alive);

    EXPECT_EQ(one.at.x_m, other.at.x_m);
    EXPECT_EQ(one.covariance_xy_m2, other.covariance_xy_m2);
}

TEST(TagFilter, TakesNoMemoryWhileItRuns) {
    const RadioMap map = prior_map();
    TagFilter filter(grid);
    const Silence silence(map, all_alive);
    const auto hearings = heard_at(map, {4, 4});
    const auto before = cairn::test::allocation_count();
    filter.reset();
    for (int tick = 0; tick < 5; ++tick) {
        filter.tick(map, silence, 1, hearings);
        static_cast<void>(filter.fix());
    }

    EXPECT_EQ(cairn::test::allocation_count(), before);
}

/// A tag that walks to and fro; gateways hear it by laws that differ from the constants.
Traffic walked(const std::vector<GatewayRadio>& laws) {
    std::mt19937 random(7);
    std::normal_distribution<double> fading(0, 3.5);
    Traffic traffic;
    for (int track = 0; track < 6; ++track) {
        for (int second = 0; second < 120; ++second) {
            const double phase = 0.05 * second + track;
            const Point at{8 + 6 * std::sin(phase), 6 + 4 * std::cos(1.7 * phase)};
            const auto begin = static_cast<std::uint32_t>(traffic.hearings.size());
            for (std::uint32_t gateway = 0; gateway < laws.size(); ++gateway) {
                const GatewayRadio& law = laws[gateway];
                const double rssi_dbm =
                    law.power_dbm - law.exponent * distance_db(law, at, 1) + std::round(fading(random));
                if (rssi_dbm > -86) traffic.hearings.push_back({gateway, rssi_dbm, 1});
            }
            traffic.ticks.push_back(
                {begin, static_cast<std::uint32_t>(traffic.hearings.size()), 1, second == 0});
        }
    }
    return traffic;
}

TEST(Calibration, LearnsTheGatewaysGainsFromUnlabelledTraffic) {
    std::vector<GatewayRadio> laws = placed_gateways();
    const std::vector<double> gains_db{-5, 3, 0, 4, -3, 1};
    for (std::size_t i = 0; i < laws.size(); ++i) laws[i].power_dbm = -66 + gains_db[i];
    const RadioMap map = calibrate_by_traffic(building, placed_gateways(), {}, {}, walked(laws));

    double learned_mean_db = 0;
    for (std::size_t i = 0; i < laws.size(); ++i) learned_mean_db += map.gateway(i).power_dbm / 6;
    double product = 0;
    double learned_squared = 0;
    double gains_squared = 0;
    for (std::size_t i = 0; i < laws.size(); ++i) {
        const double learned_db = map.gateway(i).power_dbm - learned_mean_db;
        product += learned_db * gains_db[i];
        learned_squared += learned_db * learned_db;
        gains_squared += gains_db[i] * gains_db[i];
    }
    EXPECT_GT(product / std::sqrt(learned_squared * gains_squared), 0.95) << "the correlation";
    EXPECT_GT(learned_squared, gains_squared / 8) << "drawn to the middle, as nobody said where the tag was";
}

TEST(Calibration, IsThePriorWithoutTraffic) {
    const RadioMap map = calibrate_by_traffic(building, placed_gateways(), {}, {}, {});

    EXPECT_EQ(map.gateway(0).power_dbm, -60);
}

}  // namespace
}  // namespace cairn::locate::test
