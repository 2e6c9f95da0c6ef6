// A positioner that was given a walk test of its site.
#include "cairn/locate/survey.h"

#include <gtest/gtest.h>

#include <limits>

#include "unit/locate/hall_of_test.h"

namespace cairn::test {
namespace {

/// Twenty seconds at each place of a raster of 3 m, in the hall with its shelves.
Survey walk_test(const Site& site) {
    std::mt19937 random{5};
    std::normal_distribution<double> normal;
    Survey survey;
    for (double x_m = 1.5; x_m < 24; x_m += 3) {
        for (double y_m = 2; y_m < 16; y_m += 3) {
            std::vector<SurveyedPlace> heard;
            for (const GatewayPlacement& placed : site.gateways)
                heard.push_back({placed.gateway, "ground", {x_m, y_m}, 0, 0});
            for (int second = 0; second < 20; ++second) {
                SurveyedTick& tick = survey.ticks.emplace_back();
                tick.floor = "ground";
                tick.at = {x_m, y_m};
                for (std::size_t i = 0; i < heard.size(); ++i) {
                    const double rssi_dbm = hall_gains_db[i] + shadow_db(i, tick.at) +
                                            loudness_dbm(site.gateways[i].at, tick.at) + 3.5 * normal(random);
                    if (rssi_dbm < threshold_dbm) continue;
                    tick.heard_by.push_back(heard[i].gateway);
                    heard[i].rssi_dbm += (rssi_dbm - heard[i].rssi_dbm) / ++heard[i].packets;
                }
            }
            std::erase_if(heard, [](const SurveyedPlace& place) { return place.packets == 0; });
            survey.places.insert(survey.places.end(), heard.begin(), heard.end());
        }
    }
    return survey;
}

Survey walk_test() {
    return walk_test(large_hall());
}

TEST(Survey, LocatesFromTheStartBetterThanTrafficAfterTwentyMinutes) {
    Hall learned;
    learned.put_up_shelves();
    learned.walk(1200);
    const double learned_m = learned.walk(300);
    Hall surveyed({}, large_hall(), walk_test());
    surveyed.put_up_shelves();

    EXPECT_EQ(surveyed.positioner().calibration(), CalibrationLevel::survey);
    const double surveyed_m = surveyed.walk(300);
    EXPECT_EQ(surveyed.positioner().calibration(), CalibrationLevel::survey);
    EXPECT_LT(surveyed_m, 0.8 * learned_m);
    EXPECT_LT(surveyed_m, 1.4);
}

TEST(Survey, IsInTheRecordOfAPosition) {
    Hall hall({}, large_hall(), walk_test());
    for (int second = 0; second < 30; ++second) {
        hall.hear("tag7", {4 + 0.5 * second, 8});
        if (second > 0) {
            ASSERT_TRUE(hall.positioner().explain(tag_id("tag7")));
        }
        EXPECT_TRUE(second == 0 || hall.allocations_of_tick() == 0);
        const auto record = hall.positioner().take_explanation();
        if (!record) continue;
        EXPECT_EQ(record->reasons.position.calibration, CalibrationLevel::survey);
        const auto again = recompute(large_hall(), record->bytes);
        ASSERT_TRUE(again) << again.error().where;
        EXPECT_TRUE(again->is_same) << second;
    }
}

TEST(Survey, IsNamedAsWhatAPositionCameFrom) {
    Hall hall({}, large_hall(), walk_test());
    hall.put_up_shelves();
    hall.hear("tag0", {6, 8});
    const Position position = hall.tick().at("ble:tag0");

    EXPECT_EQ(position.method, PositionMethod::grid_filter);
    EXPECT_EQ(position.calibration, CalibrationLevel::survey);
}

TEST(Survey, HoldsAfterARestart) {
    Hall before({}, large_hall(), walk_test());
    before.put_up_shelves();
    before.walk(400);
    Hall after({}, large_hall(), walk_test());
    after.put_up_shelves();

    ASSERT_TRUE(after.positioner().restore(before.positioner().save()));
    EXPECT_EQ(after.positioner().calibration(), CalibrationLevel::survey);
    EXPECT_LT(after.walk(60), 1.9);
}

TEST(Survey, IsOverWithItsFile) {
    Hall before({}, large_hall(), walk_test());
    before.put_up_shelves();
    before.walk(10);
    Hall after;
    after.put_up_shelves();

    ASSERT_TRUE(after.positioner().restore(before.positioner().save()));
    EXPECT_EQ(after.positioner().calibration(), CalibrationLevel::none);
}

TEST(Survey, TakesTheReinsFromWhatTrafficTaught) {
    Hall before;
    before.put_up_shelves();
    before.walk(300);
    Hall after({}, large_hall(), walk_test());
    after.put_up_shelves();

    ASSERT_TRUE(after.positioner().restore(before.positioner().save()));
    EXPECT_EQ(after.positioner().calibration(), CalibrationLevel::survey);
    EXPECT_LT(after.walk(60), 1.9);
}

TEST(Survey, DoesWithoutTheGatewaysThatItDoesNotHave) {
    const GatewayId moved = large_hall().gateways[3].gateway;
    Survey survey = walk_test();
    std::erase_if(survey.places, [&](const SurveyedPlace& place) { return place.gateway == moved; });
    for (SurveyedTick& tick : survey.ticks) std::erase(tick.heard_by, moved);
    Hall hall({}, large_hall(), survey);
    hall.put_up_shelves();

    EXPECT_EQ(hall.positioner().calibration(), CalibrationLevel::survey);
    EXPECT_LT(hall.walk(300), 2);
}

TEST(Survey, OutlivesAGatewayThatReadsLow) {
    Hall hall({}, large_hall(), walk_test());
    hall.put_up_shelves();
    hall.walk(300);
    hall.weaken(3, 12);
    hall.walk(1500);
    std::vector<GatewayHealth> healths;
    hall.positioner().health({hall.now_ms()},
                             [&](const GatewayHealth& health) { healths.push_back(health); });

    EXPECT_EQ(hall.positioner().calibration(), CalibrationLevel::survey) << "the others' places hold";
    EXPECT_NEAR(healths[3].offset_db, 0, 4) << "learned anew";
    EXPECT_LT(hall.walk(60), 2.2);
}

TEST(Survey, MayHaveOnePlaceAndNoTick) {
    Survey survey;
    survey.places.push_back({large_hall().gateways[0].gateway, "ground", {6, 8}, -75, 20});
    Hall hall({}, large_hall(), survey);
    hall.put_up_shelves();

    EXPECT_EQ(hall.positioner().calibration(), CalibrationLevel::survey);
    const double error_m = hall.walk(60);
    EXPECT_TRUE(std::isfinite(error_m));
}

TEST(Survey, WithoutPlacesIsNone) {
    Survey survey = walk_test();
    survey.places.clear();
    Hall hall({}, large_hall(), survey);
    hall.put_up_shelves();

    EXPECT_EQ(hall.positioner().calibration(), CalibrationLevel::none);
}

TEST(Survey, TakesNoMemoryLater) {
    Site site = large_hall();
    for (int i = 0; i < 5; ++i)
        site.beacons.push_back({tag_id("beacon" + std::to_string(i)), "ground", {4.0 + 4 * i, 8}, 1});
    Hall hall({}, site, walk_test());
    hall.put_up_shelves();
    std::size_t taken = 0;
    // Long enough for a calibration with the beacons.
    for (int second = 0; second < 900; ++second) {
        hall.hear("tag0", {6, 8});
        for (int i = 0; i < 5; ++i) hall.hear("beacon" + std::to_string(i), {4.0 + 4 * i, 8});
        taken += hall.allocations_of_tick();
    }

    EXPECT_EQ(taken, 0U);
    EXPECT_EQ(hall.positioner().calibration(), CalibrationLevel::survey);
}

TEST(Survey, IsCheckedAgainstItsSite) {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    const Site site = large_hall();
    const SurveyedPlace good{site.gateways[0].gateway, "ground", {6, 8}, -75, 20};
    const auto complaint = [&](auto spoil) {
        Survey survey;
        survey.places.push_back(good);
        survey.ticks.push_back({"ground", {6, 8}, {good.gateway}});
        spoil(survey);
        const auto made = Positioner::create({}, site, survey);
        return std::string(made ? "" : made.error().where);
    };

    EXPECT_EQ(complaint([](Survey&) {}), "");
    for (const double far_m : {1000.0, nan}) {
        EXPECT_EQ(complaint([&](Survey& survey) { survey.places[0].at.x_m = far_m; }),
                  "survey: a place far outside its floor");
        EXPECT_EQ(complaint([&](Survey& survey) { survey.ticks[0].at.y_m = far_m; }),
                  "survey: a place far outside its floor");
    }
    EXPECT_EQ(complaint([](Survey& survey) { survey.places[0].floor = "attic"; }),
              "survey: a floor that the site does not have");
    EXPECT_EQ(complaint([](Survey& survey) { survey.places[0].gateway = gateway_id("stranger"); }),
              "survey: a gateway that the site does not have");
    EXPECT_EQ(complaint([](Survey& survey) { survey.ticks[0].heard_by[0] = gateway_id("stranger"); }),
              "survey: a gateway that the site does not have");
    for (const double rssi_dbm : {20.0, 127.0, -128.0, nan})
        EXPECT_EQ(complaint([&](Survey& survey) { survey.places[0].rssi_dbm = rssi_dbm; }),
                  "survey: an RSSI that no radio measures");
    for (const double packets : {0.0, -1.0, nan, std::numeric_limits<double>::infinity()})
        EXPECT_EQ(complaint([&](Survey& survey) { survey.places[0].packets = packets; }),
                  "survey: packets that are no count");
}

}  // namespace
}  // namespace cairn::test
