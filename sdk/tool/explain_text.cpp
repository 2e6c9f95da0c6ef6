#include "explain_text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <string_view>
#include <vector>

#include "cairn/core/time_text.h"
#include "terminal.h"

namespace cairn::tool {
namespace {

constexpr std::size_t gateway_width = 22;

std::string dbm(double level_dbm) {
    return fixed(level_dbm, 1) + " dBm";
}

/// "1.5 dB louder", "1.5 dB weaker".
std::string difference(double louder_db, std::string_view louder, std::string_view weaker) {
    return fixed(std::abs(louder_db), 1) + " dB " + std::string(louder_db < 0 ? weaker : louder);
}

std::string_view learned_from(CalibrationLevel level) {
    switch (level) {
        case CalibrationLevel::none: return "nothing";
        case CalibrationLevel::automatic: return "unlabelled traffic";
        case CalibrationLevel::references: return "places and beacons that are known";
        case CalibrationLevel::survey: return "a survey";
    }
    return "";
}

std::string zone_name(std::size_t zone, const Site& site) {
    if (zone == site.zones.size()) return "elsewhere";
    return printable(site.zones[zone].name.view());
}

std::string zone_of(const Position& position) {
    if (position.zone_unknown) return "not known";
    return position.zone.empty() ? "none" : printable(position.zone.view());
}

std::string place_text(const Position& position) {
    std::string text = printable(position.tag.view()) + " at " + std::string(time_text(position.at).view()) +
                       "\n  " + printable(position.floor.view()) + ", x " + fixed(position.x_m, 2) +
                       " m, y " + fixed(position.y_m, 2) + " m; 68 % within " +
                       fixed(position.radius68_m, 2) + " m\n";
    if (position.ambiguous) {
        text += "  or as well near x " + fixed(position.other_x_m, 2) + " m, y " +
                fixed(position.other_y_m, 2) + " m\n";
    }
    return text;
}

std::string method_text(const FixReasons& reasons) {
    const Position& position = reasons.position;
    if (position.method != PositionMethod::grid_filter)
        return "  the middle of the gateways that heard it: no radio map was learned yet\n";
    return "  by a radio map learned from " + std::string(learned_from(position.calibration)) + ", " +
           fixed(reasons.dt_s, 1) + " s after the position before; the tag is " +
           difference(reasons.offset_db, "louder", "weaker") + " than most\n";
}

std::string zones_text(const FixReasons& reasons, const Site& site) {
    std::vector<std::size_t> order(reasons.zone_scores.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::ranges::stable_sort(order, std::ranges::greater{},
                             [&](std::size_t zone) { return reasons.zone_scores[zone]; });
    const Position& position = reasons.position;
    std::string text = "zone: " + zone_of(position);
    if (!position.next_zone.empty()) text += ", then " + printable(position.next_zone.view());
    text += "\n";
    for (const std::size_t zone : order)
        text += "  " + padded(zone_name(zone, site), gateway_width) + " " +
                fixed(100 * reasons.zone_scores[zone], 1) + " %\n";
    return text;
}

std::string heard_text(const GatewayReason& reason, bool has_map) {
    if (reason.heard_count == 0) {
        return has_map && !reason.awake ? "not awake, or reports no such tags: its silence says nothing"
                                        : "did not hear it";
    }
    std::string text = "heard it " + std::to_string(reason.heard_count) + "x at " + dbm(reason.rssi_dbm);
    if (reason.new_count > 0)
        text += " (" + std::to_string(reason.new_count) + " new at " + dbm(reason.new_rssi_dbm) + ")";
    else if (has_map)
        text += " (none new)";
    if (has_map) text += ", " + difference(reason.rssi_dbm - reason.expected_dbm, "stronger", "weaker");
    return text;
}

std::string gateways_text(const FixReasons& reasons) {
    const bool has_map = reasons.position.method == PositionMethod::grid_filter;
    std::string text = "gateways:\n";
    for (const GatewayReason& reason : reasons.gateways) {
        text += "  " + padded(printable(reason.gateway.view()), gateway_width) + " " +
                heard_text(reason, has_map);
        if (has_map) {
            text += "; expected " + dbm(reason.expected_dbm) + " +- " + fixed(reason.expected_sd_db, 1) +
                    " dB, hears such a tag there in " + fixed(100 * reason.hearing_chance, 0) +
                    " % of ticks, " + fixed(reason.distance_m, 1) + " m away";
        }
        text += "\n";
    }
    return text;
}

/// All digits: what differs may be the last one.
std::string exact(double number) {
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "%.17g", number);
    return text.data();
}

std::string compared(std::string_view what, const std::string& recorded, const std::string& now) {
    if (recorded == now) return "";
    return "  " + padded(what, gateway_width) + " recorded " + recorded + ", now " + now + "\n";
}

}  // namespace

std::string explain_text(const FixReasons& reasons, const Site& site) {
    return place_text(reasons.position) + method_text(reasons) + zones_text(reasons, site) +
           gateways_text(reasons);
}

std::string comparison_text(const RecomputedFix& fix, const Site& site) {
    if (fix.is_same) return "recomputed: the same\n";
    const Position& then = fix.recorded;
    const Position& now = fix.reasons.position;
    const std::string text =
        compared("floor", printable(then.floor.view()), printable(now.floor.view())) +
        compared("x, m", exact(then.x_m), exact(now.x_m)) +
        compared("y, m", exact(then.y_m), exact(now.y_m)) +
        compared("variance of x, m^2", exact(then.variance_x_m2), exact(now.variance_x_m2)) +
        compared("variance of y, m^2", exact(then.variance_y_m2), exact(now.variance_y_m2)) +
        compared("covariance, m^2", exact(then.covariance_xy_m2), exact(now.covariance_xy_m2)) +
        compared("radius of 68 %, m", exact(then.radius68_m), exact(now.radius68_m)) +
        compared("zone", zone_of(then), zone_of(now));
    std::string scores;
    for (std::size_t i = 0; i < fix.recorded_scores.size(); ++i)
        scores += compared("score of " + zone_name(i, site), exact(fix.recorded_scores[i]),
                           exact(fix.reasons.zone_scores[i]));
    const std::string all = text + scores;
    return "recomputed: differs\n" + (all.empty() ? "  in the evidence that was named\n" : all);
}

}  // namespace cairn::tool
