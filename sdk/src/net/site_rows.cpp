#include "net/site_rows.h"

#include <algorithm>
#include <cctype>
#include <limits>
#include <optional>
#include <string>

namespace cairn::net {
namespace {

constexpr double height_max_m = 1'000;
/// From floor to floor, where the file does not say.
constexpr double storey_m = 3.5;
constexpr std::size_t corners_min = 3;
constexpr std::size_t corners_max = 64;
constexpr std::size_t wall_points_max = 64;

/// A number that must be there.
double read_length(SiteRow& row, std::string_view key, double min_m, double max_m) {
    if (!row.has(key)) row.reject(key, "a number of metres");
    return row.number(key, 0, min_m, max_m);
}

template <typename Name>
void expect_name(SiteRow& row, std::string_view key) {
    row.reject(key, "1 to " + std::to_string(Name::size_max()) + " characters");
}

/// An id whose address stands otherwise than Cairn writes it, as labels do: `moko:d4:8c:49:f7:90:9c`. It
/// would never be heard.
std::optional<std::string> as_cairn_writes(std::string_view id) {
    constexpr std::size_t address_digits = 12;
    const std::size_t colon = id.find(':');
    const std::string_view name_space = id.substr(0, colon);
    if (name_space != "moko" && name_space != "minew" && name_space != "ble") return std::nullopt;
    std::string digits;
    for (const char c : id.substr(std::min(colon, id.size() - 1) + 1)) {
        if (c == ':' || c == '-') continue;
        if (std::isxdigit(static_cast<unsigned char>(c)) == 0) return std::nullopt;
        digits.push_back(static_cast<char>(std::toupper(static_cast<unsigned char>(c))));
    }
    std::string own = std::string(name_space) + ":" + digits;
    if (digits.size() != address_digits || own == id) return std::nullopt;
    return own;
}

}  // namespace

bool SiteBuilder::is_new(SiteRow& row, std::string_view key, std::string_view what, const std::string& text) {
    if (used_.emplace(what, text).second) return true;
    row.reject(key, std::string("a").append(key == "id" ? "n " : " ").append(key) + " that no " +
                        std::string(what) + " before it has");
    return false;
}

/// An empty floor, whose defect is reported, where the row names none.
const Floor& SiteBuilder::read_floor(SiteRow& row) {
    static const Floor none;
    const std::string name = row.text("floor", "");
    const auto found = std::ranges::find(site_.floors, std::string_view(name),
                                         [](const Floor& floor) { return floor.name.view(); });
    if (found != site_.floors.end() && !name.empty()) return *found;
    row.reject("floor", "the name of a floor");
    return none;
}

Point SiteBuilder::on(const Floor& floor, std::pair<double, double> place) const {
    if (axes_ == SiteAxes::of_the_floor) return {place.first, place.second};
    return on_floor(floor, {place.first, place.second});
}

Point SiteBuilder::read_place(SiteRow& row, const Floor& floor) {
    const double x_m = read_length(row, "x_m", -site_length_max_m, site_length_max_m);
    const double y_m = read_length(row, "y_m", -site_length_max_m, site_length_max_m);
    const Point at = on(floor, {x_m, y_m});
    const bool has_plan = floor.width_m > 0;
    if (!floor.name.empty() && has_plan && !is_near(floor, at)) {
        const bool is_x = !is_near(floor, {at.x_m, 0});
        row.reject(is_x ? "x_m" : "y_m", "a place on its floor or near it; mistyped?");
    }
    return at;
}

/// Not numbers where rooms do without.
Point SiteBuilder::read_gateway_place(SiteRow& row, const Floor& floor) {
    constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
    if (has_rooms() && !row.has("x_m") && !row.has("y_m")) return {unknown, unknown};
    return read_place(row, floor);
}

void SiteBuilder::announce_zone(const SiteRow& row) {
    has_zones_ = true;
    has_outlines_ |= row.has("corners_m");
}

void SiteBuilder::add_floor(SiteRow& row) {
    Floor floor;
    const std::string name = row.text("name", "");
    if (name.empty() || !FloorName::fits(name)) {
        expect_name<FloorName>(row, "name");
    } else if (is_new(row, "name", "floor", name)) {
        floor.name = FloorName(name);
    }
    const bool has_plan = !has_rooms() || row.has("width_m") || row.has("height_m");
    for (const auto& [key, length] : {std::pair{"width_m", &floor.width_m}, {"height_m", &floor.height_m}}) {
        if (!has_plan) break;
        *length = read_length(row, key, 0, site_length_max_m);
        if (row.has(key) && *length == 0) row.reject(key, "more than 0 metres");
    }
    const auto [x_m, y_m] = row.pair("origin_m", {0, 0});
    floor.origin = {x_m, y_m};
    if (std::max(std::abs(x_m), std::abs(y_m)) > site_length_max_m)
        row.reject("origin_m", "a place within 100,000 metres");
    const double stacked_m = storey_m * static_cast<double>(site_.floors.size());
    floor.elevation_m =
        row.number("elevation_m", std::min(stacked_m, height_max_m), -height_max_m, height_max_m);
    site_.floors.push_back(floor);
}

void SiteBuilder::add_gateway(SiteRow& row) {
    GatewayPlacement placement;
    const auto id = GatewayId::parse(row.text("id", ""));
    if (const auto own = as_cairn_writes(row.text("id", ""))) {
        row.reject("id", '"' + *own + '"');
    } else if (!id) {
        row.reject("id", "an id such as \"moko:D48C49F7909C\"");
    } else if (is_new(row, "id", "gateway", std::string(id->view()))) {
        placement.gateway = *id;
    }
    const Floor& floor = read_floor(row);
    placement.floor = floor.name;
    placement.at = read_gateway_place(row, floor);
    placement.z_m = row.number("z_m", placement.z_m, -height_max_m, height_max_m);
    if (row.has("azimuth_deg")) placement.azimuth_deg = row.number("azimuth_deg", 0, -360, 360);
    site_.gateways.push_back(placement);
}

void SiteBuilder::read_outline(SiteRow& row, const Floor& floor, Zone& zone) {
    for (const auto& corner : row.pairs("corners_m")) zone.corners.push_back(on(floor, corner));
    if (!row.has("corners_m")) {
        row.reject("corners_m",
                   "3 to 64 corners, as other zones have them: either all zones are rooms without "
                   "corners, or none");
    } else if (zone.corners.size() < corners_min || zone.corners.size() > corners_max) {
        row.reject("corners_m", "3 to 64 corners");
    } else if (!check_outline(zone.corners)) {
        row.reject("corners_m", "an outline around an area that neither crosses nor touches itself");
    }
}

void SiteBuilder::add_zone(SiteRow& row) {
    Zone zone;
    const std::string name = row.text("name", "");
    if (name.empty() || !ZoneName::fits(name)) {
        expect_name<ZoneName>(row, "name");
    } else if (is_new(row, "name", "zone", name)) {
        zone.name = ZoneName(name);
    }
    const Floor& floor = read_floor(row);
    zone.floor = floor.name;
    if (!has_rooms()) read_outline(row, floor, zone);
    site_.zones.push_back(std::move(zone));
}

void SiteBuilder::add_wall(SiteRow& row) {
    const Floor& floor = read_floor(row);
    const double loss_db = row.number("loss_db", Wall{}.loss_db, 0, wall_loss_max_db);
    const auto points = row.pairs("points_m");
    if (points.size() < 2 || points.size() > wall_points_max) row.reject("points_m", "2 to 64 points");
    for (std::size_t i = 1; i < points.size(); ++i) {
        if (points[i] == points[i - 1]) {
            row.reject("points_m", "points that differ from the one before");
            return;
        }
        site_.walls.push_back({floor.name, on(floor, points[i - 1]), on(floor, points[i]), loss_db});
    }
}

void SiteBuilder::add_passage(SiteRow& row) {
    Passage passage;
    row.rows("places", [&](SiteRow& place) {
        const Floor& floor = read_floor(place);
        const bool is_again = std::ranges::count(passage.places, floor.name, &Passage::Place::floor) > 0;
        if (is_again && !floor.name.empty()) place.reject("floor", "another floor than the places before it");
        passage.places.push_back({floor.name, read_place(place, floor)});
    });
    if (passage.places.size() < 2) row.reject("places", "places on 2 floors or more");
    site_.passages.push_back(std::move(passage));
}

void SiteBuilder::add_beacon(SiteRow& row) {
    ReferenceBeacon beacon;
    const auto tag = TagId::parse(row.text("tag", ""));
    if (const auto own = as_cairn_writes(row.text("tag", ""))) {
        row.reject("tag", '"' + *own + '"');
    } else if (!tag) {
        row.reject("tag", "an id such as \"ble:AC233FA03208\"");
    } else if (is_new(row, "tag", "beacon", std::string(tag->view()))) {
        beacon.tag = *tag;
    }
    const Floor& floor = read_floor(row);
    beacon.floor = floor.name;
    beacon.at = read_place(row, floor);
    beacon.z_m = row.number("z_m", beacon.z_m, -height_max_m, height_max_m);
    site_.beacons.push_back(beacon);
}

}  // namespace cairn::net
