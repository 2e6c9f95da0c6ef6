#include "moko/gen_a_command.h"

#include <algorithm>
#include <charconv>

#include "cairn/core/hex.h"
#include "dialect/command_checks.h"
#include "moko/filter_ranges.h"
#include "moko/request.h"

namespace cairn::adapters::moko {
namespace {

constexpr std::uint16_t id_update_result = 3001;
constexpr std::uint16_t id_reset_result = 3002;

constexpr const char* first_version_filters =
    "moko.gen-a: filters of the first MK107 and MK110, which go by two joint conditions";

constexpr FilterRanges ranges{"moko.gen-a: rssi filter is -127 to 0 dBm",
                              "moko.gen-a: mac filter is up to 10 of 1 to 6 bytes",
                              "moko.gen-a: name filter is up to 10 of 1 to 20 ASCII characters",
                              "moko.gen-a: raw filter is up to 3 rules",
                              "moko.gen-a: first and last byte of a raw rule are 1 to 29 and span its bytes",
                              "moko.gen-a: a raw rule is 1 to 29 bytes",
                              "moko.gen-a: raw filter has as many rules as its relation names"};

constexpr ReadNumber read_numbers[] = {
    {SettingsPart::device, 2003}, {SettingsPart::leds, 2005},         {SettingsPart::status_report, 2006},
    {SettingsPart::scan, 2007},   {SettingsPart::batch_report, 2008}, {SettingsPart::duplicate_filter, 2010},
    {SettingsPart::mqtt, 2015}};
constexpr ReadNumber first_version_read_numbers[] = {
    {SettingsPart::time, 2004}, {SettingsPart::payload, 2009}, {SettingsPart::kind_filters, 2011}};
constexpr ReadNumber pro_read_numbers[] = {
    {SettingsPart::time_server, 2021}, {SettingsPart::time, 2022},
    {SettingsPart::payload, 2024},     {SettingsPart::filter_choice, 2025},
    {SettingsPart::rssi_filter, 2027}, {SettingsPart::mac_filter, 2028},
    {SettingsPart::name_filter, 2029}, {SettingsPart::kind_filters, 2030},
    {SettingsPart::raw_filter, 2039}};

WrittenObject list_filter(bool is_exact, bool is_reversed, const std::vector<std::string>& texts) {
    WrittenArray rules;
    for (const std::string& text : texts) rules.push_back(written_text(text));
    return WrittenObject{{"precise", int{is_exact}},
                         {"reverse", int{is_reversed}},
                         {"array_num", texts.size()},
                         {"rule", rules}};
}

// What "http://host:8080/folder/file.bin" is to these gateways.
struct FileAddress {
    std::string_view host;
    std::uint16_t port = 80;
    std::string_view path;
};

std::optional<FileAddress> split_url(std::string_view url) noexcept {
    constexpr std::string_view scheme = "http://";
    if (!url.starts_with(scheme)) return std::nullopt;
    url.remove_prefix(scheme.size());
    const std::size_t slash = url.find('/');
    if (slash == url.npos) return std::nullopt;
    FileAddress file;
    file.path = url.substr(slash);
    file.host = url.substr(0, slash);
    if (const std::size_t colon = file.host.find(':'); colon != file.host.npos) {
        const std::string_view port = file.host.substr(colon + 1);
        const auto read = std::from_chars(port.data(), port.data() + port.size(), file.port);
        if (read.ec != std::errc{} || read.ptr != port.data() + port.size()) return std::nullopt;
        file.host = file.host.substr(0, colon);
    }
    return file;
}

// The first MK107 and MK110 have filters, times and switches of their own.
class Requests {
public:
    explicit Requests(GatewayModel model) noexcept : is_first_version_(model == GatewayModel::mk107) {}

