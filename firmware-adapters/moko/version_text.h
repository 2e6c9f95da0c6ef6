// Versions as Moko's apps show them: "V1.2.3".
#pragma once

#include <array>
#include <charconv>
#include <initializer_list>

#include "cairn/core/inline_string.h"

namespace cairn::adapters::moko {

inline InlineString<16> version_text(std::initializer_list<unsigned> numbers) noexcept {
    InlineString<16> text("V");
    for (const unsigned number : numbers) {
        if (text.size() > 1) text.push_back('.');
        std::array<char, 10> digits{};
        const auto* const end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
        text.append({digits.data(), static_cast<std::size_t>(end - digits.data())});
    }
    return text;
}

}  // namespace cairn::adapters::moko
