// What makes a site a site, and what lies inside a zone.
#include "cairn/locate/site.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string_view>

#include "unit/locate/site_of_test.h"

namespace cairn::test {
namespace {

void expect_refused(const Site& site, std::string_view reason) {
    const auto checked = check(site);
    ASSERT_FALSE(checked) << reason;
    EXPECT_EQ(checked.error().code, Errc::malformed);
    EXPECT_EQ(checked.error().where, reason);
}

TEST(Site, MayBeEmpty) {
    EXPECT_TRUE(check(Site{}));
}

TEST(Site, AcceptsGatewaysAndZonesOnItsFloors) {
    EXPECT_TRUE(check(two_zones()));
}

TEST(Site, RefusesAFloorWithoutAName) {
    Site site = hall();
    site.floors.push_back({"", 1, 1});

    expect_refused(site, "site: a floor without a name");
}

TEST(Site, RefusesAFloorNameTwice) {
    Site site = hall();
    site.floors.push_back({"ground", 1, 1});

    expect_refused(site, "site: a floor name twice");
}

TEST(Site, RefusesAFloorWithoutSize) {
    for (const double width_m : {0.0, -1.0, static_cast<double>(INFINITY), static_cast<double>(NAN)}) {
        Site site = hall();
        site.floors[0].width_m = width_m;

        expect_refused(site, "site: a floor without size");
    }
}

TEST(Site, RefusesAGatewayWithoutAnId) {
    Site site = hall();
    site.gateways[1].gateway = {};

    expect_refused(site, "site: a gateway without an id");
}

TEST(Site, RefusesAGatewayTwice) {
    Site site = hall();
    site.gateways[2].gateway = site.gateways[0].gateway;

    expect_refused(site, "site: a gateway twice");
}

TEST(Site, RefusesAGatewayOnAFloorThatIsNotThere) {
    Site site = hall();
    site.gateways[1].floor = "attic";

    expect_refused(site, "site: a gateway on a floor that is not there");
}

TEST(Site, RefusesAGatewayWithoutAPlace) {
    Site site = hall();
    site.gateways[1].at.y_m = NAN;

    expect_refused(site, "site: a gateway without a place");
}

TEST(Site, RefusesAZoneWithoutAName) {
    Site site = two_zones();
    site.zones[0].name = "";

    expect_refused(site, "site: a zone without a name");
}

TEST(Site, RefusesAZoneNameTwice) {
    Site site = two_zones();
    site.zones[1].name = "west";

    expect_refused(site, "site: a zone name twice");
}

TEST(Site, RefusesAZoneOnAFloorThatIsNotThere) {
    Site site = two_zones();
    site.zones[1].floor = "attic";

    expect_refused(site, "site: a zone on a floor that is not there");
}

TEST(Site, RefusesAZoneWithTooFewOrTooManyCorners) {
    Site site = two_zones();
    site.zones[0].corners.resize(2);
    expect_refused(site, "site: a zone with fewer than 3 corners");

    site.zones[0].corners.resize(65);
    expect_refused(site, "site: a zone with more than 64 corners");

    site.zones[0].corners.resize(64);
    EXPECT_TRUE(check(site));
}

TEST(Site, RefusesAZoneCornerWithoutAPlace) {
    Site site = two_zones();
    site.zones[0].corners[2].x_m = INFINITY;

    expect_refused(site, "site: a zone corner without a place");
}

TEST(Zone, ContainsWhatLiesBetweenItsEdges) {
    const Zone zone = box("west", 0, 10);

    EXPECT_TRUE(contains(zone, {1, 1}));
    EXPECT_FALSE(contains(zone, {11, 1}));
    EXPECT_FALSE(contains(zone, {-1, 1}));
    EXPECT_FALSE(contains(zone, {1, 11}));
}

TEST(Zone, LeavesOutItsOwnNotch) {
    const Zone horseshoe{"u", "ground", {{0, 0}, {9, 0}, {9, 9}, {6, 9}, {6, 3}, {3, 3}, {3, 9}, {0, 9}}};

    EXPECT_TRUE(contains(horseshoe, {1, 8}));
    EXPECT_TRUE(contains(horseshoe, {8, 8}));
    EXPECT_FALSE(contains(horseshoe, {4.5, 8}));
}

TEST(Zone, IsTheSameWhicheverWayItsCornersRun) {
    const Zone backwards{"z", "ground", {{0, 10}, {10, 10}, {10, 0}, {0, 0}}};

    EXPECT_TRUE(contains(backwards, {1, 1}));
    EXPECT_FALSE(contains(backwards, {11, 1}));
}

}  // namespace
}  // namespace cairn::test
