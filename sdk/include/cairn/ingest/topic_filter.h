// Which MQTT topic filters can be: MQTT 3.1.1, sections 4.7.1 and 4.7.3.
#pragma once

#include <string_view>

namespace cairn {

/// Not empty, no U+0000, "#" only as the whole last level, "+" only as a whole level.
constexpr bool is_topic_filter(std::string_view filter) noexcept {
    if (filter.empty()) return false;
    for (std::size_t i = 0; i < filter.size(); ++i) {
        const char c = filter[i];
        if (c == '\0') return false;
        if (c != '+' && c != '#') continue;
        const bool is_last = i + 1 == filter.size();
        const bool is_whole_level = (i == 0 || filter[i - 1] == '/') && (is_last || filter[i + 1] == '/');
        if (!is_whole_level || (c == '#' && !is_last)) return false;
    }
    return true;
}

}  // namespace cairn
