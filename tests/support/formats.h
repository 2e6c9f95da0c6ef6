// All built-in formats, as their tables tell them.
#pragma once

#include <algorithm>
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

}  // namespace cairn::test
