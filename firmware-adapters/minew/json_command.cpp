#include "minew/json_command.h"

#include <algorithm>

#include "dialect/command_checks.h"
#include "minew/g1_config.h"

namespace cairn::adapters::minew {
namespace {

constexpr std::string_view http_path = "/set";

std::string yes_or_no(bool is_yes) {
    return is_yes ? "YES" : "NO";
}

// A regular expression for a list of addresses or their beginnings. The G1 wants the bar escaped.
Result<std::string> mac_pattern(const MacFilter& filter, std::string_view bar) {
    CAIRN_CHECK(support(!filter.is_reversed, "minew.json-long: a reversed mac filter"));
    const bool is_sound = filter.macs.size() <= 10 &&
                          std::ranges::all_of(filter.macs, [](const auto& mac) { return is_hex(mac, 1, 6); });
    CAIRN_CHECK(require(is_sound, "minew.json-long: mac filter is up to 10 of 1 to 6 bytes"));
    if (filter.macs.empty()) return std::string(".*");
    std::string pattern;
    for (const std::string& mac : filter.macs) {
        if (!pattern.empty()) pattern += bar;
        pattern += '^';
        for (const char c : mac) pattern += static_cast<char>(c >= 'a' && c <= 'f' ? c - 'a' + 'A' : c);
        pattern += filter.is_exact ? "$" : ".*";
    }
    return pattern;
}

Result<void> check(const RssiFilter& filter) {
    return require(is_within(filter.rssi_min_dbm, -127, 0), "minew.json-long: rssi filter is -127 to 0 dBm");
}

WrittenObject action(std::string_view name, std::string_view request_id) {
    return WrittenObject{{"action", written_text(name)}, {"requestId", written_text(request_id)}};
}

// What no Minew gateway is told. Only what one of them knows is in G1 and Mg3.
struct Common {
    std::string_view request_id;

    Result<WrittenObject> operator()(const ScanSettings&) const {
        return none("minew.json-long: scan on and off");
    }
    Result<WrittenObject> operator()(const ScanTiming&) const {
        return none("minew.json-long: scanning with pauses");
    }
    Result<WrittenObject> operator()(const ReportSettings&) const {
        return none("minew.json-long: upload interval, whose unit is not published");
    }
    Result<WrittenObject> operator()(const NameFilter&) const { return none("minew.json-long: name filter"); }
    Result<WrittenObject> operator()(const RawFilter&) const { return none("minew.json-long: raw filter"); }
    Result<WrittenObject> operator()(const KindFilter&) const {
        return none("minew.json-long: switches for kinds of tags");
    }
    Result<WrittenObject> operator()(const FilterChoice&) const {
        return none("minew.json-long: relation of filters");
    }
    Result<WrittenObject> operator()(const DuplicateFilter&) const {
        return none("minew.json-long: duplicate filter");
    }
    Result<WrittenObject> operator()(const PayloadSettings&) const {
        return none("minew.json-long: content of records");
    }
    Result<WrittenObject> operator()(const Reboot&) const { return none("minew.json-long: reboot"); }
    Result<WrittenObject> operator()(const FactoryReset&) const {
        return none("minew.json-long: factory reset");
    }
    Result<WrittenObject> operator()(const Leds&) const { return none("minew.json-long: lights"); }
    Result<WrittenObject> operator()(const TimeSync&) const { return none("minew.json-long: time"); }
    Result<WrittenObject> operator()(const TimeServer&) const { return none("minew.json-long: time server"); }
    Result<WrittenObject> operator()(const IpSettings&) const {
        return none("minew.json-long: IP addresses");
    }
    Result<WrittenObject> operator()(const WifiSettings&) const { return none("minew.json-long: Wi-Fi"); }
    Result<WrittenObject> operator()(const CellularSettings&) const {
        return none("minew.json-long: cellular network");
    }
    Result<WrittenObject> operator()(const MqttSettings&) const {
        return none("minew.json-long: MQTT broker");
    }
    Result<WrittenObject> operator()(const FirmwareUpdate&) const {
        return none("minew.json-long: firmware update");
    }
    Result<WrittenObject> operator()(const TagCommand&) const {
        return none("minew.json-long: commands to tags");
    }

