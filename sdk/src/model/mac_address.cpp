#include "cairn/model/mac_address.h"

#include <algorithm>

#include "cairn/core/hex.h"

namespace cairn {
namespace {

// Eight upper-case digits, the first in the highest byte, all at once: every hearing names an address.
constexpr std::uint64_t hex_digits(std::uint32_t number) noexcept {
    std::uint64_t nibbles = number;
    nibbles = (nibbles << 16 | nibbles) & 0x0000FFFF0000FFFF;
    nibbles = (nibbles << 8 | nibbles) & 0x00FF00FF00FF00FF;
    nibbles = (nibbles << 4 | nibbles) & 0x0F0F0F0F0F0F0F0F;
    // 6 more than a nibble has its bit 4 set where the nibble is a letter.
    const std::uint64_t letters = (nibbles + 0x0606060606060606) >> 4 & 0x0101010101010101;
    return nibbles + 0x3030303030303030 + letters * ('A' - '9' - 1);
}
static_assert(hex_digits(0x09AF10E7) == 0x3039414631304537);

}  // namespace

Result<MacAddress> MacAddress::parse(std::string_view text) noexcept {
    std::array<char, 12> digits{};
    if (text.size() == 17) {
        for (std::size_t i = 0; i < text.size(); ++i) {
            if (i % 3 != 2) {
                digits[i - i / 3] = text[i];
            } else if (text[i] != ':' && text[i] != '-') {
                return fail(Errc::malformed, "mac: odd separator");
            }
        }
        text = {digits.data(), digits.size()};
    }
    if (text.size() != digits.size()) return fail(Errc::malformed, "mac: not 12 digits");
    if (hex_digit(text[1]) < 0) return fail(Errc::malformed, "mac: not a digit");  // "0x..." is no address
    MacAddress address;
    CAIRN_CHECK(parse_hex(text, address.octets));
    return address;
}

Result<MacAddress> MacAddress::from_bytes(Bytes bytes) noexcept {
    MacAddress address;
    if (bytes.size() < address.octets.size()) return fail(Errc::truncated, "mac: fewer than 6 bytes");
    std::copy_n(bytes.begin(), address.octets.size(), address.octets.begin());
    return address;
}

std::array<char, 12> MacAddress::digits() const noexcept {
    std::array<char, 12> text;
    const std::uint64_t high = hex_digits(std::uint32_t{octets[0]} << 24 | std::uint32_t{octets[1]} << 16 |
                                          std::uint32_t{octets[2]} << 8 | octets[3]);
    const std::uint64_t low = hex_digits(std::uint32_t{octets[4]} << 8 | octets[5]);
    for (std::size_t i = 0; i < 8; ++i) text[i] = static_cast<char>(high >> (56 - 8 * i));
    for (std::size_t i = 0; i < 4; ++i) text[8 + i] = static_cast<char>(low >> (24 - 8 * i));
    return text;
}

}  // namespace cairn
