// Where a tag is, how sure that is, and on what evidence.
#pragma once

#include <cstdint>
#include <string_view>

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
    float rssi_dbm = 0;             // mean of the hearings that count; 0 without any
    std::uint16_t heard_count = 0;  // 0: it was awake, was expected to hear the tag, and did not
    float expected_dbm = 0;         // what the radio map says of this tag there; 0: the method has no map
    float distance_m = 0;           // from the gateway to (x, y), heights included
};

/// How a position was found. Numbers are stored and sent: they are only ever appended.
enum class PositionMethod : std::uint8_t {
    weighted_centroid = 0,  // before anything is known of how the site's gateways hear
    grid_filter = 1,
    zone_filter = 2,  // by learned rooms alone: x and y mean nothing
};
/// The method's own name, as in JSON. Static text.
std::string_view name(PositionMethod method) noexcept;

/// What the radio map behind a position was learned from. Numbers are stored and sent: only appended.
enum class CalibrationLevel : std::uint8_t {
    none = 0,
    automatic = 1,  // unlabelled traffic
    references = 2,  // some places that are known, or beacons that hang there
    survey = 3,
};
/// The level's own name, as in JSON. Static text.
std::string_view name(CalibrationLevel level) noexcept;

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
    /// When the tag began to cross into `zone`, or out of the one before. 0: not known.
    Timestamp zone_since;
    /// Whether nothing can be said of the zone: no gateway that covers the place is awake, or no zone is
    /// likely. An empty `zone` without this is a place outside all zones.
    bool zone_unknown = false;
    ZoneName next_zone;     // the runner-up
    double next_zone_score = 0;
    /// Whether the tag may as well be elsewhere on the floor, and where.
    bool ambiguous = false;
    double other_x_m = 0;
    double other_y_m = 0;
    PositionMethod method = PositionMethod::weighted_centroid;
    CalibrationLevel calibration = CalibrationLevel::none;
    InlineVector<Evidence, limits::evidence_gateways_max> evidence;  // strongest first, then the unheard
};

/// A place on Earth, WGS 84, as a satellite receiver in a gateway or tag gave it.
struct GeoPosition {
    double latitude_deg = 0;
    double longitude_deg = 0;
    double accuracy_m = 0;  // 0: not known
};

}  // namespace cairn
