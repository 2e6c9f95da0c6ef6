#include "moko/json_filter.h"

#include "cairn/core/hex.h"
#include "dialect/command_checks.h"
#include "moko/filter_ranges.h"

namespace cairn::adapters::moko {
namespace {

constexpr FilterRanges ranges{"moko.json: rssi filter is -127 to 0 dBm",
                              "moko.json: mac filter is up to 10 of 1 to 6 bytes",
                              "moko.json: name filter is up to 10 of 1 to 20 ASCII characters",
                              "moko.json: raw filter is up to 3 rules",
                              "moko.json: first and last byte of a raw rule are 1 to 29 and span its bytes",
                              "moko.json: a raw rule is 1 to 29 bytes",
                              "moko.json: raw filter has as many rules as its relation names"};

WrittenArray texts(const std::vector<std::string>& list) {
    WrittenArray array;
    for (const std::string& text : list) array.push_back(written_text(text));
    return array;
}

WrittenValue hex_byte(std::uint8_t byte) {
    InlineString<2> digits;
    append_hex(digits, {&byte, 1});
    return written_text(digits);
}

constexpr int any_id = 65'535;

// A message switches one kind and sets its conditions; these are the widest. They are sent complete, because
// what a gateway does with a missing member is not known.
WrittenObject widest_conditions(AdvertisedKind kind) {
    switch (kind) {
        case AdvertisedKind::ibeacon:
            return {{"min_major", 0},
                    {"max_major", any_id},
                    {"min_minor", 0},
                    {"max_minor", any_id},
                    {"uuid", ""}};
        case AdvertisedKind::eddystone_uid: return {{"namespace", ""}, {"instance", ""}};
        case AdvertisedKind::eddystone_url: return {{"url", ""}};
        case AdvertisedKind::eddystone_tlm: return {{"tlm_version", 2}};
        case AdvertisedKind::moko_button:
            return {{"single_press", 1}, {"double_press", 1}, {"long_press", 1}, {"abnormal_inactivity", 1}};
        case AdvertisedKind::moko_tag: return {{"precise", 0}, {"reverse", 0}, {"tagid", WrittenArray{}}};
        case AdvertisedKind::moko_pir:
            return {{"delay_response_status", 3},
                    {"door_status", 2},
                    {"sensor_sensitivity", 3},
                    {"sensor_detection_status", 2},
                    {"min_major", 0},
                    {"max_major", any_id},
                    {"min_minor", 0},
                    {"max_minor", any_id}};
        case AdvertisedKind::moko_device:
        case AdvertisedKind::moko_acceleration:
        case AdvertisedKind::moko_temperature:
        case AdvertisedKind::minew_s1:
        case AdvertisedKind::other: break;
    }
    return {};
}

std::uint16_t number_of(AdvertisedKind kind) noexcept {
    switch (kind) {
        case AdvertisedKind::ibeacon: return 1046;
        case AdvertisedKind::eddystone_uid: return 1047;
        case AdvertisedKind::eddystone_url: return 1048;
        case AdvertisedKind::eddystone_tlm: return 1049;
        case AdvertisedKind::moko_device: return 1050;
        case AdvertisedKind::moko_acceleration: return 1051;
        case AdvertisedKind::moko_temperature: return 1052;
        case AdvertisedKind::moko_button: return 1053;
        case AdvertisedKind::moko_tag: return 1054;
        case AdvertisedKind::moko_pir: return 1055;
        case AdvertisedKind::minew_s1:
        case AdvertisedKind::other: break;
    }
    return 0;
}

}  // namespace

Result<Request> filter_request(const RssiFilter& filter) {
    CAIRN_CHECK(check(filter, ranges));
    return Request{1042, WrittenObject{{"rssi", filter.rssi_min_dbm}}};
}

Result<Request> filter_request(const MacFilter& filter) {
    CAIRN_CHECK(check(filter, ranges));
    return Request{1043, WrittenObject{{"precise", int{filter.is_exact}},
                                       {"reverse", int{filter.is_reversed}},
                                       {"mac", texts(filter.macs)}}};
}

Result<Request> filter_request(const NameFilter& filter) {
    CAIRN_CHECK(check(filter, ranges));
    return Request{1044, WrittenObject{{"precise", int{filter.is_exact}},
                                       {"reverse", int{filter.is_reversed}},
                                       {"name", texts(filter.names)}}};
}

Result<Request> filter_request(const RawFilter& filter) {
    CAIRN_CHECK(check(filter, ranges));
    WrittenArray rules;
    for (const RawRule& rule : filter.rules) {
        rules.push_back(WrittenObject{{"type", hex_byte(rule.ad_type)},
                                      {"start", rule.first_byte},
                                      {"end", rule.last_byte},
                                      {"raw_data", written_text(rule.bytes)}});
    }
    return Request{1056, WrittenObject{{"switch_value", int{filter.is_on}},
                                       {"relation", static_cast<int>(filter.relation)},
                                       {"rule", rules}}};
}

Result<Request> filter_request(const KindFilter& filter) {
    const std::uint16_t number = number_of(filter.kind);
    CAIRN_CHECK(
        support(number != 0, "moko.json: a switch for this kind of tag; others go by the raw filter"));
    WrittenObject content{{"switch_value", int{filter.is_on}}};
    for (const auto& condition : widest_conditions(filter.kind)) content.insert(condition);
    return Request{number, content};
}

Result<Request> filter_request(const DuplicateFilter& filter) {
    const bool is_off = filter.rule == DuplicateRule::none && !filter.period_s;
    // The period must be in its range even where it is not used.
    const std::uint32_t period_s = is_off ? 1 : filter.period_s.value_or(0);
    CAIRN_CHECK(require(is_within(period_s, 1, 86'400), "moko.json: duplicate period is 1 to 86400 s"));
    return Request{1057, WrittenObject{{"rule", static_cast<int>(filter.rule)}, {"timeout", period_s}}};
}

}  // namespace cairn::adapters::moko
