// The place where tags are: floors, gateways, zones.
#pragma once

#include <optional>
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
    double height_m = 0;
    /// Where the floor's (0, 0) lies in the building, whose axes all floors share, and how high.
    Point origin{};
    double elevation_m = 0;
};

/// Where a gateway hangs. Moko, Minew or any other: only its place matters.
struct GatewayPlacement {
    GatewayId gateway;
    FloorName floor;
    Point at;
    double z_m = 2.5;  // above the floor
    /// Of an array that measures angles: where its azimuth of 0 points, counter-clockwise from x. Without it,
    /// that is learned.
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

/// A polygon of 3 to 64 corners on a floor; the last corner connects to the first.
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

/// malformed: a gateway or zone on a floor that is not there, a name or gateway twice, a floor
/// without size, a polygon with too few or too many corners; `where` says which of these.
Result<void> check(const Site& site) noexcept;

/// Whether `at` lies inside the polygon (even-odd rule); points on an edge may fall either way.
bool contains(const Zone& zone, Point at) noexcept;

}  // namespace cairn
