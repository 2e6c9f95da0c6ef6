#include "decode/formats/ruuvi.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "decode/reader.h"

namespace cairn::formats {
namespace {

constexpr std::uint8_t no_index_high = 0xFF;

/// An index of 9 bits, the lowest of which is bit `bit` of `flags`; all ones are none.
void add_index(const ReadContext& context, Decoded& out, Quantity quantity, std::size_t offset,
               std::uint8_t flags, unsigned bit) noexcept {
    const unsigned lowest = unsigned{flags} >> bit & 1U;
    const std::uint8_t high = context.body[offset];
    if (high == no_index_high && lowest == 1) return;
    return add_value(context, out, quantity, high * 2 + lowest, context.body.subspan(offset, 1));
}

void add_indices(const ReadContext& context, Decoded& out, std::size_t offset, std::uint8_t flags) noexcept {
    add_index(context, out, Quantity::voc_index, offset, flags, 6);
    return add_index(context, out, Quantity::nox_index, offset + 1, flags, 7);
}

/// The lux of a code of 0 to 254: exp(code * ln(65536) / 254) - 1, to the hundredth that the vendor prints.
double lux_of(std::uint8_t code) noexcept {
    const double lux = std::exp(code * (16 * std::numbers::ln2 / 254)) - 1;
    return std::round(lux * 100) / 100;
}

constexpr std::string_view base64_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Four characters of the base64 of URLs, RFC 4648 section 5, as three bytes. False: another character.
bool decode_base64(Bytes four, std::uint8_t* three) noexcept {
    std::uint32_t bits = 0;
    for (const std::uint8_t character : four) {
        const std::size_t digit = base64_alphabet.find(static_cast<char>(character));
        if (digit == std::string_view::npos) return false;
        bits = bits << 6 | static_cast<std::uint32_t>(digit);
    }
    for (int shift = 16; shift >= 0; shift -= 8) *three++ = static_cast<std::uint8_t>(bits >> shift);
    return true;
}

/// Adds a temperature of a byte of sign and whole degrees, and one of hundredths.
void add_temperature(const ReadContext& context, Decoded& out, Bytes two) noexcept {
    const double magnitude = ((two[0] & 0x7F) * 100 + two[1]) / 100.0;
    return add_value(context, out, Quantity::temperature_c, (two[0] & 0x80) != 0 ? -magnitude : magnitude,
                     two);
}

constexpr Field url_humidity{Quantity::humidity_pct, 1, Wire::u8, always, 1, 2};
constexpr Field url_pressure{Quantity::pressure_hpa, 4, Wire::u16_be, always, 1, 100, 50'000};

}  // namespace

bool read_ruuvi_3(ReadContext& context, Decoded& out) noexcept {
    add_temperature(context, out, context.body.subspan(2, 2));
    return true;
}

bool read_ruuvi_6(ReadContext& context, Decoded& out) noexcept {
    constexpr std::uint8_t no_light = 0xFF;
    constexpr Text address_end{AttributeKind::device, {TextPart{Part::hex, 17, 3}}};
    const Bytes body = context.body;
    add_indices(context, out, 11, body[16]);
    if (body[13] != no_light)
        add_value(context, out, Quantity::illuminance_lux, lux_of(body[13]), body.subspan(13, 1));
    const bool has_address = std::ranges::any_of(body.subspan(17), [](auto byte) { return byte != 0xFF; });
    if (has_address) add_text(context, out, address_end, body);
    return true;
}

bool read_ruuvi_e1(ReadContext& context, Decoded& out) noexcept {
    add_indices(context, out, 17, context.body[28]);
    return true;
}

bool read_ruuvi_url(ReadContext& context, Decoded& out) noexcept {
    constexpr std::size_t text_begin = 11;
    const Bytes text = context.body.subspan(text_begin, 8);
    std::uint8_t* const six = context.scratch.data();
    if (!decode_base64(text.first(4), six) || !decode_base64(text.last(4), six + 3)) return false;
    const std::uint8_t data_format = context.name.back() == '2' ? 2 : 4;
    if (six[0] != data_format) return false;
    const Bytes values(six, 6);
    add_field(context, out, url_humidity, values);
    add_field(context, out, url_pressure, values);
    add_temperature(context, out, values.subspan(2, 2));
    return true;
}

}  // namespace cairn::formats
