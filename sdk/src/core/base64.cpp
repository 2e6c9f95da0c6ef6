#include "cairn/core/base64.h"

namespace cairn {
namespace {

int base64_digit(char c) noexcept {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    if (c == '+' || c == '-') return 62;
    if (c == '/' || c == '_') return 63;
    return -1;
}

std::string_view without_padding(std::string_view text) noexcept {
    if (text.ends_with("==")) return {text.data(), text.size() - 2};
    if (text.ends_with('=')) return {text.data(), text.size() - 1};
    return text;
}

}  // namespace

Result<std::size_t> parse_base64(std::string_view text, MutableBytes out) noexcept {
    text = without_padding(text);
    if (text.size() % 4 == 1) return fail(Errc::malformed, "base64: length");
    if (text.size() / 4 * 3 + text.size() % 4 * 3 / 4 > out.size())
        return fail(Errc::full, "base64: longer than allowed");
    std::uint32_t bits = 0;  // those that no byte has taken yet are the lowest bit_count
    unsigned bit_count = 0;
    std::size_t size = 0;
    for (const char c : text) {
        const int digit = base64_digit(c);
        if (digit < 0) return fail(Errc::malformed, "base64: not a digit");
        bits = bits << 6 | static_cast<std::uint32_t>(digit);
        bit_count += 6;
        if (bit_count < 8) continue;
        bit_count -= 8;
        out[size++] = static_cast<std::uint8_t>(bits >> bit_count);
    }
    if ((bits & ((1U << bit_count) - 1)) != 0) return fail(Errc::malformed, "base64: bits left over");
    return size;
}

}  // namespace cairn
