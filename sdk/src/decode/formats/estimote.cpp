#include "decode/formats/estimote.h"

#include "decode/octets.h"

namespace cairn::formats {
namespace {

constexpr unsigned version_max = 2;

unsigned version_of(const ReadContext& context) noexcept {
    return context.body[0] >> 4;
}

/// Six bits of a number and two of its unit; the last unit counts days, and weeks from 32 on.
double seconds_of(std::uint8_t duration) noexcept {
    constexpr std::array<double, 3> units_s{1, 60, 3'600};
    constexpr double day_s = 86'400;
    const unsigned number = duration & 0x3FU;
    const unsigned unit = duration >> 6;
    if (unit < units_s.size()) return number * units_s[unit];
    return number < 32 ? number * day_s : (number - 32) * 7 * day_s;
}

/// How long it has moved or rested, and how long it did the other before: channels 0 and 1.
void add_durations(const ReadContext& context, Decoded& out, std::size_t now, std::size_t before) noexcept {
    const Bytes body = context.body;
    add_value(context, out, Quantity::duration_s, seconds_of(body[now]), body.subspan(now, 1));
    add_value(context, out, Quantity::duration_s, seconds_of(body[before]), body.subspan(before, 1), 1);
}

}  // namespace

bool read_estimote_motion(ReadContext& context, Decoded& out) noexcept {
    // Only version 2 has room for it: 256ths of a pascal.
    constexpr Field pressure{Quantity::pressure_hpa, 16, Wire::u32_le, 0xFFFF'FFFF, 1, 25'600};
    if (version_of(context) > version_max) return false;
    add_durations(context, out, 14, 13);
    if (version_of(context) == version_max) add_field(context, out, pressure, context.body);
    return true;
}

bool read_estimote_environment(ReadContext& context, Decoded& out) noexcept {
    constexpr Field battery{Quantity::battery_pct, 19, Wire::u8, 0xFF};
    constexpr std::array<double, 4> units_s{1, 60, 3'600, 86'400};
    constexpr double lux_per_step = 0.72;
    const Bytes body = context.body;
    if (version_of(context) > version_max) return false;

    // An exponent and a number, of four bits each.
    const std::uint8_t light = body[13];
    if (light != 0xFF)
        add_value(context, out, Quantity::illuminance_lux,
                  (1U << (light >> 4)) * (light & 0x0FU) * lux_per_step, body.subspan(13, 1));
    const std::uint32_t number = number_le(body.subspan(14, 2)) & 0x0FFF;
    add_value(context, out, Quantity::uptime_s, number * units_s[body[15] >> 4 & 0x03], body.subspan(14, 2));
    // Version 0 has bits of errors in its place.
    if (version_of(context) != 0) add_field(context, out, battery, body);
    return true;
}

bool read_estimote_nearable(ReadContext& context, Decoded& out) noexcept {
    add_durations(context, out, 17, 18);
    return true;
}

}  // namespace cairn::formats
