// The words for what a command chooses from, as people and the Civic contract write them.
#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "cairn/adapters/command.h"

namespace cairn::adapters {

/// The words of an enumeration, in its order.
template <typename Enum>
struct Words;

template <>
struct Words<ScanMode> {
    static constexpr std::array<std::string_view, 5> list{"off", "always", "always-with-periodic-report",
                                                          "periodic", "periodic-with-periodic-report"};
};
template <>
struct Words<ReportKind> {
    static constexpr std::array<std::string_view, 3> list{"status", "scan", "batch"};
};
template <>
struct Words<RuleRelation> {
    static constexpr std::array<std::string_view, 6> list{
        "a", "a-and-b", "a-or-b", "a-and-b-and-c", "a-and-b-or-c", "a-or-b-or-c"};
};
template <>
struct Words<AdvertisedKind> {
    static constexpr std::array<std::string_view, 12> list{
        "ibeacon",     "eddystone-uid",     "eddystone-url",    "eddystone-tlm",
        "moko-device", "moko-acceleration", "moko-temperature", "moko-button",
        "moko-tag",    "moko-pir",          "minew-s1",         "other"};
};
template <>
struct Words<FilterRelation> {
    static constexpr std::array<std::string_view, 8> list{
        "none", "mac", "name", "raw", "name-and-raw", "mac-and-name-and-raw", "name-or-raw", "mac-and-name"};
};
template <>
struct Words<DuplicateRule> {
    static constexpr std::array<std::string_view, 4> list{"none", "same-mac", "same-mac-and-kind",
                                                          "same-mac-and-content"};
};
template <>
struct Words<NetworkInterface> {
    static constexpr std::array<std::string_view, 2> list{"wifi", "ethernet"};
};
template <>
struct Words<MqttSecurity> {
    static constexpr std::array<std::string_view, 4> list{"none", "known-authority", "authority-file",
                                                          "certificates"};
};
template <>
struct Words<FirmwarePart> {
    static constexpr std::array<std::string_view, 3> list{"gateway", "bluetooth", "modem"};
};
template <>
struct Words<SettingsPart> {
    static constexpr std::array<std::string_view, 24> list{
        "everything",    "device",           "scan",        "scan-timing", "status-report", "scan-report",
        "batch-report",  "rssi-filter",      "mac-filter",  "name-filter", "raw-filter",    "kind-filters",
        "filter-choice", "duplicate-filter", "payload",     "leds",        "time",          "time-server",
        "wifi",          "wifi-ip",          "ethernet-ip", "cellular",    "mqtt",          "connected-tags"};
};
template <>
struct Words<TagFamily> {
    static constexpr std::array<std::string_view, 9> list{"generic", "button-d", "button-cr", "c",    "d",
                                                          "tag",     "sensor",   "pir",       "range"};
};
template <>
struct Words<TagAction> {
    static constexpr std::array<std::string_view, 8> list{
        "connect", "disconnect", "read-device", "read-status", "dismiss-alarm", "led", "beep", "vibrate"};
};
template <>
struct Words<TagColour> {
    static constexpr std::array<std::string_view, 3> list{"green", "blue", "red"};
};
template <>
struct Words<GatewayModel> {
    static constexpr std::array<std::string_view, 3> list{"usual", "mk107", "minew-mg3"};
};
template <>
struct Words<ReplyOutcome> {
    static constexpr std::array<std::string_view, 4> list{"acknowledged", "done", "refused", "failed"};
};

template <typename Enum>
constexpr std::string_view word(Enum value) noexcept {
    const auto index = static_cast<std::size_t>(value);
    return index < Words<Enum>::list.size() ? Words<Enum>::list[index] : std::string_view();
}

template <typename Enum>
constexpr std::optional<Enum> parse_word(std::string_view text) noexcept {
    const auto& list = Words<Enum>::list;
    const auto* found = std::ranges::find(list, text);
    if (found == list.end()) return std::nullopt;
    return static_cast<Enum>(found - list.begin());
}

}  // namespace cairn::adapters
