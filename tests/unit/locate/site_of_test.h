// A small language for sites and hearings.
#pragma once

#include <initializer_list>
#include <optional>
#include <string_view>
#include <vector>

#include "cairn/locate/positioner.h"

namespace cairn::test {

inline GatewayId gateway_id(std::string_view name) {
    return *GatewayId::make("moko", name);
}

inline TagId tag_id(std::string_view name) {
    return *TagId::make("ble", name);
}

/// One floor, "ground", 20 m by 10 m, with gateways "a", "b" and "c" on a line, 8 m apart.
inline Site hall() {
    Site site;
    site.floors.push_back({"ground", 20, 10});
    site.gateways.push_back({gateway_id("a"), "ground", {2, 5}, 2.5});
    site.gateways.push_back({gateway_id("b"), "ground", {10, 5}, 2.5});
    site.gateways.push_back({gateway_id("c"), "ground", {18, 5}, 2.5});
    return site;
}

inline Zone box(std::string_view name, double left_m, double right_m) {
    return {name, "ground", {{left_m, 0}, {right_m, 0}, {right_m, 10}, {left_m, 10}}};
}

/// A hall in two halves that meet at x = 10 m.
inline Site two_zones() {
    Site site = hall();
    site.zones = {box("west", 0, 10), box("east", 10, 20)};
    return site;
}

inline Advertisement heard(std::string_view tag, std::string_view gateway, int rssi_dbm, std::int64_t at_ms) {
    Advertisement heard;
    heard.tag = tag_id(tag);
    heard.gateway = gateway_id(gateway);
    heard.heard_at = {at_ms};
    heard.rssi_dbm = static_cast<std::int8_t>(rssi_dbm);
    return heard;
}

inline std::vector<Position> positions(Positioner& positioner, std::int64_t now_ms) {
    std::vector<Position> found;
    positioner.tick({now_ms}, [&found](const Position& position) { found.push_back(position); });
    return found;
}

inline std::optional<Position> position_of(Positioner& positioner, std::string_view tag,
                                           std::int64_t now_ms) {
    std::optional<Position> wanted;
    for (const Position& position : positions(positioner, now_ms)) {
        if (position.tag == tag_id(tag)) wanted = position;
    }
    return wanted;
}

}  // namespace cairn::test
