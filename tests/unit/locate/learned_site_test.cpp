// A positioner that learns its site: tags walk through a hall, and after minutes a radio map takes over from
// the middle of the gateways.
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "support/allocation_count.h"
#include "unit/locate/hall_of_test.h"

namespace cairn::test {
namespace {

TEST(LearnedSite, LocatesTagsBetterThanTheMiddleOfTheGateways) {
    Hall without(*Positioner::create_simple({}, large_hall()));
    Hall with;
    const double centroid_m = without.walk(1500);
    const double learned_m = with.walk(1500);

    EXPECT_EQ(without.positioner().calibration(), CalibrationLevel::none);
    EXPECT_EQ(with.positioner().calibration(), CalibrationLevel::automatic);
    EXPECT_LT(learned_m, 0.75 * centroid_m);
    EXPECT_LT(learned_m, 2.2);
}

TEST(LearnedSite, SaysHowAndWhy) {
    Hall hall;
    EXPECT_EQ(hall.tick().size(), 0U);
    hall.walk(300);
    hall.hear("tag0", {6, 8});
    const Position position = hall.tick().at("ble:tag0");

    EXPECT_EQ(position.method, PositionMethod::grid_filter);
    EXPECT_EQ(position.calibration, CalibrationLevel::automatic);
    ASSERT_FALSE(position.evidence.empty());
    for (const Evidence& evidence : position.evidence) {
        EXPECT_LT(evidence.expected_dbm, -40);
        EXPECT_GT(evidence.expected_dbm, -110);
        EXPECT_GT(evidence.distance_m, 1);
    }
    EXPECT_GT(position.variance_x_m2 * position.variance_y_m2,
              position.covariance_xy_m2 * position.covariance_xy_m2);
    EXPECT_NEAR(position.zone_score + position.next_zone_score, 1, 1e-6);
}

TEST(LearnedSite, NamesAGatewayThatIsAwakeAndShouldHaveHeard) {
    Hall hall;
    hall.walk(300);
    for (int second = 0; second < 5; ++second) {
        hall.hear("other", {3, 3});
        // Everybody but gateway 0 hears the tag beside gateway 0.
        for (std::size_t i = 1; i < 5; ++i)
            hall.positioner().observe(heard("tag9", name_of(i), i == 1 ? -75 : -82, hall.now_ms()));
        const auto found = hall.tick();
        if (second < 4) continue;
        const Position& position = found.at("ble:tag9");
        const auto unheard = std::ranges::find(position.evidence, 0, &Evidence::heard_count);
        ASSERT_NE(unheard, position.evidence.end());
        EXPECT_EQ(unheard->rssi_dbm, 0);
    }
}

TEST(LearnedSite, TellsTheZoneAndSinceWhenTheTagCrossed) {
    Hall hall;
    hall.walk(600);
    for (int second = 0; second < 20; ++second) {
        hall.hear("tag7", {4, 8});
        hall.tick();
    }
    const std::int64_t left_ms = hall.now_ms();
    Position position;
    int changes = 0;
    std::string zone = "west";
    for (int second = 0; second < 30; ++second) {
        hall.hear("tag7", {std::min(20.0, 4 + 1.5 * second), 8});
        position = hall.tick().at("ble:tag7");
        if (position.zone.view() != zone) {
            ++changes;
            zone = position.zone.view();
        }
    }

    EXPECT_EQ(zone, "east");
    EXPECT_EQ(changes, 1) << "one crossing, one change";
    EXPECT_GT(position.zone_since.unix_ms, left_ms);
    EXPECT_LT(position.zone_since.unix_ms, left_ms + 12'000);
}

TEST(LearnedSite, SaysThatItDoesNotKnowWhenNobodyIsAwakeWhoCouldHear) {
    Hall hall;
    hall.walk(400);
    for (std::size_t gateway = 0; gateway < 8; ++gateway) hall.let_fall_silent(gateway);
    std::map<std::string, int> told;
    for (int second = 0; second < 60; ++second) {
        for (const auto& [tag, position] : hall.tick()) {
            EXPECT_TRUE(position.zone_unknown);
            EXPECT_TRUE(position.zone.empty());
            EXPECT_GT(position.radius68_m, 5);
            ++told[tag];
        }
    }

    ASSERT_EQ(told.size(), 5U);
    for (const auto& [tag, times] : told) EXPECT_EQ(times, 1) << tag;
}

TEST(LearnedSite, TakesUpAfterARestartWhatItHadLearned) {
    Hall before;
    before.walk(1500);
    const std::vector<std::uint8_t> state = before.positioner().save();
    Hall after;

    ASSERT_TRUE(after.positioner().restore(state));
    EXPECT_EQ(after.positioner().calibration(), CalibrationLevel::automatic);
    EXPECT_LT(after.walk(60), 2.3);
    EXPECT_EQ(after.positioner().save().size(), state.size());
}

TEST(LearnedSite, LearnsAnewWhenAGatewayHangsElsewhere) {
    Hall before;
    before.walk(400);
    Site moved = large_hall();
    moved.gateways[3].at = {20, 8};
    Hall after({}, moved);

    ASSERT_TRUE(after.positioner().restore(before.positioner().save()));
    EXPECT_EQ(after.positioner().calibration(), CalibrationLevel::none);
}

TEST(LearnedSite, RefusesAStateThatIsNone) {
    Hall before;
    before.walk(300);
    const std::vector<std::uint8_t> state = before.positioner().save();
    for (std::size_t size = 1; size < state.size(); ++size) {
        Hall after;
        EXPECT_FALSE(after.positioner().restore(Bytes(state).first(size))) << size;
        if (size > 20) size += 13;
    }
    std::vector<std::uint8_t> other_version = state;
    other_version[0] = 99;
    Hall after;
    EXPECT_EQ(after.positioner().restore(other_version).error().code, Errc::malformed);
    EXPECT_EQ(after.positioner().calibration(), CalibrationLevel::none);
}

TEST(LearnedSite, LearnsFromBeaconsThatHangAtKnownPlaces) {
    Site site = large_hall();
    const std::vector<Point> places{{4, 4}, {20, 4}, {4, 12}, {20, 12}, {12, 8}};
    for (std::size_t i = 0; i < places.size(); ++i)
        site.beacons.push_back({tag_id("beacon" + std::to_string(i)), "ground", places[i], 1});
    Hall hall({}, site);
    for (int second = 0; second < 900; ++second) {
        for (std::size_t i = 0; i < places.size(); ++i) hall.hear("beacon" + std::to_string(i), places[i]);
        hall.walk(1);
    }

    EXPECT_EQ(hall.positioner().calibration(), CalibrationLevel::references);
    const SiteHealth health = hall.positioner().site_health();
    EXPECT_GT(health.fixes, 500U);
    EXPECT_GT(health.inside95, health.fixes * 85 / 100);
    EXPECT_LT(hall.walk(60), 2);
}

TEST(LearnedSite, NoticesAGatewayThatReadsLow) {
    Hall hall;
    hall.walk(800);
    hall.weaken(3, 12);
    hall.walk(200);
    std::vector<GatewayHealth> healths;
    hall.positioner().health({hall.now_ms()},
                             [&](const GatewayHealth& health) { healths.push_back(health); });

    ASSERT_EQ(healths.size(), 8U);
    EXPECT_LT(healths[3].offset_db, -5);
    EXPECT_GT(healths[1].offset_db, -3);
    EXPECT_TRUE(healths[3].awake);
    EXPECT_NEAR(healths[1].residual_sd_db, 3.5, 2);
}

TEST(LearnedSite, TakesNoMemoryPerHearingOrTick) {
    PositionerOptions options;
    options.tags_max = 10;
    Hall hall(options);
    hall.walk(150);
    std::size_t taken = 0;
    const auto nothing = [](const Position&) {};
    for (int second = 0; second < 400; ++second) {
        std::vector<Advertisement> hearings;
        for (int tag = 0; tag < 5; ++tag) {
            for (std::size_t i = 0; i < 8; ++i)
                hearings.push_back(
                    heard("tag" + std::to_string(tag), name_of(i), -70 - tag, hall.now_ms() + second * 1000));
        }
        const std::size_t before = allocation_count();
        for (const Advertisement& hearing : hearings) hall.positioner().observe(hearing);
        hall.positioner().tick({hall.now_ms() + second * 1000}, nothing);
        taken += allocation_count() - before;
    }

    EXPECT_EQ(taken, 0U);
    EXPECT_EQ(hall.positioner().calibration(), CalibrationLevel::automatic) << "learned on the way";
}

TEST(LearnedSite, FollowsFiveThousandTagsInTwentyFiveMegabytes) {
    Site site;
    site.floors.push_back({"ground", 32, 32});
    for (int i = 0; i < 16; ++i) {
        const Point at{4 + 8.0 * (i % 4), 4 + 8.0 * (i / 4)};  // NOLINT(bugprone-integer-division): rows
        site.gateways.push_back({*GatewayId::make("moko", std::to_string(i)), "ground", at});
    }
    PositionerOptions options;
    options.tags_max = 5000;
    const std::size_t before = allocated_bytes();
    ASSERT_TRUE(Positioner::create(options, site));

    EXPECT_LT(allocated_bytes() - before, 25'000'000U);
}

TEST(LearnedSite, LivesThroughRubbish) {
    Hall hall;
    hall.walk(300);
    for (const int rssi_dbm : {127, 20, 0, -127}) {
        hall.positioner().observe(heard("odd", name_of(0), rssi_dbm, hall.now_ms()));
        hall.positioner().observe(heard("odd", name_of(5), rssi_dbm, hall.now_ms() - 3'000'000));
        hall.positioner().observe(heard("odd", name_of(5), rssi_dbm, hall.now_ms() + 3'000'000));
        for (const auto& [tag, position] : hall.tick()) {
            EXPECT_TRUE(std::isfinite(position.x_m) && std::isfinite(position.radius68_m)) << rssi_dbm;
            EXPECT_GT(position.variance_x_m2, 0);
        }
    }
    // Two tags with one id, at both ends of the hall.
    Position position;
    for (int second = 0; second < 30; ++second) {
        hall.hear("twin", {3, 8});
        hall.hear("twin", {21, 8});
        position = hall.tick().at("ble:twin");
    }
    EXPECT_GT(position.radius68_m, 1.5) << "nobody can be sure of both";
    EXPECT_LT(hall.walk(60), 3) << "the others are none the worse";
}

}  // namespace
}  // namespace cairn::test
