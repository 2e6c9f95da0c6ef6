#include "cairn/adapters/command_text.h"

#include <algorithm>
#include <charconv>

#include "dialect/settings_reader.h"

namespace cairn::adapters {
namespace {

CommandBody read_scan(SettingsReader& settings, Timestamp) {
    ScanSettings body;
    settings.word("mode", body.mode);
    settings.number("duration-s", body.duration_s);
    return body;
}

CommandBody read_scan_timing(SettingsReader& settings, Timestamp) {
    ScanTiming body;
    settings.number("duration-s", body.duration_s);
    settings.number("interval-s", body.interval_s);
    settings.number("report-interval-s", body.report_interval_s);
    return body;
}

CommandBody read_report(SettingsReader& settings, Timestamp) {
    ReportSettings body;
    settings.word("kind", body.kind);
    Millis interval{-1};
    settings.duration("interval", interval);
    settings.require("interval", interval >= Millis{0});
    body.interval = interval;
    return body;
}

CommandBody read_rssi_filter(SettingsReader& settings, Timestamp) {
    RssiFilter body;
    settings.number("min-dbm", body.rssi_min_dbm);
    return body;
}

CommandBody read_mac_filter(SettingsReader& settings, Timestamp) {
    MacFilter body;
    settings.flag("exact", body.is_exact);
    settings.flag("reversed", body.is_reversed);
    settings.list("macs", body.macs);
    return body;
}

CommandBody read_name_filter(SettingsReader& settings, Timestamp) {
    NameFilter body;
    settings.flag("exact", body.is_exact);
    settings.flag("reversed", body.is_reversed);
    settings.list("names", body.names);
    return body;
}

// "16:1-3:aabbcc": type 0x16, bytes 1 to 3; "16::aabbcc": from the start.
std::optional<RawRule> parse_rule(std::string_view text) {
    const std::size_t first = text.find(':');
    const std::size_t second = first == text.npos ? text.npos : text.find(':', first + 1);
    if (second == text.npos) return std::nullopt;
    RawRule rule;
    rule.bytes = text.substr(second + 1);
    const auto whole = [](std::string_view part, std::uint8_t& out, int base) {
        const auto read = std::from_chars(part.data(), part.data() + part.size(), out, base);
        return read.ec == std::errc{} && read.ptr == part.data() + part.size();
    };
    if (!whole(text.substr(0, first), rule.ad_type, 16)) return std::nullopt;
    const std::string_view span = text.substr(first + 1, second - first - 1);
    if (span.empty()) return rule;
    const std::size_t dash = std::min(span.find('-'), span.size());
    const std::string_view last = dash < span.size() ? span.substr(dash + 1) : span;
    if (!whole(span.substr(0, dash), rule.first_byte, 10) || !whole(last, rule.last_byte, 10))
        return std::nullopt;
    return rule;
}

CommandBody read_raw_filter(SettingsReader& settings, Timestamp) {
    RawFilter body;
    settings.flag("on", body.is_on);
    settings.word("relation", body.relation);
    while (const auto text = settings.take("rule")) {
        const auto rule = parse_rule(*text);
        if (!rule) settings.complain("rule", *text, "TYPE:FIRST-LAST:BYTES such as 16:1-3:aabbcc");
        if (rule) body.rules.push_back(*rule);
    }
    return body;
}

CommandBody read_kind_filter(SettingsReader& settings, Timestamp) {
    KindFilter body;
    settings.word("kind", body.kind);
    settings.flag("on", body.is_on);
    return body;
}

CommandBody read_filter_choice(SettingsReader& settings, Timestamp) {
    FilterChoice body;
    settings.word("relation", body.relation);
    return body;
}

CommandBody read_duplicate_filter(SettingsReader& settings, Timestamp) {
    DuplicateFilter body;
    settings.word("rule", body.rule);
    settings.number("period-s", body.period_s);
    return body;
}

CommandBody read_payload(SettingsReader& settings, Timestamp) {
    PayloadSettings body;
    settings.flag("time", body.has_time);
    settings.flag("kind", body.has_kind);
    settings.flag("rssi", body.has_rssi);
    settings.flag("advertisement", body.has_advertisement);
    settings.flag("scan-response", body.has_scan_response);
    settings.flag("decoded", body.is_decoded);
    return body;
}

CommandBody read_reboot(SettingsReader&, Timestamp) {
    return Reboot{};
}

CommandBody read_factory_reset(SettingsReader&, Timestamp) {
    return FactoryReset{};
}

CommandBody read_leds(SettingsReader& settings, Timestamp) {
    Leds body;
    settings.flag("power", body.power);
    settings.flag("system", body.system);
    settings.flag("network", body.network);
    settings.flag("server", body.server);
    settings.flag("bluetooth", body.bluetooth);
    settings.flag("position", body.position);
    return body;
}

CommandBody read_time(SettingsReader& settings, Timestamp now) {
    TimeSync body{now, 0};
    settings.time("now", body.now);
    settings.number("zone-half-hours", body.zone_half_hours);
    return body;
}

CommandBody read_time_server(SettingsReader& settings, Timestamp) {
    TimeServer body;
    settings.flag("on", body.is_on);
    settings.text("host", body.host);
    settings.number("interval-h", body.interval_h);
    return body;
}

CommandBody read_ip(SettingsReader& settings, Timestamp) {
    IpSettings body;
    settings.word("interface", body.interface);
    settings.flag("dhcp", body.is_dhcp);
    settings.text("address", body.address);
    settings.text("netmask", body.netmask);
    settings.text("gateway", body.gateway);
    settings.text("dns", body.dns);
    return body;
}

CommandBody read_wifi(SettingsReader& settings, Timestamp) {
    WifiSettings body;
    settings.text("ssid", body.ssid);
    settings.text("password", body.password);
    return body;
}

CommandBody read_cellular(SettingsReader& settings, Timestamp) {
    CellularSettings body;
    settings.number("priority", body.priority);
    settings.text("apn", body.apn);
    settings.text("username", body.username);
    settings.text("password", body.password);
    return body;
}

CommandBody read_mqtt(SettingsReader& settings, Timestamp) {
    MqttSettings body;
    settings.word("security", body.security);
    settings.text("host", body.host);
    settings.number("port", body.port);
    settings.text("client-id", body.client_id);
    settings.text("username", body.username);
    settings.text("password", body.password);
    settings.text("subscribe-topic", body.subscribe_topic);
    settings.text("publish-topic", body.publish_topic);
    settings.number("qos", body.qos);
    settings.flag("clean-session", body.is_clean_session);
    settings.number("keep-alive-s", body.keep_alive_s);
    MqttWill will;
    settings.text("will-topic", will.topic);
    settings.text("will-payload", will.payload);
    settings.number("will-qos", will.qos);
    settings.flag("will-retained", will.is_retained);
    if (!will.topic.empty()) body.will = will;
    return body;
}

CommandBody read_update(SettingsReader& settings, Timestamp) {
    FirmwareUpdate body;
    settings.word("part", body.part);
    settings.text("url", body.url);
    return body;
}

CommandBody read_read(SettingsReader& settings, Timestamp) {
    ReadSettings body;
    settings.word("part", body.part);
    return body;
}

CommandBody read_tag(SettingsReader& settings, Timestamp) {
    TagCommand body;
    settings.word("family", body.family);
    settings.word("action", body.action);
    const auto mac = settings.take("mac");
    const auto parsed = mac ? MacAddress::parse(*mac) : fail(Errc::malformed, "");
    if (!parsed) settings.complain("mac", mac.value_or(""), "the tag's address");
    if (parsed) body.tag = *parsed;
    settings.text("password", body.password);
    settings.duration("duration", body.duration);
    settings.duration("pause", body.pause);
    settings.word("colour", body.colour);
    return body;
}

struct Entry {
    std::string_view name;
    std::string_view settings;
    CommandBody (*read)(SettingsReader&, Timestamp);
};

constexpr Entry entries[] = {
    {"scan", "mode=WORD [duration-s=N]", read_scan},
    {"scan-timing", "duration-s=N interval-s=N [report-interval-s=N]", read_scan_timing},
    {"report", "kind=WORD interval=DURATION", read_report},
    {"rssi-filter", "min-dbm=N", read_rssi_filter},
    {"mac-filter", "[exact=yes] [reversed=yes] [macs=AC233F,C202]", read_mac_filter},
    {"name-filter", "[exact=yes] [reversed=yes] [names=A,B]", read_name_filter},
    {"raw-filter", "[on=no] [relation=WORD] [rule=16:1-3:aabbcc ...]", read_raw_filter},
    {"kind-filter", "kind=WORD on=yes|no", read_kind_filter},
    {"filter-choice", "relation=WORD", read_filter_choice},
    {"duplicate-filter", "rule=WORD [period-s=N]", read_duplicate_filter},
    {"payload", "[time=no] [kind=no] [rssi=no] [advertisement=no] [scan-response=no] [decoded=yes|no]",
     read_payload},
    {"reboot", "", read_reboot},
    {"factory-reset", "", read_factory_reset},
    {"leds", "[power=yes] [system=yes] [network=yes] [server=yes] [bluetooth=yes] [position=yes]", read_leds},
    {"time", "[now=2026-01-31T12:00:00Z] [zone-half-hours=N]", read_time},
    {"time-server", "[on=no] host=NAME [interval-h=N]", read_time_server},
    {"ip", "interface=WORD [dhcp=no address=A netmask=M gateway=G dns=D]", read_ip},
    {"wifi", "ssid=NAME [password=TEXT]", read_wifi},
    {"cellular", "[priority=N] apn=NAME [username=TEXT] [password=TEXT]", read_cellular},
    {"mqtt",
     "host=NAME [port=N] client-id=NAME subscribe-topic=T publish-topic=T [security=WORD] [username=TEXT] "
     "[password=TEXT] [qos=N] [clean-session=no] [keep-alive-s=N] [will-topic=T will-payload=TEXT will-qos=N "
     "will-retained=yes]",
     read_mqtt},
    {"update", "url=URL [part=WORD]", read_update},
    {"read", "part=WORD", read_read},
    {"tag",
     "mac=ADDRESS family=WORD action=WORD [password=TEXT] [duration=DURATION] [pause=DURATION] [colour=WORD]",
     read_tag}};

}  // namespace

std::variant<CommandBody, Complaint> parse_command(std::string_view name,
                                                   std::span<const std::string> settings, Timestamp now) {
    const auto* entry = std::ranges::find(entries, name, &Entry::name);
    if (entry == std::end(entries)) return Complaint{"there is no command " + std::string(name)};
    SettingsReader reader(settings);
    CommandBody body = entry->read(reader, now);
    if (const std::string wrong = reader.complaint(); !wrong.empty())
        return Complaint{std::string(name) + ": " + wrong};
    return body;
}

std::string command_list() {
    std::string text;
    for (const Entry& entry : entries) {
        text += "  " + std::string(entry.name);
        if (!entry.settings.empty()) text += " " + std::string(entry.settings);
        text += "\n";
    }
    return text;
}

}  // namespace cairn::adapters
