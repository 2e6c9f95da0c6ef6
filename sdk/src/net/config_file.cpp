#include "cairn/net/config_file.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <limits>
#include <optional>
#include <set>
#include <utility>

#include "net/config_document.h"
#include "net/config_wording.h"
#include "net/text_file.h"

namespace cairn::net {
namespace {

/// A configuration is written by people; more than this is some other file.
constexpr std::size_t file_bytes_max = 4UL * 1024 * 1024;
/// Characters of a wrong text that are shown.
constexpr std::size_t shown_chars_max = 40;

std::string found_text(const toml::node& node, std::string_view key) {
    if (node.is_table()) return "a table";
    if (node.is_array()) return node.as_array()->empty() ? "an empty array" : "an array";
    if (node.is_string()) {
        const std::string& text = node.as_string()->get();
        if (is_concealed(key)) return "a text of " + std::to_string(text.size()) + " characters";
        if (text.size() <= shown_chars_max) return '"' + text + '"';
        return '"' + text.substr(0, shown_chars_max) + "...\"";
    }
    if (is_concealed(key)) return "a value that is no text";
    if (node.is_integer()) return std::to_string(node.as_integer()->get());
    if (node.is_floating_point()) return number_text(node.as_floating_point()->get());
    if (node.is_boolean()) return node.as_boolean()->get() ? "true" : "false";
    return "a date or time";
}

template <typename Number, typename Text>
std::string range_text(Number min, Number max, Text text) {
    const bool has_min = min > std::numeric_limits<Number>::lowest();
    const bool has_max = max < std::numeric_limits<Number>::max();
    if (has_min && has_max) return " from " + text(min) + " to " + text(max);
    if (has_min) return " of at least " + text(min);
    if (has_max) return " of at most " + text(max);
    return "";
}

}  // namespace

Found ConfigTable::Impl::find(std::string_view key) const {
    Found found{table, place, ""};
    std::size_t from = 0;
    while (true) {
        const std::size_t dot = std::min(key.find('.', from), key.size());
        const toml::table& here = *found.node->as_table();
        const auto at = here.find(key.substr(from, dot - from));
        if (at == here.end()) return {nullptr, found.place, ""};
        found.place = place_of(at->first.source(), place_of(at->second.source(), found.place));
        found.node = &at->second;
        if (dot == key.size()) return found;
        if (!found.node->is_table()) return {found.node, found.place, std::string(key.substr(0, dot))};
        from = dot + 1;
    }
}

const toml::node* ConfigTable::Impl::take(std::string_view key) {
    asked.emplace(key);
    const Found found = find(key);
    if (found.blocked_by.empty()) return found.node;
    asked.insert(found.blocked_by);
    report(found.blocked_by, found.place, "a table", found_text(*found.node, found.blocked_by));
    return nullptr;
}

void ConfigTable::Impl::report(std::string_view key, const Place& at, std::string_view expected,
                               std::string_view found) const {
    std::string text = prefix;
    text.append(key).append(": expected ").append(expected).append(", found ").append(found);
    document->defects.push_back({at, text});
}

void ConfigTable::Impl::report(std::string_view key, std::string_view expected) const {
    const Found found = find(key);
    const bool is_there = found.node != nullptr && found.blocked_by.empty();
    report(key, found.place, expected, is_there ? found_text(*found.node, key) : "nothing");
}

namespace {

void find_unknown_keys(const ConfigTable::Impl& owner, const toml::table& table, const std::string& path,
                       std::vector<Defect>& found) {
    std::set<std::string> known;  // names that were asked for in this table
    for (const std::string& asked : owner.asked) {
        if (!asked.starts_with(path)) continue;
        known.insert(asked.substr(path.size(), asked.find('.', path.size()) - path.size()));
    }
    for (const auto& [key, node] : table) {
        const std::string here(key.str());
        const std::string whole = path + here;
        if (!known.contains(here)) {
            std::string text = owner.prefix + whole + ": unknown key";
            if (const auto meant = near_match(here, known)) text += ", did you mean \"" + *meant + "\"?";
            found.push_back({place_of(key.source(), place_of(node.source(), owner.place)), text});
        } else if (node.is_table()) {
            find_unknown_keys(owner, *node.as_table(), whole + ".", found);
        }
    }
}

std::optional<double> number_in(const toml::node& node) {
    if (const auto* whole = node.as_integer()) return static_cast<double>(whole->get());
    if (const auto* number = node.as_floating_point()) return number->get();
    return std::nullopt;
}

std::optional<std::pair<double, double>> pair_in(const toml::node& node) {
    const toml::array* pair = node.as_array();
    if (pair == nullptr || pair->size() != 2) return std::nullopt;
    const auto x = number_in((*pair)[0]);
    const auto y = number_in((*pair)[1]);
    if (!x || !y || !std::isfinite(*x) || !std::isfinite(*y)) return std::nullopt;
    return std::pair{*x, *y};
}

}  // namespace

ConfigTable::ConfigTable(std::shared_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}

bool ConfigTable::has(std::string_view key) const {
    return impl_->take(key) != nullptr;
}

std::string ConfigTable::text(std::string_view key, std::string_view otherwise) {
    const toml::node* node = impl_->take(key);
    if (node == nullptr) return std::string(otherwise);
    if (const auto* text = node->as_string()) return text->get();
    impl_->report(key, "a text");
    return std::string(otherwise);
}

std::int64_t ConfigTable::integer(std::string_view key, std::int64_t otherwise, std::int64_t min,
                                  std::int64_t max) {
    const toml::node* node = impl_->take(key);
    if (node == nullptr) return otherwise;
    if (const auto* number = node->as_integer()) {
        if (number->get() >= min && number->get() <= max) return number->get();
    }
    impl_->report(key,
                  "a whole number" + range_text(min, max, [](std::int64_t n) { return std::to_string(n); }));
    return otherwise;
}

double ConfigTable::number(std::string_view key, double otherwise, double min, double max) {
    const toml::node* node = impl_->take(key);
    if (node == nullptr) return otherwise;
    const auto number = number_in(*node);
    // Not-a-number fails both comparisons.
    if (number && *number >= min && *number <= max && std::isfinite(*number)) return *number;
    impl_->report(key, "a number" + range_text(min, max, number_text));
    return otherwise;
}

bool ConfigTable::boolean(std::string_view key, bool otherwise) {
    const toml::node* node = impl_->take(key);
    if (node == nullptr) return otherwise;
    if (const auto* flag = node->as_boolean()) return flag->get();
    impl_->report(key, "true or false");
    return otherwise;
}

Millis ConfigTable::duration(std::string_view key, Millis otherwise, Millis min, Millis max) {
    const toml::node* node = impl_->take(key);
    if (node == nullptr) return otherwise;
    if (const auto seconds = number_in(*node)) {
        const double milliseconds = std::round(*seconds * 1000);
        if (milliseconds >= static_cast<double>(min.count()) &&
            milliseconds <= static_cast<double>(max.count()) && std::abs(milliseconds) < 9e15) {
            return Millis{static_cast<std::int64_t>(milliseconds)};
        }
    }
    const auto in_seconds = [](std::int64_t ms) { return number_text(static_cast<double>(ms) / 1000); };
    impl_->report(key, "seconds" + range_text(min.count(), max.count(), in_seconds));
    return otherwise;
}

Endpoint ConfigTable::endpoint(std::string_view key, const Endpoint& otherwise) {
    const toml::node* node = impl_->take(key);
    if (node == nullptr) return otherwise;
    if (const auto* text = node->as_string()) {
        if (const auto parsed = Endpoint::parse(text->get())) return *parsed;
    }
    impl_->report(key, "host:port");
    return otherwise;
}

std::vector<std::string> ConfigTable::texts(std::string_view key, std::vector<std::string> otherwise) {
    const toml::node* node = impl_->take(key);
    if (node == nullptr) return otherwise;
    constexpr std::string_view expected = "an array of texts";
    const toml::array* array = node->as_array();
    if (array == nullptr) {
        impl_->report(key, expected);
        return otherwise;
    }
    std::vector<std::string> all;
    for (const toml::node& item : *array) {
        const auto* text = item.as_string();
        if (text == nullptr) {
            impl_->report(key, place_of(item.source(), impl_->place), expected,
                          found_text(item, key) + " in it");
            return otherwise;
        }
        all.push_back(text->get());
    }
    return all;
}

void ConfigTable::tables(std::string_view key, const std::function<void(ConfigTable&)>& each) {
    const toml::node* node = impl_->take(key);
    if (node == nullptr) return;
    const std::string expected = "[[" + impl_->prefix + std::string(key) + "]] tables";
    const toml::array* array = node->as_array();
    if (array == nullptr) return impl_->report(key, expected);
    for (const toml::node& item : *array) {
        const toml::table* table = item.as_table();
        const Place at = place_of(item.source(), impl_->place);
        if (table == nullptr) {
            impl_->report(key, at, expected, found_text(item, key) + " in it");
            continue;
        }
        auto& entry = impl_->document->items[table];
        if (!entry) {
            entry = std::make_shared<Impl>();
            entry->document = impl_->document;
            entry->table = table;
            entry->place = at;
            entry->prefix = impl_->prefix + std::string(key) + ".";
        }
        ConfigTable inner(entry);
        each(inner);
    }
}

std::pair<double, double> ConfigTable::pair(std::string_view key, std::pair<double, double> otherwise) {
    const toml::node* node = impl_->take(key);
    if (node == nullptr) return otherwise;
    if (const auto pair = pair_in(*node)) return *pair;
    impl_->report(key, "an [x, y] pair");
    return otherwise;
}

std::vector<std::pair<double, double>> ConfigTable::pairs(std::string_view key) {
    const toml::node* node = impl_->take(key);
    if (node == nullptr) return {};
    constexpr std::string_view expected = "an array of [x, y] pairs";
    const toml::array* array = node->as_array();
    if (array == nullptr) {
        impl_->report(key, expected);
        return {};
    }
    std::vector<std::pair<double, double>> all;
    for (const toml::node& item : *array) {
        const auto pair = pair_in(item);
        if (!pair) {
            const toml::array* inner = item.as_array();
            const std::string found = inner == nullptr     ? found_text(item, key)
                                      : inner->size() == 2 ? "a pair that is not of numbers"
                                                           : "an array of " + std::to_string(inner->size());
            impl_->report(key, place_of(item.source(), impl_->place), expected, found + " in it");
            return {};
        }
        all.push_back(*pair);
    }
    return all;
}

void ConfigTable::reject(std::string_view key, std::string_view expected) {
    impl_->asked.emplace(key);
    impl_->report(key, expected);
}

ConfigFile::ConfigFile(std::shared_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}

ConfigFile ConfigFile::open(const std::string& path) {
    const auto text = read_text_file(path, "configuration file", file_bytes_max);
    if (text) return parse(*text, path);

    auto impl = std::make_shared<Impl>(path);
    const int reason = text.error().detail;
    impl->document.refuse({path, 0, 0}, reason == EFBIG ? "is longer than 4 MiB" : std::strerror(reason));
    return ConfigFile(std::move(impl));
}

ConfigFile ConfigFile::parse(std::string_view text, std::string_view name) {
    auto impl = std::make_shared<Impl>(name);
    try {
        impl->document.top = toml::parse(text, name);
    } catch (const toml::parse_error& error) {
        impl->document.refuse(place_of(error.source(), {}), std::string(error.description()));
    }
    return ConfigFile(std::move(impl));
}

ConfigTable& ConfigFile::root() {
    return impl_->root;
}

std::vector<std::string> ConfigFile::errors() {
    std::vector<Defect> all = impl_->document.defects;
    if (impl_->document.readable) {
        find_unknown_keys(*impl_->root_impl, impl_->document.top, "", all);
        for (const auto& [table, item] : impl_->document.items) find_unknown_keys(*item, *table, "", all);
    } else {
        all.resize(1);  // What the getters missed in a file that was never read is no news.
    }
    std::stable_sort(all.begin(), all.end(),
                     [](const Defect& a, const Defect& b) { return a.place < b.place; });

    std::vector<std::string> lines;
    for (const Defect& defect : all) {
        std::string line = place_text(defect.place, impl_->document.name) + ": " + defect.text;
        if (std::find(lines.begin(), lines.end(), line) == lines.end()) lines.push_back(std::move(line));
    }
    return lines;
}

}  // namespace cairn::net
