#include "cairn/net/site_file.h"

#include <set>
#include <utility>

namespace cairn::net {
namespace {

/// Longer plans are mistakes of unit; coordinates may lie outside a plan by as much.
constexpr double length_max_m = 100'000;
constexpr double height_max_m = 1'000;
constexpr std::size_t corners_min = 3;
constexpr std::size_t corners_max = 64;

/// A name that is there, fits and was not used before; otherwise reported.
template <typename Name>
Name read_name(ConfigTable& table, std::string_view what, std::set<std::string>& used) {
    const std::string text = table.text("name", "");
    if (text.empty() || !Name::fits(text)) {
        table.reject("name", "1 to " + std::to_string(Name::size_max()) + " characters");
    } else if (!used.insert(text).second) {
        table.reject("name", std::string("a name that no ").append(what).append(" before it has"));
    }
    return Name(text);
}

FloorName read_floor_name(ConfigTable& table, const std::set<std::string>& floors) {
    const std::string text = table.text("floor", "");
    if (!floors.contains(text)) table.reject("floor", "the name of a [[floor]]");
    return FloorName(text);
}

/// A number that must be there.
double read_length(ConfigTable& table, std::string_view key, double min_m, double max_m) {
    if (!table.has(key)) table.reject(key, "a number of metres");
    return table.number(key, 0, min_m, max_m);
}

Floor read_floor(ConfigTable& table, std::set<std::string>& used) {
    Floor floor;
    floor.name = read_name<FloorName>(table, "floor", used);
    for (const auto& [key, length] : {std::pair{"width_m", &floor.width_m}, {"height_m", &floor.height_m}}) {
        *length = read_length(table, key, 0, length_max_m);
        if (table.has(key) && *length == 0) table.reject(key, "more than 0 metres");
    }
    return floor;
}

GatewayPlacement read_gateway(ConfigTable& table, const std::set<std::string>& floors,
                              std::set<std::string>& used) {
    GatewayPlacement placement;
    const auto id = GatewayId::parse(table.text("id", ""));
    if (!id) {
        table.reject("id", "an id such as \"moko:D48C49F7909C\"");
    } else if (!used.emplace(id->view()).second) {
        table.reject("id", "an id that no gateway before it has");
    } else {
        placement.gateway = *id;
    }
    placement.floor = read_floor_name(table, floors);
    placement.at.x_m = read_length(table, "x_m", -length_max_m, length_max_m);
    placement.at.y_m = read_length(table, "y_m", -length_max_m, length_max_m);
    placement.z_m = table.number("z_m", placement.z_m, -height_max_m, height_max_m);
    return placement;
}

Zone read_zone(ConfigTable& table, const std::set<std::string>& floors, std::set<std::string>& used) {
    Zone zone;
    zone.name = read_name<ZoneName>(table, "zone", used);
    zone.floor = read_floor_name(table, floors);
    for (const auto& [x_m, y_m] : table.pairs("corners_m")) zone.corners.push_back({x_m, y_m});
    if (zone.corners.size() < corners_min || zone.corners.size() > corners_max) {
        table.reject("corners_m", "3 to 64 corners");
    }
    return zone;
}

}  // namespace

Site read_site(const std::string& path, std::vector<std::string>& errors) {
    ConfigFile file = ConfigFile::open(path);
    Site site;
    std::set<std::string> floors;
    std::set<std::string> gateways;
    std::set<std::string> zones;
    // Floors first, wherever they stand in the file: the others name them.
    file.root().tables("floor",
                       [&](ConfigTable& table) { site.floors.push_back(read_floor(table, floors)); });
    file.root().tables("gateway", [&](ConfigTable& table) {
        site.gateways.push_back(read_gateway(table, floors, gateways));
    });
    file.root().tables("zone",
                       [&](ConfigTable& table) { site.zones.push_back(read_zone(table, floors, zones)); });
    errors = file.errors();
    return site;
}

}  // namespace cairn::net
