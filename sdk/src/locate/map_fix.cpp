#include "locate/map_fix.h"

#include <algorithm>
#include <cmath>

namespace cairn::locate {
namespace {

// One that is awake and should have heard the tag, but did not, is named where this is likely.
constexpr double unheard_chance_min = 0.5;

void add_evidence(const MapView& view, const Fix& fix, std::span<const HeardLevel> levels, double offset_db,
                  Position& position) noexcept {
    const auto add = [&](std::size_t gateway, const Level& level, const Expected& wanted) {
        static_cast<void>(position.evidence.push_back(
            {view.site.gateways[gateway].gateway, static_cast<float>(level.rssi_dbm), level.heard_count,
             static_cast<float>(wanted.rssi_dbm + offset_db), static_cast<float>(wanted.distance_m)}));
    };
    for (const HeardLevel& heard : levels)
        add(heard.gateway, heard.level, expected(view.map, heard.gateway, fix.floor, fix.at));
    for (std::size_t gateway = 0; gateway < view.site.gateways.size(); ++gateway) {
        if (position.evidence.size() == limits::evidence_gateways_max) return;
        if (view.awake[gateway] == 0) continue;
        if (std::ranges::find(levels, gateway, &HeardLevel::gateway) != levels.end()) continue;
        const Expected wanted = expected(view.map, gateway, fix.floor, fix.at);
        if (wanted.chance >= unheard_chance_min) add(gateway, {}, wanted);
    }
}

}  // namespace

std::vector<GatewayRadio> radios_of(const Site& site) {
    std::vector<GatewayRadio> gateways;
    for (const GatewayPlacement& placed : site.gateways) {
        GatewayRadio& radio = gateways.emplace_back();
        radio.floor = floor_row(site, placed.floor);
        const Floor& floor = site.floors[radio.floor];
        radio.at = in_building(floor, placed.at);
        radio.z_m = floor.elevation_m + placed.z_m;
        radio.azimuth_is_known = placed.azimuth_deg.has_value();
        radio.azimuth_deg = placed.azimuth_deg.value_or(0);
    }
    return gateways;
}

Expected expected(const RadioMap& map, std::size_t gateway, std::uint32_t floor, Point at) noexcept {
    const GatewayRadio& radio = map.gateway(gateway);
    const RadioMap::Field field = map.cells(gateway, floor);
    const std::size_t cell = map.grid().cell_at(at);
    const double x_m = at.x_m - radio.at.x_m;
    const double y_m = at.y_m - radio.at.y_m;
    const double z_m = map.building().tag_z_m[floor] - radio.z_m;
    const auto mean_dbm = static_cast<double>(field.mean_dbm(cell));
    const auto variance_db2 = static_cast<double>(field.variance_db2(cell));
    return {mean_dbm, variance_db2, map.hearing_chance(gateway, mean_dbm, variance_db2),
            std::sqrt(x_m * x_m + y_m * y_m + z_m * z_m)};
}

void widen(Fix& fix, double scale) noexcept {
    fix.variance_x_m2 *= scale;
    fix.variance_y_m2 *= scale;
    fix.covariance_xy_m2 *= scale;
    fix.radius68_m *= std::sqrt(scale);
}

void put(const MapView& view, std::uint32_t floor, Point at, Position& position) noexcept {
    const Point place = on_floor(view.site.floors[floor], at);
    position.floor = view.site.floors[floor].name;
    position.x_m = place.x_m;
    position.y_m = place.y_m;
    position.method = PositionMethod::grid_filter;
    position.calibration = view.level;
}

void put(const MapView& view, const Fix& fix, const Heard& heard, double offset_db,
         Position& position) noexcept {
    put(view, fix.floor, fix.at, position);
    position.variance_x_m2 = fix.variance_x_m2;
    position.variance_y_m2 = fix.variance_y_m2;
    position.covariance_xy_m2 = fix.covariance_xy_m2;
    position.radius68_m = fix.radius68_m;
    position.ambiguous = fix.is_ambiguous;
    if (fix.is_ambiguous) {
        const Point other = on_floor(view.site.floors[fix.floor], fix.other);
        position.other_x_m = other.x_m;
        position.other_y_m = other.y_m;
    }
    add_evidence(view, fix, heard.levels, offset_db, position);
}

void put_reasons(const Site& site, const Heard& heard, std::span<GatewayReason> reasons) noexcept {
    for (std::size_t gateway = 0; gateway < reasons.size(); ++gateway)
        reasons[gateway].gateway = site.gateways[gateway].gateway;
    for (const HeardLevel& level : heard.levels) {
        reasons[level.gateway].heard_count = level.level.heard_count;
        reasons[level.gateway].rssi_dbm = level.level.rssi_dbm;
    }
    for (const TickHearing& news : heard.hearings) {
        reasons[news.gateway].new_count = news.packets;
        reasons[news.gateway].new_rssi_dbm = news.rssi_dbm;
    }
}

void put_expected(const MapView& view, const Fix& fix, double offset_db,
                  std::span<GatewayReason> reasons) noexcept {
    for (std::size_t gateway = 0; gateway < reasons.size(); ++gateway) {
        const Expected wanted = expected(view.map, gateway, fix.floor, fix.at);
        GatewayReason& reason = reasons[gateway];
        reason.awake = view.awake[gateway] != 0;
        reason.expected_dbm = wanted.rssi_dbm + offset_db;
        reason.expected_sd_db = std::sqrt(wanted.variance_db2);
        reason.hearing_chance = wanted.chance;
        reason.distance_m = wanted.distance_m;
    }
}

}  // namespace cairn::locate
