// What a configuration file is made of, for the parts of its reading.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <toml++/toml.h>

#include "cairn/net/config_file.h"

namespace cairn::net {

struct Place {
    std::string file;  // empty: not known, the first one
    std::uint32_t line = 1;
    std::uint32_t column = 0;

    friend auto operator<=>(const Place&, const Place&) = default;
};

struct Defect {
    Place place;
    std::string text;
};

/// toml++ gives tables that only dotted keys imply no place of their own.
inline Place place_of(const toml::source_region& source, Place otherwise) {
    if (!source.begin) return otherwise;
    return {source.path ? *source.path : "", source.begin.line, source.begin.column};
}

/// "edge.toml:12".
inline std::string place_text(const Place& place, const std::string& first_file) {
    const std::string& file = place.file.empty() ? first_file : place.file;
    return place.line == 0 ? file : file + ':' + std::to_string(place.line);
}

/// Where a dotted key leads: the node, or the part of the way that is not a table.
struct Found {
    const toml::node* node = nullptr;
    Place place;
    std::string blocked_by;  // the dotted key of a value where a table was expected
};

/// What the tables of one file share.
struct Document {
    std::string name;
    toml::table top;
    std::vector<Defect> defects;
    std::vector<std::string> laid_over;
    bool readable = true;  // not: only the reason for that is reported
    std::map<const toml::table*, std::shared_ptr<ConfigTable::Impl>> items;  // of arrays of tables

    void refuse(Place at, const std::string& text) {
        readable = false;
        defects.push_back({std::move(at), text});
    }
};

struct ConfigTable::Impl {
    Document* document = nullptr;
    const toml::table* table = nullptr;
    Place place;
    std::string prefix;  // "" or the dotted key of this table in errors, with its last dot
    std::set<std::string> asked;

    Found find(std::string_view key) const;
    /// Marks the key as known and answers its node. A value on the way where a table should be is reported.
    const toml::node* take(std::string_view key);
    void report(std::string_view key, const Place& at, std::string_view expected,
                std::string_view found) const;
    void report(std::string_view key, std::string_view expected) const;
};

struct ConfigFile::Impl {
    Document document;
    std::shared_ptr<ConfigTable::Impl> root_impl = std::make_shared<ConfigTable::Impl>();
    ConfigTable root{root_impl};

    explicit Impl(std::string_view name) {
        document.name = std::string(name);
        root_impl->document = &document;
        root_impl->table = &document.top;
    }
};

}  // namespace cairn::net
