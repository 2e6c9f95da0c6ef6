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

/// Writes two digits a byte to `out`, which has room for them.
void write_hex(Bytes bytes, char* out, HexCase hex_case = HexCase::lower) noexcept;

/// Appends two digits a byte; a byte that does not fit into `out` is left out, and so are those behind it.
template <std::size_t capacity>
void append_hex(InlineString<capacity>& out, Bytes bytes, HexCase hex_case = HexCase::lower) noexcept {
    const std::size_t count = std::min(bytes.size(), (capacity - out.size()) / 2);
    write_hex(bytes.first(count), out.extend(2 * count).data(), hex_case);
}

}  // namespace cairn
