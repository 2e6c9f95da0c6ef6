// A walk test: what gateways heard of tags at known places of a site.
#pragma once

#include <vector>

#include "cairn/locate/site.h"

namespace cairn {

/// What a gateway heard of tags at a place, and around it by no more than the place is known.
struct SurveyedPlace {
    GatewayId gateway;
    FloorName floor;
    Point at;  // in the floor's axes
    double rssi_dbm = 0;  // the mean
    double packets = 0;  // behind it
};

/// About a second at a place: which gateways heard the tag, and which did not.
struct SurveyedTick {
    FloorName floor;
    Point at;
    std::vector<GatewayId> heard_by;
};

/// Gateways without a place in it were not there, or hang elsewhere by now.
struct Survey {
    std::vector<SurveyedPlace> places;
    std::vector<SurveyedTick> ticks;
};

/// malformed: a gateway or a floor that the site does not have, a place that is none or lies far outside its
/// floor, an RSSI that no radio measures, a count of packets that is not positive; `where` says which.
Result<void> check(const Survey& survey, const Site& site) noexcept;

}  // namespace cairn
