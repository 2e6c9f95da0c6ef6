#include "decode/formats/household.h"

#include <algorithm>
#include <cstddef>

#include "decode/formats/coin_cell.h"
#include "decode/octets.h"
#include "decode/reader.h"

namespace cairn::formats {
namespace {

/// Three ASCII digits behind blanks; -1 if they are none (a sensor that is open or broken says so in
/// letters).
int three_digits(Bytes text) noexcept {
    int number = 0;
    for (const std::uint8_t digit : text.first(3)) {
        if (digit == ' ' && number == 0) continue;
        if (digit < '0' || digit > '9') return -1;
        number = 10 * number + (digit - '0');
    }
    return number;
}

bool is_printable(std::uint8_t character) noexcept {
    return character >= ' ' && character <= '~';
}

/// A digit, or two, behind the decimal point.
double decimals(std::uint8_t digits) noexcept {
    return digits < 10 ? digits / 10.0 : digits / 100.0;
}

/// The discharge curve of the vendor's cell, per cent by millivolts.
double moat_battery_pct(double voltage_mv) noexcept {
    if (voltage_mv >= 3'000) return 100;
    if (voltage_mv >= 2'900) return 42 + (voltage_mv - 2'900) * 0.58;
    if (voltage_mv >= 2'740) return 18 + (voltage_mv - 2'740) * 0.15;
    if (voltage_mv >= 2'440) return 6 + (voltage_mv - 2'440) * 0.04;
    if (voltage_mv >= 2'100) return (voltage_mv - 2'100) * 6 / 340;
    return 0;
}

}  // namespace

bool read_smartdry(ReadContext& context, Decoded& out) noexcept {
    constexpr unsigned least_mv = 2'847;
    constexpr unsigned new_cell_mv = 3'000;
    const Bytes from = context.body.subspan(10, 2);
    const unsigned above_least_mv = least_mv + from[0];
    const unsigned voltage_mv = above_least_mv <= new_cell_mv ? above_least_mv : number_le(from);
    add_value(context, out, Quantity::voltage_v, voltage_mv / 1'000.0, from);
    add_value(context, out, Quantity::battery_pct, coin_cell_pct(voltage_mv), from);
    add_value(context, out, Quantity::running, from[1] == 0 ? 0 : 1, from.subspan(1));
    return true;
}

bool read_seelevel(ReadContext& context, Decoded& out) noexcept {
    constexpr std::uint8_t tanks_end = 7;
    constexpr std::uint8_t thermometers_end = 11;
    constexpr std::uint8_t battery = 13;
    const std::uint8_t sensor = context.body[3];
    const Bytes text = context.body.subspan(4, 3);
    const std::uint8_t alarm = context.body[13];
    if (sensor > battery || alarm < '0' || alarm > '9') return false;
    if (!std::ranges::all_of(context.body.subspan(4, 9), is_printable)) return false;

    add_value(context, out, Quantity::problem_present, alarm == '0' ? 0 : 1, context.body.subspan(13));
    const int number = three_digits(text);
    if (number < 0) return true;
    if (sensor == battery) {
        add_value(context, out, Quantity::voltage_v, number / 10.0, text);
    } else if (sensor < tanks_end) {
        add_value(context, out, Quantity::level_pct, number, text, sensor);
    } else if (sensor < thermometers_end) {
        const auto channel = static_cast<std::uint8_t>(sensor - tanks_end);
        add_value(context, out, Quantity::temperature_c, (number - 32) * 5 / 9.0, text, channel);
    }
    return true;
}

bool read_tilt(ReadContext& context, Decoded& out) noexcept {
    constexpr unsigned pro_from = 5'000;  // of the gravity: the Pro sends ten times as much of both
    const Bytes warmth = context.body.subspan(18, 2);
    const Bytes gravity = context.body.subspan(20, 2);
    const double per = number_be(gravity) >= pro_from ? 10 : 1;
    const double fahrenheit = number_be(warmth) / per;
    add_value(context, out, Quantity::temperature_c, (fahrenheit - 32) * 5 / 9, warmth);
    add_value(context, out, Quantity::gravity_sg, number_be(gravity) / (1'000 * per), gravity);
    return true;
}

bool read_moat(ReadContext& context, Decoded& out) noexcept {
    const Bytes voltage = context.body.subspan(14, 2);
    add_value(context, out, Quantity::battery_pct, moat_battery_pct(number_le(voltage)), voltage);
    return true;
}

bool read_jinou(ReadContext& context, Decoded& out) noexcept {
    const Bytes body = context.body;
    if (body[1] > 99 || body[2] > 99 || body[4] > 100 || body[5] > 99) return false;
    const double warmth = body[1] + decimals(body[2]);
    add_value(context, out, Quantity::temperature_c, body[0] == 0 ? warmth : -warmth, body.first(3));
    add_value(context, out, Quantity::humidity_pct, body[4] + decimals(body[5]), body.subspan(4, 2));
    return true;
}

bool read_mikrotik(ReadContext& context, Decoded& out) noexcept {
    static constexpr auto fields = std::array{
        mikrotik_axis(Quantity::accel_x_g, 4),
        mikrotik_axis(Quantity::accel_y_g, 6),
        mikrotik_axis(Quantity::accel_z_g, 8),
        // A tag for indoors has no thermometer.
        Field{Quantity::temperature_c, 10, Wire::i16_le, 0x8000, 1, 256},
        Field{Quantity::uptime_s, 12, Wire::u32_le},
        Field{.quantity = Quantity::reed_open,
              .offset = 16,
              .wire = Wire::u8,
              .scale = -1,
              .bias = 1,
              .bits = {0, 1}},
        Field{.quantity = Quantity::fall_present, .offset = 16, .wire = Wire::u8, .bits = {2, 1}},
        Field{.quantity = Quantity::battery_pct, .offset = 17, .wire = Wire::u8, .bits = {0, 7}},
    };
    const bool is_encrypted = (context.body[1] & 0x01) != 0;
    if (is_encrypted) {
        out.protection = Protection::no_key;
        return true;
    }
    add_fields(context, out, packed_fields<fields>, context.body);
    return true;
}

bool read_acconeer(ReadContext& context, Decoded& out) noexcept {
    const std::uint8_t device = context.body[0];
    const Bytes from = context.body.subspan(5, 2);
    const std::uint32_t number = number_le(from);
    const auto warmth_c = static_cast<std::int16_t>(number_le(context.body.subspan(3, 2)));
    if (number_le(context.body.subspan(1, 2)) > 100 || warmth_c < -60 || warmth_c > 130) return false;
    if (device == 0x90) {
        add_value(context, out, Quantity::distance_m, number / 1'000.0, from);
    } else if (device == 0x80 || device == 0x91) {
        add_value(context, out, Quantity::motion_present, number == 0 ? 0 : 1, from);
    } else {
        return false;
    }
    return true;
}

bool read_sonoff(ReadContext& context, Decoded& out) noexcept {
    // The mask of the button, how it was pressed, and a counter of four bytes.
    constexpr std::array<std::uint8_t, 7> masks{0x0F, 0x39, 0xBE, 0x5F, 0x27, 0x05, 0xBE};
    constexpr std::size_t sealed_offset = 16;
    constexpr std::uint8_t buttons_max = 6;
    constexpr std::uint8_t presses_max = 3;
    const Bytes body = context.body;
    if (body[8] != 0x46 && body[8] != 0x47) return false;  // S-MATE, R5

    std::array<std::uint8_t, masks.size()> plain{};
    for (std::size_t i = 0; i < plain.size(); ++i) plain[i] = body[sealed_offset + i] ^ body[15] ^ masks[i];
    if (plain[1] >= buttons_max || plain[2] >= presses_max) return context.broken(Errc::malformed);

    constexpr std::array<std::uint8_t, presses_max> events{1, 2, 4};  // press, double, long
    add_value(context, out, Quantity::button_event, events[plain[2]], body.subspan(sealed_offset + 1, 2),
              plain[1]);
    add_value(context, out, Quantity::packet_id, number_be(Bytes(plain).subspan(3, 4)),
              body.subspan(sealed_offset + 3, 4));
    constexpr Text id{AttributeKind::device, {TextPart{Part::hex, 11, 4}}};
    add_text(context, out, id, body);
    return true;
}

}  // namespace cairn::formats
