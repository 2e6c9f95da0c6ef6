#include "dialect/json_fields.h"

#include <cmath>

#include "dialect/rssi.h"

namespace cairn::adapters {

std::optional<std::int8_t> rssi_dbm_of(double number, bool& valid) noexcept {
    valid = number >= -128 && number <= 127;
    if (!valid) return std::nullopt;
    return known_rssi_dbm(static_cast<std::int8_t>(std::lround(number)));
}

std::optional<double> FieldReader::number(const JsonValue& value, const char* where) const {
    const auto number = number_of(value);
    if (!number) refuse(Errc::malformed, where);
    return number;
}

std::optional<std::string_view> FieldReader::text(const JsonValue& value, const char* where) const {
    const auto text = text_of(value);
    if (!text) refuse(Errc::malformed, where);
    return text;
}

std::optional<MacAddress> FieldReader::mac(const JsonValue& value, const char* where) const {
    const auto digits = text(value, where);
    if (!digits) return std::nullopt;
    const auto address = MacAddress::parse(*digits);
    if (!address) {
        refuse(Errc::malformed, where);
        return std::nullopt;
    }
    return *address;
}

std::optional<TagId> FieldReader::tag(const JsonValue& value, const char* where) const {
    std::string_view digits;
    if (is_text(value, digits)) {
        if (const auto address = MacAddress::parse(digits)) return TagId::of("ble", *address);
    }
    refuse(Errc::malformed, where);
    return std::nullopt;
}

std::optional<JsonObject> FieldReader::object(const JsonValue& value, const char* where) const {
    const auto object = object_of(value);
    if (!object) refuse(Errc::malformed, where);
    return object;
}

void FieldReader::raw_payload(const JsonValue& value, RawPayload& payload, const char* where) const {
    std::string_view digits;
    if (!is_text(value, digits)) return refuse(Errc::malformed, where);
    if (const auto appended = payload.append_hex(digits); !appended) refuse(appended.error().code, where);
}

}  // namespace cairn::adapters
