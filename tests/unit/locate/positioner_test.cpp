// Hearings in, positions out. The hall of site_of_test.h: gateways at x = 2, 10 and 18 m, y = 5 m.
#include "cairn/locate/positioner.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "support/allocation_count.h"
#include "unit/locate/site_of_test.h"

namespace cairn::test {
namespace {

constexpr std::int64_t noon = 1'780'000'000'000;

Positioner positioner_for(const Site& site, const PositionerOptions& options = {}) {
    return std::move(Positioner::create(options, site)).value();
}

TEST(Positioner, PutsATagHeardByOneGatewayAtThatGateway) {
    Positioner positioner = positioner_for(hall());
    positioner.observe(heard("tag", "a", -60, noon));

    const auto position = position_of(positioner, "tag", noon + 1000);

    EXPECT_EQ(position->x_m, 2);
    EXPECT_EQ(position->y_m, 5);
    EXPECT_EQ(position->floor.view(), "ground");
    EXPECT_EQ(position->at.unix_ms, noon);
    EXPECT_EQ(position->method, PositionMethod::weighted_centroid);
}

TEST(Positioner, PutsATagHeardAlikeByTwoGatewaysHalfWay) {
    Positioner positioner = positioner_for(hall());
    positioner.observe(heard("tag", "a", -70, noon));
    positioner.observe(heard("tag", "b", -70, noon));

    const auto position = position_of(positioner, "tag", noon);

    EXPECT_NEAR(position->x_m, 6, 1e-9);
    EXPECT_NEAR(position->y_m, 5, 1e-9);
}

TEST(Positioner, WeighsTenDecibelsAsTenfold) {
    Positioner positioner = positioner_for(hall());
    positioner.observe(heard("tag", "a", -60, noon));
    positioner.observe(heard("tag", "b", -70, noon));

    EXPECT_NEAR(position_of(positioner, "tag", noon)->x_m, (10 * 2.0 + 1 * 10.0) / 11, 1e-9);
}

TEST(Positioner, AveragesWhatAGatewayHeardInDecibels) {
    Positioner positioner = positioner_for(hall());
    positioner.observe(heard("tag", "a", -60, noon));
    positioner.observe(heard("tag", "a", -80, noon));
    positioner.observe(heard("tag", "b", -70, noon));

    const auto position = position_of(positioner, "tag", noon);

    EXPECT_NEAR(position->x_m, 6, 1e-9);
    EXPECT_EQ(position->evidence[0].heard_count, 2);
    EXPECT_FLOAT_EQ(position->evidence[0].rssi_dbm, -70);
}

TEST(Positioner, StatesARadiusOfSevenTenthsOfTheGatewaySpacing) {
    Positioner positioner = positioner_for(hall());
    positioner.observe(heard("tag", "a", -60, noon));

    EXPECT_NEAR(position_of(positioner, "tag", noon)->radius68_m, 0.7 * 8, 1e-9);
}

TEST(Positioner, StatesACovarianceThatHoldsTheRadius) {
    Positioner positioner = positioner_for(hall());
    positioner.observe(heard("tag", "a", -60, noon));

    const auto position = position_of(positioner, "tag", noon);

    const double r68 = position->radius68_m;
    EXPECT_NEAR(1 - std::exp(-r68 * r68 / (2 * position->variance_x_m2)), 0.68, 1e-9);
    EXPECT_EQ(position->variance_x_m2, position->variance_y_m2);
    EXPECT_EQ(position->covariance_xy_m2, 0);
}

TEST(Positioner, TakesHalfTheDiagonalForTheSpacingOfALonelyGateway) {
    Site site = hall();
    site.gateways.resize(1);
    Positioner positioner = positioner_for(site);
    positioner.observe(heard("tag", "a", -60, noon));

    EXPECT_NEAR(position_of(positioner, "tag", noon)->radius68_m, 0.7 * std::hypot(20, 10) / 2, 1e-9);
}

TEST(Positioner, TakesGatewaysOnOnePoleForOnePlace) {
    Site site = hall();
    site.gateways[1].at = {2.1, 5};
    site.gateways[2].at = {2, 5.1};
    Positioner positioner = positioner_for(site);
    positioner.observe(heard("tag", "a", -60, noon));

    EXPECT_NEAR(position_of(positioner, "tag", noon)->radius68_m, 0.7 * std::hypot(20, 10) / 2, 1e-9);
}

TEST(Positioner, ChoosesTheFloorWhoseGatewaysHearBest) {
    Site site = hall();
    site.floors.push_back({"first", 20, 10});
    site.gateways[2].floor = "first";
    Positioner positioner = positioner_for(site);
    positioner.observe(heard("tag", "a", -75, noon));
    positioner.observe(heard("tag", "b", -75, noon));
    positioner.observe(heard("tag", "c", -60, noon));

    const auto position = position_of(positioner, "tag", noon);

    EXPECT_EQ(position->floor.view(), "first");
    EXPECT_EQ(position->x_m, 18);
    EXPECT_EQ(position->evidence.size(), 3U);
}

TEST(Positioner, NamesItsEvidenceStrongestFirst) {
    Positioner positioner = positioner_for(hall());
    positioner.observe(heard("tag", "a", -80, noon));
    positioner.observe(heard("tag", "b", -60, noon));
    positioner.observe(heard("tag", "c", -70, noon));

    const auto position = position_of(positioner, "tag", noon);

    ASSERT_EQ(position->evidence.size(), 3U);
    EXPECT_EQ(position->evidence[0].gateway, gateway_id("b"));
    EXPECT_EQ(position->evidence[1].gateway, gateway_id("c"));
    EXPECT_EQ(position->evidence[2].gateway, gateway_id("a"));
}

TEST(Positioner, NamesTheEightStrongestOfManyGateways) {
    Site site = hall();
    site.gateways.clear();
    for (int i = 0; i < 20; ++i) {
        site.gateways.push_back({gateway_id(std::to_string(i)), "ground", {1.0 * i, 5}, 2.5});
    }
    Positioner positioner = positioner_for(site);
    for (int i = 0; i < 20; ++i) positioner.observe(heard("tag", std::to_string(i), -90 + i, noon));

    const auto position = position_of(positioner, "tag", noon);

    ASSERT_EQ(position->evidence.size(), limits::evidence_gateways_max);
    EXPECT_EQ(position->evidence[0].gateway, gateway_id("19"));
    EXPECT_EQ(position->evidence[7].gateway, gateway_id("12"));
}

TEST(Positioner, SpeaksOnlyOfTagsHeardSinceTheTickBefore) {
    Positioner positioner = positioner_for(hall());
    positioner.observe(heard("early", "a", -60, noon));
    EXPECT_EQ(positions(positioner, noon + 1000).size(), 1U);
    positioner.observe(heard("late", "a", -60, noon + 1500));

    const auto found = positions(positioner, noon + 2000);

    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].tag, tag_id("late"));
    EXPECT_TRUE(positions(positioner, noon + 3000).empty());
}

