// What holds for every site and every way of hearing.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "unit/locate/site_of_test.h"

namespace cairn::test {
namespace {

constexpr std::int64_t noon = 1'780'000'000'000;

double number_between(int low, int high) {
    return *rc::gen::inRange(low * 100, high * 100) / 100.0;
}

Site any_site() {
    Site site;
    site.floors.push_back({"ground", 60, 40});
    const int count = *rc::gen::inRange(1, 13);
    for (int i = 0; i < count; ++i) {
        site.gateways.push_back(
            {gateway_id(std::to_string(i)), "ground", {number_between(0, 60), number_between(0, 40)}, 2.5});
    }
    return site;
}

// Hearings of one tag within a window, so that all of them count.
std::vector<Advertisement> any_hearings(const Site& site) {
    std::vector<Advertisement> hearings;
    const int count = *rc::gen::inRange(1, 40);
    for (int i = 0; i < count; ++i) {
        const auto gateway = *rc::gen::inRange<std::size_t>(0, site.gateways.size());
        hearings.push_back(heard("tag", std::to_string(gateway), *rc::gen::inRange(-110, -20),
                                 noon + *rc::gen::inRange(0, 5'000)));
    }
    return hearings;
}

Position position_after(const Site& site, const std::vector<Advertisement>& hearings) {
    Positioner positioner = std::move(Positioner::create({}, site)).value();
    for (const auto& hearing : hearings) positioner.observe(hearing);
    return *position_of(positioner, "tag", noon + 5'000);
}

double cross(Point from, Point to, Point at) {
    return (to.x_m - from.x_m) * (at.y_m - from.y_m) - (to.y_m - from.y_m) * (at.x_m - from.x_m);
}

// Inside the convex hull: on no line through two of the points do all points lie on one side and `at`
// clearly on the other.
bool within_hull(const std::vector<Point>& points, Point at) {
    constexpr double slack = 1e-6;
    for (const Point& from : points) {
        for (const Point& to : points) {
            const bool all_left = std::ranges::all_of(
                points, [&](const Point& point) { return cross(from, to, point) >= -slack; });
            if (all_left && cross(from, to, at) < -slack) return false;
        }
    }
    const auto [left, right] = std::ranges::minmax(points, {}, &Point::x_m);
    const auto [low, high] = std::ranges::minmax(points, {}, &Point::y_m);
    return at.x_m >= left.x_m - slack && at.x_m <= right.x_m + slack && at.y_m >= low.y_m - slack &&
           at.y_m <= high.y_m + slack;
}

RC_GTEST_PROP(Positioner, MovesWithItsGateways, ()) {
    const Site site = any_site();
    const auto hearings = any_hearings(site);
    // No further: a gateway far outside its floor is a typing error.
    const Point step{number_between(-19, 19), number_between(-19, 19)};
    Site moved = site;
    for (auto& gateway : moved.gateways) {
        gateway.at = {gateway.at.x_m + step.x_m, gateway.at.y_m + step.y_m};
    }

    const Position before = position_after(site, hearings);
    const Position after = position_after(moved, hearings);

    RC_ASSERT(std::abs(after.x_m - before.x_m - step.x_m) < 1e-9);
    RC_ASSERT(std::abs(after.y_m - before.y_m - step.y_m) < 1e-9);
    RC_ASSERT(std::abs(after.radius68_m - before.radius68_m) < 1e-9);
}

RC_GTEST_PROP(Positioner, StaysAmongTheGatewaysThatHear, ()) {
    const Site site = any_site();
    const auto hearings = any_hearings(site);
    std::vector<Point> hearing_places;
    for (const auto& gateway : site.gateways) {
        const bool hears = std::ranges::any_of(
            hearings, [&](const Advertisement& hearing) { return hearing.gateway == gateway.gateway; });
        if (hears) hearing_places.push_back(gateway.at);
    }

    const Position position = position_after(site, hearings);

    RC_ASSERT(within_hull(hearing_places, {position.x_m, position.y_m}));
}

RC_GTEST_PROP(Positioner, DoesNotCareInWhichOrderATickIsHeard, ()) {
    Site site = any_site();
    site.zones = {box("west", 0, 30), box("east", 30, 60)};
    const auto hearings = any_hearings(site);
    auto shuffled = hearings;
    for (std::size_t i = shuffled.size(); i > 1; --i) {
        std::swap(shuffled[i - 1], shuffled[*rc::gen::inRange<std::size_t>(0, i)]);
    }

    const Position one = position_after(site, hearings);
    const Position other = position_after(site, shuffled);

    RC_ASSERT(std::abs(one.x_m - other.x_m) < 1e-9);
    RC_ASSERT(std::abs(one.y_m - other.y_m) < 1e-9);
    RC_ASSERT(one.zone == other.zone);
    RC_ASSERT(one.at == other.at);
    RC_ASSERT(one.evidence.size() == other.evidence.size());
}

RC_GTEST_PROP(Positioner, SharesOutExactlyOneAmongZonesThatCoverThePlan, ()) {
    Site site = any_site();
    const double border_m = number_between(-10, 70);
    const auto strip = [](std::string_view name, double left_m, double right_m) {
        return Zone{name, "ground", {{left_m, -1}, {right_m, -1}, {right_m, 41}, {left_m, 41}}};
    };
    site.zones = {strip("west", -100, border_m), strip("east", border_m, 100)};
    const auto hearings = any_hearings(site);

    const Position position = position_after(site, hearings);

    RC_ASSERT(!position.zone.empty());
    RC_ASSERT(position.zone_score >= position.next_zone_score);
    RC_ASSERT(std::abs(position.zone_score + position.next_zone_score - 1) < 1e-9);
}

}  // namespace
}  // namespace cairn::test
