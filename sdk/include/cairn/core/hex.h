// Hexadecimal text to bytes and back.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "cairn/core/bytes.h"
#include "cairn/core/inline_string.h"

namespace cairn {

/// Writes the bytes of `text` to the front of `out` and answers how many there are. Upper and lower
/// case, an optional leading "0x"; no separators.
/// malformed: an odd number of digits, or a character that is none. full: `out` is too small.
Result<std::size_t> parse_hex(std::string_view text, MutableBytes out) noexcept;

/// The value of one digit, or -1.
int hex_digit(char c) noexcept;

enum class HexCase : bool { lower, upper };

/// Appends two digits a byte; a byte that does not fit into `out` is left out, and so are those behind it.
template <std::size_t capacity>
void append_hex(InlineString<capacity>& out, Bytes bytes, HexCase hex_case = HexCase::lower) noexcept {
    const char* digits = hex_case == HexCase::lower ? "0123456789abcdef" : "0123456789ABCDEF";
    const std::size_t count = std::min(bytes.size(), (capacity - out.size()) / 2);
    char* at = out.extend(2 * count).data();
    for (const std::uint8_t byte : bytes.first(count)) {
        *at++ = digits[byte >> 4];
        *at++ = digits[byte & 0x0F];
    }
}

}  // namespace cairn
