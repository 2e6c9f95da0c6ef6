#include "dialect/json_value.h"

#include <charconv>
#include <cmath>

namespace cairn::adapters {
namespace {

std::optional<double> number_in_text(std::string_view text) noexcept {
    double number = 0;
    const char* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number);
    if (read.ec != std::errc{} || read.ptr != end || !std::isfinite(number)) return std::nullopt;
    return number;
}

template <typename T>
std::optional<T> get(const JsonValue& value) noexcept {
    T found{};
    if (value.get(found) != simdjson::SUCCESS) return std::nullopt;
    return found;
}

}  // namespace

std::optional<JsonObject> object_of(const JsonValue& value) noexcept {
    return get<JsonObject>(value);
}

std::optional<JsonArray> array_of(const JsonValue& value) noexcept {
    return get<JsonArray>(value);
}

std::optional<std::string_view> text_of(const JsonValue& value) noexcept {
    return get<std::string_view>(value);
}

std::optional<double> number_otherwise(const JsonValue& value) noexcept {
    if (const auto text = text_of(value)) return number_in_text(*text);
    if (const auto truth = get<bool>(value)) return *truth ? 1 : 0;
    return std::nullopt;
}

std::optional<JsonValue> member(const JsonObject& object, std::string_view name) noexcept {
    JsonValue found;
    if (object.at_key(name).get(found) != simdjson::SUCCESS || found.is_null()) return std::nullopt;
    return found;
}

std::optional<JsonValue> member(const JsonValue& value, std::string_view name) noexcept {
    const auto object = object_of(value);
    return object ? member(*object, name) : std::nullopt;
}

bool has_member(const JsonValue& value, std::string_view name) noexcept {
    const auto object = object_of(value);
    return object && object->at_key(name).error() == simdjson::SUCCESS;
}

std::optional<std::string_view> text_member(const JsonObject& object, std::string_view name) noexcept {
    const auto found = member(object, name);
    return found ? text_of(*found) : std::nullopt;
}

}  // namespace cairn::adapters
