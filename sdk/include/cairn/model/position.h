// Where a tag is, how sure that is, and on what evidence.
#pragma once

#include <cstdint>

#include "cairn/core/inline_string.h"
#include "cairn/core/inline_vector.h"
#include "cairn/core/limits.h"
#include "cairn/core/time.h"
#include "cairn/model/ids.h"

namespace cairn {

/// Names of floors and zones as the site file gives them; an empty zone is "not known".
using FloorName = InlineString<31>;
using ZoneName = InlineString<31>;

/// One gateway's part in a position.
struct Evidence {
    GatewayId gateway;
    float rssi_dbm = 0;             // mean over the positioner's window, newer hearings counting more
    std::uint16_t heard_count = 0;  // hearings within that window
};

/// How a position was found. Numbers are stored and sent: they are only ever appended.
enum class PositionMethod : std::uint8_t {
    weighted_centroid = 0,
};

/// A place on a floor of the site, in metres in the floor's own axes (x right, y up on the plan).
struct Position {
    TagId tag;
    Timestamp at;
    FloorName floor;
    double x_m = 0;
    double y_m = 0;
    /// Covariance of (x, y) in m^2.
    double variance_x_m2 = 0;
    double variance_y_m2 = 0;
    double covariance_xy_m2 = 0;
    /// Radius around (x, y) that holds the tag with a probability of 68 %.
    double radius68_m = 0;
    ZoneName zone;
    double zone_score = 0;  // of `zone`, 0 to 1; all zones and "elsewhere" add up to 1
    ZoneName next_zone;     // the runner-up
    double next_zone_score = 0;
    PositionMethod method = PositionMethod::weighted_centroid;
    InlineVector<Evidence, limits::evidence_gateways_max> evidence;  // strongest first
};

/// A place on Earth, WGS 84, as a satellite receiver in a gateway or tag gave it.
struct GeoPosition {
    double latitude_deg = 0;
    double longitude_deg = 0;
    double accuracy_m = 0;  // 0: not known
};

}  // namespace cairn
