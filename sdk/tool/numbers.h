// Numbers that people write.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace cairn::tool {

/// The whole text as a number; nothing for "nan", "inf" and what is none.
std::optional<double> parse_finite(std::string_view text) noexcept;
/// Digits only.
std::optional<std::uint64_t> parse_whole(std::string_view text) noexcept;

}  // namespace cairn::tool
