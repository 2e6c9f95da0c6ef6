#include "cairn/core/number_text.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <iterator>

namespace cairn {
namespace {

/// Powers of ten that a double holds exactly.
constexpr double powers_of_ten[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
/// Whole numbers below have at most 15 digits.
constexpr double whole_limit = 1e15;
/// Numbers outside are written with an exponent.
constexpr double plain_min = 1e-7;

/// digits / 10^decimals.
struct Decimal {
    std::uint64_t digits = 0;
    std::size_t decimals = 0;
};

/// `number` is not negative, and far below 2^53: half more than it is still exact enough to be cut.
std::uint64_t rounded(double number) noexcept {
    return static_cast<std::uint64_t>(number + 0.5);  // NOLINT(bugprone-incorrect-roundings): see above
}

/// `number` is not negative and below whole_limit.
Decimal decimal_of(double number) noexcept {
    Decimal nearest;
    for (std::size_t decimals = 0; decimals < std::size(powers_of_ten); ++decimals) {
        const double scaled = number * powers_of_ten[decimals];
        if (scaled >= whole_limit) break;
        nearest = {rounded(scaled), decimals};
        // Both are exact, and a division is rounded as reading the text is: it reads back.
        if (static_cast<double>(nearest.digits) / powers_of_ten[decimals] == number) return nearest;
    }
    while (nearest.decimals > 0 && nearest.digits % 10 == 0) {
        nearest.digits /= 10;
        --nearest.decimals;
    }
    return nearest;
}

template <typename Integer>
std::string_view digits_of(Integer number, std::array<char, 20>& room) noexcept {
    const auto end = std::to_chars(room.data(), room.data() + room.size(), number).ptr;
    return {room.data(), static_cast<std::size_t>(end - room.data())};
}

void append(InlineString<24>& out, const Decimal& decimal) noexcept {
    std::array<char, 20> room{};
    const std::string_view digits = digits_of(decimal.digits, room);
    if (digits.size() <= decimal.decimals) {
        out.append("0.");
        for (std::size_t i = digits.size(); i < decimal.decimals; ++i) out.push_back('0');
        out.append(digits);
        return;
    }
    const std::size_t whole = digits.size() - decimal.decimals;
    out.append({digits.data(), whole});
    if (decimal.decimals == 0) return;
    out.push_back('.');
    out.append({digits.data() + whole, decimal.decimals});
}

/// `number` is positive.
void append_with_exponent(InlineString<24>& out, double number) noexcept {
    int exponent = 0;
    for (; number >= 10; ++exponent) number /= 10;
    for (; number < 1; --exponent) number *= 10;
    // The steps are rounded, too; with a digit less, 0.1 does not become 0.09999999999999998.
    append(out, decimal_of(static_cast<double>(rounded(number * 1e13)) / 1e13));
    out.push_back('e');
    out.push_back(exponent < 0 ? '-' : '+');
    std::array<char, 20> room{};
    const std::string_view digits = digits_of(exponent < 0 ? -exponent : exponent, room);
    if (digits.size() < 2) out.push_back('0');
    out.append(digits);
}

}  // namespace

InlineString<24> number_text(double number) noexcept {
    InlineString<24> text;
    if (!std::isfinite(number)) return text;
    if (number < 0) text.push_back('-');
    const double size = std::fabs(number);
    if (size != 0 && (size < plain_min || size >= whole_limit)) {
        append_with_exponent(text, size);
    } else {
        append(text, decimal_of(size));
    }
    return text;
}

}  // namespace cairn
