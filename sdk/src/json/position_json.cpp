#include "json/position_json.h"

#include <boost/json/array.hpp>
#include <cmath>
#include <utility>

#include "json/nullable_json.h"

namespace cairn {
namespace {

namespace json = boost::json;

/// Positions are estimates: what lies under a millimetre or a thousandth is noise.
double rounded(double number) {
    return std::round(number * 1000) / 1000;
}

json::value rounded_if(bool is_known, double number) {
    return is_known ? json::value(rounded(number)) : json::value(nullptr);
}

/// No gateway expects 0 dBm or hangs within the tag: 0 is what senders without these fields leave there.
json::value rounded_or_null(float number) {
    return rounded_if(number != 0, static_cast<double>(number));
}

json::array to_json(const decltype(Position::evidence)& evidence) {
    json::array list;
    for (const Evidence& one : evidence) {
        list.push_back(
            json::object{{"gateway", one.gateway.view()},
                         {"rssiDbm", rounded_if(one.heard_count > 0, static_cast<double>(one.rssi_dbm))},
                         {"heardCount", one.heard_count},
                         {"expectedDbm", rounded_or_null(one.expected_dbm)},
                         {"distanceM", rounded_or_null(one.distance_m)}});
    }
    return list;
}

}  // namespace

json::object to_json(const Position& position) {
    const bool has_place = position.method != PositionMethod::zone_filter;
    return {{"tag", position.tag.view()},
            {"at", to_json(position.at)},
            {"floor", position.floor.view()},
            {"xM", rounded_if(has_place, position.x_m)},
            {"yM", rounded_if(has_place, position.y_m)},
            {"varianceXM2", rounded_if(has_place, position.variance_x_m2)},
            {"varianceYM2", rounded_if(has_place, position.variance_y_m2)},
            {"covarianceXyM2", rounded_if(has_place, position.covariance_xy_m2)},
            {"radius68M", rounded_if(has_place, position.radius68_m)},
            {"zone", text_or_null(position.zone.view())},
            {"zoneScore", rounded(position.zone_score)},
            {"zoneSince", to_json(position.zone_since)},
            {"zoneUnknown", position.zone_unknown},
            {"nextZone", text_or_null(position.next_zone.view())},
            {"nextZoneScore", rounded(position.next_zone_score)},
            {"ambiguous", position.ambiguous},
            {"otherXM", rounded_if(position.ambiguous, position.other_x_m)},
            {"otherYM", rounded_if(position.ambiguous, position.other_y_m)},
            {"method", name(position.method)},
            {"calibration", name(position.calibration)},
            {"evidence", to_json(position.evidence)}};
}

}  // namespace cairn
