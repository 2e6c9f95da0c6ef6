// The place where tags are: floors, gateways, zones.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "cairn/core/result.h"
#include "cairn/model/ids.h"
#include "cairn/model/position.h"

namespace cairn {

struct Point {
    double x_m = 0;
    double y_m = 0;
};

struct Floor {
    FloorName name;
    double width_m = 0;   // the plan covers (0, 0) to (width_m, height_m)
    double height_m = 0;  // both 0: there is no plan, which a site of rooms does without
    /// Where the floor's (0, 0) lies in the building, whose axes all floors share, and how high.
    Point origin{};
    double elevation_m = 0;
};

/// Where a gateway hangs. Moko, Minew or any other: only its place matters.
struct GatewayPlacement {
    GatewayId gateway;
    FloorName floor;
    Point at;  // not numbers where nobody knows, which a site of rooms does without
    double z_m = 2.5;  // above the floor
    /// Of an array that measures angles: where its azimuth of 0 points, counter-clockwise from x. Without it,
    /// that is learned.
    // NOLINTNEXTLINE(readability-redundant-member-init): g++ warns where a list leaves it out.
    std::optional<double> azimuth_deg{};
};

/// A straight piece of wall, shelf or machine that weakens what passes.
struct Wall {
    FloorName floor;
    Point from;
    Point to;
    double loss_db = 3;
};

/// Stairs or a lift: where tags change floors. One place on each floor it reaches.
struct Passage {
    struct Place {
        FloorName floor;
        Point at;
    };
    std::vector<Place> places;  // 2 or more
};

/// A tag that hangs at a known place: it calibrates, and tells whether positions are as sure as they claim.
struct ReferenceBeacon {
    TagId tag;
    FloorName floor;
    Point at;
    double z_m = 1;  // above the floor
};

/// A polygon of 3 to 64 corners on a floor; the last corner connects to the first. Without corners it is a
/// room: what it sounds like is learned from a walk test that names it (survey.h).
struct Zone {
    ZoneName name;
    FloorName floor;
    std::vector<Point> corners;
};

struct Site {
    std::vector<Floor> floors;
    std::vector<GatewayPlacement> gateways;
    std::vector<Zone> zones;
    std::vector<Wall> walls;
    std::vector<Passage> passages;
    std::vector<ReferenceBeacon> beacons;
};

/// No place in a site lies further from (0, 0): more is a mistake of unit.
inline constexpr double site_length_max_m = 100'000;
/// No wall weakens by more: nothing comes through such a one anyway.
inline constexpr double wall_loss_max_db = 60;

/// Whether it is a site of rooms: it has zones, and none of them has corners. Then tags are said to be in
/// rooms, without coordinates, and neither floors nor gateways need any.
bool has_rooms(const Site& site) noexcept;

/// Whether it is known where the gateway hangs; only in a site of rooms it may not be.
inline bool is_placed(const GatewayPlacement& placed) noexcept {
    return placed.at.x_m == placed.at.x_m && placed.at.y_m == placed.at.y_m;
}

/// malformed: something on a floor that is not there, a name, gateway or beacon twice, a place that is none
/// or lies far outside its floor, a floor without size, a zone that is no polygon among polygons, more than
/// 64 rooms, a wall that is none, a passage that leads nowhere; `where` says which of these.
Result<void> check(const Site& site) noexcept;

/// malformed: fewer than 3 or more than 64 corners, a corner without a place, all corners on one line, or an
/// outline that crosses or touches itself. Corners count in tenths of a millimetre; one that repeats the one
/// before it, as the last may repeat the first, does no harm.
Result<void> check_outline(std::span<const Point> corners) noexcept;

/// The place of a floor among the site's. The site is checked, and has the floor.
std::uint32_t floor_row(const Site& site, const FloorName& name) noexcept;

/// From the floor's own axes to the building's, and back.
inline Point in_building(const Floor& floor, Point at) noexcept {
    return {floor.origin.x_m + at.x_m, floor.origin.y_m + at.y_m};
}
inline Point on_floor(const Floor& floor, Point at) noexcept {
    return {at.x_m - floor.origin.x_m, at.y_m - floor.origin.y_m};
}

/// Whether a place lies on the floor's plan, or outside by no more than the plan's longer side or 20 m:
/// further away it was mistyped.
bool is_near(const Floor& floor, Point at) noexcept;

/// Whether `at` lies inside the polygon (even-odd rule); points on an edge may fall either way.
bool contains(const Zone& zone, Point at) noexcept;

}  // namespace cairn
