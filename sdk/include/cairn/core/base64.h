// Base64 text to bytes: RFC 4648 sections 4 and 5.
#pragma once

#include <cstddef>
#include <string_view>

#include "cairn/core/bytes.h"

namespace cairn {

/// Writes the bytes of `text` to the front of `out` and answers how many there are. Either alphabet, with or
/// without "=" at the end.
/// malformed: a character that is none, a length that no bytes have, or bits left over that are not zero, so
/// that bytes have one spelling. full: `out` is too small.
Result<std::size_t> parse_base64(std::string_view text, MutableBytes out) noexcept;

}  // namespace cairn
