#include "cairn/model/mac_address.h"

#include "cairn/core/hex.h"

namespace cairn {

Result<MacAddress> MacAddress::parse(std::string_view text) noexcept {
    InlineString<12> digits;
    const bool separated = text.size() == 17;
    if (!separated && text.size() != 12) return fail(Errc::malformed, "mac: not 12 digits");
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (separated && i % 3 == 2) {
            if (text[i] != ':' && text[i] != '-') return fail(Errc::malformed, "mac: odd separator");
            continue;
        }
        digits.push_back(text[i]);
    }
    if (hex_digit(digits.view()[1]) < 0)
        return fail(Errc::malformed, "mac: not a digit");  // "0x..." is no address
    MacAddress address;
    CAIRN_CHECK(parse_hex(digits, address.octets));
    return address;
}

Result<MacAddress> MacAddress::from_bytes(Bytes bytes) noexcept {
    MacAddress address;
    if (bytes.size() < address.octets.size()) return fail(Errc::truncated, "mac: fewer than 6 bytes");
    for (std::size_t i = 0; i < address.octets.size(); ++i) address.octets[i] = bytes[i];
    return address;
}

InlineString<12> MacAddress::text() const noexcept {
    InlineString<12> digits;
    append_hex(digits, octets, HexCase::upper);
    return digits;
}

}  // namespace cairn
