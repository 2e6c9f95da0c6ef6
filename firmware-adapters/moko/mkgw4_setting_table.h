// Which field of which answer is which setting: docs/formats/moko.md.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace cairn::adapters::moko {

enum class SettingForm : std::uint8_t {
    number,         // unsigned, one to four bytes
    signed_number,  // one byte
    text,
    hex,
    choice,  // one byte: which of `names`
    bits,    // bit 0 is names[0]; the names of those that are set
    secret,  // text that is not told
    rule,    // AD type, first and last byte, bytes
};

struct Setting {
    std::uint16_t message;
    std::uint8_t tag;
    std::string_view name;
    SettingForm form = SettingForm::number;
    double step = 1;
    // NOLINTNEXTLINE(readability-redundant-member-init): GCC asks for it in every row that leaves it out
    std::span<const std::string_view> names{};
};

namespace setting_names {

inline constexpr std::string_view off_on[]{"off", "on"};
inline constexpr std::string_view leds[]{"power", "switch", "network", "gps"};
inline constexpr std::string_view status_parts[]{"battery", "acceleration", "motion", "heartbeat_index"};
inline constexpr std::string_view levels[]{"10 %", "20 %", "30 %", "40 %", "50 %"};
inline constexpr std::string_view power_methods[]{"magnet three times", "magnet for 3 s"};
inline constexpr std::string_view regions[]{"us", "eu", "kr", "au", "me", "jp", "cn", "all"};
inline constexpr std::string_view scan_modes[]{"off", "always", "always, periodic report",
                                               "periodic, immediate report", "periodic, periodic report"};
// Bits 10 and 11 are the other way round than the type codes of a scan.
inline constexpr std::string_view types[]{
    "ibeacon",    "eddystone-uid", "eddystone-url", "eddystone-tlm", "bxp-devinfo", "bxp-acc", "bxp-th",
    "bxp-button", "bxp-tag",       "pir",           "tof",           "other",       "bxp-s",   "nano-beacon"};
inline constexpr std::string_view presses[]{"single", "double", "long", "inactivity"};
inline constexpr std::string_view low_to_all[]{"low", "medium", "high", "all"};
inline constexpr std::string_view doors[]{"closed", "open", "all"};
inline constexpr std::string_view motions[]{"none", "motion", "all"};
inline constexpr std::string_view relations[]{"A", "A&B", "A|B", "A&B&C", "(A&B)|C", "A|B|C"};
inline constexpr std::string_view duplicate_rules[]{"none", "mac", "mac and type", "mac and raw"};
inline constexpr std::string_view nano_types[]{"normal", "trigger", "all"};
inline constexpr std::string_view fix_modes[]{"off", "periodic", "motion"};
inline constexpr std::string_view position_parts[]{"hdop", "fix_index"};

}  // namespace setting_names

