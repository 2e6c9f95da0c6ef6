#include "decode/interpreter.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>

#include "decode/octets.h"
#include "decode/text.h"

namespace cairn {
namespace {

std::int64_t with_sign(std::uint32_t pattern, unsigned bit_count) noexcept {
    const std::int64_t sign = std::int64_t{1} << (bit_count - 1);
    return (std::int64_t{pattern} ^ sign) - sign;
}

std::int64_t with_sign_bit(std::uint32_t pattern, unsigned bit_count) noexcept {
    const std::uint32_t sign = std::uint32_t{1} << (bit_count - 1);
    const auto magnitude = static_cast<std::int64_t>(pattern & (sign - 1));
    return (pattern & sign) != 0 ? -magnitude : magnitude;
}

bool is_present(const Presence& when, Bytes body) noexcept {
    return when.mask == 0 || (when.offset < body.size() && (body[when.offset] & when.mask) != 0);
}

/// The milligravities of one step at the full scale whose code stands in `body`; 0 if there is no such code.
int lis3dh_step(Bytes body, std::size_t code_offset) noexcept {
    constexpr auto steps_mg = std::array{1, 2, 4, 12};
    if (code_offset >= body.size() || body[code_offset] >= steps_mg.size()) return 0;
    return steps_mg[body[code_offset]];
}

/// IEEE 11073-20601: the mantissas of NaN, NRes, +INF, -INF and "reserved" stand around the lowest one.
double medical_number(std::uint32_t pattern, unsigned bit_count) noexcept {
    const unsigned mantissa_bits = bit_count == 16 ? 12 : 24;
    const auto mantissa = with_sign(pattern & (UINT32_MAX >> (32 - mantissa_bits)), mantissa_bits);
    const auto exponent = with_sign(pattern >> mantissa_bits, bit_count - mantissa_bits);
    const std::int64_t largest = (std::int64_t{1} << (mantissa_bits - 1)) - 3;
    if (mantissa > largest || mantissa < -largest) return std::numeric_limits<double>::quiet_NaN();
    double power = 1;
    for (std::int64_t i = exponent < 0 ? -exponent : exponent; i > 0; --i) power *= 10;
    const auto number = static_cast<double>(mantissa);
    return exponent < 0 ? number / power : number * power;
}

/// A whole number; `kind` is plain or twos_complement.
inline double whole_number(std::uint32_t part, unsigned bit_count, NumberKind kind) noexcept {
    return static_cast<double>(kind == NumberKind::plain ? std::int64_t{part} : with_sign(part, bit_count));
}

/// A number of another kind; not finite: there is none.
[[gnu::noinline]] double special_number(std::uint32_t part, unsigned bit_count, NumberKind kind) noexcept {
    switch (kind) {
        case NumberKind::plain:
        case NumberKind::twos_complement: return whole_number(part, bit_count, kind);
        case NumberKind::lis3dh: return static_cast<double>(with_sign(part, bit_count));
        case NumberKind::sign_magnitude: return static_cast<double>(with_sign_bit(part, bit_count));
        case NumberKind::binary32: return static_cast<double>(std::bit_cast<float>(part));
        case NumberKind::medical: return medical_number(part, bit_count);
    }
    return 0;
}

/// The number of this layout at `offset`, where it fits into `body`; above it there may be other bits.
inline std::uint32_t number_at(Bytes body, std::size_t offset, const WireLayout& layout) noexcept {
    // Any four bytes around the number, in its byte order: byte by byte would take three times as long.
    constexpr std::size_t word_bytes = 4;
    const std::size_t begin = std::min(offset, std::max(body.size(), word_bytes) - word_bytes);
    const std::uint32_t word = first_word(body.subspan(begin));
    const std::size_t before = offset - begin;
    if (layout.is_little_endian) return word >> 8 * before;
    return turned(word) >> 8 * (word_bytes - before - layout.size_bytes);
}

/// Inline, so that a field out of the packed ones is never a struct in memory.
[[gnu::always_inline]] inline std::optional<Errc> read_one(const Field& field, Bytes body, BodyOffset place,
                                                           Decoded& out) noexcept {
    const WireLayout layout = layout_of(field.wire);
    if (std::size_t{field.offset} + layout.size_bytes > body.size() || !is_present(field.when, body))
        return {};
    const Bits bits = layout.kind == NumberKind::lis3dh ? Bits{4, 12} : field.bits;
    const unsigned bit_count = bits.count != 0 ? bits.count : 8U * layout.size_bytes;
    const std::uint32_t part =
        number_at(body, field.offset, layout) >> bits.shift & UINT32_MAX >> (32 - bit_count);
    if (field.no_value.exists && part == field.no_value.pattern) return {};

    double number = 0;
    if (layout.kind == NumberKind::plain || layout.kind == NumberKind::twos_complement) {
        number = whole_number(part, bit_count, layout.kind);
    } else {
        number = special_number(part, bit_count, layout.kind);
        if (!std::isfinite(number)) return {};
        if (layout.kind == NumberKind::lis3dh) {
            const int step = lis3dh_step(body, field.code_offset);
            if (step == 0) return Errc::malformed;
            number *= step;
        }
    }
    DecodedValue* const value = out.measurements.grow();
    if (value == nullptr) return Errc::full;
    value->quantity = field.quantity;
    value->channel = field.channel;
    value->value = (number * field.scale + field.bias) / field.per;
    place.note(field.offset, layout.size_bytes, *value);
    return {};
}

}  // namespace

std::optional<Errc> read_field(const Field& field, Bytes body, BodyOffset place, Decoded& out) noexcept {
    return read_one(field, body, place, out);
}

std::optional<Errc> interpret(const PackedValues& values, Bytes body, BodyOffset place,
                              Decoded& out) noexcept {
    std::optional<Errc> first;
    const auto note = [&first](std::optional<Errc> defect) {
        if (!first) first = defect;
    };
    PackReader packed(values.at);
    for (unsigned left = values.fields_count; left != 0; --left) {
        const PlainField plain = take_plain_field(packed);
        // Each inline: of a plain field most of the work is none.
        if (plain.has == 0) {
            note(read_one(Field{plain.quantity, plain.offset, plain.wire}, body, place, out));
        } else {
            note(read_one(take_field(plain, packed), body, place, out));
        }
    }
    for (unsigned left = values.texts_count; left != 0; --left)
        note(add_text(take_text(packed), body, place, out));
    return first;
}

}  // namespace cairn
