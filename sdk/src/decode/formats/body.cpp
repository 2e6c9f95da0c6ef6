#include "decode/formats/body.h"

#include <algorithm>

#include "decode/formats/checks.h"
#include "decode/octets.h"
#include "decode/reader.h"

namespace cairn::formats {

bool read_xiaogui(ReadContext& context, Decoded& out) noexcept {
    const Bytes bytes = context.body;
    const auto& advertiser = context.address();
    if (!advertiser || !std::ranges::equal(advertiser->octets, bytes.subspan(9, 6))) return false;
    out.confidence = Confidence::verified;
    const bool is_stable = (bytes[8] & 0x01) != 0;
    const double per_kg = (bytes[8] & 0x04) != 0 ? 100 : 10;
    add_value(context, out, Quantity::packet_id, bytes[1], bytes.subspan(1, 1));
    add_value(context, out, Quantity::mass_kg, number_be(bytes.subspan(2, 2)) / per_kg, bytes.subspan(2, 2));
    constexpr Field impedance{Quantity::impedance_ohm, 4, Wire::u16_be, 0, 1, 10};
    if (is_stable) add_field(context, out, impedance, bytes);
    return true;
}

bool read_laica(ReadContext& context, Decoded& out) noexcept {
    constexpr std::uint32_t mask = 0xA0A0'A0A0;
    constexpr std::uint32_t grams = 0x3'FFFF;
    constexpr std::uint8_t impedance = 0x06;
    constexpr std::uint16_t own_service = 0xFFB0;
    if (!context.advertisement.lists_service(own_service)) out.confidence = Confidence::identifier;
    if (!may_be_from(context, address_le(context.body), out)) return false;
    const Bytes from = context.body.subspan(6, 4);
    const std::uint32_t plain = number_be(from) ^ mask;
    if (context.body[10] == impedance) {
        add_value(context, out, Quantity::impedance_ohm, plain >> 16, from.first(2));
    } else {
        add_value(context, out, Quantity::mass_kg, (plain & grams) / 1'000.0, from);
    }
    return true;
}

}  // namespace cairn::formats
