#include "decode/formats/xiaomi.h"

#include "decode/octets.h"
#include "decode/reader.h"

namespace cairn::formats {
namespace {

/// Year, month, day, hour, minute, second; a clock that was never set shows zeros.
bool is_clock(Bytes time) noexcept {
    return time[2] <= 12 && time[3] <= 31 && time[4] < 24 && time[5] < 60 && time[6] < 60;
}

struct Weight {
    bool is_in_pounds;
    bool is_stabilized;
    bool is_removed;
    Bytes flags;
};

/// In steps of 5 g, which is also a hundredth of a catty, or of a hundredth of a pound.
void add_weight(const ReadContext& context, Decoded& out, const Weight& weight, Bytes from) noexcept {
    const auto raw = static_cast<double>(number_le(from));
    if (weight.is_in_pounds) {
        add_value(context, out, Quantity::mass_lb, raw / 100, from);
    } else {
        add_value(context, out, Quantity::mass_kg, raw / 200, from);
    }
    add_value(context, out, Quantity::stabilized, weight.is_stabilized ? 1 : 0, weight.flags);
    return add_value(context, out, Quantity::load_removed, weight.is_removed ? 1 : 0, weight.flags);
}

}  // namespace

bool read_mi_scale(ReadContext& context, Decoded& out) noexcept {
    const Bytes body = context.body;
    if (!is_clock(body.subspan(3))) return false;
    const std::uint8_t flags = body[0];
    const Weight weight{(flags & 0x01) != 0, (flags & 0x20) != 0, (flags & 0x80) != 0, body.first(1)};
    add_weight(context, out, weight, body.subspan(1, 2));
    return true;
}

bool read_mi_body_scale(ReadContext& context, Decoded& out) noexcept {
    constexpr std::uint8_t has_impedance = 0x02;
    constexpr Field impedance{Quantity::impedance_ohm, 9, Wire::u16_le};
    const Bytes body = context.body;
    if (!is_clock(body.subspan(2))) return false;
    const Weight weight{(body[0] & 0x01) != 0, (body[1] & 0x20) != 0, (body[1] & 0x80) != 0, body.first(2)};
    add_weight(context, out, weight, body.subspan(11, 2));
    if ((body[1] & has_impedance) != 0) add_field(context, out, impedance, body);
    return true;
}

/// Three bytes without a published meaning are zeros until the weight has settled.
bool read_huami_scale(ReadContext& context, Decoded& out) noexcept {
    constexpr Field mass{Quantity::mass_kg, 7, Wire::u16_le, always, 1, 200};
    constexpr Field impedance{Quantity::impedance_ohm, 5, Wire::u16_le, always, 1, 10};
    constexpr Field pulse{Quantity::heart_rate_bpm, 12, Wire::u8, 0};
    const Bytes settled = context.body.subspan(9, 3);
    const bool is_stabilized = number_le(settled) != 0;
    add_field(context, out, mass, context.body);
    add_value(context, out, Quantity::stabilized, is_stabilized ? 1 : 0, settled);
    if (!is_stabilized) return true;
    add_field(context, out, impedance, context.body);
    add_field(context, out, pulse, context.body);
    return true;
}

bool read_hhcc(ReadContext& context, Decoded& /*out*/) noexcept {
    constexpr int coldest = -400;  // tenths of a degree
    constexpr int warmest = 850;
    constexpr std::uint32_t brightest_lux = 200'000;  // the sun gives 130,000
    constexpr std::uint32_t saltiest_uscm = 20'000;
    const Bytes body = context.body;
    const auto warmth = static_cast<std::int16_t>(number_be(body.subspan(1, 2)));
    return body[0] <= 100 && body[6] <= 100 && warmth >= coldest && warmth <= warmest &&
           number_be(body.subspan(3, 3)) <= brightest_lux && number_be(body.subspan(7, 2)) <= saltiest_uscm;
}

}  // namespace cairn::formats
