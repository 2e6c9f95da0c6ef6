#include <boost/json.hpp>

#include "cairn/core/time_text.h"
#include "sim/dialects.h"
#include "text.h"
#include "json/json_text.h"

namespace cairn::sim {
namespace {

using boost::json::array;
using boost::json::object;

object measurement(const char* type, double value, const char* unit) {
    return {{"type", type}, {"value", value}, {"unit", unit}};
}

/// Civic tags have names of their own; all others are known by their address.
std::string tag_text(const TagId& tag) {
    const std::string_view id = tag.view();
    return std::string(tag.name_space() == "civic" ? id.substr(id.find(':') + 1) : id);
}

object item_of(const Hearing& hearing) {
    const Sensors& sensors = hearing.packet.sensors;
    object item{
        {"tag", tag_text(hearing.tag)}, {"at", time_text(hearing.at).view()}, {"rssi", hearing.rssi_dbm}};
    if (hearing.packet.kind == PacketKind::civic) {
        item["measurements"] = array{measurement("temperature", sensors.temperature_tenths_c / 10.0, "C"),
                                     measurement("humidity", sensors.humidity_tenths_percent / 10.0, "%"),
                                     measurement("battery", sensors.battery_pct, "%")};
    } else {
        item["advertisement"] = tool::hex_text(as_text(hearing.packet.ad));
    }
    return item;
}

}  // namespace

std::string encode_civic_scan(const GatewayName& gateway, std::span<const Hearing> hearings) {
    array tags;
    for (const Hearing& hearing : hearings) tags.push_back(item_of(hearing));
    return json_text(object{{"cairn", "civic/1"}, {"gateway", gateway}, {"tags", std::move(tags)}});
}

std::string encode_civic_status(const GatewayName& gateway, const GatewayHealth& health) {
    return json_text(
        object{{"cairn", "civic/1"},
               {"gateway", gateway},
               {"at", time_text(health.at).view()},
               {"online", true},
               {"measurements", array{measurement("uplink_rssi", health.uplink_rssi_dbm, "dBm"),
                                      measurement("heartbeat_index", health.heartbeat_index, "1")}}});
}

}  // namespace cairn::sim
