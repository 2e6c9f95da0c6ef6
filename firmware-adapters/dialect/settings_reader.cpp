#include "dialect/settings_reader.h"

#include <charconv>

#include "cairn/core/time_text.h"

namespace cairn::adapters {
namespace {

template <typename Number>
std::optional<Number> parse_number(std::string_view text) noexcept {
    Number number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) return std::nullopt;
    return number;
}

std::optional<Millis> parse_duration(std::string_view text) noexcept {
    struct Unit {
        std::string_view name;
        std::int64_t ms;
    };
    constexpr Unit units[] = {{"ms", 1}, {"min", 60'000}, {"s", 1'000}, {"h", 3'600'000}};
    for (const Unit& unit : units) {
        if (!text.ends_with(unit.name)) continue;
        const auto number = parse_number<std::uint32_t>(text.substr(0, text.size() - unit.name.size()));
        if (number) return Millis{*number * unit.ms};
    }
    return std::nullopt;
}

}  // namespace

SettingsReader::SettingsReader(std::span<const std::string> settings) {
    for (const std::string& setting : settings) {
        const std::size_t equals = setting.find('=');
        if (equals == std::string::npos) {
            if (complaint_.empty()) complaint_ = "expected NAME=VALUE, found " + setting;
            continue;
        }
        given_.push_back({setting.substr(0, equals), setting.substr(equals + 1), false});
    }
}

std::optional<std::string> SettingsReader::take(std::string_view name) {
    for (Given& given : given_) {
        if (given.is_taken || given.name != name) continue;
        given.is_taken = true;
        return given.value;
    }
    return std::nullopt;
}

void SettingsReader::complain(std::string_view name, std::string_view found, const std::string& expected) {
    if (!complaint_.empty()) return;
    complaint_ = std::string(name) + ": expected " + expected;
    if (!found.empty()) complaint_ += ", found " + std::string(found);
}

void SettingsReader::require(std::string_view name, bool is_given) {
    if (!is_given) complain(name, "", "a value");
}

void SettingsReader::text(std::string_view name, std::string& out) {
    if (auto given = take(name)) out = std::move(*given);
}

void SettingsReader::flag(std::string_view name, std::optional<bool>& out) {
    const auto given = take(name);
    if (!given) return;
    if (*given != "yes" && *given != "no") return complain(name, *given, "yes or no");
    out = *given == "yes";
}

void SettingsReader::flag(std::string_view name, bool& out) {
    std::optional<bool> value;
    flag(name, value);
    if (value) out = *value;
}

void SettingsReader::number(std::string_view name, std::optional<std::uint32_t>& out) {
    const auto given = take(name);
    if (!given) return;
    out = parse_number<std::uint32_t>(*given);
    if (!out) complain(name, *given, "a whole number from 0 to 4294967295");
}

void SettingsReader::number(std::string_view name, std::uint32_t& out) {
    std::optional<std::uint32_t> value;
    number(name, value);
    if (value) out = *value;
}

void SettingsReader::number(std::string_view name, std::int32_t& out) {
    const auto given = take(name);
    if (!given) return;
    if (const auto value = parse_number<std::int32_t>(*given)) {
        out = *value;
    } else {
        complain(name, *given, "a whole number");
    }
}

void SettingsReader::duration(std::string_view name, Millis& out) {
    const auto given = take(name);
    if (!given) return;
    if (const auto value = parse_duration(*given)) {
        out = *value;
    } else {
        complain(name, *given, "a duration such as 500ms, 30s, 5min or 2h");
    }
}

void SettingsReader::time(std::string_view name, Timestamp& out) {
    const auto given = take(name);
    if (!given) return;
    if (const auto value = parse_time(*given)) {
        out = *value;
    } else {
        complain(name, *given, "a time such as 2026-01-31T12:00:00Z");
    }
}

void SettingsReader::list(std::string_view name, std::vector<std::string>& out) {
    const auto given = take(name);
    if (!given || given->empty()) return;
    std::size_t from = 0;
    while (from <= given->size()) {
        const std::size_t end = std::min(given->find(',', from), given->size());
        out.push_back(given->substr(from, end - from));
        from = end + 1;
    }
}

std::string SettingsReader::complaint() const {
    if (!complaint_.empty()) return complaint_;
    for (const Given& given : given_) {
        if (!given.is_taken) return "this command has no setting " + given.name;
    }
    return {};
}

std::string SettingsReader::choices(std::span<const std::string_view> words) {
    std::string text;
    for (const std::string_view one : words) {
        if (!text.empty()) text += ", ";
        text += one;
    }
    return "one of " + text;
}

}  // namespace cairn::adapters
