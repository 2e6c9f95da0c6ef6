// A value of a parsed JSON document. It lives until the reader takes the next document.
#pragma once

#include <simdjson.h>

#include <optional>
#include <string_view>

namespace cairn::adapters {

using JsonValue = simdjson::dom::element;
using JsonObject = simdjson::dom::object;
using JsonArray = simdjson::dom::array;

std::optional<JsonObject> object_of(const JsonValue& value) noexcept;
std::optional<JsonArray> array_of(const JsonValue& value) noexcept;
std::optional<std::string_view> text_of(const JsonValue& value) noexcept;
/// Whether `value` is a number; `number` is set then.
inline bool is_number(const JsonValue& value, double& number) noexcept {
    return value.get(number) == simdjson::SUCCESS;
}
/// The same of a text.
inline bool is_text(const JsonValue& value, std::string_view& text) noexcept {
    return value.get(text) == simdjson::SUCCESS;
}
/// What number_of() makes of a value that is no number.
std::optional<double> number_otherwise(const JsonValue& value) noexcept;
/// A finite number; also a text that is one, and false and true as 0 and 1: gateways write all of these.
inline std::optional<double> number_of(const JsonValue& value) noexcept {
    double number = 0;
    if (is_number(value, number)) return number;
    return number_otherwise(value);
}

/// Absent and null are the same.
std::optional<JsonValue> member(const JsonObject& object, std::string_view name) noexcept;
/// The same, where `value` may be no object.
std::optional<JsonValue> member(const JsonValue& value, std::string_view name) noexcept;
/// Whether `value` is an object with such a member, which may be null.
bool has_member(const JsonValue& value, std::string_view name) noexcept;
/// A text in the object, or nothing.
std::optional<std::string_view> text_member(const JsonObject& object, std::string_view name) noexcept;

}  // namespace cairn::adapters
