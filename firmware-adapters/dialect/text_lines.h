// Text from serial ports and sockets: lines, and the fields of a line.
#pragma once

#include <string_view>

namespace cairn::adapters {

/// Takes everything up to `separator` off the front; without one, all that is left.
inline std::string_view take_until(std::string_view& left, char separator) noexcept {
    const std::size_t end = left.find(separator);
    const std::string_view taken = left.substr(0, end);
    left.remove_prefix(end == std::string_view::npos ? left.size() : end + 1);
    return taken;
}

struct Line {
    std::string_view text;  // without its end, which is LF or CR LF
    bool ended = false;     // false: the message ends in the middle of it, or it is the last one
};

inline Line take_line(std::string_view& left) noexcept {
    const bool ended = left.find('\n') != std::string_view::npos;
    std::string_view text = take_until(left, '\n');
    if (text.ends_with('\r')) text.remove_suffix(1);
    return {text, ended};
}

inline std::string_view without_leading_space(std::string_view text) noexcept {
    const std::size_t start = text.find_first_not_of(" \t\r\n");
    return start == std::string_view::npos ? std::string_view{} : text.substr(start);
}

}  // namespace cairn::adapters