    static Failure none(const char* where) noexcept { return fail(Errc::unsupported, where); }
};

struct G1 : Common {
    using Common::operator();

    Result<WrittenObject> operator()(const RssiFilter& filter) const {
        CAIRN_CHECK(check(filter));
        return g1_config({{"common.rssi", std::to_string(filter.rssi_min_dbm)}}, request_id);
    }
    Result<WrittenObject> operator()(const MacFilter& filter) const {
        CAIRN_TRY(const std::string pattern, mac_pattern(filter, "\\|"));
        return g1_config({{"common.macReg", pattern}}, request_id);
    }
    Result<WrittenObject> operator()(const KindFilter& filter) const {
        const std::string value = yes_or_no(filter.is_on);
        if (filter.kind == AdvertisedKind::ibeacon)
            return g1_config({{"common.isUploadIBeacon", value}}, request_id);
        if (filter.kind == AdvertisedKind::minew_s1)
            return g1_config({{"common.isUploadS1", value}}, request_id);
        if (filter.kind == AdvertisedKind::other)
            return g1_config({{"common.isUploadUnkown", value}}, request_id);
        return none("minew.json-long: switches for kinds of tags but iBeacon, S1 and others");
    }
    Result<WrittenObject> operator()(const DuplicateFilter& filter) const {
        CAIRN_CHECK(support(!filter.period_s && (filter.rule == DuplicateRule::none ||
                                                 filter.rule == DuplicateRule::same_mac),
                            "minew.json-long: duplicate filter with a period or by content"));
        return g1_config({{"common.isFilterDupData", yes_or_no(filter.rule != DuplicateRule::none)}},
                         request_id);
    }
    Result<WrittenObject> operator()(const Leds& leds) const {
        CAIRN_CHECK(support(!leds.power && !leds.network && !leds.server && !leds.bluetooth && !leds.position,
                            "minew.json-long: lights one by one; system stands for all"));
        return g1_config({{"common.disableLED", yes_or_no(!leds.system)}}, request_id);
    }
    Result<WrittenObject> operator()(const MqttSettings& mqtt) const;
    Result<WrittenObject> operator()(const FirmwareUpdate& update) const;
    Result<WrittenObject> operator()(const Reboot&) const { return action("reboot", request_id); }
    Result<WrittenObject> operator()(const ReadSettings&) const {
        return none("minew.json-long: reading the settings of a G1");
    }
};

Result<WrittenObject> G1::operator()(const MqttSettings& mqtt) const {
    CAIRN_CHECK(support(
        mqtt.security == MqttSecurity::none && !mqtt.will && mqtt.is_clean_session && mqtt.keep_alive_s == 60,
        "minew.json-long: MQTT with TLS, a will, a kept session or another keep alive than 60 s"));
    CAIRN_CHECK(require(is_ascii(mqtt.host, 1, 64) && mqtt.host.find_first_of(" /:") == std::string::npos,
                        "minew.json-long: MQTT host is 1 to 64 ASCII characters"));
    CAIRN_CHECK(require(is_within(mqtt.port, 1, 65'535), "minew.json-long: MQTT port is 1 to 65535"));
    CAIRN_CHECK(require(is_within(mqtt.qos, 0, 2), "minew.json-long: qos is 0 to 2"));
    CAIRN_CHECK(require(is_ascii(mqtt.subscribe_topic, 1, 128) && is_ascii(mqtt.publish_topic, 1, 128),
                        "minew.json-long: a topic is 1 to 128 ASCII characters"));
    CAIRN_CHECK(require(is_ascii(mqtt.username, 0, 128) && is_ascii(mqtt.password, 0, 128) &&
                            is_ascii(mqtt.client_id, 0, 64),
                        "minew.json-long: user name and password are 0 to 128, client id 0 to 64 ASCII "
                        "characters"));
    const auto or_default = [](const std::string& text) { return text.empty() ? "default" : text; };
    return g1_config({{"mqtt.mUrl", "tcp://" + mqtt.host + ":" + std::to_string(mqtt.port)},
                      {"mqtt.publishTopic", mqtt.publish_topic},
                      {"mqtt.subscribeTopic", mqtt.subscribe_topic},
                      {"mqtt.qos", std::to_string(mqtt.qos)},
                      {"mqtt.userName", or_default(mqtt.username)},
                      {"mqtt.passWord", or_default(mqtt.password)},
                      {"mqtt.clientID", or_default(mqtt.client_id)}},
                     request_id);
}

// The folder and the file are told apart.
Result<WrittenObject> G1::operator()(const FirmwareUpdate& update) const {
    CAIRN_CHECK(support(update.part == FirmwarePart::gateway, "minew.json-long: firmware of other parts"));
    const std::size_t slash = update.url.rfind('/');
    CAIRN_CHECK(require(is_ascii(update.url, 1, 256) && update.url.starts_with("http") &&
                            slash != std::string::npos && slash + 1 < update.url.size(),
                        "minew.json-long: firmware url is http...FOLDER/FILE of up to 256 ASCII characters"));
    return WrittenObject{{"action", "upgrade"},
                         {"type", "self"},
                         {"urlpath", written_text(std::string_view(update.url).substr(0, slash + 1))},
                         {"filename", written_text(std::string_view(update.url).substr(slash + 1))},
                         {"isSave", "YES"},
                         {"requestId", written_text(request_id)}};
}

// MG3 and MG4 over MQTT.
struct Mg3 : Common {
    using Common::operator();

    Result<WrittenObject> operator()(const RssiFilter& filter) const {
        CAIRN_CHECK(check(filter));
        return filter_config("rssi", filter.rssi_min_dbm);
    }
    Result<WrittenObject> operator()(const MacFilter& filter) const {
        CAIRN_TRY(const std::string pattern, mac_pattern(filter, "|"));
        return filter_config("regex_mac", written_text(pattern));
    }
    Result<WrittenObject> operator()(const ReadSettings& read) const {
        CAIRN_CHECK(support(read.part == SettingsPart::everything,
                            "minew.json-long: reading a part of the settings; everything is read at once"));
        return action("getConfig", request_id);
    }

private:
    WrittenObject filter_config(const char* member, const WrittenValue& value) const {
        WrittenObject params{{member, value}};
        return WrittenObject{{"action", "config"},
                             {"takeEffectImmediately", "YES"},
                             {"filter", WrittenObject{{"params", params}}},
                             {"requestId", written_text(request_id)}};
    }
};

// MG3 and MG4 over HTTP: the same names of actions in another spelling.
struct Mg3Http : Common {
    using Common::operator();

    Result<WrittenObject> operator()(const RssiFilter&) const {
        return none("minew.json-long: rssi filter over HTTP");
    }
    Result<WrittenObject> operator()(const MacFilter&) const {
        return none("minew.json-long: mac filter over HTTP");
    }
    Result<WrittenObject> operator()(const Reboot&) const { return action("ReBoot", request_id); }
    Result<WrittenObject> operator()(const FactoryReset&) const { return action("ClrConfig", request_id); }
    Result<WrittenObject> operator()(const ReadSettings& read) const {
        if (read.part == SettingsPart::everything) return action("GetConfig", request_id);
        if (read.part == SettingsPart::device) return action("GetVersion", request_id);
        return none("minew.json-long: reading a part of the settings but the device");
    }
};

Result<WrittenObject> content_of(const Command& command, const GatewayRoute& route) {
    const std::string_view request_id = command.id.view();
    if (route.model != GatewayModel::minew_mg3) return std::visit(G1{{request_id}}, command.body);
    if (route.topic == http_path) return std::visit(Mg3Http{{request_id}}, command.body);
    return std::visit(Mg3{{request_id}}, command.body);
}

}  // namespace

Result<OutgoingMessage> encode_json(const Command& command, const GatewayRoute& route) {
    CAIRN_TRY(const MacAddress gateway,
              gateway_mac(command.gateway, "minew", "minew.json-long: gateway is minew: and its address"));
    CAIRN_TRY(const WrittenObject content, content_of(command, route));
    OutgoingMessage message;
    message.topic = route.topic;
    message.payload = json_of(content);
    message.key = {GatewayId::of("minew", gateway), 0, command.id};
    return message;
}

}  // namespace cairn::adapters::minew
