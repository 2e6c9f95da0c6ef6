// Bytes as people write them.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "cairn/core/hex.h"

namespace cairn::test {

/// The bytes of hexadecimal `text`; spaces between them are allowed. A test with a wrong digit fails.
inline std::vector<std::uint8_t> from_hex(std::string_view text) {
    std::string digits;
    for (const char c : text) {
        if (c != ' ') digits.push_back(c);
    }
    std::vector<std::uint8_t> bytes(digits.size() / 2);
    if (!parse_hex(digits, bytes)) throw std::invalid_argument("not hexadecimal: " + digits);
    return bytes;
}

}  // namespace cairn::test
