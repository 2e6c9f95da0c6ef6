// The schemes that a URI's first character stands for in an advertisement.
#pragma once

#include <optional>
#include <string_view>

namespace cairn {

/// "http" for 0x16: Bluetooth SIG, Assigned Numbers 2.7. "" for 1, where the text has the scheme itself.
/// Nothing for what is not assigned.
std::optional<std::string_view> uri_scheme(char32_t code_point) noexcept;

}  // namespace cairn
