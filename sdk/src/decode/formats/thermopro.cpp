#include "decode/formats/thermopro.h"

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "decode/octets.h"
#include "decode/reader.h"

namespace cairn::formats {
namespace {

/// More probes than any base station of the vendor has: it is something else.
constexpr std::uint8_t probes_max = 8;

bool is_digit(char character) noexcept {
    return character >= '0' && character <= '9';
}
bool is_capital(char character) noexcept {
    return character >= 'A' && character <= 'Z';
}
bool is_hex_digit(char character) noexcept {
    return is_digit(character) || (character >= 'A' && character <= 'F');
}

/// "TP357", "TP962R (0000)": three digits, up to two letters, and the end of the address or none.
bool has_model_name(const ReadContext& context) noexcept {
    constexpr std::size_t digits_at = 2;
    constexpr std::size_t digits_end = 5;
    constexpr std::size_t letters_max = 2;
    constexpr std::string_view shape = " (....)";
    const std::string_view name = context.advertisement.name;
    if (name.size() < digits_end || !std::ranges::all_of(std::span(name).subspan(digits_at, 3), is_digit))
        return false;
    std::size_t letters_end = digits_end;
    while (letters_end < name.size() && is_capital(name[letters_end])) ++letters_end;
    std::string_view rest = name;
    rest.remove_prefix(letters_end);
    if (letters_end - digits_end > letters_max) return false;
    return rest.empty() || (rest.size() == shape.size() && rest.starts_with(" (") && rest.ends_with(')') &&
                            std::ranges::all_of(std::span(rest).subspan(2, 4), is_hex_digit));
}

/// All ones is no value.
constexpr Field spike_temperature(std::uint8_t offset, std::uint8_t channel) noexcept {
    return {Quantity::temperature_c, offset, Wire::u16_le, 0xFFFF, 1, 1, -30, channel};
}
constexpr Field spike_voltage(std::uint8_t probe) noexcept {
    return {Quantity::voltage_v, 3, Wire::u16_le, 0xFFFF, 1, 1'000, 0, probe};
}

}  // namespace

bool read_thermopro_climate(ReadContext& context, Decoded& out) noexcept {
    if (!has_model_name(context)) return false;
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
    if (probe >= probes_max || !has_model_name(context)) return false;
    const auto in_meat = static_cast<std::uint8_t>(2 * probe);
    const auto in_air = static_cast<std::uint8_t>(in_meat + 1);
    add_field(context, out, spike_temperature(1, in_meat), context.body);
    add_field(context, out, spike_temperature(5, in_air), context.body);
    add_field(context, out, spike_voltage(probe), context.body);
    return true;
}

bool read_thermopro_spike_pro(ReadContext& context, Decoded& out) noexcept {
    const std::uint8_t probe = context.body[0];
    if (probe >= probes_max || !has_model_name(context)) return false;
    // Degrees Fahrenheit above -54: (F - 54 - 32) * 5 / 9.
    constexpr std::int32_t bias = -430;
    constexpr std::array<std::uint8_t, 3> in_meat{5, 9, 13};  // tip, middle, end
    std::uint8_t channel = static_cast<std::uint8_t>(4 * probe);
    for (const std::uint8_t offset : in_meat) {
        add_field(context, out, {Quantity::temperature_c, offset, Wire::f32_le, always, 5, 9, bias, channel},
                  context.body);
        ++channel;
    }
    add_field(context, out, {Quantity::temperature_c, 1, Wire::u16_le, 0xFFFF, 5, 9, bias, channel},
              context.body);
    add_field(context, out, spike_voltage(probe), context.body);
    return true;
}

}  // namespace cairn::formats
