// Text from outside: whether it is UTF-8, and what of it can be shown to people.
#pragma once

#include <cstddef>
#include <string_view>

namespace cairn {

/// Whether `text` is well-formed UTF-8 (Unicode 15, table 3-7): no surrogates, nothing overlong.
bool is_utf8(std::string_view text) noexcept;

/// Takes the first character off `text`, which is not empty, and answers it. Where none is well-formed it
/// takes one byte and answers `substitute`.
std::string_view take_character(std::string_view& text, std::string_view substitute) noexcept;

/// The same, but `substitute` also for a control character: U+0000 to U+001F, U+007F to U+009F.
std::string_view take_printable(std::string_view& text, std::string_view substitute) noexcept;

}  // namespace cairn
