// What gateways can be told: one Command for all vendors, and the replies.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "cairn/core/inline_string.h"
#include "cairn/core/result.h"
#include "cairn/core/time.h"
#include "cairn/ingest/adapter.h"
#include "cairn/model/ids.h"

namespace cairn::adapters {

/// The caller's own number or name for a command: 1 to 36 characters out of A-Z a-z 0-9 and "-_.:".
using CommandId = InlineString<36>;

// What a gateway can be told. One command is one message, so that each has its own answer. Which vendor
// knows which, and in which range, stands in docs/formats/commands.md.

enum class ScanMode : std::uint8_t {
    off,
    always,                         // reports what it hears at once
    always_with_periodic_report,    // and reports now and then
    periodic,                       // with pauses; reports at once
    periodic_with_periodic_report,  // with pauses; and reports now and then
};

struct ScanSettings {
    ScanMode mode = ScanMode::always;
    std::optional<std::uint32_t> duration_s;  // of one scan, where the same message says it
};

/// When a gateway scans that does so with pauses.
struct ScanTiming {
    std::uint32_t duration_s = 0;
    std::uint32_t interval_s = 0;
    std::optional<std::uint32_t> report_interval_s;  // for periodic_with_periodic_report
};

enum class ReportKind : std::uint8_t {
    status,  // the gateway's own heartbeat
    scan,    // what it heard, now and then instead of at once
    batch,   // how long a record may wait for others to share its message
};

struct ReportSettings {
    ReportKind kind = ReportKind::status;
    Millis interval{0};  // 0 switches it off, where that is possible
};

/// Only what is heard at least this loud.
struct RssiFilter {
    std::int32_t rssi_min_dbm = -127;
};

/// Only tags from a list, or with `is_reversed` only others.
struct MacFilter {
    bool is_exact = false;  // otherwise the beginning of the address is enough
    bool is_reversed = false;
    std::vector<std::string> macs;  // hexadecimal digits, two for each byte; empty: no filter
};

/// As MacFilter, by the advertised name.
struct NameFilter {
    bool is_exact = false;
    bool is_reversed = false;
    std::vector<std::string> names;
};

/// Bytes that an AD structure must hold.
struct RawRule {
    std::uint8_t ad_type = 0;
    std::uint8_t first_byte = 0;  // counted from 1 behind the type; both 0: the structure starts with it
    std::uint8_t last_byte = 0;
    std::string bytes;  // hexadecimal
};

/// How up to three raw rules a, b and c are joined.
enum class RuleRelation : std::uint8_t { a, a_and_b, a_or_b, a_and_b_and_c, a_and_b_or_c, a_or_b_or_c };

struct RawFilter {
    bool is_on = true;
    RuleRelation relation = RuleRelation::a;
    std::vector<RawRule> rules;
};

enum class AdvertisedKind : std::uint8_t {
    ibeacon,
    eddystone_uid,
    eddystone_url,
    eddystone_tlm,
    moko_device,       // BeaconX Pro device information
    moko_acceleration,
    moko_temperature,
    moko_button,
    moko_tag,
    moko_pir,
    minew_s1,
    other,
};

/// Whether tags of one kind are reported.
struct KindFilter {
    AdvertisedKind kind = AdvertisedKind::ibeacon;
    bool is_on = true;
};

/// Which of the filters by address (mac), name and content (raw) count, and how together.
enum class FilterRelation : std::uint8_t {
    none,
    mac,
    name,
    raw,
    name_and_raw,
    mac_and_name_and_raw,
    name_or_raw,
    mac_and_name,
};

struct FilterChoice {
    FilterRelation relation = FilterRelation::none;
};

enum class DuplicateRule : std::uint8_t { none, same_mac, same_mac_and_kind, same_mac_and_content };

/// What counts as the same advertisement again, and for how long it is then kept back.
struct DuplicateFilter {
    DuplicateRule rule = DuplicateRule::none;
    std::optional<std::uint32_t> period_s;
};

/// What the gateway writes into a scan record.
struct PayloadSettings {
    bool has_time = true;
    bool has_kind = true;
    bool has_rssi = true;
    bool has_advertisement = true;
    bool has_scan_response = true;
    std::optional<bool> is_decoded;  // values beside the bytes, by firmware that knows this
};

struct Reboot {};
struct FactoryReset {};

/// Which lights are used. A light that the gateway lacks must be false.
struct Leds {
    bool power = false;
    bool system = false;
    bool network = false;
    bool server = false;
    bool bluetooth = false;
    bool position = false;
};

struct TimeSync {
    Timestamp now;
    std::int32_t zone_half_hours = 0;  // east of Greenwich; for display only
};

struct TimeServer {
    bool is_on = true;
    std::string host;
    std::optional<std::uint32_t> interval_h;
};

enum class NetworkInterface : std::uint8_t { wifi, ethernet };

struct IpSettings {
    NetworkInterface interface = NetworkInterface::ethernet;
    bool is_dhcp = true;
    std::string address;  // dotted quads; only without DHCP
    std::string netmask;
    std::string gateway;
    std::string dns;
};

struct WifiSettings {
    std::string ssid;
    std::string password;  // empty: an open network
};

struct CellularSettings {
    std::uint32_t priority = 0;  // the vendor's number of a list of networks
    std::string apn;
    std::string username;
    std::string password;
};

enum class MqttSecurity : std::uint8_t { none, known_authority, authority_file, certificates };

struct MqttWill {
    std::string topic;
    std::string payload;
    std::uint32_t qos = 0;
    bool is_retained = false;
};

struct MqttSettings {
    MqttSecurity security = MqttSecurity::none;
    std::string host;
    std::uint32_t port = 1883;
    std::string client_id;
    std::string username;
    std::string password;
    std::string subscribe_topic;  // where the gateway takes commands
    std::string publish_topic;
    std::uint32_t qos = 0;
    bool is_clean_session = true;
    std::uint32_t keep_alive_s = 60;
    std::optional<MqttWill> will;
};

enum class FirmwarePart : std::uint8_t { gateway, bluetooth, modem };

struct FirmwareUpdate {
    FirmwarePart part = FirmwarePart::gateway;
    std::string url;
};

enum class SettingsPart : std::uint8_t {
    everything,  // where one message reads all
    device,      // model and versions
    scan,
    scan_timing,
    status_report,
    scan_report,
    batch_report,
    rssi_filter,
    mac_filter,
    name_filter,
    raw_filter,
    kind_filters,
    filter_choice,
    duplicate_filter,
    payload,
    leds,
    time,
    time_server,
    wifi,
    wifi_ip,
    ethernet_ip,
    cellular,
    mqtt,
    connected_tags,
};

struct ReadSettings {
    SettingsPart part = SettingsPart::device;
};

/// Moko's tag families, which are connected to by different messages.
enum class TagFamily : std::uint8_t { generic, button_d, button_cr, c, d, tag, sensor, pir, range };
enum class TagAction : std::uint8_t {
    connect,
    disconnect,
    read_device,
    read_status,
    dismiss_alarm,
    led,
    beep,
    vibrate
};
enum class TagColour : std::uint8_t { green, blue, red };

/// The gateway connects to a tag and tells it something.
struct TagCommand {
    TagFamily family = TagFamily::button_d;
    TagAction action = TagAction::connect;
    MacAddress tag;
    std::string password;                 // connect
    Millis duration{5'000};               // led, beep, vibrate: in all
    Millis pause{500};                    // between two of them
    TagColour colour = TagColour::green;  // led, where the tag has several
};

using CommandBody = std::variant<ScanSettings, ScanTiming, ReportSettings, RssiFilter, MacFilter, NameFilter,
                                 RawFilter, KindFilter, FilterChoice, DuplicateFilter, PayloadSettings,
                                 Reboot, FactoryReset, Leds, TimeSync, TimeServer, IpSettings, WifiSettings,
                                 CellularSettings, MqttSettings, FirmwareUpdate, ReadSettings, TagCommand>;

struct Command {
    CommandId id;
    GatewayId gateway;
    CommandBody body;
};

/// Models that take other messages than the rest of their dialect.
enum class GatewayModel : std::uint8_t {
    usual,     // Moko MK107 Pro, Minew G1
    mk107,     // Moko MK107 and MK110 of the first version
    minew_mg3  // and MG4
};

/// How a gateway is reached.
struct GatewayRoute {
    std::string topic;      // that it takes commands on; installers set it, so there is no default
    std::string device_id;  // Moko's first generation only: the name given by the installer
    GatewayModel model = GatewayModel::usual;
};

/// What tells which request an answer belongs to. Moko answers with the number of the request's kind, Minew
/// and Civic with the request's own id.
struct RequestKey {
    GatewayId gateway;     // empty in an answer that does not say it
    std::uint16_t number = 0;
    CommandId request;

