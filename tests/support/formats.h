// All built-in formats, as their tables tell them, and the patterns by which pages of docs/formats name them.
#pragma once

#include <algorithm>
#include <iterator>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "decode/families.h"

namespace cairn::test {

inline std::vector<const Format*> every_format() {
    std::vector<const Format*> all;
    const auto add = [&all](std::span<const std::span<const Format>> families) {
        for (const auto& family : families) {
            for (const Format& format : family) all.push_back(&format);
        }
    };
    add(formats::families);
    add(formats::detail_families);
    return all;
}

/// Each name once, in the order of the tables.
inline std::vector<std::string_view> format_names() {
    std::vector<std::string_view> names;
    for (const Format* const format : every_format()) {
        if (std::ranges::find(names, format->name) == names.end()) names.push_back(format->name);
    }
    return names;
}

/// "ruuvi.5", or "ruuvi.*" for all that begin with "ruuvi.".
inline bool fits(std::string_view pattern, std::string_view name) {
    if (!pattern.ends_with('*')) return pattern == name;
    return name.starts_with(pattern.substr(0, pattern.size() - 1));
}

inline std::vector<std::string> words_in(std::string_view text) {
    std::istringstream stream{std::string(text)};
    return {std::istream_iterator<std::string>(stream), {}};
}

/// The formats that these patterns ask for, in the order of their tables.
inline std::vector<const Format*> formats_for(const std::vector<std::string>& patterns) {
    std::vector<const Format*> found;
    for (const Format* const format : every_format()) {
        const auto fits_it = [format](const std::string& pattern) { return fits(pattern, format->name); };
        if (std::ranges::any_of(patterns, fits_it)) found.push_back(format);
    }
    return found;
}

}  // namespace cairn::test
