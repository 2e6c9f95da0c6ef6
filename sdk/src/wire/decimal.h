// Numbers as people and sensors mean them: 21.35 is 2135 / 10^2. Those that are no such number stay bits.
#pragma once

#include <cstdint>

#include "cairn/core/result.h"
#include "wire/column.h"

namespace cairn::wire {

/// `mantissa` / 10^`exponent`, or the bits of a double. Whatever goes in comes out, to the last bit.
struct Decimal {
    static constexpr std::uint8_t exponent_max = 9;
    static constexpr std::uint8_t as_bits = 255;  // instead of an exponent

    std::int64_t mantissa = 0;
    std::uint8_t exponent = 0;

    /// With the exponent that `like` has, if that will do.
    static Decimal of(double number, const Decimal& like) noexcept;
    static Decimal of(float number, const Decimal& like) noexcept;
    double number() const noexcept;
    float number_f() const noexcept;

    friend bool operator==(const Decimal&, const Decimal&) = default;
};

/// Writes how `now` differs from the number that stood there before.
void write_decimal(const Decimal& before, const Decimal& now, ColumnWriter& column);
/// malformed: no such difference.
Result<void> read_decimal(ColumnReader& column, Decimal& number);

}  // namespace cairn::wire
