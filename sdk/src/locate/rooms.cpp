#include "locate/rooms.h"

#include <algorithm>

#include "cairn/locate/room_filter.h"

namespace cairn {

bool has_rooms(const Site& site) noexcept {
    return !site.zones.empty() &&
           std::ranges::all_of(site.zones, [](const Zone& zone) { return zone.corners.empty(); });
}

namespace locate {

/// With something in place of what rooms do without, all else is checked as of any site.
Result<void> check_rooms(const Site& site) noexcept {
    if (site.zones.size() > RoomModel::rooms_max) return fail(Errc::malformed, "site: more than 64 rooms");
    Site placed = site;
    for (Floor& floor : placed.floors) {
        if (floor.width_m == 0 && floor.height_m == 0) floor.width_m = floor.height_m = site_length_max_m;
    }
    for (GatewayPlacement& gateway : placed.gateways) {
        if (!is_placed(gateway)) gateway.at = {};
    }
    for (Zone& room : placed.zones) room.corners = {{0, 0}, {1, 0}, {0, 1}};
    return check(placed);
}

}  // namespace locate
}  // namespace cairn
