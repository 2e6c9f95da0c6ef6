// A walk test: what gateways heard of tags at known places of a site, or in rooms of one.
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

/// About a second in a room, which is a zone without corners: how loud gateways heard the tag.
struct SurveyedRoom {
    struct Hearing {
        GatewayId gateway;
        double rssi_dbm = 0;  // the mean
    };
    ZoneName room;
    std::vector<Hearing> heard_by;
    bool follows = false;  // of the same tag, and right after the one before
};

/// Gateways without a place in it were not there, or hang elsewhere by now. Of a site of rooms it has rooms
/// only, and of any other none.
struct Survey {
    std::vector<SurveyedPlace> places;
    std::vector<SurveyedTick> ticks;
    std::vector<SurveyedRoom> rooms;
};

/// malformed: a gateway, a floor or a room that the site does not have, a place that is none or lies far
/// outside its floor, an RSSI that no radio measures, a count of packets that is not positive, rooms of a
/// site that has none, or places of a site of rooms; `where` says which.
Result<void> check(const Survey& survey, const Site& site) noexcept;

}  // namespace cairn
