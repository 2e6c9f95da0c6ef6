#include "decode/formats/inkbird.h"

#include <algorithm>
#include <cstddef>

#include "decode/octets.h"
#include "decode/reader.h"

namespace cairn::formats {
namespace {

/// Firmware sends the address in either order.
bool is_address_of(const std::optional<MacAddress>& advertiser, Bytes address) noexcept {
    return advertiser &&
           (std::ranges::equal(advertiser->octets, address) || *advertiser == address_le(address));
}

bool is_barbecue(std::string_view name) noexcept {
    return name == "iBBQ" || name == "xBBQ";
}

/// A socket without a probe.
bool is_empty(std::uint32_t pattern) noexcept {
    return pattern == 0xFFF6 || pattern == 0xFFFF;
}

}  // namespace

bool read_inkbird_barbecue(ReadContext& context, Decoded& out) noexcept {
    constexpr std::size_t address_offset = 2;
    constexpr std::size_t probes_offset = 8;
    const bool is_verified = is_address_of(context.address(), context.body.subspan(address_offset, 6));
    if (!is_verified && !is_barbecue(context.advertisement.name)) return false;
    if (is_verified) out.confidence = Confidence::verified;

    std::uint8_t channel = 0;
    for (Bytes left = context.body.subspan(probes_offset); !left.empty(); left = left.subspan(2), ++channel) {
        if (is_empty(number_le(left.first(2)))) continue;
        const Field probe{Quantity::temperature_c, 0, Wire::i16_le, always, 1, 10, 0, channel};
        add_field(context, out, probe, left);
    }
    return true;
}

bool read_inkbird_18(ReadContext& context, Decoded& /*out*/) noexcept {
    constexpr std::uint32_t humidity_most = 1'000;  // tenths of per cent
    if (number_le(context.body.subspan(6, 2)) > humidity_most) context.body = {};
    return true;
}

bool read_inkbird_air(ReadContext& context, Decoded& out) noexcept {
    constexpr Field celsius{Quantity::temperature_c, 8, Wire::i16_be, always, 1, 10};
    constexpr Field fahrenheit{Quantity::temperature_c, 8, Wire::i16_be, always, 1, 18, -320};
    const bool is_fahrenheit = (context.body[7] & 0x02) != 0;
    add_field(context, out, is_fahrenheit ? fahrenheit : celsius, context.body);
    return true;
}

}  // namespace cairn::formats
