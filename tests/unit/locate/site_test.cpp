// What makes a site a site, and what lies inside a zone.
#include "cairn/locate/site.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>
#include <vector>

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

TEST(Site, RefusesMoreThan64Floors) {
    Site site = hall();
    for (int i = 1; i < 64; ++i) site.floors.push_back({FloorName(std::to_string(i)), 20, 10});
    EXPECT_TRUE(check(site));
    site.floors.push_back({"roof", 20, 10});

    EXPECT_STREQ(check(site).error().where, "site: more than 64 floors");
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

TEST(Site, RefusesAFloorWithoutAPlace) {
    Site site = hall();
    site.floors[0].origin.x_m = NAN;
    expect_refused(site, "site: a floor without a place");

    site = hall();
    site.floors[0].elevation_m = INFINITY;
    expect_refused(site, "site: a floor without a place");
}

TEST(Site, RefusesPlacesBeyondEveryBuilding) {
    Site site = hall();
    site.floors[0].origin.y_m = site_length_max_m;
    EXPECT_TRUE(check(site));

    site.floors[0].origin.y_m = std::nextafter(site_length_max_m, INFINITY);
    expect_refused(site, "site: a floor without a place");
}

TEST(Site, LetsAGatewayHangBesideItsFloorButNotFarAway) {
    Site site = hall();  // 20 m by 10 m
    site.gateways[1].at = {40, -20};
    EXPECT_TRUE(check(site));

    for (const Point mistyped : {Point{40.1, 5}, Point{-20.1, 5}, Point{5, 30.1}, Point{5, -20.1}}) {
        site.gateways[1].at = mistyped;
        expect_refused(site, "site: a gateway far outside its floor; mistyped?");
    }
}

TEST(Site, LetsGatewaysHangAsFarAwayAsALargeFloorIsLong) {
    Site site = hall();
    site.floors[0].width_m = 100;
    site.gateways[1].at = {200, 5};

    EXPECT_TRUE(check(site));
}

TEST(Site, LetsAGatewayHangTwentyMetresFromTheSmallestFloor) {
    Site site = hall();
    site.floors[0].width_m = 18;
    site.gateways[1].at = {38, 5};
    EXPECT_TRUE(check(site));

    site.gateways[1].at = {38.1, 5};
    expect_refused(site, "site: a gateway far outside its floor; mistyped?");
}

TEST(Site, RefusesAnAzimuthBeyondAFullTurn) {
    Site site = hall();
    site.gateways[0].azimuth_deg = -360;
    EXPECT_TRUE(check(site));

    for (const double azimuth_deg : {360.5, static_cast<double>(NAN)}) {
        site.gateways[0].azimuth_deg = azimuth_deg;
        expect_refused(site, "site: a gateway with an azimuth beyond 360 degrees");
    }
}

TEST(Site, MayHaveNoGateway) {
    Site site = two_zones();
    site.gateways.clear();

    EXPECT_TRUE(check(site));
}

TEST(Site, RefusesWallsThatAreNone) {
    Site site = hall();
    site.walls = {{"ground", {1, 1}, {1, 9}, 60}};
    EXPECT_TRUE(check(site));

    site.walls[0].loss_db = 60.5;
    expect_refused(site, "site: a wall with a loss outside 0 to 60 dB");
    site.walls[0].loss_db = -1;
    expect_refused(site, "site: a wall with a loss outside 0 to 60 dB");
    site.walls[0].to = {1, 1};
    expect_refused(site, "site: a wall without length");
    site.walls[0].to.x_m = NAN;
    expect_refused(site, "site: a wall without a place");
    site.walls[0].floor = "attic";
    expect_refused(site, "site: a wall on a floor that is not there");
}

Site two_floors() {
    Site site = hall();
    site.floors.push_back({"first", 20, 10, {}, 3.5});
    site.passages = {{{{"ground", {19, 1}}, {"first", {19, 3}}}}};
    return site;
}

TEST(Site, AcceptsStairsBetweenItsFloors) {
    EXPECT_TRUE(check(two_floors()));
}

TEST(Site, RefusesStairsThatLeadNowhere) {
    Site site = two_floors();
    site.passages[0].places[1].at.x_m = 41;
    expect_refused(site, "site: stairs or a lift far outside the floor; mistyped?");
    site.passages[0].places[1].at.x_m = NAN;
    expect_refused(site, "site: stairs or a lift without a place");
    site.passages[0].places[1].floor = "ground";
    expect_refused(site, "site: stairs or a lift twice on a floor");
    site.passages[0].places[1].floor = "attic";
    expect_refused(site, "site: stairs or a lift on a floor that is not there");
    site.passages[0].places.resize(1);
    expect_refused(site, "site: stairs or a lift that reach fewer than 2 floors");
}

TEST(Site, RefusesBeaconsThatHangNowhere) {
    Site site = hall();
    site.beacons = {{tag_id("a"), "ground", {1, 1}}, {tag_id("b"), "ground", {2, 1}}};
    EXPECT_TRUE(check(site));

    site.beacons[1].at.x_m = 41;
    expect_refused(site, "site: a beacon far outside its floor; mistyped?");
    site.beacons[1].z_m = NAN;
    expect_refused(site, "site: a beacon without a place");
    site.beacons[1].floor = "attic";
    expect_refused(site, "site: a beacon on a floor that is not there");
    site.beacons[1].tag = tag_id("a");
    expect_refused(site, "site: a beacon's tag twice");
    site.beacons[1].tag = {};
    expect_refused(site, "site: a beacon without a tag");
}

/// Whichever corner comes first, and whichever way they run.
void expect_no_polygon(std::vector<Point> corners, std::string_view reason) {
    Site site = two_zones();
    for (std::size_t i = 0; i < 2 * corners.size(); ++i) {
        std::ranges::rotate(corners, corners.begin() + 1);
        if (i == corners.size()) std::ranges::reverse(corners);
        site.zones[0].corners = corners;
        expect_refused(site, reason);
    }
}

TEST(Outline, HasAnArea) {
    expect_no_polygon({{0, 0}, {5, 5}, {10, 10}, {3, 3}}, "site: a zone without area");
    expect_no_polygon({{1, 1}, {1, 1}, {1, 1}}, "site: a zone without area");
}

TEST(Outline, NeitherCrossesNorTouchesItself) {
    constexpr std::string_view reason = "site: a zone whose outline crosses or touches itself";
    expect_no_polygon({{0, 0}, {10, 10}, {10, 0}, {0, 10}}, reason);  // an hourglass
    expect_no_polygon({{0, 0}, {10, 0}, {10, 10}, {5, 0}, {0, 10}}, reason);  // a corner on an edge
    expect_no_polygon({{0, 0}, {5, 5}, {10, 0}, {10, 10}, {5, 5}, {0, 10}}, reason);  // a corner twice
    expect_no_polygon({{0, 0}, {10, 0}, {10, 10}, {10, 5}, {10, 12}, {0, 10}}, reason);  // a thorn
    expect_no_polygon({{0, 0}, {10, 0}, {15, 0}, {8, 0}, {10, 10}}, reason);  // back over an edge
}

TEST(Outline, IsDecidedToATenthOfAMillimetre) {
    const auto notch = [](double y_m) {
        return std::vector<Point>{{-100'000, 0}, {100'000, 0}, {100'000, 10}, {0, y_m}, {-100'000, 10}};
    };

    EXPECT_TRUE(check_outline(notch(0.0001)));
    EXPECT_FALSE(check_outline(notch(0.00001)));
    EXPECT_FALSE(check_outline(notch(-0.0001)));
}

TEST(Outline, MayEndWithItsFirstCorner) {
    const std::vector<Point> closed{{0, 0}, {10, 0}, {10, 0}, {10, 9}, {0, 0}};

    EXPECT_TRUE(check_outline(closed));
}

TEST(Outline, MayHaveStraightCorners) {
    const std::vector<Point> corners{{0, 0}, {5, 0}, {10, 0}, {10, 9}, {0, 9}, {0, 4}};

    EXPECT_TRUE(check_outline(corners));
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

    site = two_zones();
    site.zones[0].corners.resize(64);  // its first corner again and again
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
