#include "dialect/json_fields.h"

#include <boost/json/array.hpp>
#include <boost/json/string.hpp>
#include <charconv>
#include <cmath>

#include "dialect/rssi.h"

namespace cairn::adapters {

const JsonValue* member(const JsonObject& object, std::string_view name) noexcept {
    const JsonValue* found = object.if_contains({name.data(), name.size()});
    return found == nullptr || found->is_null() ? nullptr : found;
}

std::optional<std::string_view> text_of(const JsonValue& value) noexcept {
    const auto* text = value.if_string();
    if (text == nullptr) return std::nullopt;
    return std::string_view(text->data(), text->size());
}

std::optional<double> number_of(const JsonValue& value) noexcept {
    double number = 0;
    if (const auto* whole = value.if_int64()) {
        number = static_cast<double>(*whole);
    } else if (const auto* large = value.if_uint64()) {
        number = static_cast<double>(*large);
    } else if (const auto* real = value.if_double()) {
        number = *real;
    } else if (const auto* truth = value.if_bool()) {
        number = *truth ? 1 : 0;
    } else if (const auto text = text_of(value)) {
        const char* end = text->data() + text->size();
        const auto read = std::from_chars(text->data(), end, number);
        if (read.ec != std::errc{} || read.ptr != end) return std::nullopt;
    } else {
        return std::nullopt;
    }
    if (!std::isfinite(number)) return std::nullopt;
    return number;
}

std::optional<std::int8_t> rssi_dbm_of(double number, bool& valid) noexcept {
    valid = number >= -128 && number <= 127;
    if (!valid) return std::nullopt;
    return known_rssi_dbm(static_cast<std::int8_t>(std::lround(number)));
}

std::optional<double> Fields::number(std::string_view name, const char* where) const {
    const JsonValue* value = member(*object_, name);
    if (value == nullptr) return std::nullopt;
    const auto number = number_of(*value);
    if (!number) refuse(Errc::malformed, where);
    return number;
}

std::optional<std::string_view> Fields::text(std::string_view name, const char* where) const {
    const JsonValue* value = member(*object_, name);
    if (value == nullptr) return std::nullopt;
    const auto text = text_of(*value);
    if (!text) refuse(Errc::malformed, where);
    return text;
}

std::optional<MacAddress> Fields::mac(std::string_view name, const char* where) const {
    const auto digits = text(name, where);
    if (!digits) return std::nullopt;
    const auto address = MacAddress::parse(*digits);
    if (!address) {
        refuse(Errc::malformed, where);
        return std::nullopt;
    }
    return *address;
}

const JsonObject* Fields::object(std::string_view name, const char* where) const {
    const JsonValue* value = member(*object_, name);
    if (value == nullptr) return nullptr;
    const JsonObject* object = value->if_object();
    if (object == nullptr) refuse(Errc::malformed, where);
    return object;
}

std::optional<std::int8_t> Fields::rssi_dbm(std::string_view name, const char* where) const {
    const auto number_given = number(name, where);
    if (!number_given) return std::nullopt;
    bool valid = false;
    const auto rssi = rssi_dbm_of(*number_given, valid);
    if (!valid) refuse(Errc::malformed, where);
    return rssi;
}

void Fields::raw_payload(std::string_view name, RawPayload& payload, const char* where) const {
    const auto digits = text(name, where);
    if (!digits) return;
    if (const auto appended = payload.append_hex(*digits); !appended) refuse(appended.error().code, where);
}

void Fields::refuse_if_absent(std::string_view name, const char* where) const {
    if (!has(name)) refuse(Errc::malformed, where);
}

}  // namespace cairn::adapters
