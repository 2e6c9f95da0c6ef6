// What the plan says of a floor, and what its picture holds.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "plan/coverage_picture.h"
#include "plan/svg.h"

namespace cairn::tool::test {
namespace {

using testing::HasSubstr;
using testing::Not;

/// One floor of 40 m by 20 m; gateways "a", "b", ... at the places.
Site hall(std::initializer_list<Point> places) {
    Site site;
    site.floors.push_back({"hall", 40, 20});
    char name = 'a';
    for (const Point at : places) {
        site.gateways.push_back({*GatewayId::make("moko", std::string(1, name++)), "hall", at, 2.5});
    }
    return site;
}

Site equipped_hall() {
    return hall({{5, 5}, {5, 15}, {20, 10}, {35, 5}, {35, 15}});
}

double error_at(const Site& site, Point at, const PlanAssumptions& assumptions = {}) {
    const Coverage coverage(site, 0, assumptions);
    return coverage.error_m(coverage.evidence_at(at));
}

double mean_of(const Site& site, const PlanAssumptions& assumptions = {}) {
    return Coverage(site, 0, assumptions).map(1, 2'000).mean_m;
}

TEST(Coverage, IsBetterNearGateways) {
    EXPECT_LT(error_at(equipped_hall(), {21, 11}), error_at(equipped_hall(), {12, 10}));
}

TEST(Coverage, IsTheSameOnBothSidesOfASymmetricFloor) {
    EXPECT_NEAR(error_at(equipped_hall(), {8, 3}), error_at(equipped_hall(), {32, 17}), 1e-9);
}

TEST(Coverage, GrowsWithEveryGateway) {
    const Coverage coverage(equipped_hall(), 0, {});
    Evidence evidence = coverage.none();
    double before_m = coverage.error_m(evidence);
    for (const GatewayPlacement& placed : equipped_hall().gateways) {
        coverage.add(evidence, coverage.gateway_at(placed.at, placed.z_m), {14, 12});
        EXPECT_LT(coverage.error_m(evidence), before_m);
        before_m = coverage.error_m(evidence);
    }
}

TEST(Coverage, WithoutGatewaysIsTheFloorsOwnSize) {
    // The mean distance of a normal error with the variances of a place anywhere on 40 m by 20 m.
    EXPECT_NEAR(error_at(hall({}), {3, 3}), 11.2, 0.2);
    EXPECT_EQ(error_at(hall({}), {3, 3}), error_at(hall({}), {20, 10}));
}

TEST(Coverage, IsNoWorseThanNamingTheOnlyGateway) {
    EXPECT_LT(error_at(hall({{20, 10}}), {22, 10}), 2.5);
}

TEST(Coverage, LosesByWallsWeakTagsAndRareAdvertisements) {
    Site walled = equipped_hall();
    walled.walls = {
        {"hall", {0, 8}, {40, 8}, 30}, {"hall", {12, 0}, {12, 20}, 30}, {"hall", {28, 0}, {28, 20}, 30}};
    PlanAssumptions weak;
    weak.tag_power_dbm = -16;
    PlanAssumptions rare;
    rare.interval_s = 10;

    EXPECT_GT(mean_of(walled), 1.1 * mean_of(equipped_hall()));
    EXPECT_GT(mean_of(equipped_hall(), weak), 1.1 * mean_of(equipped_hall()));
    EXPECT_GT(mean_of(equipped_hall(), rare), 1.1 * mean_of(equipped_hall()));
}

TEST(Coverage, GainsByCalibration) {
    PlanAssumptions none;
    none.calibration = PlannedCalibration::none;
    PlanAssumptions survey;
    survey.calibration = PlannedCalibration::survey;

    EXPECT_GT(mean_of(equipped_hall(), none), mean_of(equipped_hall()));
    EXPECT_LT(mean_of(equipped_hall(), survey), mean_of(equipped_hall()));
}

TEST(Coverage, CountsWallsOfItsOwnFloorOnly) {
    Site site = equipped_hall();
    site.floors.push_back({"above", 40, 20, {}, 3.5});
    const double before_m = mean_of(site);
    site.walls = {{"above", {0, 8}, {40, 8}, 30}};

    EXPECT_EQ(mean_of(site), before_m);
}

TEST(Coverage, HearsGatewaysOfTheFloorAboveThroughTheCeiling) {
    Site site = equipped_hall();
    site.floors.push_back({"above", 40, 20, {5, 0}, 3.5});
    site.gateways[2].floor = "above";
    site.gateways[2].at.x_m = 15;  // of a floor that begins 5 m further on
    const double through_m = error_at(site, {20, 12});
    site.gateways.erase(site.gateways.begin() + 2);
    const double without_m = error_at(site, {20, 12});

    EXPECT_GT(through_m, error_at(equipped_hall(), {20, 12}));
    EXPECT_LT(through_m, without_m);
}

TEST(Coverage, DoesNotDependOnWhereTheBuildingsAxesBegin) {
    Site site = equipped_hall();
    site.floors.push_back({"above", 40, 20, {5, 0}, 3.5});
    site.gateways[2].floor = "above";
    const double before_m = error_at(site, {20, 12});
    for (Floor& floor : site.floors) floor.origin = {floor.origin.x_m + 16, floor.origin.y_m - 8};

    EXPECT_DOUBLE_EQ(error_at(site, {20, 12}), before_m);
}

TEST(Coverage, HearsHalfOfWhatComesWithTheThreshold) {
    const Coverage coverage(hall({}), 0, {});
    // -60 dBm at 1 m falls by 18 dB a decade to -92 dBm.
    const double away_m = std::pow(10, 32 / 18.0);
    const PlannedGateway gateway{{0, 0}, 0, 0};

    EXPECT_NEAR(coverage.hearing_chance(gateway, {away_m, 0}), 0.5, 1e-9);
    EXPECT_GT(coverage.hearing_chance(gateway, {10, 0}), 0.95);
}

TEST(Coverage, SumsUpItsCells) {
    ErrorMap map;
    for (int i = 1; i <= 11; ++i) map.errors_m.push_back(i);
    sum_up(map);

    EXPECT_DOUBLE_EQ(map.mean_m, 6);
    EXPECT_DOUBLE_EQ(map.p90_m, 10);
}

TEST(NextGateway, HangsWhereNoneHangs) {
    const Site site = hall({{5, 5}, {5, 15}, {15, 5}, {15, 15}});
    const Coverage coverage(site, 0, {});
    const NextGateway next = next_gateway(site, coverage, coverage.map(1, 2'000));

    EXPECT_GT(next.at.x_m, 25);
    EXPECT_LT(next.mean_m, coverage.map(1, 2'000).mean_m);
    EXPECT_EQ(next.z_m, 2.5);
}

TEST(NextGateway, OfAnEmptyFloorHangsNearItsMiddle) {
    const Site site = hall({});
    const Coverage coverage(site, 0, {});
    const NextGateway next = next_gateway(site, coverage, coverage.map(1, 2'000));

    EXPECT_NEAR(next.at.x_m, 20, 5);
    EXPECT_NEAR(next.at.y_m, 10, 5);
}

TEST(NextGateway, IsFoundInSecondsOnALargeSite) {
    Site site;
    site.floors.push_back({"hall", 100, 60});
    for (int i = 0; i < 20; ++i) {
        site.gateways.push_back({*GatewayId::make("moko", std::to_string(i)),
                                 "hall",
                                 {10.0 + 20 * (i % 5), 7.5 + 15 * (i / 5)},
                                 3});
    }
    const auto start = std::chrono::steady_clock::now();
    const Coverage coverage(site, 0, {});
    next_gateway(site, coverage, coverage.map(0.5, 20'000));

    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));  // also when sanitized
}

TEST(NextGateway, IsAsGoodAsThePlanWithItSays) {
    Site site;
    site.floors.push_back({"hall", 500, 300});
    for (int i = 0; i < 375; ++i) {
        site.gateways.push_back({*GatewayId::make("moko", std::to_string(i)),
                                 "hall",
                                 {10.0 + 20 * (i % 25), 10.0 + 20 * (i / 25)},
                                 2.5});
    }
    const Coverage coverage(site, 0, {});
    const ErrorMap map = coverage.map(0.5, 3'000);
    const NextGateway next = next_gateway(site, coverage, map);
    site.gateways.push_back({*GatewayId::make("moko", "next"), "hall", next.at, next.z_m});
    const ErrorMap with_it = Coverage(site, 0, {}).map(0.5, 3'000);

    EXPECT_NEAR(next.mean_m, with_it.mean_m, 1e-9);
    EXPECT_NEAR(next.p90_m, with_it.p90_m, 1e-9);
    EXPECT_LT(next.mean_m, map.mean_m);
    EXPECT_LE(next.p90_m, map.p90_m);
}

TEST(NextGateway, IsFoundOnStripsToo) {
    Site site;
    site.floors.push_back({"road", 100'000, 0.1});
    const Coverage coverage(site, 0, {});

    const ErrorMap map = coverage.map(0.5, 2'000);

    EXPECT_LE(map.errors_m.size(), 2'000U);
    EXPECT_NEAR(next_gateway(site, coverage, map).at.y_m, 0.05, 0.05);
}

TEST(Svg, EscapesWhatComesFromFiles) {
    Svg svg(10, 10);
    svg.text({1, 1}, 9, TextAnchor::start, "<b a=\"&\">\x01\xFF");
    const std::string text = svg.finish();

    EXPECT_THAT(text, HasSubstr(">&lt;b a=&quot;&amp;&quot;&gt;\xEF\xBF\xBD\xEF\xBF\xBD</text>"));
    EXPECT_THAT(text, testing::EndsWith("</svg>\n"));
}

TEST(CoveragePicture, ShowsWhatTheFloorHolds) {
    Site site = equipped_hall();
    site.zones.push_back({"dock & yard", "hall", {{0, 0}, {9, 0}, {9, 9}}});
    site.floors.push_back({"above", 40, 20, {}, 3.5});
    site.zones.push_back({"office", "above", {{0, 0}, {9, 0}, {9, 9}}});
    site.walls = {{"hall", {0, 8}, {40, 8}, 10}};
    const Coverage coverage(site, 0, {});
    const ErrorMap map = coverage.map(1, 2'000);
    const std::string text = coverage_picture(site, coverage.floor(), map, next_gateway(site, coverage, map));

    EXPECT_THAT(text, HasSubstr("hall: expected error "));
    EXPECT_THAT(text, HasSubstr("dock &amp; yard"));
    EXPECT_THAT(text, HasSubstr("moko:c"));
    EXPECT_THAT(text, HasSubstr("stroke=\"#303030\" stroke-width=\"4\""));
    EXPECT_THAT(text, HasSubstr("below 1.5 m"));
    EXPECT_THAT(text, HasSubstr(">5 m</text>"));
    EXPECT_THAT(text, Not(HasSubstr("office")));
}

TEST(CoveragePicture, LeavesOutNamesThatWouldCoverOthers) {
    const Site site = hall({{5, 5}, {5.4, 5}, {5, 15}});
    const Coverage coverage(site, 0, {});
    const ErrorMap map = coverage.map(1, 2'000);
    const std::string text = coverage_picture(site, coverage.floor(), map, next_gateway(site, coverage, map));

    EXPECT_THAT(text, HasSubstr("moko:a"));
    EXPECT_THAT(text, Not(HasSubstr("moko:b")));
    EXPECT_THAT(text, HasSubstr("moko:c"));
}

}  // namespace
}  // namespace cairn::tool::test
