#include "dialect/lorawan.h"

#include <algorithm>

#include "cairn/core/base64.h"
#include "cairn/core/hex.h"
#include "dialect/json_time.h"

namespace cairn::adapters {
namespace {

constexpr double port_max = 223;  // LoRaWAN 1.0.4 section 4.3.2: the highest that applications have

/// As digits, or in base64 as the JSON mapping of Protocol Buffers has it.
bool take_eui(std::string_view text, InlineString<16>& out) noexcept {
    std::array<std::uint8_t, 8> eui{};
    const auto size = text.size() == 2 * eui.size() ? parse_hex(text, eui) : parse_base64(text, eui);
    if (!size || *size != eui.size()) return false;
    append_hex(out, eui, HexCase::upper);
    return true;
}

bool take_port(const std::optional<JsonValue>& value, std::uint8_t& out) noexcept {
    const auto number = value ? number_of(*value) : std::nullopt;
    if (!number || *number < 1 || *number > port_max) return false;
    out = static_cast<std::uint8_t>(*number);
    return out == *number;
}

std::string_view text_in(const JsonObject& object, std::string_view name) noexcept {
    return text_member(object, name).value_or("");
}

std::optional<std::int64_t> time_in(const JsonObject& object, std::string_view name) noexcept {
    const auto value = member(object, name);
    return value ? unix_ms_in(*value) : std::nullopt;
}

std::optional<JsonObject> object_in(const JsonObject& object, std::string_view name) noexcept {
    const auto value = member(object, name);
    return value ? object_of(*value) : std::nullopt;
}

/// The Things Stack: `end_device_ids` and `uplink_message`.
std::optional<LorawanUplink> of_the_things_stack(const JsonObject& whole, const JsonObject& ids) noexcept {
    const auto message = object_in(whole, "uplink_message");
    LorawanUplink uplink;
    if (!message || !take_eui(text_in(ids, "dev_eui"), uplink.device_eui) ||
        !take_port(member(*message, "f_port"), uplink.port))
        return std::nullopt;
    uplink.payload = text_in(*message, "frm_payload");
    uplink.received_ms = time_in(*message, "received_at");
    const auto version = object_in(*message, "version_ids");
    uplink.names = {text_in(ids, "device_id"), version ? text_in(*version, "model_id") : "", ""};
    return uplink;
}

/// ChirpStack: version 4 puts into `deviceInfo` what version 3 has beside the payload.
std::optional<LorawanUplink> of_chirpstack(const JsonObject& whole) noexcept {
    const auto info = object_in(whole, "deviceInfo");
    const JsonObject& about = info ? *info : whole;
    LorawanUplink uplink;
    if (!take_eui(text_in(about, info ? "devEui" : "devEUI"), uplink.device_eui) ||
        !take_port(member(whole, "fPort"), uplink.port))
        return std::nullopt;
    uplink.payload = text_in(whole, "data");
    uplink.received_ms = time_in(whole, info ? "time" : "publishedAt");
    uplink.names = {text_in(about, "deviceName"), text_in(about, "deviceProfileName"), ""};
    return uplink;
}

constexpr char lower(char c) noexcept {
    return static_cast<char>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}

}  // namespace

bool LorawanUplink::is_called(std::string_view text) const noexcept {
    const auto same = [](char a, char b) { return lower(a) == lower(b); };
    return std::ranges::any_of(
        names, [&](std::string_view name) { return !std::ranges::search(name, text, same).empty(); });
}

std::optional<LorawanUplink> lorawan_uplink(const JsonValue& document) noexcept {
    const auto whole = object_of(document);
    if (!whole) return std::nullopt;
    const auto ids = object_in(*whole, "end_device_ids");
    auto uplink = ids ? of_the_things_stack(*whole, *ids) : of_chirpstack(*whole);
    if (uplink && uplink->payload.empty()) return std::nullopt;
    return uplink;
}

}  // namespace cairn::adapters
