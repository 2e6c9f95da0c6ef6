// The place where tags are: floors, gateways, zones.
#pragma once

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
};

/// Where a gateway hangs. Moko, Minew or any other: only its place matters.
struct GatewayPlacement {
    GatewayId gateway;
    FloorName floor;
    Point at;
    double z_m = 2.5;  // above the floor
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
};

/// malformed: a gateway or zone on a floor that is not there, a name or gateway twice, a floor
/// without size, a polygon with too few or too many corners; `where` says which of these.
Result<void> check(const Site& site) noexcept;

/// Whether `at` lies inside the polygon (even-odd rule); points on an edge may fall either way.
bool contains(const Zone& zone, Point at) noexcept;

}  // namespace cairn
