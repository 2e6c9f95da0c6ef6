#include "cairn/locate/site.h"

#include <algorithm>
#include <cmath>

namespace cairn {
namespace {

constexpr std::size_t corners_min = 3;
constexpr std::size_t corners_max = 64;

bool finite(Point at) {
    return std::isfinite(at.x_m) && std::isfinite(at.y_m);
}

bool has_floor(const Site& site, const FloorName& name) {
    return std::ranges::any_of(site.floors, [&name](const Floor& floor) { return floor.name == name; });
}

// Whether an item before `i` has the same key. Quadratic, but it runs once and needs no memory.
template <typename Items, typename Key>
bool stands_before(const Items& items, std::size_t i, Key key) {
    const auto end = items.begin() + static_cast<std::ptrdiff_t>(i);
    return std::any_of(items.begin(), end, [&](const auto& item) { return item.*key == items[i].*key; });
}

Result<void> check_floors(const Site& site) {
    for (std::size_t i = 0; i < site.floors.size(); ++i) {
        const Floor& floor = site.floors[i];
        if (floor.name.empty()) return fail(Errc::malformed, "site: a floor without a name");
        if (stands_before(site.floors, i, &Floor::name)) {
            return fail(Errc::malformed, "site: a floor name twice");
        }
        const bool sized = std::isfinite(floor.width_m) && std::isfinite(floor.height_m) &&
                           floor.width_m > 0 && floor.height_m > 0;
        if (!sized) return fail(Errc::malformed, "site: a floor without size");
    }
    return {};
}

Result<void> check_gateways(const Site& site) {
    for (std::size_t i = 0; i < site.gateways.size(); ++i) {
        const GatewayPlacement& placed = site.gateways[i];
        if (placed.gateway.empty()) return fail(Errc::malformed, "site: a gateway without an id");
        if (stands_before(site.gateways, i, &GatewayPlacement::gateway)) {
            return fail(Errc::malformed, "site: a gateway twice");
        }
        if (!has_floor(site, placed.floor)) {
            return fail(Errc::malformed, "site: a gateway on a floor that is not there");
        }
        if (!finite(placed.at) || !std::isfinite(placed.z_m)) {
            return fail(Errc::malformed, "site: a gateway without a place");
        }
    }
    return {};
}

Result<void> check_zones(const Site& site) {
    for (std::size_t i = 0; i < site.zones.size(); ++i) {
        const Zone& zone = site.zones[i];
        if (zone.name.empty()) return fail(Errc::malformed, "site: a zone without a name");
        if (stands_before(site.zones, i, &Zone::name)) {
            return fail(Errc::malformed, "site: a zone name twice");
        }
        if (!has_floor(site, zone.floor)) {
            return fail(Errc::malformed, "site: a zone on a floor that is not there");
        }
        if (zone.corners.size() < corners_min) {
            return fail(Errc::malformed, "site: a zone with fewer than 3 corners");
        }
        if (zone.corners.size() > corners_max) {
            return fail(Errc::malformed, "site: a zone with more than 64 corners");
        }
        if (!std::ranges::all_of(zone.corners, finite)) {
            return fail(Errc::malformed, "site: a zone corner without a place");
        }
    }
    return {};
}

}  // namespace

Result<void> check(const Site& site) noexcept {
    CAIRN_CHECK(check_floors(site));
    CAIRN_CHECK(check_gateways(site));
    return check_zones(site);
}

bool contains(const Zone& zone, Point at) noexcept {
    // A ray from `at` towards growing x leaves the polygon once more often than it enters, if inside.
    bool inside = false;
    const std::size_t count = zone.corners.size();
    for (std::size_t i = 0; i < count; ++i) {
        const Point& a = zone.corners[i];
        const Point& b = zone.corners[(i + 1) % count];
        if ((a.y_m > at.y_m) == (b.y_m > at.y_m)) continue;
        const double crossing_x_m = a.x_m + (b.x_m - a.x_m) * (at.y_m - a.y_m) / (b.y_m - a.y_m);
        if (at.x_m < crossing_x_m) inside = !inside;
    }
    return inside;
}

}  // namespace cairn
