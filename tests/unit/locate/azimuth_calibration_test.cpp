// What arrays of antennas measure tells how they are turned.
#include "cairn/locate/azimuth_calibration.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>

#include "support/allocation_count.h"

namespace cairn::locate::test {
namespace {

constexpr double degree = std::numbers::pi / 180;

RadioMap map_of(Point low, Point high, Point array_at) {
    Building building;
    building.grid = Grid(low, high);
    GatewayRadio array;
    array.at = array_at;
    array.z_m = 2.5;
    array.power_dbm = -60;
    array.exponent = 1.8;
    return {building, std::vector<GatewayRadio>{array, array}, {}, 1, {}};
}

RadioMap room() {
    return map_of({0, 0}, {12, 6}, {0, 0});
}

double bearing_deg(const RadioMap& map, Point at) {
    const Point from = map.gateway(0).at;
    return std::atan2(at.y_m - from.y_m, at.x_m - from.x_m) / degree;
}

/// What an array measures of a tag there.
double measured_deg(const RadioMap& map, Point at, double azimuth_deg, bool is_clockwise) {
    return (is_clockwise ? -1 : 1) * (bearing_deg(map, at) - azimuth_deg);
}

double apart_deg(double a_deg, double b_deg) {
    return std::abs(std::remainder(a_deg - b_deg, 360));
}

/// Places all over the room.
Point place(int number) {
    return {1 + 10 * std::fmod(number * 0.618, 1), 1 + 4 * std::fmod(number * 0.414, 1)};
}

TEST(AzimuthCalibration, LearnsBothSensesFromKnownPlaces) {
    const RadioMap map = room();
    for (const bool is_clockwise : {false, true}) {
        for (double azimuth_deg = -180; azimuth_deg < 180; azimuth_deg += 45) {
            AzimuthCalibration calibration(map);
            for (int i = 0; i < 12; ++i)
                calibration.learn(0, measured_deg(map, place(i), azimuth_deg, is_clockwise), place(i));
            const auto learned = calibration.orientation(0);

            ASSERT_TRUE(learned);
            EXPECT_EQ(learned->is_clockwise, is_clockwise);
            EXPECT_LT(apart_deg(learned->azimuth_deg, azimuth_deg), 1e-6);
            EXPECT_NEAR(learned->concentration, 1, 1e-6);
        }
    }
}

TEST(AzimuthCalibration, IsNotTurnedByReflections) {
    const RadioMap map = room();
    AzimuthCalibration calibration(map);
    std::mt19937 random(2);
    std::normal_distribution<double> noise(0, 10);
    for (int i = 0; i < 200; ++i) {
        const double reflected_deg = i % 10 == 0 ? 100 : 0;
        calibration.learn(0, measured_deg(map, place(i), 30, false) + noise(random) + reflected_deg,
                          place(i));
    }
    const auto learned = calibration.orientation(0);

    ASSERT_TRUE(learned);
    EXPECT_LT(apart_deg(learned->azimuth_deg, 30), 3) << "a plain mean is off by 6 degrees";
}

TEST(AzimuthCalibration, SaysHowSureItIs) {
    const RadioMap map = room();
    const auto after = [&map](int places, double noise_deg) {
        AzimuthCalibration calibration(map);
        std::mt19937 random(2);
        std::normal_distribution<double> noise(0, noise_deg);
        for (int i = 0; i < places; ++i)
            calibration.learn(0, measured_deg(map, place(i), 30, false) + noise(random), place(i));
        return calibration.orientation(0).value_or(Orientation{0, false, 0, 0});
    };

    EXPECT_GT(after(80, 20).error_deg, after(80, 5).error_deg);
    EXPECT_LT(after(80, 20).concentration, after(80, 5).concentration);
    EXPECT_GT(after(80, 20).concentration, 0.6);
    EXPECT_LT(apart_deg(after(80, 8).azimuth_deg, 30), 2 * after(80, 8).error_deg);
}

TEST(AzimuthCalibration, SaysNothingOfTooFewPlaces) {
    const RadioMap map = room();
    AzimuthCalibration calibration(map);
    EXPECT_FALSE(calibration.orientation(0));
    for (int i = 0; i < 4; ++i) calibration.learn(0, measured_deg(map, place(i), 30, false), place(i));
    EXPECT_FALSE(calibration.orientation(0));
    calibration.learn(0, measured_deg(map, place(4), 30, false), place(4));
    EXPECT_TRUE(calibration.orientation(0));
    EXPECT_FALSE(calibration.orientation(1)) << "that is another gateway";
}

TEST(AzimuthCalibration, SaysNothingWhereAnglesDoNotAgree) {
    const RadioMap map = room();
    AzimuthCalibration calibration(map);
    for (int i = 0; i < 500; ++i) calibration.learn(0, std::fmod(i * 222.5, 360), place(i));

    EXPECT_FALSE(calibration.orientation(0));
}

TEST(AzimuthCalibration, CannotTellTheSenseOfATagThatStays) {
    const RadioMap map = room();
    AzimuthCalibration calibration(map);
    for (int i = 0; i < 500; ++i) calibration.learn(0, measured_deg(map, {5, 3}, 30, false), {5, 3});

    EXPECT_FALSE(calibration.orientation(0));
}

TEST(AzimuthCalibration, IsNotSurerForTagsThatStay) {
    const RadioMap map = room();
    AzimuthCalibration calibration(map);
    for (int i = 0; i < 500; ++i) {
        const Point at = i % 2 == 0 ? Point{5, 1} : Point{3, 3};
        calibration.learn(0, measured_deg(map, at, 30, false), at);
    }

    EXPECT_FALSE(calibration.orientation(0)) << "two directions may agree by chance";
}

TEST(AzimuthCalibration, IgnoresTagsRightBelowAndAnglesThatAreNone) {
    const RadioMap map = room();
    AzimuthCalibration calibration(map);
    for (int i = 0; i < 6; ++i) calibration.learn(0, measured_deg(map, place(i), 30, false), place(i));
    for (int i = 0; i < 20; ++i) calibration.learn(0, 17 * i, {0.3, 0.2});
    for (const double none : {static_cast<double>(NAN), static_cast<double>(INFINITY)})
        calibration.learn(0, none, place(3));
    const auto learned = calibration.orientation(0);

    ASSERT_TRUE(learned);
    EXPECT_NEAR(learned->azimuth_deg, 30, 1e-6);
}

/// The other gateways of the map hear tags at these places; the first one is the array, and clockwise.
void expect_learned_of_filter(const RadioMap& map, double azimuth_deg, const std::vector<Point>& places) {
    const Silence silence(map, std::vector<std::uint8_t>(map.gateways(), 1));
    AzimuthCalibration calibration(map);
    for (const Point at : places) {
        TagFilter filter(map.grid());
        std::vector<TickHearing> hearings;
        for (std::uint32_t i = 1; i < map.gateways(); ++i)
            hearings.push_back({i, law_dbm(map.building(), {}, map.gateway(i), 0, at), 30});
        for (int second = 0; second < 10; ++second) {
            filter.tick(map, silence, 1, hearings);
            const auto measured = static_cast<float>(measured_deg(map, at, azimuth_deg, true));
            calibration.learn(filter, std::vector<TickHearing>{{0, -70, 5, measured}, {1, -60, 5, {}}});
        }
    }
    const auto learned = calibration.orientation(0);

    ASSERT_TRUE(learned);
    EXPECT_TRUE(learned->is_clockwise);
    EXPECT_LT(apart_deg(learned->azimuth_deg, azimuth_deg), 8);
    EXPECT_LT(learned->concentration, 0.9999) << "the filter is not sure either";
    EXPECT_FALSE(calibration.orientation(1)) << "it measured no angle";
}

RadioMap hall(Point low, Point high, double step_m) {
    Building building;
    building.grid = Grid(low, high);
    std::vector<GatewayRadio> gateways;
    const Point middle{(low.x_m + high.x_m) / 2, (low.y_m + high.y_m) / 2};
    gateways.push_back({middle, 2.5, 0, -60, 1.8, -95});
    for (double x_m = low.x_m; x_m <= high.x_m; x_m += step_m) {
        for (double y_m = low.y_m; y_m <= high.y_m; y_m += step_m)
            gateways.push_back({{x_m, y_m}, 2.5, 0, -60, 1.8, -95});
    }
    return {building, gateways, {}, 1, {}};
}

TEST(AzimuthCalibration, LearnsFromAFiltersChances) {
    expect_learned_of_filter(hall({-3, 2}, {9, 10}, 4), 70,
                             {{-1, 4}, {7, 4}, {1, 9}, {7, 8}, {3, 3}, {-2, 8}});
}

TEST(AzimuthCalibration, LearnsWhereAWindowFollowsTheTag) {
    expect_learned_of_filter(hall({0, 0}, {120, 70}, 10), -120,
                             {{15, 10}, {100, 12}, {90, 60}, {20, 55}, {60, 5}, {62, 64}});
}

TEST(AzimuthCalibration, TakesNoMemoryOnceMade) {
    const RadioMap map = hall({0, 0}, {120, 70}, 10);
    const Silence silence(map, std::vector<std::uint8_t>(map.gateways(), 1));
    TagFilter filter(map.grid());
    AzimuthCalibration calibration(map);
    const std::vector<TickHearing> hearings{{0, -70, 5, 12.0F}};
    const auto before = cairn::test::allocation_count();
    for (int second = 0; second < 10; ++second) {
        filter.tick(map, silence, 1, hearings);
        calibration.learn(filter, hearings);
        calibration.learn(0, 10, {5, 5});
        static_cast<void>(calibration.orientation(0));
    }

    EXPECT_EQ(cairn::test::allocation_count(), before);
}

}  // namespace
}  // namespace cairn::locate::test
