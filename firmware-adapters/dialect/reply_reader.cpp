#include "dialect/reply_reader.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "dialect/text.h"

namespace cairn::adapters {
namespace {

// As people write it: 86400, 24.5.
std::string number_text(double number) {
    std::array<char, 32> digits{};
    const bool is_whole = number == std::floor(number) && std::fabs(number) < 1e15;
    const auto written = is_whole ? std::to_chars(digits.data(), digits.data() + digits.size(),
                                                  static_cast<std::int64_t>(number))
                                  : std::to_chars(digits.data(), digits.data() + digits.size(), number);
    return {digits.data(), written.ptr};
}

// "passwd", "passWord", "keypass" and the like: what was read is shown and kept in logs.
bool is_secret(std::string_view name) noexcept {
    constexpr std::string_view part = "pass";
    const auto same = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; };
    return std::ranges::search(name, part, same).begin() != name.end();
}

std::string inner_name(std::string_view outer, std::string_view inner) {
    std::string name(outer);
    if (!name.empty()) name += '.';
    name += inner;
    return name;
}

void append(const std::string& name, const JsonValue& value, std::vector<Setting>& settings);

void append_members(const std::string& outer, const JsonObject& object, std::vector<Setting>& settings) {
    for (const auto& [key, value] : object) {
        append(inner_name(outer, shown_text(key)), value, settings);
        if (settings.size() >= reply_settings_max) return;
    }
}

void append(const std::string& name, const JsonValue& value, std::vector<Setting>& settings) {
    if (settings.size() >= reply_settings_max) return;
    if (const auto object = object_of(value)) return append_members(name, *object, settings);
    if (const auto list = array_of(value)) {
        std::size_t index = 0;
        for (const JsonValue item : *list) {
            append(inner_name(name, std::to_string(index++)), item, settings);
            if (settings.size() >= reply_settings_max) return;
        }
        return;
    }
    std::string shown;
    if (const auto text = text_of(value); text && is_secret(name)) {
        shown = text->empty() ? "none" : "set";
    } else if (text) {
        shown = shown_text(*text);
    } else if (const auto number = number_of(value)) {
        shown = number_text(*number);
    }
    settings.push_back({name.substr(0, setting_chars_max), std::move(shown)});
}

}  // namespace

void append_settings(const JsonObject& object, std::vector<Setting>& settings) {
    append_members("", object, settings);
}

std::string shown_text(std::string_view text) {
    std::string shown(std::min(text.size(), setting_chars_max), '\0');
    shown.resize(copy_clean(text, shown));
    return shown;
}

}  // namespace cairn::adapters
