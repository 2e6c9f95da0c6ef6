#include "moko/json_command.h"

#include "dialect/command_checks.h"
#include "moko/json_filter.h"

namespace cairn::adapters::moko {
namespace {

constexpr std::uint16_t id_update_result = 3007;

Result<Request> scan(const ScanSettings& scan) {
    CAIRN_CHECK(support(scan.mode == ScanMode::off || scan.mode == ScanMode::always,
                        "moko.json: scanning with pauses or with periodic reports"));
    CAIRN_CHECK(support(!scan.duration_s, "moko.json: duration of a scan"));
    return Request{1040, WrittenObject{{"scan_switch", scan.mode == ScanMode::off ? 0 : 1}}};
}

Result<Request> report(const ReportSettings& report) {
    const std::int64_t interval_ms = report.interval.count();
    const std::int64_t seconds = whole_seconds(report.interval).value_or(-1);
    switch (report.kind) {
        case ReportKind::status:
            CAIRN_CHECK(require(seconds == 0 || is_within(seconds, 30, 86'400),
                                "moko.json: status report interval is 0 or 30 to 86400 s"));
            return Request{1003, WrittenObject{{"report_interval", seconds}}};
        case ReportKind::scan:
            CAIRN_CHECK(
                require(is_within(seconds, 0, 86'400), "moko.json: scan report interval is 0 to 86400 s"));
            return Request{1063, WrittenObject{{"interval", seconds}}};
        case ReportKind::batch:
            CAIRN_CHECK(require(is_within(interval_ms, 100, 3'000),
                                "moko.json: batch report interval is 100 to 3000 ms"));
            return Request{1058, WrittenObject{{"timeout", interval_ms}}};
    }
    return fail(Errc::unsupported, "moko.json: kind of report");
}

// Firmware 1 has switches for advertisement and scan response, firmware 2 joins them and can decode.
Result<Request> payload(const PayloadSettings& payload) {
    CAIRN_CHECK(support(payload.has_kind && payload.has_rssi, "moko.json: records without kind or rssi"));
    WrittenObject content{{"timestamp", int{payload.has_time}}, {"adv_data", int{payload.has_advertisement}}};
    if (payload.is_decoded) {
        CAIRN_CHECK(support(payload.has_scan_response == payload.has_advertisement,
                            "moko.json: advertisement and scan response apart, in firmware that decodes"));
        content["parse_adv_data"] = int{*payload.is_decoded};
    } else {
        content["rsp_data"] = int{payload.has_scan_response};
    }
    return Request{1059, content};
}

Result<Request> leds(const Leds& leds) {
    CAIRN_CHECK(support(!leds.power && !leds.bluetooth && !leds.position,
                        "moko.json: lights other than system, network and server"));
    return Request{1011, WrittenObject{{"net_led", int{leds.network}},
                                       {"sys_led", int{leds.system}},
                                       {"server_led", int{leds.server}}}};
}

Result<Request> time(const TimeSync& time) {
    CAIRN_CHECK(
        require(is_within(time.now.unix_ms, 1'000, 4'294'967'295'000), "moko.json: time is 1970 to 2106"));
    CAIRN_CHECK(
        require(is_within(time.zone_half_hours, -24, 28), "moko.json: time zone is -24 to 28 half hours"));
    return Request{1009,
                   WrittenObject{{"timestamp", time.now.unix_ms / 1000}, {"timezone", time.zone_half_hours}}};
}

Result<Request> time_server(const TimeServer& server) {
    CAIRN_CHECK(require(is_ascii(server.host, 0, 64), "moko.json: time server is 0 to 64 ASCII characters"));
    CAIRN_CHECK(support(!server.interval_h, "moko.json: interval of asking the time server"));
    return Request{1008,
                   WrittenObject{{"switch_value", int{server.is_on}}, {"server", written_text(server.host)}}};
}

Result<Request> ip(const IpSettings& ip) {
    const bool is_address =
        is_ipv4(ip.address) && is_ipv4(ip.netmask) && is_ipv4(ip.gateway) && is_ipv4(ip.dns);
    CAIRN_CHECK(require(ip.is_dhcp || is_address,
                        "moko.json: address, netmask, gateway and dns are four numbers of 0 to 255"));
    const auto text = [&](const std::string& part) { return written_text(ip.is_dhcp ? "" : part); };
    return Request{static_cast<std::uint16_t>(ip.interface == NetworkInterface::wifi ? 1023 : 1025),
                   WrittenObject{{"dhcp_en", int{ip.is_dhcp}},
                                 {"ip", text(ip.address)},
                                 {"netmask", text(ip.netmask)},
                                 {"gw", text(ip.gateway)},
                                 {"dns", text(ip.dns)}}};
}

// The members of enterprise networks must be there all the same.
Result<Request> wifi(const WifiSettings& wifi) {
    CAIRN_CHECK(require(is_printable(wifi.ssid, 1, 32), "moko.json: ssid is 1 to 32 bytes"));
    CAIRN_CHECK(require(is_printable(wifi.password, 0, 64), "moko.json: Wi-Fi password is 0 to 64 bytes"));
    return Request{1020, WrittenObject{{"security_type", 0},
                                       {"ssid", written_text(wifi.ssid)},
                                       {"passwd", written_text(wifi.password)},
                                       {"eap_type", 0},
                                       {"eap_id", ""},
                                       {"eap_username", ""},
                                       {"eap_passwd", ""},
                                       {"eap_verify_server", 0}}};
}

Result<void> check(const MqttSettings& mqtt, const MqttWill& will) {
    CAIRN_CHECK(require(is_ascii(mqtt.host, 1, 64), "moko.json: MQTT host is 1 to 64 ASCII characters"));
    CAIRN_CHECK(require(is_within(mqtt.port, 1, 65'535), "moko.json: MQTT port is 1 to 65535"));
    CAIRN_CHECK(require(is_ascii(mqtt.client_id, 1, 64), "moko.json: client id is 1 to 64 ASCII characters"));
    CAIRN_CHECK(
        require(is_ascii(mqtt.username, 0, 256), "moko.json: user name is 0 to 256 ASCII characters"));
    CAIRN_CHECK(require(is_ascii(mqtt.password, 0, 256), "moko.json: password is 0 to 256 ASCII characters"));
    CAIRN_CHECK(require(is_ascii(mqtt.subscribe_topic, 1, 128) && is_ascii(mqtt.publish_topic, 1, 128) &&
                            is_ascii(will.topic, 1, 128),
                        "moko.json: a topic is 1 to 128 ASCII characters"));
    CAIRN_CHECK(require(is_ascii(will.payload, 1, 128), "moko.json: will is 1 to 128 ASCII characters"));
    CAIRN_CHECK(require(is_within(mqtt.qos, 0, 2) && is_within(will.qos, 0, 2), "moko.json: qos is 0 to 2"));
    return require(is_within(mqtt.keep_alive_s, 10, 120), "moko.json: keep alive is 10 to 120 s");
}

Result<Request> mqtt(const MqttSettings& mqtt) {
    // A will that is off must still have a topic and a text; the vendor's own is the topic for messages.
    const MqttWill will = mqtt.will.value_or(MqttWill{mqtt.publish_topic, "Offline", 0, false});
    CAIRN_CHECK(check(mqtt, will));
    return Request{1030, WrittenObject{{"security_type", static_cast<int>(mqtt.security)},
                                       {"host", written_text(mqtt.host)},
                                       {"port", mqtt.port},
                                       {"client_id", written_text(mqtt.client_id)},
                                       {"username", written_text(mqtt.username)},
                                       {"passwd", written_text(mqtt.password)},
                                       {"sub_topic", written_text(mqtt.subscribe_topic)},
                                       {"pub_topic", written_text(mqtt.publish_topic)},
                                       {"qos", mqtt.qos},
                                       {"clean_session", int{mqtt.is_clean_session}},
                                       {"keepalive", mqtt.keep_alive_s},
                                       {"lwt_en", int{mqtt.will.has_value()}},
                                       {"lwt_qos", will.qos},
                                       {"lwt_retain", int{will.is_retained}},
                                       {"lwt_topic", written_text(will.topic)},
                                       {"lwt_payload", written_text(will.payload)}}};
}

Result<Request> update(const FirmwareUpdate& update) {
    // 1015 updates the Bluetooth chip of an MKGW3, and switches the socket of an MK110 Plus.
    CAIRN_CHECK(support(update.part != FirmwarePart::bluetooth,
                        "moko.json: Bluetooth firmware, whose message switches the power of other models"));
    CAIRN_CHECK(support(update.part == FirmwarePart::gateway, "moko.json: firmware of a modem"));
    CAIRN_CHECK(
        require(is_ascii(update.url, 1, 256), "moko.json: firmware url is 1 to 256 ASCII characters"));
    return Request{1006, WrittenObject{{"firmware_url", written_text(update.url)}}, answer_within,
                   id_update_result, update_within};
}

constexpr ReadNumber read_numbers[] = {{SettingsPart::device, 2002},
                                       {SettingsPart::status_report, 2003},
                                       {SettingsPart::time_server, 2008},
                                       {SettingsPart::time, 2009},
                                       {SettingsPart::leds, 2011},
                                       {SettingsPart::wifi, 2020},
                                       {SettingsPart::wifi_ip, 2023},
                                       {SettingsPart::ethernet_ip, 2025},
                                       {SettingsPart::mqtt, 2030},
                                       {SettingsPart::scan, 2040},
                                       {SettingsPart::filter_choice, 2041},
                                       {SettingsPart::rssi_filter, 2042},
                                       {SettingsPart::mac_filter, 2043},
                                       {SettingsPart::name_filter, 2044},
                                       {SettingsPart::kind_filters, 2045},
                                       {SettingsPart::raw_filter, 2056},
                                       {SettingsPart::duplicate_filter, 2057},
                                       {SettingsPart::batch_report, 2058},
                                       {SettingsPart::payload, 2059},
                                       {SettingsPart::scan_report, 2063},
                                       {SettingsPart::connected_tags, 2201}};

Result<Request> read(const ReadSettings& read) {
    for (const ReadNumber& entry : read_numbers) {
        if (entry.part == read.part) return Request{entry.number, std::nullopt};
    }
    return fail(Errc::unsupported, "moko.json: reading this part of the settings");
}

struct Requests {
    Result<Request> operator()(const ScanSettings& body) const { return scan(body); }
    Result<Request> operator()(const ScanTiming&) const {
        return fail(Errc::unsupported, "moko.json: scanning with pauses or with periodic reports");
    }
    Result<Request> operator()(const ReportSettings& body) const { return report(body); }
    Result<Request> operator()(const RssiFilter& body) const { return filter_request(body); }
    Result<Request> operator()(const MacFilter& body) const { return filter_request(body); }
    Result<Request> operator()(const NameFilter& body) const { return filter_request(body); }
    Result<Request> operator()(const RawFilter& body) const { return filter_request(body); }
    Result<Request> operator()(const KindFilter& body) const { return filter_request(body); }
    Result<Request> operator()(const FilterChoice& body) const {
        return Request{1041, WrittenObject{{"relation", static_cast<int>(body.relation)}}};
    }
    Result<Request> operator()(const DuplicateFilter& body) const { return filter_request(body); }
    Result<Request> operator()(const PayloadSettings& body) const { return payload(body); }
    Result<Request> operator()(const Reboot&) const { return Request{1000, WrittenObject{{"reset", 0}}}; }
    Result<Request> operator()(const FactoryReset&) const {
        return Request{1013, WrittenObject{{"factory_reset", 0}}};
    }
    Result<Request> operator()(const Leds& body) const { return leds(body); }
    Result<Request> operator()(const TimeSync& body) const { return time(body); }
    Result<Request> operator()(const TimeServer& body) const { return time_server(body); }
    Result<Request> operator()(const IpSettings& body) const { return ip(body); }
    Result<Request> operator()(const WifiSettings& body) const { return wifi(body); }
    Result<Request> operator()(const CellularSettings&) const {
        return fail(Errc::unsupported, "moko.json: cellular network");
    }
    Result<Request> operator()(const MqttSettings& body) const { return mqtt(body); }
    Result<Request> operator()(const FirmwareUpdate& body) const { return update(body); }
    Result<Request> operator()(const ReadSettings& body) const { return read(body); }
    Result<Request> operator()(const TagCommand& body) const { return tag_request(body); }
};

}  // namespace

Result<OutgoingMessage> encode_json(const Command& command, const GatewayRoute& route) {
    CAIRN_TRY(const MacAddress gateway,
              gateway_mac(command.gateway, "moko", "moko.json: gateway is moko: and its address"));
    CAIRN_TRY(Request request, std::visit(Requests{}, command.body));
    GatewayRoute nameless = route;  // this generation has no device_id
    nameless.device_id.clear();
    return message_of(std::move(request), nameless, gateway);
}

}  // namespace cairn::adapters::moko
