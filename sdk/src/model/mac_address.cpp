#include "cairn/model/mac_address.h"

#include "cairn/core/hex.h"

namespace cairn {

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
    for (std::size_t i = 0; i < address.octets.size(); ++i) address.octets[i] = bytes[i];
    return address;
}

InlineString<12> MacAddress::text() const noexcept {
    constexpr const char* digits = "0123456789ABCDEF";
    std::array<char, 12> text{};
    for (std::size_t i = 0; i < octets.size(); ++i) {
        text[2 * i] = digits[octets[i] >> 4];
        text[2 * i + 1] = digits[octets[i] & 0x0F];
    }
    return InlineString<12>(std::string_view(text.data(), text.size()));
}

}  // namespace cairn
