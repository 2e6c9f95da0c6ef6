#include <boost/json.hpp>
#include <cmath>

#include "cairn/core/time_text.h"
#include "sim/dialects.h"
#include "text.h"
#include "json/json_text.h"

namespace cairn::sim {
namespace {

using boost::json::array;
using boost::json::object;
using tool::hex_text;
using tool::upper;

std::string mac_text(const MacAddress& address) {
    return hex_text(as_text(address.octets));
}
std::string raw_text(const Packet& packet) {
    return hex_text(as_text(packet.ad));
}
double rounded(double number, double steps_per_unit) {
    return std::round(number * steps_per_unit) / steps_per_unit;
}

object moko_envelope(int id, const GatewayName& mac) {
    return {{"msg_id", id}, {"device_info", {{"mac", mac}}}};
}

/// Type and fields of a record; types whose spelling of fields is not published carry the raw bytes.
void add_moko_content(object& record, const Packet& packet) {
    const Sensors& sensors = packet.sensors;
    switch (packet.kind) {
        case PacketKind::ibeacon:
            record["type_code"] = 0;
            record["type"] = "ibeacon";
            record["uuid"] = hex_text(as_text(beacon_uuid));
            record["major"] = packet.major;
            record["minor"] = packet.minor;
            record["rssi_1m"] = beacon_measured_power_dbm;
            break;
        case PacketKind::moko_acceleration:
            record["type_code"] = 5;
            record["type"] = "bxp-acc";
            record["x_axis_data"] = sensors.acceleration_mg[0];
            record["y_axis_data"] = sensors.acceleration_mg[1];
            record["z_axis_data"] = sensors.acceleration_mg[2];
            record["batt_vol"] = sensors.battery_mv;
            break;
        case PacketKind::moko_temperature_humidity:
            record["type_code"] = 6;
            record["type"] = "bxp-th";
            record["temperature"] = sensors.temperature_tenths_c / 10.0;
            record["humidity"] = sensors.humidity_tenths_percent / 10.0;
            record["batt_vol"] = sensors.battery_mv;
            break;
        case PacketKind::eddystone_uid:
        case PacketKind::eddystone_tlm:
        case PacketKind::ruuvi:
        case PacketKind::minew_temperature_humidity:
        case PacketKind::minew_acceleration:
        case PacketKind::civic:
            record["type_code"] = 10;
            record["type"] = "other";
            record["raw_data"] = raw_text(packet);
            break;
    }
}

object minew_element(const char* type, const Hearing& hearing) {
    return {{"timestamp", time_text(hearing.at).view()},
            {"type", type},
            {"mac", upper(mac_text(hearing.packet.sender))},
            {"bleName", ""},
            {"rssi", hearing.rssi_dbm}};
}

void add_minew_elements(array& elements, const Hearing& hearing) {
    const Packet& packet = hearing.packet;
    if (packet.kind == PacketKind::ibeacon) {
        object element = minew_element("iBeacon", hearing);
        element["ibeaconUuid"] = upper(hex_text(as_text(beacon_uuid)));
        element["ibeaconMajor"] = packet.major;
        element["ibeaconMinor"] = packet.minor;
        element["ibeaconTxPower"] = beacon_measured_power_dbm;
        element["battery"] = 0;
        elements.push_back(std::move(element));
        return;
    }
    if (packet.kind == PacketKind::minew_temperature_humidity) {
        object element = minew_element("S1", hearing);
        const std::vector<Measurement> sent = measurements_of(packet);
        element["bleName"] = "S1";
        element["battery"] = packet.sensors.battery_pct;
        element["temperature"] = rounded(sent[1].value, 100);
        element["humidity"] = rounded(sent[2].value, 100);
        elements.push_back(std::move(element));
        object response = minew_element("Unknown", hearing);
        response["rawData"] = "";
        elements.push_back(std::move(response));
        return;
    }
    object element = minew_element("Unknown", hearing);
    element["rawData"] = upper(raw_text(packet));
    elements.push_back(std::move(element));
}

}  // namespace

std::string encode_moko_json_scan(const GatewayName& mac, std::span<const Hearing> hearings) {
    array records;
    for (const Hearing& hearing : hearings) {
        object record{{"timestamp", hearing.at.unix_ms}, {"timezone", 0}};
        add_moko_content(record, hearing.packet);
        record["rssi"] = hearing.rssi_dbm;
        record["connectable"] = 1;
        record["mac"] = mac_text(hearing.packet.sender);
        records.push_back(std::move(record));
    }
    object message = moko_envelope(3070, mac);
    message["data"] = std::move(records);
    return json_text(message);
}

std::string encode_moko_json_status(const GatewayName& mac, const GatewayHealth& health) {
    object message = moko_envelope(3004, mac);
    message["data"] = {{"timestamp", health.at.unix_ms},
                       {"timezone", 0},
                       {"net_interface", 1},
                       {"wifi_rssi", health.uplink_rssi_dbm}};
    return json_text(message);
}

std::string encode_minew_json(const GatewayName& mac, const GatewayHealth& health,
                              std::span<const Hearing> hearings) {
    array elements;
    elements.push_back(object{{"timestamp", time_text(health.at).view()},
                              {"type", "Gateway"},
                              {"mac", upper(mac)},
                              {"gatewayFree", health.memory_free_pct},
                              {"gatewayLoad", health.cpu_load}});
    for (const Hearing& hearing : hearings) add_minew_elements(elements, hearing);
    return json_text(elements);
}

}  // namespace cairn::sim
