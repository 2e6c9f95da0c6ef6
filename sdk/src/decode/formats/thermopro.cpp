#include "decode/formats/thermopro.h"

#include <cstddef>

#include "decode/octets.h"
#include "decode/reader.h"

namespace cairn::formats {
namespace {

/// More probes than any base station of the vendor has: it is something else.
constexpr std::uint8_t probes_max = 8;

}  // namespace

bool read_thermopro_climate(ReadContext& context, Decoded& out) noexcept {
    constexpr auto grades_pct = std::array{1, 50, 100};
    constexpr Field temperature{Quantity::temperature_c, 1, Wire::i16_le, always, 1, 10};
    constexpr Field humidity{Quantity::humidity_pct, 3, Wire::u8};
    const Bytes body = context.body;

    if (const std::size_t grade = body[4] & 0x03U; grade < grades_pct.size())
        add_value(context, out, Quantity::battery_pct, grades_pct[grade], body.subspan(4, 1));
    if (number_le(body.subspan(1, 3)) == 0xFF'FFFF) return true;
    add_field(context, out, temperature, body);
    add_field(context, out, humidity, body);
    return true;
}

bool read_thermopro_spike(ReadContext& context, Decoded& out) noexcept {
    const std::uint8_t probe = context.body[0];
    if (probe >= probes_max) return false;
    const auto in_meat = static_cast<std::uint8_t>(2 * probe);
    const auto in_air = static_cast<std::uint8_t>(in_meat + 1);
    add_field(context, out, {Quantity::temperature_c, 1, Wire::u16_le, always, 1, 1, -30, in_meat},
              context.body);
    add_field(context, out, {Quantity::temperature_c, 5, Wire::u16_le, always, 1, 1, -30, in_air},
              context.body);
    add_field(context, out, {Quantity::voltage_v, 3, Wire::u16_le, always, 1, 1'000, 0, probe}, context.body);
    return true;
}

bool read_thermopro_spike_pro(ReadContext& context, Decoded& out) noexcept {
    const std::uint8_t probe = context.body[0];
    if (probe >= probes_max) return false;
    // Degrees Fahrenheit above -54: (F - 54 - 32) * 5 / 9.
    constexpr std::int32_t bias = -430;
    constexpr std::array<std::uint8_t, 3> in_meat{5, 9, 13};  // tip, middle, end
    std::uint8_t channel = static_cast<std::uint8_t>(4 * probe);
    for (const std::uint8_t offset : in_meat) {
        add_field(context, out, {Quantity::temperature_c, offset, Wire::f32_le, always, 5, 9, bias, channel},
                  context.body);
        ++channel;
    }
    add_field(context, out, {Quantity::temperature_c, 1, Wire::u16_le, always, 5, 9, bias, channel},
              context.body);
    add_field(context, out, {Quantity::voltage_v, 3, Wire::u16_le, always, 1, 1'000, 0, probe}, context.body);
    return true;
}

}  // namespace cairn::formats
