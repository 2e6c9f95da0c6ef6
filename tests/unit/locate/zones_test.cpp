// Which zone a tag is in, and when it changes. West and east meet at x = 10 m, half way from "a" to "c".
#include <gtest/gtest.h>

#include "unit/locate/site_of_test.h"

namespace cairn::test {
namespace {

constexpr std::int64_t noon = 1'780'000'000'000;

// A site with small steps between gateways, so that scores come near 0 and 1.
Site long_hall() {
    Site site;
    site.floors.push_back({"ground", 40, 10});
    for (int i = 0; i <= 20; ++i) {
        site.gateways.push_back({gateway_id(std::to_string(i)), "ground", {2.0 * i, 5}, 2.5});
    }
    site.zones = {box("west", 0, 20), box("east", 20, 40)};
    return site;
}

Positioner positioner_for(const Site& site) {
    return std::move(Positioner::create({}, site)).value();
}

Position heard_once(Positioner& positioner, std::string_view gateway, std::int64_t at_ms) {
    positioner.observe(heard("tag", gateway, -50, at_ms));
    return *position_of(positioner, "tag", at_ms);
}

TEST(Zones, ScoreWhatTheyHoldOfTheUncertainty) {
    Positioner positioner = positioner_for(two_zones());

    const Position position = heard_once(positioner, "a", noon);

    EXPECT_EQ(position.zone.view(), "west");
    EXPECT_EQ(position.next_zone.view(), "east");
    EXPECT_GT(position.zone_score, 0.9);
    EXPECT_NEAR(position.zone_score + position.next_zone_score, 1, 1e-9);
}

TEST(Zones, ScoreAlikeForATagBetweenThem) {
    Positioner positioner = positioner_for(two_zones());

    const Position position = heard_once(positioner, "b", noon);

    EXPECT_NEAR(position.zone_score, 0.5, 0.02);
    EXPECT_NEAR(position.next_zone_score, 0.5, 0.02);
}

TEST(Zones, LeaveTheRestToElsewhere) {
    Site site = two_zones();
    site.zones.pop_back();
    Positioner positioner = positioner_for(site);

    const Position position = heard_once(positioner, "c", noon);

    EXPECT_TRUE(position.zone.empty());
    EXPECT_GT(position.zone_score, 0.9);
    EXPECT_EQ(position.next_zone.view(), "west");
}

TEST(Zones, AreEmptyWhereTheSiteNamesNone) {
    Positioner positioner = positioner_for(hall());

    const Position position = heard_once(positioner, "a", noon);

    EXPECT_TRUE(position.zone.empty());
    EXPECT_TRUE(position.next_zone.empty());
    EXPECT_EQ(position.next_zone_score, 0);
}

TEST(Zones, DoNotLoseAShareOutsideThePlanOfTheFloor) {
    Site site = hall();
    site.zones = {box("all", 0, 20)};
    Positioner positioner = positioner_for(site);

    EXPECT_EQ(heard_once(positioner, "a", noon).zone_score, 1);
}

TEST(Zones, GoToTheFirstWhereTheyOverlap) {
    Site site = hall();
    site.zones = {box("inner", 0, 4), box("all", 0, 20)};
    Positioner positioner = positioner_for(site);

    const Position position = heard_once(positioner, "a", noon);

    EXPECT_NEAR(position.zone_score + position.next_zone_score, 1, 1e-9);
    EXPECT_GT(position.next_zone_score, 0.1);
}

TEST(Zones, OfAnotherFloorScoreNothing) {
    Site site = two_zones();
    site.floors.push_back({"first", 20, 10});
    site.zones[1].floor = "first";
    Positioner positioner = positioner_for(site);

    const Position position = heard_once(positioner, "c", noon);

    EXPECT_TRUE(position.zone.empty());
    EXPECT_EQ(position.next_zone.view(), "west");
}

TEST(Zones, DoNotFlapWhenTheTagSeemsToJump) {
    Positioner positioner = positioner_for(two_zones());
    heard_once(positioner, "a", noon);

    for (std::int64_t second = 1; second <= 60; ++second) {
        const Position position = heard_once(positioner, second % 2 == 0 ? "a" : "c", noon + second * 1000);
        EXPECT_EQ(position.zone.view(), "west") << "after " << second << " s";
    }
}

TEST(Zones, KeepTheTagWhileTheNextOneHardlyLeads) {
    Positioner positioner = positioner_for(long_hall());
    heard_once(positioner, "9", noon);

    // At x = 20.06 m, just beyond the border.
    for (std::int64_t second = 20; second <= 600; second += 20) {
        positioner.observe(heard("tag", "11", -65, noon + second * 1000));
        const Position position = heard_once(positioner, "10", noon + second * 1000);
        EXPECT_GT(position.next_zone_score, position.zone_score);
        EXPECT_EQ(position.zone.view(), "west");
    }
}

TEST(Zones, ChangeWhenTheNextOneHasLedForTheHold) {
    Positioner positioner = positioner_for(long_hall());
    heard_once(positioner, "2", noon);
    std::int64_t first_behind_ms = 0;
    std::int64_t changed_ms = 0;
    for (std::int64_t at_ms = noon + 500; changed_ms == 0 && at_ms < noon + 30'000; at_ms += 500) {
        const Position position = heard_once(positioner, "18", at_ms);
        if (first_behind_ms == 0 && position.next_zone_score > position.zone_score) first_behind_ms = at_ms;
        if (position.zone.view() == "east") changed_ms = at_ms;
    }

    EXPECT_EQ(changed_ms - first_behind_ms, 3'000);
}

TEST(Zones, ChangeAtOnceForATagThatMovedWhileItWasSilent) {
    Positioner positioner = positioner_for(long_hall());
    heard_once(positioner, "1", noon);

    EXPECT_EQ(heard_once(positioner, "19", noon + 60'000).zone.view(), "east");
}

}  // namespace
}  // namespace cairn::test
