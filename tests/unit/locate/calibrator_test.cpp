// Calibration in slices, on a site whose truth is made here.
#include "cairn/locate/calibrator.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <utility>
#include <vector>

#include "cairn/locate/calibration.h"
#include "cairn/locate/silence.h"
#include "support/allocation_count.h"

namespace cairn::locate::test {
namespace {

using Depth = Calibrator::Depth;

const Building hall{Grid({0, 0}, {16, 12}), {1.0}, {}, {}, {0}, {}};
const std::vector<double> gains_db{-5, 3, 0, 4, -3, 1};

std::vector<GatewayRadio> placed_gateways() {
    std::vector<GatewayRadio> gateways;
    for (const Point at : {Point{1, 1}, {15, 1}, {1, 11}, {15, 11}, {8, 1}, {8, 11}}) {
        GatewayRadio& gateway = gateways.emplace_back();
        gateway.at = at;
        gateway.z_m = 2.5;
    }
    return gateways;
}

std::vector<GatewayRadio> true_laws() {
    std::vector<GatewayRadio> laws = uncalibrated(placed_gateways(), {});
    for (std::size_t i = 0; i < laws.size(); ++i) laws[i].power_dbm = -66 + gains_db[i];
    return laws;
}

/// A tick as it comes to the calibrator.
struct HeardTick {
    std::uint32_t tag = 0;
    std::vector<TickHearing> hearings;
};

/// Tags walk to and fro, and are heard in turns.
std::vector<HeardTick> walked(const std::vector<GatewayRadio>& laws, int seconds, std::uint32_t tags = 6) {
    std::mt19937 random(7);
    std::normal_distribution<double> fading(0, 3.5);
    std::vector<HeardTick> ticks;
    for (int second = 0; second < seconds; ++second) {
        for (std::uint32_t tag = 0; tag < tags; ++tag) {
            const double phase = 0.05 * second + tag;
            const Point at{8 + 6 * std::sin(phase), 6 + 4 * std::cos(1.7 * phase)};
            HeardTick& tick = ticks.emplace_back(HeardTick{tag, {}});
            for (std::uint32_t gateway = 0; gateway < laws.size(); ++gateway) {
                const double rssi_dbm = law_dbm(hall, {}, laws[gateway], 0, at) + std::round(fading(random));
                if (rssi_dbm > -86) tick.hearings.push_back({gateway, rssi_dbm, 1});
            }
        }
    }
    return ticks;
}

/// The same, tag by tag.
Traffic in_order(const std::vector<HeardTick>& ticks, std::uint32_t tags = 6) {
    Traffic traffic;
    for (std::uint32_t tag = 0; tag < tags; ++tag) {
        bool is_first = true;
        for (const HeardTick& tick : ticks) {
            if (tick.tag != tag) continue;
            const auto begin = static_cast<std::uint32_t>(traffic.hearings.size());
            traffic.hearings.insert(traffic.hearings.end(), tick.hearings.begin(), tick.hearings.end());
            const auto end = static_cast<std::uint32_t>(traffic.hearings.size());
            traffic.ticks.push_back({begin, end, 1, std::exchange(is_first, false)});
        }
    }
    return traffic;
}

Calibrator calibrator_of(std::size_t ticks_max = 2048, std::size_t hearings_max = 16'384) {
    Calibrator::Options options;
    options.ticks_max = ticks_max;
    options.hearings_max = hearings_max;
    return {hall, placed_gateways(), options};
}

void add(Calibrator& calibrator, const std::vector<HeardTick>& ticks) {
    for (const HeardTick& tick : ticks) calibrator.add(tick.tag, 1, tick.hearings);
}

void finish(Calibrator& calibrator, std::size_t ticks_a_step = 1000) {
    while (!calibrator.step(ticks_a_step)) {
    }
}

void run(Calibrator& calibrator, Depth depth, std::span<const LabelledPlace> places = {}) {
    calibrator.start(depth, places);
    finish(calibrator);
}

void expect_same_field(const RadioMap::Field& one, const RadioMap::Field& other, std::size_t count) {
    std::size_t different = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const bool is_same = one.mean_dbm(i) == other.mean_dbm(i) &&
                             one.variance_db2(i) == other.variance_db2(i) &&
                             one.hearing(i) == other.hearing(i);
        if (!is_same) ++different;
    }
    EXPECT_EQ(different, 0U) << "of " << count;
}

void expect_same(const RadioMap& one, const RadioMap& other) {
    const Grid& grid = one.grid();
    EXPECT_EQ(one.softness_db(), other.softness_db());
    for (std::size_t gateway = 0; gateway < one.gateways(); ++gateway) {
        EXPECT_EQ(one.gateway(gateway).power_dbm, other.gateway(gateway).power_dbm);
        EXPECT_EQ(one.gateway(gateway).exponent, other.gateway(gateway).exponent);
        EXPECT_EQ(one.gateway(gateway).threshold_dbm, other.gateway(gateway).threshold_dbm);
        for (std::size_t floor = 0; floor < grid.floors(); ++floor)
            expect_same_field(one.cells(gateway, floor), other.cells(gateway, floor), grid.cells());
        if (!grid.is_one_window())
            expect_same_field(one.blocks(gateway), other.blocks(gateway), grid.floors() * grid.blocks());
    }
}

std::vector<GatewayRadio> laws_of(const RadioMap& map) {
    std::vector<GatewayRadio> laws;
    for (std::size_t i = 0; i < map.gateways(); ++i) laws.push_back(map.gateway(i));
    return laws;
}

RadioMap prior_map() {
    return {hall, uncalibrated(placed_gateways(), {}), {}, 1, {}};
}

/// Of a gateway against the mean of all.
double gain_db(const RadioMap& map, std::size_t gateway) {
    double mean_dbm = 0;
    for (const GatewayRadio& law : laws_of(map))
        mean_dbm += law.power_dbm / static_cast<double>(map.gateways());
    return map.gateway(gateway).power_dbm - mean_dbm;
}

TEST(Calibrator, GivesTheSameMapInSlicesOfAnySizeAsAtOnce) {
    const std::vector<HeardTick> ticks = walked(true_laws(), 60);
    const RadioMap at_once = calibrate_by_traffic(hall, placed_gateways(), {}, {}, in_order(ticks));
    for (const std::size_t ticks_a_step : {1U, 7U, 100'000U}) {
        Calibrator calibrator = calibrator_of();
        add(calibrator, ticks);
        calibrator.start(Depth::laws, {});
        finish(calibrator, ticks_a_step);

        expect_same(calibrator.map(), at_once);
    }
}

TEST(Calibrator, LearnsTheGatewaysGainsFromTagsThatAreHeardInTurns) {
    Calibrator calibrator = calibrator_of();
    add(calibrator, walked(true_laws(), 120));
    run(calibrator, Depth::laws);

    double product = 0;
    double learned_squared = 0;
    double gains_squared = 0;
    for (std::size_t i = 0; i < gains_db.size(); ++i) {
        const double learned_db = gain_db(calibrator.map(), i);
        product += learned_db * gains_db[i];
        learned_squared += learned_db * learned_db;
        gains_squared += gains_db[i] * gains_db[i];
    }
    EXPECT_GT(product / std::sqrt(learned_squared * gains_squared), 0.95) << "the correlation";
    EXPECT_GT(learned_squared, gains_squared / 8);
}

TEST(Calibrator, MatchesMomentsWithOneLawForAll) {
    Calibrator calibrator = calibrator_of();
    add(calibrator, walked(true_laws(), 120));
    run(calibrator, Depth::moments);

    for (const GatewayRadio& law : laws_of(calibrator.map())) {
        EXPECT_NEAR(law.power_dbm, -66, 2.5);
        EXPECT_NEAR(law.threshold_dbm, -86, 2);
        EXPECT_EQ(law.power_dbm, calibrator.map().gateway(0).power_dbm);
    }
    expect_same(calibrator.map(), {hall, laws_of(calibrator.map()), {}, 1, {}});
}

TEST(Calibrator, FillsCellsAndBlocksOfAllFloorsInSlices) {
    Building tower{Grid({0, 0}, {50, 20}, 2), {1, 4.5}, {{0, {5, 0}, {5, 20}}}, {}, {0, 1}, {}};
    std::vector<GatewayRadio> placed = placed_gateways();
    placed[3].floor = 1;
    placed[3].z_m = 6;
    Calibrator calibrator(tower, placed, {});
    add(calibrator, walked(true_laws(), 20));
    calibrator.start(Depth::laws, {});
    finish(calibrator, 1);

    ASSERT_FALSE(tower.grid.is_one_window());
    expect_same(calibrator.map(), {tower, laws_of(calibrator.map()), {}, 0.5, {}});
}

TEST(Calibrator, TakesNoMemoryOnceMade) {
    Calibrator calibrator = calibrator_of(200, 700);
    const std::vector<HeardTick> ticks = walked(true_laws(), 60);
    const std::vector<LabelledPlace> places(100, LabelledPlace{0, {5, 5}, -80, 30});
    const std::vector<GatewayRadio> laws = true_laws();
    const auto before = cairn::test::allocation_count();
    add(calibrator, ticks);
    run(calibrator, Depth::laws);
    add(calibrator, ticks);
    run(calibrator, Depth::laws, places);
    run(calibrator, Depth::moments);
    calibrator.restore(laws, 2, places);

    EXPECT_EQ(cairn::test::allocation_count(), before);
}

TEST(Calibrator, KeepsTheNewestTicks) {
    const std::vector<HeardTick> ticks = walked(true_laws(), 60);
    Calibrator calibrator = calibrator_of(150);
    add(calibrator, ticks);
    run(calibrator, Depth::laws);

    EXPECT_EQ(calibrator.ticks(), 150U);
    const Traffic newest = in_order({ticks.end() - 150, ticks.end()});
    expect_same(calibrator.map(), calibrate_by_traffic(hall, placed_gateways(), {}, {}, newest));
}

TEST(Calibrator, KeepsNoMoreHearingsThanItMay) {
    const std::vector<HeardTick> ticks = walked(true_laws(), 60);
    Calibrator calibrator = calibrator_of(2048, 300);
    add(calibrator, ticks);
    run(calibrator, Depth::laws);

    std::size_t kept = 0;
    std::size_t hearings = 0;
    while (hearings + ticks[ticks.size() - 1 - kept].hearings.size() <= 300)
        hearings += ticks[ticks.size() - 1 - kept++].hearings.size();
    EXPECT_EQ(calibrator.ticks(), kept);
    const Traffic newest = in_order({ticks.end() - static_cast<std::ptrdiff_t>(kept), ticks.end()});
    expect_same(calibrator.map(), calibrate_by_traffic(hall, placed_gateways(), {}, {}, newest));
}

TEST(Calibrator, LeavesOutATickWithMoreHearingsThanItMayHold) {
    Calibrator calibrator = calibrator_of(10, 3);
    calibrator.add(1, 1, std::vector<TickHearing>{{0, -60, 1}, {1, -60, 1}, {2, -60, 1}});
    calibrator.add(1, 1, std::vector<TickHearing>{{0, -60, 1}, {1, -60, 1}, {2, -60, 1}, {3, -60, 1}});

    EXPECT_EQ(calibrator.ticks(), 1U);
}

TEST(Calibrator, HoldsNothingWithoutRoomForTicks) {
    Calibrator calibrator = calibrator_of(0, 0);
    add(calibrator, walked(true_laws(), 2));
    run(calibrator, Depth::laws);

    EXPECT_EQ(calibrator.ticks(), 0U);
    expect_same(calibrator.map(), prior_map());
}

TEST(Calibrator, BeginsAnewInTheMiddleOfARun) {
    const std::vector<HeardTick> ticks = walked(true_laws(), 30);
    Calibrator whole = calibrator_of();
    add(whole, ticks);
    run(whole, Depth::laws);
    Calibrator calibrator = calibrator_of();
    add(calibrator, ticks);
    // Each stage of a run is left at some place or other.
    for (std::size_t steps = 1; steps < 1500; steps += 37) {
        calibrator.start(Depth::laws, {});
        ASSERT_FALSE(calibrator.step(steps));
    }
    run(calibrator, Depth::laws);

    expect_same(calibrator.map(), whole.map());
}

TEST(Calibrator, KeepsItsMapUntilTheNextIsReady) {
    Calibrator calibrator = calibrator_of();
    const RadioMap& map = calibrator.map();
    add(calibrator, walked(true_laws(), 10));
    calibrator.start(Depth::laws, {});
    const RadioMap prior = prior_map();
    EXPECT_TRUE(calibrator.is_running());
    while (!calibrator.step(100)) expect_same(map, prior);

    EXPECT_FALSE(calibrator.is_running());
    EXPECT_EQ(&calibrator.map(), &map);
    EXPECT_LT(map.gateway(0).power_dbm, -61);
    EXPECT_FALSE(calibrator.step(100)) << "true once";
}

TEST(Calibrator, CollectsTrafficForTheNextRunWhileOneGoesOn) {
    const std::vector<HeardTick> ticks = walked(true_laws(), 30);
    Calibrator undisturbed = calibrator_of(180);
    add(undisturbed, ticks);
    run(undisturbed, Depth::laws);
    Calibrator calibrator = calibrator_of(180);
    add(calibrator, ticks);
    calibrator.start(Depth::laws, {});
    calibrator.step(300);
    std::vector<GatewayRadio> louder = true_laws();
    for (GatewayRadio& law : louder) law.power_dbm += 6;
    add(calibrator, walked(louder, 30));
    finish(calibrator);

    expect_same(calibrator.map(), undisturbed.map());
    run(calibrator, Depth::moments);
    EXPECT_GT(calibrator.map().gateway(0).power_dbm, -63);
}

TEST(Calibrator, IsThePriorWithoutTraffic) {
    Calibrator calibrator = calibrator_of();
    expect_same(calibrator.map(), prior_map());
    calibrator.add(1, 1, {});
    for (const Depth depth : {Depth::moments, Depth::laws}) {
        run(calibrator, depth);
        expect_same(calibrator.map(), prior_map());
    }
}

TEST(Calibrator, EndsWithoutGateways) {
    Calibrator calibrator(hall, {}, {});
    run(calibrator, Depth::laws);

    EXPECT_EQ(calibrator.map().gateways(), 0U);
}

TEST(Calibrator, TakesOneGatewayToHearAll) {
    const std::vector<GatewayRadio> placed = placed_gateways();
    Calibrator calibrator(hall, std::span(placed).first(1), {});
    for (int i = 0; i < 20; ++i) calibrator.add(1, 1, std::vector<TickHearing>{{0, -75, 1}});
    run(calibrator, Depth::laws);

    EXPECT_LT(calibrator.map().gateway(0).threshold_dbm, -100);
    EXPECT_NEAR(calibrator.map().gateway(0).power_dbm, -60, 5) << "some eight metres away, in the mean";
}

TEST(Calibrator, LearnsAgainOnceAGatewayHasChanged) {
    std::vector<GatewayRadio> laws = true_laws();
    Calibrator calibrator = calibrator_of(720);
    add(calibrator, walked(laws, 120));
    run(calibrator, Depth::laws);
    const double before_db = gain_db(calibrator.map(), 3);
    laws[3].power_dbm -= 8;
    add(calibrator, walked(laws, 120));
    run(calibrator, Depth::laws);

    EXPECT_LT(gain_db(calibrator.map(), 3), before_db - 2.5) << "half of it and less, as without labels";
}

TEST(Calibrator, RestoresWhatWasLearned) {
    Calibrator calibrator = calibrator_of();
    add(calibrator, walked(true_laws(), 30));
    run(calibrator, Depth::laws);
    Calibrator restarted = calibrator_of();
    restarted.restore(laws_of(calibrator.map()), calibrator.map().softness_db(), {});

    expect_same(restarted.map(), calibrator.map());
}

TEST(Calibrator, RestoresASoftnessForItsMapAlone) {
    Calibrator calibrator = calibrator_of();
    calibrator.restore(true_laws(), 1.5, {});
    EXPECT_EQ(calibrator.map().softness_db(), 1.5);
    for (int i = 0; i < 2; ++i) {
        run(calibrator, Depth::laws);
        expect_same(calibrator.map(), prior_map());
    }
}

TEST(Calibrator, RestoresAMapOfLabelledPlaces) {
    const std::vector<LabelledPlace> places{{1, {5, 5}, -80, 30}, {2, {9, 5}, -70, 3}};
    Calibrator calibrator = calibrator_of();
    add(calibrator, walked(true_laws(), 30));
    run(calibrator, Depth::laws, places);
    Calibrator restarted = calibrator_of();
    restarted.restore(laws_of(calibrator.map()), calibrator.map().softness_db(), places);

    expect_same(restarted.map(), calibrator.map());
}

TEST(Calibrator, EndsARunWhereAMapIsRestored) {
    Calibrator calibrator = calibrator_of();
    add(calibrator, walked(true_laws(), 10));
    calibrator.start(Depth::laws, {});
    calibrator.step(200);
    calibrator.restore(true_laws(), 3, {});

    EXPECT_FALSE(calibrator.is_running());
    EXPECT_FALSE(calibrator.step(100'000));
    EXPECT_EQ(calibrator.map().gateway(1).power_dbm, -63);
}

TEST(Calibrator, IsConditionedByLabelledPlacesWhateverTheDepth) {
    const std::vector<HeardTick> ticks = walked(true_laws(), 60);
    const std::vector<LabelledPlace> places{{1, {5, 5}, -90, 30}, {2, {9, 5}, -60, 3}, {1, {12, 9}, -60, 30}};
    const RadioMap at_once = calibrate_by_places(hall, placed_gateways(), {}, in_order(ticks), places, {});
    for (const Depth depth : {Depth::moments, Depth::laws}) {
        Calibrator calibrator = calibrator_of();
        add(calibrator, ticks);
        calibrator.start(depth, places);
        finish(calibrator, 3);

        expect_same(calibrator.map(), at_once);
        expect_same(calibrator.map(), {hall, laws_of(calibrator.map()), {}, 1, places});
    }
}

TEST(Calibrator, TakesThePlacesThatAreHeardBest) {
    Calibrator::Options options;
    options.places_max = 2;
    Calibrator calibrator(hall, placed_gateways(), options);
    const LabelledPlace weak{0, {5, 5}, -90, 2};
    const LabelledPlace good{0, {12, 9}, -60, 20};
    const LabelledPlace best{0, {2, 9}, -70, 30};
    run(calibrator, Depth::moments, std::vector<LabelledPlace>{weak, best, {0, {3, 3}, -50, 0}, good});

    const auto laws = uncalibrated(placed_gateways(), {});
    expect_same(calibrator.map(), {hall, laws, {}, 1, std::vector<LabelledPlace>{best, good}});
}

TEST(Calibrator, LeavesOutPlacesOfOtherGateways) {
    Calibrator calibrator = calibrator_of();
    run(calibrator, Depth::moments, std::vector<LabelledPlace>{{6, {5, 5}, -90, 30}});

    expect_same(calibrator.map(), prior_map());
}

TEST(Calibrator, GoesByLawsThatAreKnown) {
    const std::vector<LabelledPlace> places{{0, {4, 4}, -70, 20}, {3, {12, 8}, -64, 20}};
    Calibrator restored = calibrator_of();
    restored.restore(true_laws(), 2, places);
    Calibrator calibrator = calibrator_of();
    calibrator.restore(uncalibrated(placed_gateways(), {}), 2, {});
    calibrator.start_by_laws(true_laws(), places);
    finish(calibrator, 3);

    for (std::size_t i = 0; i < gains_db.size(); ++i)
        expect_same_field(calibrator.map().cells(i, 0), restored.map().cells(i, 0), hall.grid.cells());
}

TEST(Calibrator, AdoptsAMapAndEndsItsRun) {
    const RadioMap made(hall, true_laws(), {}, 1, {});
    Calibrator calibrator = calibrator_of();
    add(calibrator, walked(true_laws(), 60));
    calibrator.start(Depth::moments, {});
    calibrator.adopt(made, {});

    EXPECT_FALSE(calibrator.is_running());
    EXPECT_EQ(calibrator.map().gateway(2).power_dbm, true_laws()[2].power_dbm);
    expect_same_field(calibrator.map().cells(2, 0), made.cells(2, 0), hall.grid.cells());
}

TEST(CalibrationByPlaces, TakesAGatewayWithoutAPlaceForNotThereInsteadOfDeaf) {
    std::vector<LabelledPlace> places;
    std::vector<LabelledTick> ticks;
    for (double x_m = 1; x_m < 16; x_m += 3) {
        for (double y_m = 1; y_m < 12; y_m += 3) {
            LabelledTick& tick = ticks.emplace_back(LabelledTick{{x_m, y_m}, {}, 0});
            for (std::uint32_t gateway = 1; gateway < 6; ++gateway) {
                const double rssi_dbm = law_dbm(hall, {}, true_laws()[gateway], 0, tick.at);
                if (rssi_dbm < -86) continue;
                tick.heard_by.push_back(gateway);
                places.push_back({gateway, tick.at, rssi_dbm, 20, 0});
            }
        }
    }
    // A minute at each place: what is heard there says something.
    const std::vector<LabelledTick> once = ticks;
    for (int second = 1; second < 60; ++second) ticks.insert(ticks.end(), once.begin(), once.end());
    const RadioMap map =
        calibrate_by_places(hall, placed_gateways(), {}, in_order(walked(true_laws(), 60)), places, ticks);

    double mean_dbm = 0;
    for (std::size_t i = 1; i < 6; ++i) mean_dbm += map.gateway(i).threshold_dbm / 5;
    EXPECT_NEAR(map.gateway(0).threshold_dbm, mean_dbm, 3);
}

TEST(Silence, IsTheSameAPartAtATime) {
    const RadioMap map = prior_map();
    const std::vector<std::uint8_t> alive{1, 0, 1, 1, 0, 1};
    const Silence at_once(map, alive);
    Silence silence(map, std::vector<std::uint8_t>(6, 1));
    silence.clear(map);
    for (std::size_t gateway = 0; gateway < 6; ++gateway) {
        if (alive[gateway] == 0) continue;
        silence.add_cells(map, gateway, 0, 100);
        silence.add_cells(map, gateway, 100, map.grid().cells());
    }

    for (std::size_t cell = 0; cell < map.grid().cells(); ++cell)
        EXPECT_EQ(silence.cells(0)[cell], at_once.cells(0)[cell]);
}

}  // namespace
}  // namespace cairn::locate::test
