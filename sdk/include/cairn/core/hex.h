// Hexadecimal text to bytes and back.
#pragma once

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

/// Appends two digits a byte; what does not fit into `out` is left out.
template <std::size_t capacity>
void append_hex(InlineString<capacity>& out, Bytes bytes, HexCase hex_case = HexCase::lower) noexcept {
    const char* digits = hex_case == HexCase::lower ? "0123456789abcdef" : "0123456789ABCDEF";
    for (const std::uint8_t byte : bytes) {
        out.push_back(digits[byte >> 4]);
        out.push_back(digits[byte & 0x0F]);
    }
}

}  // namespace cairn
