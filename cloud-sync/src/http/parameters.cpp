#include "http/parameters.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "http/json.h"

namespace cairn::cloud {
namespace {

std::optional<std::uint64_t> whole_number(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

}  // namespace

Parameters::Parameters(const std::map<std::string, std::string>& query,
                       std::initializer_list<std::string_view> known)
    : query_(query) {
    std::string names;
    for (const auto name : known) names += (names.empty() ? "" : ", ") + std::string(name);
    for (const auto& [name, value] : query) {
        if (std::ranges::find(known, name) != known.end()) continue;
        defects_.push_back({name, "not a parameter of this route, which takes " +
                                      (names.empty() ? std::string("none") : names)});
    }
}

const std::string* Parameters::find(std::string_view name) const {
    const auto found = query_.find(std::string(name));
    return found == query_.end() ? nullptr : &found->second;
}

void Parameters::reject(std::string_view name, std::string_view expected, std::string_view found) {
    constexpr std::size_t shown_max = 60;
    defects_.push_back({std::string(name), "expected " + std::string(expected) + ", found \"" +
                                               std::string(found.substr(0, shown_max)) + "\""});
}

std::size_t Parameters::limit() {
    const std::string* text = find("limit");
    if (text == nullptr) return page_items_default;
    const auto number = whole_number(*text);
    if (number && *number >= 1 && *number <= page_items_max) return static_cast<std::size_t>(*number);
    reject("limit", "1 to " + std::to_string(page_items_max), *text);
    return page_items_default;
}

std::string Parameters::search() {
    const std::string* text = find("search");
    if (text == nullptr) return {};
    if (text->size() <= search_bytes_max) return *text;
    reject("search", "at most " + std::to_string(search_bytes_max) + " bytes", *text);
    return {};
}

template <typename Name>
Name Parameters::id(std::string_view name, std::string_view example) {
    const std::string* text = find(name);
    if (text == nullptr || text->empty()) return {};
    const auto parsed = Name::parse(*text);
    if (parsed) return *parsed;
    reject(name, "an id such as " + std::string(example), *text);
    return {};
}

TagId Parameters::tag(std::string_view name) {
    return id<TagId>(name, "ble:AC233FA03208");
}

GatewayId Parameters::gateway(std::string_view name) {
    return id<GatewayId>(name, "moko:D48C49F7909C");
}

std::uint64_t Parameters::number(std::string_view name, std::uint64_t otherwise) {
    const std::string* text = find(name);
    return text == nullptr ? otherwise : number(name, *text, otherwise);
}

std::uint64_t Parameters::number(std::string_view name, std::string_view text, std::uint64_t otherwise) {
    if (const auto parsed = whole_number(text)) return *parsed;
    reject(name, "a whole number from 0", text);
    return otherwise;
}

std::vector<std::string> Parameters::record_types() {
    const std::string* text = find("types");
    std::vector<std::string> types;
    if (text == nullptr || text->empty()) return types;
    std::string_view rest = *text;
    while (true) {
        const std::string_view type = rest.substr(0, rest.find(','));
        if (!is_record_type(type)) {
            reject("types",
                   "sighting, reading, attribute, position, geo_fix, gateway_status or raw_message, "
                   "separated by commas",
                   type);
            return {};
        }
        if (std::ranges::find(types, type) == types.end()) types.emplace_back(type);
        if (type.size() == rest.size()) return types;
        rest.remove_prefix(type.size() + 1);
    }
}

}  // namespace cairn::cloud
