#include "wire/decimal.h"

#include <array>
#include <bit>
#include <cmath>
#include <optional>
#include <type_traits>

namespace cairn::wire {
namespace {

constexpr std::array<double, Decimal::exponent_max + 1> powers_of_ten{1,   1e1, 1e2, 1e3, 1e4,
                                                                      1e5, 1e6, 1e7, 1e8, 1e9};
constexpr double mantissa_max = 1e15;

template <typename Number>
using Bits = std::conditional_t<sizeof(Number) == 8, std::uint64_t, std::uint32_t>;

template <typename Number>
std::optional<Decimal> with(std::uint8_t exponent, Number number) noexcept {
    const double scaled = static_cast<double>(number) * powers_of_ten[exponent];
    if (!(std::abs(scaled) <= mantissa_max)) return std::nullopt;
    const std::int64_t mantissa = std::llround(scaled);
    const auto back = static_cast<Number>(static_cast<double>(mantissa) / powers_of_ten[exponent]);
    if (std::bit_cast<Bits<Number>>(back) != std::bit_cast<Bits<Number>>(number)) return std::nullopt;
    return Decimal{mantissa, exponent};
}

template <typename Number>
Decimal decimal_of(Number number, const Decimal& like) noexcept {
    if (like.exponent <= Decimal::exponent_max) {
        if (const auto found = with(like.exponent, number)) return *found;
    }
    for (std::uint8_t exponent = 0; exponent <= Decimal::exponent_max; ++exponent) {
        if (const auto found = with(exponent, number)) return *found;
    }
    return {std::bit_cast<std::int64_t>(static_cast<double>(number)), Decimal::as_bits};
}

}  // namespace

Decimal Decimal::of(double number, const Decimal& like) noexcept {
    return decimal_of(number, like);
}

Decimal Decimal::of(float number, const Decimal& like) noexcept {
    return decimal_of(number, like);
}

double Decimal::number() const noexcept {
    if (exponent == as_bits) return std::bit_cast<double>(mantissa);
    return static_cast<double>(mantissa) / powers_of_ten[exponent];
}

float Decimal::number_f() const noexcept {
    return static_cast<float>(number());
}

void write_decimal(const Decimal& before, const Decimal& now, ColumnWriter& column) {
    if (now.exponent == before.exponent && now.exponent != Decimal::as_bits) {
        column.number(ColumnWriter::zigzag(now.mantissa - before.mantissa) + 1);
        return;
    }
    column.number(0);
    column.byte(now.exponent);
    if (now.exponent != Decimal::as_bits) {
        column.difference(now.mantissa);
        return;
    }
    for (unsigned i = 0; i < 8; ++i)
        column.byte(static_cast<std::uint8_t>(static_cast<std::uint64_t>(now.mantissa) >> 8 * i));
}

Result<void> read_decimal(ColumnReader& column, Decimal& number) {
    if (const std::uint64_t code = column.number(); code != 0) {
        if (number.exponent == Decimal::as_bits)
            return fail(Errc::malformed, "block: a difference to what is no decimal number");
        const std::uint64_t zigzag = code - 1;
        const std::uint64_t difference = zigzag >> 1U ^ (0 - (zigzag & 1U));
        number.mantissa = static_cast<std::int64_t>(static_cast<std::uint64_t>(number.mantissa) + difference);
        return {};
    }
    number.exponent = column.byte();
    if (number.exponent <= Decimal::exponent_max) {
        number.mantissa = column.difference();
        return {};
    }
    if (number.exponent != Decimal::as_bits) return fail(Errc::malformed, "block: an exponent too large");
    std::uint64_t bits = 0;
    for (unsigned i = 0; i < 8; ++i) bits |= std::uint64_t{column.byte()} << 8 * i;
    number.mantissa = static_cast<std::int64_t>(bits);
    return {};
}

}  // namespace cairn::wire
