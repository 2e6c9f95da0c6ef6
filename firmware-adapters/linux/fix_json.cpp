#include "linux/fix_json.h"

#include <boost/json/array.hpp>
#include <utility>

#include "json/position_json.h"

namespace cairn::edge {
namespace {

namespace json = boost::json;

json::value number_if(bool is_known, double number) {
    return is_known ? json::value(number) : json::value(nullptr);
}

json::array gateways_json(const FixReasons& reasons) {
    const bool has_map = reasons.position.method == PositionMethod::grid_filter;
    json::array list;
    for (const GatewayReason& reason : reasons.gateways) {
        list.push_back(json::object{
            {"gateway", reason.gateway.view()},
            {"awake", has_map ? json::value(reason.awake) : json::value(nullptr)},
            {"heardCount", reason.heard_count},
            {"rssiDbm", number_if(reason.heard_count > 0, reason.rssi_dbm)},
            {"newCount", has_map ? json::value(reason.new_count) : json::value(nullptr)},
            {"newRssiDbm", number_if(reason.new_count > 0, reason.new_rssi_dbm)},
            {"expectedDbm", number_if(has_map, reason.expected_dbm)},
            {"expectedSdDb", number_if(has_map, reason.expected_sd_db)},
            {"hearingChance", number_if(has_map, reason.hearing_chance)},
            {"distanceM", number_if(has_map, reason.distance_m)},
        });
    }
    return list;
}

json::array zones_json(const FixReasons& reasons, const Site& site) {
    json::array list;
    for (std::size_t i = 0; i < reasons.zone_scores.size(); ++i) {
        const bool is_zone = i < site.zones.size();
        list.push_back(
            json::object{{"zone", is_zone ? json::value(site.zones[i].name.view()) : json::value(nullptr)},
                         {"floor", is_zone ? json::value(site.zones[i].floor.view()) : json::value(nullptr)},
                         {"score", reasons.zone_scores[i]}});
    }
    return list;
}

}  // namespace

json::object to_json(const FixReasons& reasons, const Site& site) {
    const bool has_map = reasons.position.method == PositionMethod::grid_filter;
    return {{"position", to_json(reasons.position)},
            {"dtS", number_if(has_map, reasons.dt_s)},
            {"offsetDb", number_if(has_map, reasons.offset_db)},
            {"gateways", gateways_json(reasons)},
            {"zones", zones_json(reasons, site)}};
}

}  // namespace cairn::edge
