#include "dialect/json_repair.h"

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "cairn/core/hex.h"
#include "cairn/core/utf8.h"

namespace cairn::adapters {
namespace {

constexpr std::size_t unicode_escape_chars = 6;  // \u0041

// The code unit of a \u escape at the front of `text`, or -1.
int code_unit(std::string_view text) noexcept {
    if (text.size() < unicode_escape_chars || !text.starts_with("\\u")) return -1;
    int unit = 0;
    for (const char c : text.substr(2, 4)) {
        const int digit = hex_digit(c);
        if (digit < 0) return -1;
        unit = unit << 4 | digit;
    }
    return unit;
}

bool is_high_surrogate(int unit) noexcept {
    return unit >= 0xD800 && unit <= 0xDBFF;
}
bool is_low_surrogate(int unit) noexcept {
    return unit >= 0xDC00 && unit <= 0xDFFF;
}

// How many characters the well-formed escape at the front of `text` takes; 0: it is none.
std::size_t escape_chars(std::string_view text) noexcept {
    if (text.size() < 2) return 0;
    if (text[1] != 'u') return std::string_view("\"\\/bfnrt").find(text[1]) != std::string_view::npos ? 2 : 0;
    const int unit = code_unit(text);
    if (unit < 0 || is_low_surrogate(unit)) return 0;
    if (!is_high_surrogate(unit)) return unicode_escape_chars;
    const bool paired = is_low_surrogate(code_unit(text.substr(unicode_escape_chars)));
    return paired ? 2 * unicode_escape_chars : 0;
}

// One character of a string's inside, made sound; answers how many bytes it takes.
std::size_t repair_character(std::span<char> text) noexcept {
    const std::string_view view(text.data(), text.size());
    if (view.front() == '\\') {
        const std::size_t whole = escape_chars(view);
        if (whole > 0) return whole;
        text.front() = '?';
        return 1;
    }
    std::string_view left = view;
    if (take_character(left, "?") == "?" || static_cast<unsigned char>(view.front()) < 0x20)
        text.front() = '?';
    return view.size() - left.size();
}

}  // namespace

void repair_json(std::span<char> text) noexcept {
    bool in_string = false;
    for (std::size_t at = 0; at < text.size();) {
        if (text[at] == '"') {
            in_string = !in_string;
            ++at;
        } else {
            at += in_string ? repair_character(text.subspan(at)) : 1;
        }
    }
}

}  // namespace cairn::adapters
