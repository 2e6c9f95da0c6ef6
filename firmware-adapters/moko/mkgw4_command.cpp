#include "moko/mkgw4_command.h"

#include "cairn/core/hex.h"
#include "dialect/command_checks.h"
#include "moko/filter_ranges.h"
#include "moko/tlv_writer.h"

namespace cairn::adapters::moko {
namespace {

constexpr FilterRanges ranges{"moko.mkgw4: rssi filter is -127 to 0 dBm",
                              "moko.mkgw4: mac filter is up to 10 of 1 to 6 bytes",
                              "moko.mkgw4: name filter is up to 10 of 1 to 20 ASCII characters",
                              "moko.mkgw4: raw filter is up to 3 rules",
                              "moko.mkgw4: first and last byte of a raw rule are 1 to 29 and span its bytes",
                              "moko.mkgw4: a raw rule is 1 to 29 bytes",
                              "moko.mkgw4: raw filter has as many rules as its relation names"};

struct CommandFrame {
    std::uint16_t id = 0;
    TlvWriter fields;
};

std::string bytes_of(std::string_view digits) {
    std::array<std::uint8_t, 32> bytes{};
    const std::size_t count = parse_hex(digits, bytes).value_or(0);
    return std::string(as_text(Bytes(bytes).first(count)));
}

std::uint8_t byte_of(bool is_on) noexcept {
    return is_on ? 1 : 0;
}

// The vendor's own order of the modes.
std::uint8_t mode_number(ScanMode mode) noexcept {
    switch (mode) {
        case ScanMode::off: return 0;
        case ScanMode::always: return 1;
        case ScanMode::always_with_periodic_report: return 2;
        case ScanMode::periodic: return 3;
        case ScanMode::periodic_with_periodic_report: return 4;
    }
    return 0;
}

Result<CommandFrame> scan_timing(const ScanTiming& timing) {
    CAIRN_CHECK(
        require(is_within(timing.duration_s, 3, 3'600), "moko.mkgw4: duration of a scan is 3 to 3600 s"));
    CAIRN_CHECK(
        require(is_within(timing.interval_s, 600, 86'400), "moko.mkgw4: scan interval is 600 to 86400 s"));
    CommandFrame frame{0x1042, {}};
    frame.fields.u16(0, static_cast<std::uint16_t>(timing.duration_s)).u32(1, timing.interval_s);
    if (timing.report_interval_s) {
        CAIRN_CHECK(require(is_within(*timing.report_interval_s, 600, 86'400),
                            "moko.mkgw4: scan report interval is 600 to 86400 s"));
        frame.id = 0x1043;
        frame.fields.u32(2, *timing.report_interval_s);
    }
    return frame;
}

Result<CommandFrame> report(const ReportSettings& report) {
    CAIRN_CHECK(support(report.kind != ReportKind::batch, "moko.mkgw4: batches"));
    const std::int64_t seconds = whole_seconds(report.interval).value_or(-1);
    CommandFrame frame;
    if (report.kind == ReportKind::status) {
        CAIRN_CHECK(require(seconds == 0 || is_within(seconds, 30, 86'400),
                            "moko.mkgw4: status report interval is 0 or 30 to 86400 s"));
        frame.id = 0x100C;
    } else {
        CAIRN_CHECK(
            require(is_within(seconds, 600, 86'400), "moko.mkgw4: scan report interval is 600 to 86400 s"));
        frame.id = 0x1041;
    }
    frame.fields.u32(0, static_cast<std::uint32_t>(seconds));
    return frame;
}

constexpr std::uint16_t any_id = 0xFFFF;

// With the widest conditions, all of them: what the gateway does with a missing one is not known.
Result<CommandFrame> kind(const KindFilter& filter) {
    CommandFrame frame;
    frame.fields.u8(0, byte_of(filter.is_on));
    switch (filter.kind) {
        case AdvertisedKind::ibeacon:
            frame.id = 0x1056;
            frame.fields.u16(1, 0).u16(2, any_id).u16(3, 0).u16(4, any_id).bytes(5, {});
            return frame;
        case AdvertisedKind::eddystone_uid:
            frame.id = 0x1057;
            frame.fields.bytes(1, {}).bytes(2, {});
            return frame;
        case AdvertisedKind::eddystone_url:
            frame.id = 0x1058;
            frame.fields.bytes(1, {});
            return frame;
        case AdvertisedKind::eddystone_tlm:
            frame.id = 0x1059;
            frame.fields.u8(1, 2);
            return frame;
        case AdvertisedKind::moko_device: frame.id = 0x105A; return frame;
        case AdvertisedKind::moko_acceleration: frame.id = 0x105B; return frame;
        case AdvertisedKind::moko_temperature: frame.id = 0x105C; return frame;
        case AdvertisedKind::moko_button:
            frame.id = 0x105D;
            frame.fields.u8(1, 0x0F);
            return frame;
        case AdvertisedKind::moko_tag:
            frame.id = 0x105E;
            frame.fields.u8(1, 0).u8(2, 0);
            return frame;
        case AdvertisedKind::moko_pir:
            frame.id = 0x105F;
            frame.fields.u8(1, 3).u8(2, 2).u8(3, 3).u8(4, 2);
            frame.fields.u16(5, 0).u16(6, any_id).u16(7, 0).u16(8, any_id);
            return frame;
        case AdvertisedKind::minew_s1:
        case AdvertisedKind::other: break;
    }
    return fail(Errc::unsupported, "moko.mkgw4: a switch for this kind of tag; others go by the raw filter");
}

Result<CommandFrame> raw_filter(const RawFilter& filter) {
    CAIRN_CHECK(check(filter, ranges));
    CommandFrame frame{0x1061, {}};
    frame.fields.u8(0, byte_of(filter.is_on)).u8(1, static_cast<std::uint8_t>(filter.relation));
    for (const RawRule& rule : filter.rules) {
        std::string item{static_cast<char>(rule.ad_type), static_cast<char>(rule.first_byte),
                         static_cast<char>(rule.last_byte)};
        frame.fields.bytes(2, item + bytes_of(rule.bytes));
    }
    return frame;
}

Result<CommandFrame> leds(const Leds& leds) {
    CAIRN_CHECK(support(!leds.server && !leds.bluetooth,
                        "moko.mkgw4: lights other than power, system, network and position"));
    const int bits =
        int{leds.power} | int{leds.system} << 1 | int{leds.network} << 2 | int{leds.position} << 3;
    CommandFrame frame{0x100A, {}};
    frame.fields.u8(0, static_cast<std::uint8_t>(bits));
    return frame;
}

Result<CommandFrame> time(const TimeSync& time) {
    CAIRN_CHECK(
        require(is_within(time.now.unix_ms, 1'000, 4'294'967'295'000), "moko.mkgw4: time is 1970 to 2106"));
    CAIRN_CHECK(
        require(is_within(time.zone_half_hours, -24, 28), "moko.mkgw4: time zone is -24 to 28 half hours"));
    CommandFrame frame{0x1008, {}};
    frame.fields.u32(0, static_cast<std::uint32_t>(time.now.unix_ms / 1000))
        .i8(1, static_cast<std::int8_t>(time.zone_half_hours));
    return frame;
}

Result<CommandFrame> time_server(const TimeServer& server) {
    CAIRN_CHECK(require(is_ascii(server.host, 0, 64), "moko.mkgw4: time server is 0 to 64 ASCII characters"));
    CommandFrame frame{0x1007, {}};
    frame.fields.u8(0, byte_of(server.is_on)).bytes(1, server.host);
    if (server.interval_h) {
        CAIRN_CHECK(require(is_within(*server.interval_h, 1, 720),
                            "moko.mkgw4: interval of asking the time server is 1 to 720 h"));
        frame.fields.u16(2, static_cast<std::uint16_t>(*server.interval_h));
    }
    return frame;
}

Result<CommandFrame> cellular(const CellularSettings& cellular) {
    CAIRN_CHECK(require(is_within(cellular.priority, 0, 10), "moko.mkgw4: network priority is 0 to 10"));
    CAIRN_CHECK(require(is_ascii(cellular.apn, 0, 100) && is_ascii(cellular.username, 0, 100) &&
                            is_ascii(cellular.password, 0, 100),
                        "moko.mkgw4: apn, user name and password are 0 to 100 ASCII characters"));
    CommandFrame frame{0x1020, {}};
    frame.fields.u8(0, static_cast<std::uint8_t>(cellular.priority))
        .bytes(1, cellular.apn)
        .bytes(2, cellular.username)
        .bytes(3, cellular.password);
    return frame;
}

Result<CommandFrame> mqtt(const MqttSettings& mqtt) {
    CAIRN_CHECK(support(!mqtt.will, "moko.mkgw4: a will"));
    CAIRN_CHECK(require(is_ascii(mqtt.host, 1, 64), "moko.mkgw4: MQTT host is 1 to 64 ASCII characters"));
    CAIRN_CHECK(require(is_within(mqtt.port, 1, 65'535), "moko.mkgw4: MQTT port is 1 to 65535"));
    CAIRN_CHECK(
        require(is_ascii(mqtt.client_id, 1, 64), "moko.mkgw4: client id is 1 to 64 ASCII characters"));
    CAIRN_CHECK(require(is_ascii(mqtt.username, 0, 256) && is_ascii(mqtt.password, 0, 256),
                        "moko.mkgw4: user name and password are 0 to 256 ASCII characters"));
    CAIRN_CHECK(require(is_ascii(mqtt.subscribe_topic, 1, 128) && is_ascii(mqtt.publish_topic, 1, 128),
                        "moko.mkgw4: a topic is 1 to 128 ASCII characters"));
    CAIRN_CHECK(require(is_within(mqtt.qos, 0, 2), "moko.mkgw4: qos is 0 to 2"));
    CAIRN_CHECK(require(is_within(mqtt.keep_alive_s, 10, 120), "moko.mkgw4: keep alive is 10 to 120 s"));
    CommandFrame frame{0x1030, {}};
    frame.fields.u8(0, static_cast<std::uint8_t>(mqtt.security))
        .bytes(1, mqtt.host)
        .u16(2, static_cast<std::uint16_t>(mqtt.port))
        .bytes(3, mqtt.client_id)
        .bytes(4, mqtt.username)
        .bytes(5, mqtt.password)
        .bytes(6, mqtt.subscribe_topic)
        .bytes(7, mqtt.publish_topic)
        .u8(8, static_cast<std::uint8_t>(mqtt.qos))
        .u8(9, byte_of(mqtt.is_clean_session))
        .u8(10, static_cast<std::uint8_t>(mqtt.keep_alive_s));
    return frame;
}

struct ReadId {
    SettingsPart part;
    std::uint16_t id;
};

constexpr ReadId read_ids[] = {{SettingsPart::device, 0x2003},
                               {SettingsPart::time_server, 0x2007},
                               {SettingsPart::time, 0x2008},
                               {SettingsPart::leds, 0x200A},
                               {SettingsPart::status_report, 0x200C},
                               {SettingsPart::cellular, 0x2020},
                               {SettingsPart::mqtt, 0x2030},
                               {SettingsPart::scan, 0x2040},
                               {SettingsPart::scan_report, 0x2041},
                               {SettingsPart::scan_timing, 0x2042},
                               {SettingsPart::filter_choice, 0x2050},
                               {SettingsPart::rssi_filter, 0x2051},
                               {SettingsPart::mac_filter, 0x2053},
                               {SettingsPart::name_filter, 0x2054},
                               {SettingsPart::kind_filters, 0x2055},
                               {SettingsPart::raw_filter, 0x2061},
                               {SettingsPart::duplicate_filter, 0x2062}};

struct CommandFrames {
    Result<CommandFrame> operator()(const ScanSettings& scan) const {
        CAIRN_CHECK(support(!scan.duration_s, "moko.mkgw4: duration of a scan beside its mode"));
        CommandFrame frame{0x1040, {}};
        frame.fields.u8(0, mode_number(scan.mode));
        return frame;
    }
    Result<CommandFrame> operator()(const ScanTiming& body) const { return scan_timing(body); }
    Result<CommandFrame> operator()(const ReportSettings& body) const { return report(body); }
    Result<CommandFrame> operator()(const RssiFilter& filter) const {
        CAIRN_CHECK(check(filter, ranges));
        CommandFrame frame{0x1051, {}};
        frame.fields.i8(0, static_cast<std::int8_t>(filter.rssi_min_dbm));
        return frame;
    }
    Result<CommandFrame> operator()(const MacFilter& filter) const {
        CAIRN_CHECK(check(filter, ranges));
        CommandFrame frame{0x1053, {}};
        frame.fields.u8(0, byte_of(filter.is_exact)).u8(1, byte_of(filter.is_reversed));
        for (const std::string& mac : filter.macs) frame.fields.bytes(2, bytes_of(mac));
        return frame;
    }
    Result<CommandFrame> operator()(const NameFilter& filter) const {
        CAIRN_CHECK(check(filter, ranges));
        CommandFrame frame{0x1054, {}};
        frame.fields.u8(0, byte_of(filter.is_exact)).u8(1, byte_of(filter.is_reversed));
        for (const std::string& name : filter.names) frame.fields.bytes(2, name);
        return frame;
    }
    Result<CommandFrame> operator()(const RawFilter& body) const { return raw_filter(body); }
    Result<CommandFrame> operator()(const KindFilter& body) const { return kind(body); }
    Result<CommandFrame> operator()(const FilterChoice& choice) const {
        CommandFrame frame{0x1050, {}};
        frame.fields.u8(0, static_cast<std::uint8_t>(choice.relation));
        return frame;
    }
    Result<CommandFrame> operator()(const DuplicateFilter& filter) const {
        CAIRN_CHECK(support(!filter.period_s, "moko.mkgw4: period of the duplicate filter"));
        CommandFrame frame{0x1062, {}};
        frame.fields.u8(0, static_cast<std::uint8_t>(filter.rule));
        return frame;
    }
    Result<CommandFrame> operator()(const PayloadSettings&) const {
        return fail(Errc::unsupported,
                    "moko.mkgw4: content of records, which each kind of tag has its own for");
    }
    Result<CommandFrame> operator()(const Reboot&) const {
        return fail(Errc::unsupported, "moko.mkgw4: reboot, whose message is not published");
    }
    Result<CommandFrame> operator()(const FactoryReset&) const {
        return fail(Errc::unsupported, "moko.mkgw4: factory reset, whose message is not published");
    }
    Result<CommandFrame> operator()(const Leds& body) const { return leds(body); }
    Result<CommandFrame> operator()(const TimeSync& body) const { return time(body); }
    Result<CommandFrame> operator()(const TimeServer& body) const { return time_server(body); }
    Result<CommandFrame> operator()(const IpSettings&) const {
        return fail(Errc::unsupported, "moko.mkgw4: IP addresses");
    }
    Result<CommandFrame> operator()(const WifiSettings&) const {
        return fail(Errc::unsupported, "moko.mkgw4: Wi-Fi");
    }
    Result<CommandFrame> operator()(const CellularSettings& body) const { return cellular(body); }
    Result<CommandFrame> operator()(const MqttSettings& body) const { return mqtt(body); }
    Result<CommandFrame> operator()(const FirmwareUpdate&) const {
        return fail(Errc::unsupported, "moko.mkgw4: firmware update, whose message is not published");
    }
    Result<CommandFrame> operator()(const ReadSettings& read) const {
        for (const ReadId& entry : read_ids) {
            if (entry.part == read.part) return CommandFrame{entry.id, {}};
        }
        return fail(Errc::unsupported, "moko.mkgw4: reading this part of the settings");
    }
    Result<CommandFrame> operator()(const TagCommand&) const {
        return fail(Errc::unsupported, "moko.mkgw4: commands to tags");
    }
};

}  // namespace

Result<OutgoingMessage> encode_mkgw4(const Command& command, const GatewayRoute& route) {
    CAIRN_TRY(const MacAddress gateway,
              gateway_mac(command.gateway, "moko", "moko.mkgw4: gateway is moko: and its address"));
    CAIRN_TRY(const CommandFrame frame, std::visit(CommandFrames{}, command.body));
    OutgoingMessage message;
    message.topic = route.topic;
    message.payload = frame.fields.frame(frame.id, gateway);
    message.key = {GatewayId::of("moko", gateway), frame.id, {}};
    return message;
}

}  // namespace cairn::adapters::moko
