#include "numbers.h"

#include <charconv>
#include <cmath>

namespace cairn::tool {
namespace {

template <typename Number>
std::optional<Number> parse(std::string_view text) noexcept {
    Number number{};
    const auto end = std::from_chars(text.data(), text.data() + text.size(), number);
    if (end.ec != std::errc{} || end.ptr != text.data() + text.size()) return std::nullopt;
    return number;
}

}  // namespace

std::optional<double> parse_finite(std::string_view text) noexcept {
    const auto number = parse<double>(text);
    return number && std::isfinite(*number) ? number : std::nullopt;
}

std::optional<std::uint64_t> parse_whole(std::string_view text) noexcept {
    return parse<std::uint64_t>(text);
}

}  // namespace cairn::tool