TEST(Positioner, RemembersAGatewayForTheLengthOfTheWindow) {
    Positioner positioner = positioner_for(hall());
    positioner.observe(heard("tag", "a", -70, noon));
    positioner.observe(heard("tag", "b", -70, noon + 5'000));
    EXPECT_NEAR(position_of(positioner, "tag", noon + 5'000)->x_m, 6, 1e-9);

    positioner.observe(heard("tag", "b", -70, noon + 12'000));

    EXPECT_EQ(position_of(positioner, "tag", noon + 12'000)->x_m, 10);
}

TEST(Positioner, TrustsNewHearingsMoreThanOldOnes) {
    Positioner positioner = positioner_for(hall());
    positioner.observe(heard("tag", "a", -50, noon));
    positioner.observe(heard("tag", "a", -80, noon + 6'000));

    EXPECT_LT(position_of(positioner, "tag", noon + 6'000)->evidence[0].rssi_dbm, -75);
}

TEST(Positioner, TakesAHearingThatArrivesOutOfOrder) {
    Positioner positioner = positioner_for(hall());
    positioner.observe(heard("tag", "a", -70, noon + 400));
    positioner.observe(heard("tag", "b", -70, noon));

    const auto position = position_of(positioner, "tag", noon + 1000);

    EXPECT_NEAR(position->x_m, 6, 1e-9);
    EXPECT_EQ(position->at.unix_ms, noon + 400);
}

TEST(Positioner, CountsAHearingOlderThanTheWindowAndLeavesItOut) {
    Positioner positioner = positioner_for(hall());
    positioner.observe(heard("tag", "a", -70, noon));
    positioner.observe(heard("tag", "b", -40, noon - 20'000));

    EXPECT_EQ(position_of(positioner, "tag", noon)->x_m, 2);
    EXPECT_EQ(positioner.stats().too_late, 1U);
    EXPECT_EQ(positioner.stats().observed, 1U);
}

TEST(Positioner, CountsGatewaysThatTheSiteDoesNotName) {
    Positioner positioner = positioner_for(hall());
    positioner.observe(heard("tag", "stranger", -50, noon));

    EXPECT_TRUE(positions(positioner, noon).empty());
    EXPECT_EQ(positioner.stats().unplaced_gateway, 1U);
    EXPECT_EQ(positioner.stats().observed, 0U);
}

TEST(Positioner, LearnsNothingFromAHearingWithoutStrength) {
    Positioner positioner = positioner_for(hall());
    Advertisement silent = heard("tag", "a", 0, noon);
    silent.rssi_dbm.reset();
    positioner.observe(silent);

    EXPECT_TRUE(positions(positioner, noon).empty());
    EXPECT_EQ(positioner.stats().observed, 0U);
}

TEST(Positioner, HasNoPositionsWithoutASite) {
    Positioner positioner = positioner_for(Site{});
    positioner.observe(heard("tag", "a", -60, noon));

    EXPECT_TRUE(positions(positioner, noon).empty());
}

TEST(Positioner, LetsTheTagHeardLongestAgoGo) {
    PositionerOptions options;
    options.tags_max = 2;
    Positioner positioner = positioner_for(hall(), options);
    positioner.observe(heard("first", "a", -60, noon));
    positioner.observe(heard("second", "a", -60, noon));
    positioner.observe(heard("first", "a", -60, noon + 10));
    positioner.observe(heard("third", "a", -60, noon + 20));

    const auto found = positions(positioner, noon + 1000);

    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].tag, tag_id("third"));
    EXPECT_EQ(found[1].tag, tag_id("first"));
    EXPECT_EQ(positioner.stats().evicted_tags, 1U);
}

TEST(Positioner, KeepsTheStrongestWhenMoreGatewaysHearThanItRemembers) {
    Site site = hall();
    site.gateways.clear();
    for (int i = 0; i < 40; ++i) {
        site.gateways.push_back({gateway_id(std::to_string(i)), "ground", {1.0 * i, 5}, 2.5});
    }
    Positioner positioner = positioner_for(site);
    for (int i = 0; i < 40; ++i) positioner.observe(heard("tag", std::to_string(i), -100 + i, noon));

    const auto position = position_of(positioner, "tag", noon);

    EXPECT_EQ(position->evidence[0].gateway, gateway_id("39"));
    EXPECT_EQ(positioner.stats().observed, 40U);
}

TEST(Positioner, GivesTheSameBitsWhenTheSameHearingsAreReplayed) {
    Positioner one = positioner_for(two_zones());
    Positioner other = positioner_for(two_zones());
    for (std::int64_t i = 0; i < 50; ++i) {
        const auto hearing =
            heard("tag", i % 3 == 0 ? "a" : "b", static_cast<int>(-60 - i % 17), noon + i * 90);
        one.observe(hearing);
        other.observe(hearing);
        const auto left = position_of(one, "tag", noon + i * 90);
        const auto right = position_of(other, "tag", noon + i * 90);

        EXPECT_EQ(left->x_m, right->x_m);
        EXPECT_EQ(left->zone_score, right->zone_score);
    }
}

TEST(Positioner, LearnsThatTheClockOfAGatewayRunsAhead) {
    Positioner positioner = positioner_for(hall());
    for (std::int64_t second = 0; second < 3; ++second) {
        positioner.observe(heard("tag", "b", -70, noon + 240'000 + second * 1000));
        positioner.observe(heard("tag", "a", -70, noon + second * 1000 + 900));
        const auto position = position_of(positioner, "tag", noon + second * 1000 + 950);

        EXPECT_LE(position->at.unix_ms, noon + second * 1000 + 950);
        if (second > 0) {
            EXPECT_GT(position->x_m, 5);
            EXPECT_LT(position->x_m, 7);
        }
    }
}

TEST(Positioner, NeedsNoTickWhileNothingIsHeard) {
    Positioner positioner = positioner_for(hall());
    positioner.observe(heard("tag", "a", -70, noon));
    positions(positioner, noon);
    positioner.observe(heard("tag", "b", -70, noon + 600'000));

    const auto position = position_of(positioner, "tag", noon + 600'000);

    EXPECT_EQ(position->at.unix_ms, noon + 600'000);
    EXPECT_EQ(position->x_m, 10);
}

TEST(Positioner, GoesOnAfterTheClockWasSetBack) {
    Positioner positioner = positioner_for(hall());
    positioner.observe(heard("tag", "a", -70, noon + 3'600'000));
    positions(positioner, noon + 3'600'000);
    positions(positioner, noon);
    positioner.observe(heard("tag", "b", -70, noon + 500));

    EXPECT_EQ(position_of(positioner, "tag", noon + 1000)->x_m, 10);
}

TEST(Positioner, RefusesOptionsOutsideTheirRange) {
    PositionerOptions no_tags;
    no_tags.tags_max = 0;
    PositionerOptions no_window;
    no_window.window = Millis{0};
    PositionerOptions no_scale;
    no_scale.centroid_scale_db = NAN;

    EXPECT_STREQ(Positioner::create(no_tags, hall()).error().where,
                 "positioner: tags_max is not from 1 to 1000000");
    EXPECT_STREQ(Positioner::create(no_window, hall()).error().where, "positioner: window is not positive");
    EXPECT_STREQ(Positioner::create(no_scale, hall()).error().where,
                 "positioner: centroid_scale_db is not positive");
}

TEST(Positioner, RefusesASiteThatIsNone) {
    Site site = hall();
    site.gateways[0].floor = "attic";

    EXPECT_EQ(Positioner::create({}, site).error().code, Errc::malformed);
}

TEST(Positioner, TakesNoMemoryAfterItsCreation) {
    PositionerOptions options;
    options.tags_max = 100;
    Positioner positioner = positioner_for(two_zones(), options);
    std::vector<Advertisement> hearings;
    hearings.reserve(500);
    for (int i = 0; i < 500; ++i) {
        hearings.push_back(heard(std::to_string(i % 170), i % 2 == 0 ? "a" : "c", -60 - i % 30, noon + i));
    }
    std::size_t delivered = 0;
    const auto count = [&delivered](const Position&) { ++delivered; };

    const std::size_t before = allocation_count();
    for (const auto& hearing : hearings) positioner.observe(hearing);
    positioner.tick({noon + 500}, count);
    const std::size_t taken = allocation_count() - before;

    EXPECT_EQ(taken, 0U);
    EXPECT_EQ(delivered, 100U);
}

}  // namespace
}  // namespace cairn::test