    friend bool operator==(const RequestKey&, const RequestKey&) = default;
};

struct OutgoingMessage {
    CommandId command;    // of the Command that it tells
    std::string topic;
    std::string payload;  // text, or bytes for moko.mkgw4
    RequestKey key;
    std::optional<MacAddress> tag;  // that the second answer must be of
    Millis answer_within{30'000};
    std::uint16_t result_number = 0;  // not 0: a second answer with this number tells the result
    Millis result_within{0};
};

/// The dialects that commands can be encoded in: "moko.json", "moko.gen-a", "moko.mkgw4",
/// "minew.json-long" and "civic".
std::span<const std::string_view> command_dialects() noexcept;

/// The message that tells a gateway `command`.
/// unsupported: the dialect is not known, or the vendor has no such message; `where` says what is missing.
/// malformed: a field is out of the vendor's range; `where` names the field and the range.
Result<OutgoingMessage> encode(const Command& command, std::string_view dialect, const GatewayRoute& route);

enum class ReplyOutcome : std::uint8_t {
    acknowledged,  // heard; another answer follows, or the vendor does not document what it means
    done,
    refused,  // by the gateway, before it tried
    failed,   // tried and not managed
};

struct Setting {
    std::string name;  // as the vendor calls it
    std::string value;
};

/// An answer of a gateway.
struct CommandReply {
    RequestKey key;
    ReplyOutcome outcome = ReplyOutcome::done;
    std::int32_t code = 0;  // the vendor's
    std::string text;       // what it means
    std::optional<MacAddress> tag;
    std::vector<Setting> settings;  // at most reply_settings_max
};

inline constexpr std::size_t reply_settings_max = 64;
inline constexpr std::size_t setting_chars_max = 256;

/// Reads a gateway's message. Nothing: it is sound, and no answer to a command.
/// unsupported: the dialect is not known. malformed, truncated, full: as the dialect says of its messages.
Result<std::optional<CommandReply>> parse_reply(const Message& message, std::string_view dialect);

}  // namespace cairn::adapters
