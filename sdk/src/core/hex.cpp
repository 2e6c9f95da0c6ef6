#include "cairn/core/hex.h"

namespace cairn {

int hex_digit(char c) noexcept {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

Result<std::size_t> parse_hex(std::string_view text, MutableBytes out) noexcept {
    if (text.starts_with("0x") || text.starts_with("0X")) text.remove_prefix(2);
    if (text.size() % 2 != 0) return fail(Errc::malformed, "hex: odd number of digits");
    if (text.size() / 2 > out.size()) return fail(Errc::full, "hex: longer than allowed");
    for (std::size_t i = 0; i < text.size() / 2; ++i) {
        const int high = hex_digit(text[2 * i]);
        const int low = hex_digit(text[2 * i + 1]);
        if (high < 0 || low < 0) return fail(Errc::malformed, "hex: not a digit");
        out[i] = static_cast<std::uint8_t>(high << 4 | low);
    }
    return text.size() / 2;
}

}  // namespace cairn
