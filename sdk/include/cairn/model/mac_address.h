// The 48-bit address of a Bluetooth or network device.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string_view>

#include "cairn/core/bytes.h"
#include "cairn/core/inline_string.h"
#include "cairn/core/result.h"

namespace cairn {

/// A value, octets in the order they are printed.
struct MacAddress {
    std::array<std::uint8_t, 6> octets{};

    /// "ac233fa03208", "AC:23:3F:A0:32:08" or "ac-23-3f-a0-32-08".
    /// malformed: anything else.
    static Result<MacAddress> parse(std::string_view text) noexcept;
    /// The first six bytes, in printed order. truncated: fewer.
    static Result<MacAddress> from_bytes(Bytes bytes) noexcept;

    /// Twelve upper-case digits without separators: the form used in ids.
    std::array<char, 12> digits() const noexcept;
    InlineString<12> text() const noexcept {
        const auto all = digits();
        return InlineString<12>(std::string_view(all.data(), all.size()));
    }

    friend constexpr auto operator<=>(const MacAddress&, const MacAddress&) = default;
};

}  // namespace cairn