    Result<Request> operator()(const ScanSettings& scan) const {
        CAIRN_CHECK(support(scan.mode == ScanMode::off || scan.mode == ScanMode::always,
                            "moko.gen-a: scanning with pauses or with periodic reports"));
        const bool is_on = scan.mode != ScanMode::off;
        const std::uint32_t duration_s = scan.duration_s.value_or(is_on ? 0 : 1);
        CAIRN_CHECK(
            require(is_within(duration_s, 1, 65'535), "moko.gen-a: duration of a scan is 1 to 65535 s"));
        return Request{1007, WrittenObject{{"scan_switch", int{is_on}}, {"scan_time", duration_s}}};
    }
    Result<Request> operator()(const ScanTiming&) const {
        return fail(Errc::unsupported, "moko.gen-a: scanning with pauses or with periodic reports");
    }
    Result<Request> operator()(const ReportSettings& report) const {
        const std::int64_t interval_ms = report.interval.count();
        const std::int64_t seconds = whole_seconds(report.interval).value_or(-1);
        if (report.kind == ReportKind::batch) {
            CAIRN_CHECK(require(is_within(interval_ms, 0, 3'000),
                                "moko.gen-a: batch report interval is 0 to 3000 ms"));
            return Request{1008, WrittenObject{{"timeout", interval_ms}}};
        }
        CAIRN_CHECK(support(report.kind == ReportKind::status, "moko.gen-a: periodic scan reports"));
        CAIRN_CHECK(require(seconds == 0 || is_within(seconds, 10, 86'400),
                            "moko.gen-a: status report interval is 0 or 10 to 86400 s"));
        return Request{1006, WrittenObject{{"interval", seconds}}};
    }

    Result<Request> operator()(const RssiFilter& filter) const {
        CAIRN_CHECK(support(!is_first_version_, first_version_filters));
        CAIRN_CHECK(check(filter, ranges));
        return Request{1027, WrittenObject{{"rssi", filter.rssi_min_dbm}}};
    }
    Result<Request> operator()(const MacFilter& filter) const {
        CAIRN_CHECK(support(!is_first_version_, first_version_filters));
        CAIRN_CHECK(check(filter, ranges));
        return Request{1028, list_filter(filter.is_exact, filter.is_reversed, filter.macs)};
    }
    Result<Request> operator()(const NameFilter& filter) const {
        CAIRN_CHECK(support(!is_first_version_, first_version_filters));
        CAIRN_CHECK(check(filter, ranges));
        return Request{1029, list_filter(filter.is_exact, filter.is_reversed, filter.names)};
    }
    Result<Request> operator()(const RawFilter& filter) const;
    Result<Request> operator()(const KindFilter& filter) const;
    Result<Request> operator()(const FilterChoice& choice) const {
        CAIRN_CHECK(support(!is_first_version_, first_version_filters));
        return Request{1025, WrittenObject{{"rule", static_cast<int>(choice.relation)}}};
    }
    Result<Request> operator()(const DuplicateFilter& filter) const {
        const bool is_off = filter.rule == DuplicateRule::none && !filter.period_s;
        const std::uint32_t period_s = is_off ? 1 : filter.period_s.value_or(0);
        CAIRN_CHECK(require(is_within(period_s, 1, 86'400), "moko.gen-a: duplicate period is 1 to 86400 s"));
        return Request{1010, WrittenObject{{"rule", static_cast<int>(filter.rule)}, {"time", period_s}}};
    }
    Result<Request> operator()(const PayloadSettings& payload) const;

    Result<Request> operator()(const Reboot&) const { return Request{1018, WrittenObject{{"restart", 1}}}; }
    Result<Request> operator()(const FactoryReset&) const {
        return Request{1001, WrittenObject{{"reset_state", 1}}, answer_within, id_reset_result,
                       answer_within};
    }
    Result<Request> operator()(const Leds& leds) const {
        CAIRN_CHECK(support(!leds.power && !leds.system && !leds.network && !leds.position,
                            "moko.gen-a: lights other than bluetooth and server"));
        return Request{1005, WrittenObject{{"ble_adv", int{leds.bluetooth}},
                                           {"ble_connected", int{leds.bluetooth}},
                                           {"server_connecting", int{leds.server}},
                                           {"server_connected", int{leds.server}}}};
    }
    Result<Request> operator()(const TimeSync& time) const;
    Result<Request> operator()(const TimeServer& server) const {
        CAIRN_CHECK(support(!is_first_version_, "moko.gen-a: time server of the first MK107 and MK110"));
        CAIRN_CHECK(support(!server.interval_h, "moko.gen-a: interval of asking the time server"));
        CAIRN_CHECK(
            require(is_ascii(server.host, 0, 64), "moko.gen-a: time server is 0 to 64 ASCII characters"));
        return Request{1021,
                       WrittenObject{{"switch", int{server.is_on}}, {"host", written_text(server.host)}}};
    }
    Result<Request> operator()(const IpSettings&) const {
        return fail(Errc::unsupported, "moko.gen-a: IP addresses");
    }
    Result<Request> operator()(const WifiSettings&) const {
        return fail(Errc::unsupported, "moko.gen-a: Wi-Fi, whose message sets the MQTT broker too");
    }
    Result<Request> operator()(const CellularSettings&) const {
        return fail(Errc::unsupported, "moko.gen-a: cellular network");
    }
    Result<Request> operator()(const MqttSettings&) const {
        return fail(Errc::unsupported, "moko.gen-a: MQTT broker, whose message sets the Wi-Fi too");
    }
    Result<Request> operator()(const FirmwareUpdate& update) const;
    Result<Request> operator()(const ReadSettings& read) const;
    Result<Request> operator()(const TagCommand&) const {
        return fail(Errc::unsupported, "moko.gen-a: commands to tags");
    }

private:
    bool is_first_version_;
};

Result<Request> Requests::operator()(const RawFilter& filter) const {
    CAIRN_CHECK(support(!is_first_version_, first_version_filters));
    CAIRN_CHECK(check(filter, ranges));
    WrittenArray rules;
    for (const RawRule& rule : filter.rules) {
        InlineString<2> type;
        append_hex(type, {&rule.ad_type, 1});
        rules.push_back(WrittenObject{{"type", written_text(type)},
                                      {"start", rule.first_byte},
                                      {"end", rule.last_byte},
                                      {"data", written_text(rule.bytes)}});
    }
    return Request{1039, WrittenObject{{"switch", int{filter.is_on}},
                                       {"relationship", static_cast<int>(filter.relation)},
                                       {"array_num", rules.size()},
                                       {"rule", rules}}};
}

Result<Request> Requests::operator()(const KindFilter& filter) const {
    CAIRN_CHECK(support(!is_first_version_, first_version_filters));
    const int is_on{filter.is_on};
    switch (filter.kind) {
        case AdvertisedKind::ibeacon:
            return Request{1031, WrittenObject{{"switch", is_on},
                                               {"min_major", 0},
                                               {"max_major", 65'535},
                                               {"min_minor", 0},
                                               {"max_minor", 65'535},
                                               {"uuid", ""}}};
        case AdvertisedKind::eddystone_uid:
            return Request{1032, WrittenObject{{"switch", is_on}, {"namespace", ""}, {"instance", ""}}};
        case AdvertisedKind::eddystone_url:
            return Request{1033, WrittenObject{{"switch", is_on}, {"url", ""}}};
        case AdvertisedKind::eddystone_tlm:
            return Request{1034, WrittenObject{{"switch", is_on}, {"version", 2}}};
        case AdvertisedKind::moko_acceleration: return Request{1037, WrittenObject{{"switch", is_on}}};
        case AdvertisedKind::moko_temperature: return Request{1038, WrittenObject{{"switch", is_on}}};
        case AdvertisedKind::moko_device:
        case AdvertisedKind::moko_button:
        case AdvertisedKind::moko_tag:
        case AdvertisedKind::moko_pir:
        case AdvertisedKind::minew_s1:
        case AdvertisedKind::other: break;
    }
    return fail(Errc::unsupported, "moko.gen-a: a switch for this kind of tag; others go by the raw filter");
}

Result<Request> Requests::operator()(const PayloadSettings& payload) const {
    CAIRN_CHECK(support(!payload.is_decoded, "moko.gen-a: values beside the bytes"));
    WrittenObject content{{"timestamp", int{payload.has_time}},
                          {"type", int{payload.has_kind}},
                          {"rssi", int{payload.has_rssi}}};
    if (!is_first_version_) {
        content["adv"] = int{payload.has_advertisement};
        content["rsp"] = int{payload.has_scan_response};
        return Request{1024, content};
    }
    CAIRN_CHECK(support(payload.has_advertisement == payload.has_scan_response,
                        "moko.gen-a: advertisement and scan response apart, in the first version"));
    content["raw"] = int{payload.has_advertisement};
    return Request{1009, content};
}

Result<Request> Requests::operator()(const TimeSync& time) const {
    CAIRN_CHECK(
        require(is_within(time.now.unix_ms, 1'000, 4'294'967'295'000), "moko.gen-a: time is 1970 to 2106"));
    const std::int64_t seconds = time.now.unix_ms / 1000;
    if (is_first_version_) {
        CAIRN_CHECK(require(time.zone_half_hours % 2 == 0 && is_within(time.zone_half_hours, -24, 24),
                            "moko.gen-a: time zone is -24 to 24 half hours, whole hours"));
        return Request{1004, WrittenObject{{"timestamp", seconds}, {"time_zone", time.zone_half_hours / 2}}};
    }
    CAIRN_CHECK(
        require(is_within(time.zone_half_hours, -24, 28), "moko.gen-a: time zone is -24 to 28 half hours"));
    return Request{1022, WrittenObject{{"timestamp", seconds}, {"timezone", time.zone_half_hours}}};
}

Result<Request> Requests::operator()(const FirmwareUpdate& update) const {
    CAIRN_CHECK(support(update.part == FirmwarePart::gateway, "moko.gen-a: firmware of other parts"));
    const auto file = split_url(update.url);
    CAIRN_CHECK(require(file && is_ascii(file->host, 1, 64) && is_ascii(file->path, 2, 100) && file->port > 0,
                        "moko.gen-a: firmware url is http://HOST:PORT/PATH, host 1 to 64 and /PATH 2 to 100 "
                        "ASCII characters"));
    Request request;
    if (is_first_version_) {
        request.number = 1002;
        request.content = WrittenObject{{"file_type", 0},
                                        {"domain_name", written_text(file->host)},
                                        {"port", file->port},
                                        {"file_way", written_text(file->path)}};
    } else {
        request.number = 1043;
        request.content = WrittenObject{{"host", written_text(file->host)},
                                        {"port", file->port},
                                        {"firmware_way", written_text(file->path)}};
    }
    request.result_number = id_update_result;
    request.result_within = update_within;
    return request;
}

Result<Request> Requests::operator()(const ReadSettings& read) const {
    const std::span<const ReadNumber> own =
        is_first_version_ ? std::span<const ReadNumber>(first_version_read_numbers) : pro_read_numbers;
    for (const std::span<const ReadNumber> table : {std::span<const ReadNumber>(read_numbers), own}) {
        const auto found =
            std::ranges::find_if(table, [&](const ReadNumber& entry) { return entry.part == read.part; });
        if (found != table.end()) return Request{found->number, std::nullopt};
    }
    return fail(Errc::unsupported, "moko.gen-a: reading this part of the settings");
}

}  // namespace

Result<OutgoingMessage> encode_gen_a(const Command& command, const GatewayRoute& route) {
    CAIRN_TRY(const MacAddress gateway,
              gateway_mac(command.gateway, "moko", "moko.gen-a: gateway is moko: and its address"));
    CAIRN_CHECK(
        require(is_ascii(route.device_id, 1, 32), "moko.gen-a: device id is 1 to 32 ASCII characters"));
    CAIRN_TRY(Request request, std::visit(Requests(route.model), command.body));
    return message_of(std::move(request), route, gateway);
}

}  // namespace cairn::adapters::moko
