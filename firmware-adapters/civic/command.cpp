#include "civic/command.h"

#include <algorithm>

#include "cairn/adapters/command_words.h"
#include "cairn/core/time_text.h"
#include "dialect/command_checks.h"
#include "dialect/written_json.h"

namespace cairn::adapters::civic {
namespace {

constexpr std::uint32_t seconds_max = 86'400;
constexpr std::size_t list_max = 64;
constexpr std::size_t text_max = 256;

Result<void> check_seconds(std::uint32_t seconds) {
    return require(is_within(seconds, 1, seconds_max), "civic: a duration or interval is 1 to 86400 s");
}

Result<void> check_texts(std::initializer_list<std::string_view> texts) {
    const bool is_sound =
        std::ranges::all_of(texts, [](auto text) { return is_printable(text, 0, text_max); });
    return require(is_sound, "civic: a text is 0 to 256 bytes without control characters");
}

WrittenArray texts(const std::vector<std::string>& list) {
    WrittenArray array;
    for (const std::string& text : list) array.push_back(written_text(text));
    return array;
}

template <typename Enum>
WrittenValue written_word(Enum value) {
    return written_text(word(value));
}

Result<WrittenObject> list_filter(const char* name, bool is_exact, bool is_reversed,
                                  const std::vector<std::string>& list, const char* member) {
    CAIRN_CHECK(require(list.size() <= list_max, "civic: a list is 0 to 64 long"));
    return WrittenObject{
        {"command", name}, {"exact", is_exact}, {"reversed", is_reversed}, {member, texts(list)}};
}

// Everything in the contract is known here: each body becomes its members.
struct Bodies {
    Result<WrittenObject> operator()(const ScanSettings& scan) const {
        WrittenObject body{{"command", "scan"}, {"mode", written_word(scan.mode)}};
        if (scan.duration_s) {
            CAIRN_CHECK(check_seconds(*scan.duration_s));
            body["duration_s"] = *scan.duration_s;
        }
        return body;
    }
    Result<WrittenObject> operator()(const ScanTiming& timing) const {
        CAIRN_CHECK(check_seconds(timing.duration_s));
        CAIRN_CHECK(check_seconds(timing.interval_s));
        WrittenObject body{
            {"command", "scan-timing"}, {"duration_s", timing.duration_s}, {"interval_s", timing.interval_s}};
        if (timing.report_interval_s) {
            CAIRN_CHECK(check_seconds(*timing.report_interval_s));
            body["report_interval_s"] = *timing.report_interval_s;
        }
        return body;
    }
    Result<WrittenObject> operator()(const ReportSettings& report) const {
        CAIRN_CHECK(require(is_within(report.interval.count(), 0, seconds_max * std::int64_t{1000}),
                            "civic: report interval is 0 to 86400000 ms"));
        return WrittenObject{{"command", "report"},
                             {"kind", written_word(report.kind)},
                             {"interval_ms", report.interval.count()}};
    }
    Result<WrittenObject> operator()(const RssiFilter& filter) const {
        CAIRN_CHECK(require(is_within(filter.rssi_min_dbm, -127, 0), "civic: rssi filter is -127 to 0 dBm"));
        return WrittenObject{{"command", "rssi-filter"}, {"rssi_min_dbm", filter.rssi_min_dbm}};
    }
    Result<WrittenObject> operator()(const MacFilter& filter) const {
        const auto is_mac = [](const auto& mac) { return is_hex(mac, 1, 6); };
        CAIRN_CHECK(
            require(std::ranges::all_of(filter.macs, is_mac), "civic: mac filter is of 1 to 6 bytes"));
        return list_filter("mac-filter", filter.is_exact, filter.is_reversed, filter.macs, "macs");
    }
    Result<WrittenObject> operator()(const NameFilter& filter) const {
        for (const std::string& name : filter.names) CAIRN_CHECK(check_texts({name}));
        return list_filter("name-filter", filter.is_exact, filter.is_reversed, filter.names, "names");
    }
    Result<WrittenObject> operator()(const RawFilter& filter) const;
    Result<WrittenObject> operator()(const KindFilter& filter) const {
        return WrittenObject{
            {"command", "kind-filter"}, {"kind", written_word(filter.kind)}, {"on", filter.is_on}};
    }
    Result<WrittenObject> operator()(const FilterChoice& choice) const {
        return WrittenObject{{"command", "filter-choice"}, {"relation", written_word(choice.relation)}};
    }
    Result<WrittenObject> operator()(const DuplicateFilter& filter) const {
        WrittenObject body{{"command", "duplicate-filter"}, {"rule", written_word(filter.rule)}};
        if (filter.period_s) {
            CAIRN_CHECK(check_seconds(*filter.period_s));
            body["period_s"] = *filter.period_s;
        }
        return body;
    }
    Result<WrittenObject> operator()(const PayloadSettings& payload) const {
        WrittenObject body{{"command", "payload"},
                           {"time", payload.has_time},
                           {"kind", payload.has_kind},
                           {"rssi", payload.has_rssi},
                           {"advertisement", payload.has_advertisement},
                           {"scan_response", payload.has_scan_response}};
        if (payload.is_decoded) body["decoded"] = *payload.is_decoded;
        return body;
    }
    Result<WrittenObject> operator()(const Reboot&) const { return WrittenObject{{"command", "reboot"}}; }
    Result<WrittenObject> operator()(const FactoryReset&) const {
        return WrittenObject{{"command", "factory-reset"}};
    }
    Result<WrittenObject> operator()(const Leds& leds) const {
        return WrittenObject{{"command", "leds"},        {"power", leds.power},
                             {"system", leds.system},    {"network", leds.network},
                             {"server", leds.server},    {"bluetooth", leds.bluetooth},
                             {"position", leds.position}};
    }
    Result<WrittenObject> operator()(const TimeSync& time) const {
        const auto now = time_text(time.now);
        CAIRN_CHECK(require(!now.empty(), "civic: time is 1970 to 9999"));
        CAIRN_CHECK(
            require(is_within(time.zone_half_hours, -24, 28), "civic: time zone is -24 to 28 half hours"));
        return WrittenObject{
            {"command", "time"}, {"now", written_text(now)}, {"zone_half_hours", time.zone_half_hours}};
    }
    Result<WrittenObject> operator()(const TimeServer& server) const {
        CAIRN_CHECK(check_texts({server.host}));
        WrittenObject body{
            {"command", "time-server"}, {"on", server.is_on}, {"host", written_text(server.host)}};
        if (server.interval_h) body["interval_h"] = *server.interval_h;
        return body;
    }
    Result<WrittenObject> operator()(const IpSettings& ip) const;
    Result<WrittenObject> operator()(const WifiSettings& wifi) const {
        CAIRN_CHECK(check_texts({wifi.ssid, wifi.password}));
        return WrittenObject{{"command", "wifi"},
                             {"ssid", written_text(wifi.ssid)},
                             {"password", written_text(wifi.password)}};
    }
    Result<WrittenObject> operator()(const CellularSettings& cellular) const {
        CAIRN_CHECK(check_texts({cellular.apn, cellular.username, cellular.password}));
        return WrittenObject{{"command", "cellular"},
                             {"priority", cellular.priority},
                             {"apn", written_text(cellular.apn)},
                             {"username", written_text(cellular.username)},
                             {"password", written_text(cellular.password)}};
    }
    Result<WrittenObject> operator()(const MqttSettings& mqtt) const;
    Result<WrittenObject> operator()(const FirmwareUpdate& update) const {
        CAIRN_CHECK(check_texts({update.url}));
        return WrittenObject{
            {"command", "update"}, {"part", written_word(update.part)}, {"url", written_text(update.url)}};
    }
    Result<WrittenObject> operator()(const ReadSettings& read) const {
        return WrittenObject{{"command", "read"}, {"part", written_word(read.part)}};
    }
    Result<WrittenObject> operator()(const TagCommand& command) const;
};

Result<WrittenObject> Bodies::operator()(const RawFilter& filter) const {
    CAIRN_CHECK(require(filter.rules.size() <= 3, "civic: raw filter is up to 3 rules"));
    WrittenArray rules;
    for (const RawRule& rule : filter.rules) {
        CAIRN_CHECK(require(is_hex(rule.bytes, 1, 254), "civic: a raw rule is 1 to 254 bytes"));
        rules.push_back(WrittenObject{{"ad_type", rule.ad_type},
                                      {"first_byte", rule.first_byte},
                                      {"last_byte", rule.last_byte},
                                      {"bytes", written_text(rule.bytes)}});
    }
    return WrittenObject{{"command", "raw-filter"},
                         {"on", filter.is_on},
                         {"relation", written_word(filter.relation)},
                         {"rules", rules}};
}

Result<WrittenObject> Bodies::operator()(const IpSettings& ip) const {
    WrittenObject body{{"command", "ip"}, {"interface", written_word(ip.interface)}, {"dhcp", ip.is_dhcp}};
    if (ip.is_dhcp) return body;
    CAIRN_CHECK(require(is_ipv4(ip.address) && is_ipv4(ip.netmask) && is_ipv4(ip.gateway) && is_ipv4(ip.dns),
                        "civic: address, netmask, gateway and dns are four numbers of 0 to 255"));
    body["address"] = written_text(ip.address);
    body["netmask"] = written_text(ip.netmask);
    body["gateway"] = written_text(ip.gateway);
    body["dns"] = written_text(ip.dns);
    return body;
}

Result<WrittenObject> Bodies::operator()(const MqttSettings& mqtt) const {
    CAIRN_CHECK(check_texts(
        {mqtt.host, mqtt.client_id, mqtt.username, mqtt.password, mqtt.subscribe_topic, mqtt.publish_topic}));
    CAIRN_CHECK(require(is_within(mqtt.port, 1, 65'535), "civic: MQTT port is 1 to 65535"));
    CAIRN_CHECK(require(is_within(mqtt.qos, 0, 2), "civic: qos is 0 to 2"));
    WrittenObject body{{"command", "mqtt"},
                       {"security", written_word(mqtt.security)},
                       {"host", written_text(mqtt.host)},
                       {"port", mqtt.port},
                       {"client_id", written_text(mqtt.client_id)},
                       {"username", written_text(mqtt.username)},
                       {"password", written_text(mqtt.password)},
                       {"subscribe_topic", written_text(mqtt.subscribe_topic)},
                       {"publish_topic", written_text(mqtt.publish_topic)},
                       {"qos", mqtt.qos},
                       {"clean_session", mqtt.is_clean_session},
                       {"keep_alive_s", mqtt.keep_alive_s}};
    if (mqtt.will) {
        CAIRN_CHECK(check_texts({mqtt.will->topic, mqtt.will->payload}));
        CAIRN_CHECK(require(is_within(mqtt.will->qos, 0, 2), "civic: qos is 0 to 2"));
        body["will"] = WrittenObject{{"topic", written_text(mqtt.will->topic)},
                                     {"payload", written_text(mqtt.will->payload)},
                                     {"qos", mqtt.will->qos},
                                     {"retained", mqtt.will->is_retained}};
    }
    return body;
}

Result<WrittenObject> Bodies::operator()(const TagCommand& command) const {
    WrittenObject body{{"command", "tag"},
                       {"action", written_word(command.action)},
                       {"tag", written_text(command.tag.text())}};
    if (command.action == TagAction::connect) {
        CAIRN_CHECK(check_texts({command.password}));
        body["password"] = written_text(command.password);
    }
    const bool is_shown = command.action == TagAction::led || command.action == TagAction::beep ||
                          command.action == TagAction::vibrate;
    if (!is_shown) return body;
    CAIRN_CHECK(require(is_within(command.duration.count(), 1, 600'000),
                        "civic: duration at a tag is 1 to 600000 ms"));
    CAIRN_CHECK(
        require(is_within(command.pause.count(), 0, 60'000), "civic: pause at a tag is 0 to 60000 ms"));
    body["duration_ms"] = command.duration.count();
    body["pause_ms"] = command.pause.count();
    if (command.action == TagAction::led) body["colour"] = written_word(command.colour);
    return body;
}

}  // namespace

Result<OutgoingMessage> encode(const Command& command, const GatewayRoute& route) {
    CAIRN_CHECK(require(command.gateway.name_space() == "civic", "civic: gateway is civic: and its name"));
    CAIRN_TRY(const WrittenObject body, std::visit(Bodies{}, command.body));
    WrittenObject document{{"cairn", "civic/1"},
                           {"gateway", written_text(command.gateway.view().substr(sizeof("civic:") - 1))},
                           {"request", written_text(command.id)}};
    for (const auto& member : body) document.insert(member);
    OutgoingMessage message;
    message.topic = route.topic;
    message.payload = json_of(document);
    message.key = {command.gateway, 0, command.id};
    // Updates take as long as they take; another answer says how they ended.
    if (std::holds_alternative<FirmwareUpdate>(command.body)) message.result_within = Millis{600'000};
    return message;
}

}  // namespace cairn::adapters::civic
