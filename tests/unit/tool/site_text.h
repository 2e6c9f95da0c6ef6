// Sites written to a file, read, and told as text for comparison.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "cairn/net/site_file.h"

namespace cairn::test {

struct SiteReading {
    Site site;
    std::vector<std::string> errors;
};

inline SiteReading read_site_text(const std::string& text, const std::string& ending) {
    const std::string path = testing::TempDir() + "cairn_site_file_test." + ending;
    std::ofstream(path) << text;
    SiteReading reading;
    reading.site = net::read_site(path, reading.errors);
    return reading;
}

/// Two floors with everything that a site may have.
inline constexpr auto furnished_site = R"(
[[floor]]
name = "ground"
width_m = 30
height_m = 18
[[floor]]
name = "first"
width_m = 20
height_m = 18
origin_m = [10, 0]
elevation_m = 4
[[gateway]]
id = "moko:A"
floor = "first"
x_m = 5
y_m = 6
azimuth_deg = -90
[[wall]]
floor = "first"
points_m = [[0, 9], [8, 9], [8, 18]]
loss_db = 8
[[stairs]]
places = [
    { floor = "ground", x_m = 12, y_m = 1 },
    { floor = "first", x_m = 2, y_m = 3 },
]
[[lift]]
places = [{ floor = "ground", x_m = 15, y_m = 1 }, { floor = "first", x_m = 5, y_m = 1 }]
[[beacon]]
tag = "ble:AC233FA03208"
floor = "first"
x_m = 1
y_m = 2
z_m = 1.5
)";

/// All that a site says, for comparison.
inline std::string told(const Site& site) {
    std::ostringstream text;
    const auto point = [](Point at) { return " " + std::to_string(at.x_m) + " " + std::to_string(at.y_m); };
    for (const Floor& floor : site.floors)
        text << "floor " << floor.name.view() << point({floor.width_m, floor.height_m}) << point(floor.origin)
             << " " << floor.elevation_m << "\n";
    for (const GatewayPlacement& gateway : site.gateways)
        text << "gateway " << gateway.gateway.view() << " " << gateway.floor.view() << point(gateway.at)
             << " " << gateway.z_m << " " << gateway.azimuth_deg.value_or(1000) << "\n";
    for (const Zone& zone : site.zones) {
        text << "zone " << zone.name.view() << " " << zone.floor.view();
        for (const Point corner : zone.corners) text << point(corner);
        text << "\n";
    }
    for (const Wall& wall : site.walls)
        text << "wall " << wall.floor.view() << point(wall.from) << point(wall.to) << " " << wall.loss_db
             << "\n";
    for (const Passage& passage : site.passages) {
        text << "passage";
        for (const Passage::Place& place : passage.places)
            text << " " << place.floor.view() << point(place.at);
        text << "\n";
    }
    for (const ReferenceBeacon& beacon : site.beacons)
        text << "beacon " << beacon.tag.view() << " " << beacon.floor.view() << point(beacon.at) << " "
             << beacon.z_m << "\n";
    return text.str();
}

}  // namespace cairn::test