/// In the order of the messages.
inline constexpr auto settings = std::to_array<Setting>({
    {0x2003, 0, "name", SettingForm::text},
    {0x2003, 1, "model", SettingForm::text},
    {0x2003, 2, "company", SettingForm::text},
    {0x2003, 3, "hardware", SettingForm::text},
    {0x2003, 4, "software", SettingForm::text},
    {0x2003, 5, "firmware", SettingForm::text},
    {0x2003, 6, "imei", SettingForm::text},
    {0x2003, 7, "iccid", SettingForm::text},
    {0x2003, 8, "required_version", SettingForm::text},
    {0x2003, 9, "modem_version", SettingForm::text},
    {0x2007, 0, "ntp", SettingForm::choice, 1, setting_names::off_on},
    {0x2007, 1, "ntp.host", SettingForm::text},
    {0x2007, 2, "ntp.interval"},
    {0x2008, 0, "clock.unix_s"},
    {0x2008, 1, "clock.zone_h", SettingForm::signed_number, 0.5},
    {0x2009, 0, "communication_timeout"},
    {0x200A, 0, "leds", SettingForm::bits, 1, setting_names::leds},
    {0x200B, 0, "update_running", SettingForm::choice, 1, setting_names::off_on},
    {0x200C, 0, "status.interval_s"},
    {0x200C, 1, "status.parts", SettingForm::bits, 1, setting_names::status_parts},
    {0x200D, 0, "power_off_notice", SettingForm::choice, 1, setting_names::off_on},
    {0x200E, 0, "bluetooth.password", SettingForm::secret},
    {0x200F, 0, "bluetooth.password_check", SettingForm::choice, 1, setting_names::off_on},
    {0x2012, 0, "low_battery_notice", SettingForm::choice, 1, setting_names::off_on},
    {0x2012, 1, "low_battery_notice.level", SettingForm::choice, 1, setting_names::levels},
    {0x2013, 0, "battery_v", SettingForm::number, 0.001},
    {0x2015, 0, "power_on_when_charging", SettingForm::choice, 1, setting_names::off_on},
    {0x2016, 0, "power_method", SettingForm::choice, 1, setting_names::power_methods},
    {0x2020, 0, "network.priority"},
    {0x2020, 1, "network.apn", SettingForm::text},
    {0x2020, 2, "network.user", SettingForm::text},
    {0x2020, 3, "network.password", SettingForm::secret},
    {0x2021, 0, "network.connect_timeout"},
    {0x2022, 0, "network.pin", SettingForm::secret},
    {0x2023, 0, "network.regions", SettingForm::bits, 1, setting_names::regions},
    {0x2030, 0, "mqtt.tls"},
    {0x2030, 1, "mqtt.host", SettingForm::text},
    {0x2030, 2, "mqtt.port"},
    {0x2030, 3, "mqtt.client_id", SettingForm::text},
    {0x2030, 4, "mqtt.user", SettingForm::text},
    {0x2030, 5, "mqtt.password", SettingForm::secret},
    {0x2030, 6, "mqtt.subscribe_topic", SettingForm::text},
    {0x2030, 7, "mqtt.publish_topic", SettingForm::text},
    {0x2030, 8, "mqtt.qos"},
    {0x2030, 9, "mqtt.clean_session", SettingForm::choice, 1, setting_names::off_on},
    {0x2030, 10, "mqtt.keep_alive_s"},
    {0x2040, 0, "scan.mode", SettingForm::choice, 1, setting_names::scan_modes},
    {0x2040, 1, "scan.auto_switch", SettingForm::choice, 1, setting_names::off_on},
    {0x2041, 0, "scan.report_interval"},
    {0x2042, 0, "scan.duration"},
    {0x2042, 1, "scan.interval"},
    {0x2043, 0, "scan.duration"},
    {0x2043, 1, "scan.interval"},
    {0x2043, 2, "scan.report_interval"},
    {0x2043, 3, "scan.retention_priority"},
    {0x2050, 0, "filter.relation"},
    {0x2051, 0, "filter.rssi_dbm", SettingForm::signed_number},
    {0x2052, 0, "filter.phy"},
    {0x2053, 0, "filter.mac.precise", SettingForm::choice, 1, setting_names::off_on},
    {0x2053, 1, "filter.mac.reverse", SettingForm::choice, 1, setting_names::off_on},
    {0x2053, 2, "filter.mac", SettingForm::hex},
    {0x2054, 0, "filter.name.precise", SettingForm::choice, 1, setting_names::off_on},
    {0x2054, 1, "filter.name.reverse", SettingForm::choice, 1, setting_names::off_on},
    {0x2054, 2, "filter.name", SettingForm::text},
    {0x2055, 0, "filter.types", SettingForm::bits, 1, setting_names::types},
    {0x2056, 0, "filter.ibeacon", SettingForm::choice, 1, setting_names::off_on},
    {0x2056, 1, "filter.ibeacon.major_min"},
    {0x2056, 2, "filter.ibeacon.major_max"},
    {0x2056, 3, "filter.ibeacon.minor_min"},
    {0x2056, 4, "filter.ibeacon.minor_max"},
    {0x2056, 5, "filter.ibeacon.uuid", SettingForm::hex},
    {0x2057, 0, "filter.eddystone_uid", SettingForm::choice, 1, setting_names::off_on},
    {0x2057, 1, "filter.eddystone_uid.namespace", SettingForm::hex},
    {0x2057, 2, "filter.eddystone_uid.instance", SettingForm::hex},
    {0x2058, 0, "filter.eddystone_url", SettingForm::choice, 1, setting_names::off_on},
    {0x2058, 1, "filter.eddystone_url.url", SettingForm::text},
    {0x2059, 0, "filter.eddystone_tlm", SettingForm::choice, 1, setting_names::off_on},
    {0x2059, 1, "filter.eddystone_tlm.version"},
    {0x205A, 0, "filter.bxp_devinfo", SettingForm::choice, 1, setting_names::off_on},
    {0x205B, 0, "filter.bxp_acc", SettingForm::choice, 1, setting_names::off_on},
    {0x205C, 0, "filter.bxp_th", SettingForm::choice, 1, setting_names::off_on},
    {0x205D, 0, "filter.bxp_button", SettingForm::choice, 1, setting_names::off_on},
    {0x205D, 1, "filter.bxp_button.presses", SettingForm::bits, 1, setting_names::presses},
    {0x205E, 0, "filter.bxp_tag", SettingForm::choice, 1, setting_names::off_on},
    {0x205E, 1, "filter.bxp_tag.precise", SettingForm::choice, 1, setting_names::off_on},
    {0x205E, 2, "filter.bxp_tag.reverse", SettingForm::choice, 1, setting_names::off_on},
    {0x205E, 3, "filter.bxp_tag.id", SettingForm::hex},
    {0x205F, 0, "filter.pir", SettingForm::choice, 1, setting_names::off_on},
    {0x205F, 1, "filter.pir.delay", SettingForm::choice, 1, setting_names::low_to_all},
    {0x205F, 2, "filter.pir.door", SettingForm::choice, 1, setting_names::doors},
    {0x205F, 3, "filter.pir.sensitivity", SettingForm::choice, 1, setting_names::low_to_all},
    {0x205F, 4, "filter.pir.motion", SettingForm::choice, 1, setting_names::motions},
    {0x205F, 5, "filter.pir.major_min"},
    {0x205F, 6, "filter.pir.major_max"},
    {0x205F, 7, "filter.pir.minor_min"},
    {0x205F, 8, "filter.pir.minor_max"},
    {0x2060, 0, "filter.tof", SettingForm::choice, 1, setting_names::off_on},
    {0x2060, 1, "filter.tof.manufacturer", SettingForm::hex},
    {0x2061, 0, "filter.raw", SettingForm::choice, 1, setting_names::off_on},
    {0x2061, 1, "filter.raw.relation", SettingForm::choice, 1, setting_names::relations},
    {0x2061, 2, "filter.raw.rule", SettingForm::rule},
    {0x2062, 0, "filter.duplicates", SettingForm::choice, 1, setting_names::duplicate_rules},
    {0x2063, 0, "filter.bxp_s", SettingForm::choice, 1, setting_names::off_on},
    {0x2063, 1, "filter.bxp_s.precise", SettingForm::choice, 1, setting_names::off_on},
    {0x2063, 2, "filter.bxp_s.reverse", SettingForm::choice, 1, setting_names::off_on},
    {0x2063, 3, "filter.bxp_s.id", SettingForm::hex},
    {0x2064, 0, "filter.nano_beacon", SettingForm::choice, 1, setting_names::off_on},
    {0x2064, 1, "filter.nano_beacon.manufacturer", SettingForm::hex},
    {0x2064, 2, "filter.nano_beacon.type", SettingForm::choice, 1, setting_names::nano_types},
    {0x2070, 0, "advert.response", SettingForm::choice, 1, setting_names::off_on},
    {0x2070, 1, "advert.name", SettingForm::text},
    {0x2070, 2, "advert.interval_s", SettingForm::number, 0.1},
    {0x2070, 3, "advert.tx_power_dbm", SettingForm::signed_number},
    {0x2070, 4, "advert.timeout"},
    {0x2071, 0, "advert.ibeacon.major"},
    {0x2071, 1, "advert.ibeacon.minor"},
    {0x2071, 2, "advert.ibeacon.uuid", SettingForm::hex},
    {0x2071, 3, "advert.ibeacon.measured_power_dbm", SettingForm::signed_number},
    {0x2080, 0, "fix.mode", SettingForm::choice, 1, setting_names::fix_modes},
    {0x2081, 0, "fix.interval"},
    {0x2082, 0, "wake.threshold_mg", SettingForm::number, 16},
    {0x2082, 1, "wake.duration_ms", SettingForm::number, 10},
    {0x2082, 2, "motion.threshold_mg", SettingForm::number, 2},
    {0x2082, 3, "motion.duration_ms", SettingForm::number, 5},
    {0x2083, 0, "fix.at_start", SettingForm::choice, 1, setting_names::off_on},
    {0x2084, 0, "fix.in_motion", SettingForm::choice, 1, setting_names::off_on},
    {0x2084, 1, "fix.in_motion.interval"},
    {0x2085, 0, "fix.at_stop", SettingForm::choice, 1, setting_names::off_on},
    {0x2085, 1, "fix.at_stop.timeout_s", SettingForm::number, 10},
    {0x2086, 0, "fix.stationary", SettingForm::choice, 1, setting_names::off_on},
    {0x2086, 1, "fix.stationary.interval"},
    {0x2087, 0, "gnss.timeout"},
    {0x2087, 1, "gnss.pdop_max", SettingForm::number, 0.1},
    {0x208A, 0, "fix.parts", SettingForm::bits, 1, setting_names::position_parts},
    {0x2090, 0, "payload.ibeacon", SettingForm::hex},
    {0x2091, 0, "payload.eddystone_uid", SettingForm::hex},
    {0x2092, 0, "payload.eddystone_url", SettingForm::hex},
    {0x2093, 0, "payload.eddystone_tlm", SettingForm::hex},
    {0x2094, 0, "payload.bxp_devinfo", SettingForm::hex},
    {0x2095, 0, "payload.bxp_acc", SettingForm::hex},
    {0x2096, 0, "payload.bxp_th", SettingForm::hex},
    {0x2097, 0, "payload.bxp_button", SettingForm::hex},
    {0x2098, 0, "payload.bxp_tag", SettingForm::hex},
    {0x2099, 0, "payload.pir", SettingForm::hex},
    {0x209A, 0, "payload.tof", SettingForm::hex},
    {0x209B, 0, "payload.other", SettingForm::hex},
    {0x209C, 0, "payload.scan", SettingForm::hex},
    {0x209D, 0, "payload.bxp_s", SettingForm::hex},
    {0x209E, 0, "payload.nano_beacon", SettingForm::hex},
});

}  // namespace cairn::adapters::moko
