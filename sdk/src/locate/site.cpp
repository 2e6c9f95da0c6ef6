#include "cairn/locate/site.h"

#include <algorithm>
#include <cmath>

#include "locate/rooms.h"

namespace cairn {
namespace {

// Not inline, as some below: they stand in many places, and run once.
[[gnu::noinline]] Result<void> refuse(const char* why) {
    return fail(Errc::malformed, why);
}

constexpr std::size_t floors_max = 64;

/// What a floor's surroundings always include.
constexpr double margin_min_m = 20;

[[gnu::noinline]] bool is_length(double length_m) {
    return std::abs(length_m) <= site_length_max_m;  // which not-a-number is not
}

[[gnu::noinline]] bool is_place(const Point& at) {
    return is_length(at.x_m) && is_length(at.y_m);
}

/// The floor, or nothing.
[[gnu::noinline]] const Floor* floor_of(const Site& site, const FloorName& name) {
    const auto found = std::ranges::find(site.floors, name, &Floor::name);
    return found == site.floors.end() ? nullptr : &*found;
}

// Whether an item before `i` has the same key. Quadratic, but it runs once and needs no memory.
template <typename Items, typename Key>
bool stands_before(const Items& items, std::size_t i, Key key) {
    const auto end = items.begin() + static_cast<std::ptrdiff_t>(i);
    return std::any_of(items.begin(), end, [&](const auto& item) { return item.*key == items[i].*key; });
}

/// What to say of something that is not where a floor is.
struct SpotRefusals {
    const char* no_floor;
    const char* no_place;
    const char* far_outside;
};

Result<void> check_spot(const Site& site, const FloorName& name, Point at, double z_m,
                        const SpotRefusals& refusals) {
    const Floor* floor = floor_of(site, name);
    if (floor == nullptr) return refuse(refusals.no_floor);
    if (!is_place(at) || !is_length(z_m)) return refuse(refusals.no_place);
    if (!is_near(*floor, at)) return refuse(refusals.far_outside);
    return {};
}

Result<void> check_floors(const Site& site) {
    if (site.floors.size() > floors_max) return refuse("site: more than 64 floors");
    for (std::size_t i = 0; i < site.floors.size(); ++i) {
        const Floor& floor = site.floors[i];
        if (floor.name.empty()) return refuse("site: a floor without a name");
        if (stands_before(site.floors, i, &Floor::name)) {
            return refuse("site: a floor name twice");
        }
        const bool is_sized =
            is_length(floor.width_m) && is_length(floor.height_m) && floor.width_m > 0 && floor.height_m > 0;
        if (!is_sized) return refuse("site: a floor without size");
        if (!is_place(floor.origin) || !is_length(floor.elevation_m)) {
            return refuse("site: a floor without a place");
        }
    }
    return {};
}

Result<void> check_gateways(const Site& site) {
    for (std::size_t i = 0; i < site.gateways.size(); ++i) {
        const GatewayPlacement& placed = site.gateways[i];
        if (placed.gateway.empty()) return refuse("site: a gateway without an id");
        if (stands_before(site.gateways, i, &GatewayPlacement::gateway)) {
            return refuse("site: a gateway twice");
        }
        CAIRN_CHECK(
            check_spot(site, placed.floor, placed.at, placed.z_m,
                       {"site: a gateway on a floor that is not there", "site: a gateway without a place",
                        "site: a gateway far outside its floor; mistyped?"}));
        if (placed.azimuth_deg && !(std::abs(*placed.azimuth_deg) <= 360)) {
            return refuse("site: a gateway with an azimuth beyond 360 degrees");
        }
    }
    return {};
}

Result<void> check_zones(const Site& site) {
    for (std::size_t i = 0; i < site.zones.size(); ++i) {
        const Zone& zone = site.zones[i];
        if (zone.name.empty()) return refuse("site: a zone without a name");
        if (stands_before(site.zones, i, &Zone::name)) {
            return refuse("site: a zone name twice");
        }
        if (floor_of(site, zone.floor) == nullptr) {
            return refuse("site: a zone on a floor that is not there");
        }
        CAIRN_CHECK(check_outline(zone.corners));
    }
    return {};
}

Result<void> check_walls(const Site& site) {
    for (const Wall& wall : site.walls) {
        if (floor_of(site, wall.floor) == nullptr) {
            return refuse("site: a wall on a floor that is not there");
        }
        if (!is_place(wall.from) || !is_place(wall.to)) {
            return refuse("site: a wall without a place");
        }
        if (wall.from.x_m == wall.to.x_m && wall.from.y_m == wall.to.y_m) {
            return refuse("site: a wall without length");
        }
        if (!(wall.loss_db >= 0 && wall.loss_db <= wall_loss_max_db)) {
            return refuse("site: a wall with a loss outside 0 to 60 dB");
        }
    }
    return {};
}

Result<void> check_passage(const Site& site, const Passage& passage) {
    if (passage.places.size() < 2) {
        return refuse("site: stairs or a lift that reach fewer than 2 floors");
    }
    for (std::size_t i = 0; i < passage.places.size(); ++i) {
        const Passage::Place& place = passage.places[i];
        if (stands_before(passage.places, i, &Passage::Place::floor)) {
            return refuse("site: stairs or a lift twice on a floor");
        }
        CAIRN_CHECK(check_spot(site, place.floor, place.at, 0,
                               {"site: stairs or a lift on a floor that is not there",
                                "site: stairs or a lift without a place",
                                "site: stairs or a lift far outside the floor; mistyped?"}));
    }
    return {};
}

Result<void> check_passages(const Site& site) {
    for (const Passage& passage : site.passages) CAIRN_CHECK(check_passage(site, passage));
    return {};
}

Result<void> check_beacons(const Site& site) {
    for (std::size_t i = 0; i < site.beacons.size(); ++i) {
        const ReferenceBeacon& beacon = site.beacons[i];
        if (beacon.tag.empty()) return refuse("site: a beacon without a tag");
        if (stands_before(site.beacons, i, &ReferenceBeacon::tag)) {
            return refuse("site: a beacon's tag twice");
        }
        CAIRN_CHECK(
            check_spot(site, beacon.floor, beacon.at, beacon.z_m,
                       {"site: a beacon on a floor that is not there", "site: a beacon without a place",
                        "site: a beacon far outside its floor; mistyped?"}));
    }
    return {};
}

}  // namespace

Result<void> check(const Site& site) noexcept {
    if (has_rooms(site)) return locate::check_rooms(site);
    CAIRN_CHECK(check_floors(site));
    CAIRN_CHECK(check_gateways(site));
    CAIRN_CHECK(check_zones(site));
    CAIRN_CHECK(check_walls(site));
    CAIRN_CHECK(check_passages(site));
    return check_beacons(site);
}

std::uint32_t floor_row(const Site& site, const FloorName& name) noexcept {
    const auto found = std::ranges::find(site.floors, name, &Floor::name);
    return static_cast<std::uint32_t>(found - site.floors.begin());
}

bool is_near(const Floor& floor, Point at) noexcept {
    const double margin_m = std::max({floor.width_m, floor.height_m, margin_min_m});
    return at.x_m >= -margin_m && at.x_m <= floor.width_m + margin_m && at.y_m >= -margin_m &&
           at.y_m <= floor.height_m + margin_m;
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
