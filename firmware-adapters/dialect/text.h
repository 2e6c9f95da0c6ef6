// Text from outside, made safe to keep: well-formed UTF-8 without control characters.
#pragma once

#include <array>
#include <span>
#include <string_view>

#include "cairn/core/inline_string.h"

namespace cairn::adapters {

/// Copies what fits, whole characters only, and answers how many bytes that is. Malformed bytes and
/// control characters (U+0080 to U+009F too) become "?"; zeros at the end are padding and left out.
std::size_t copy_clean(std::string_view text, std::span<char> out) noexcept;

template <std::size_t capacity>
InlineString<capacity> clean_text(std::string_view text) noexcept {
    std::array<char, capacity> clean{};
    return InlineString<capacity>(std::string_view(clean.data(), copy_clean(text, clean)));
}

}  // namespace cairn::adapters
