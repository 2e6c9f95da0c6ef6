// Numbers and addresses out of a few bytes whose size is known to be right.
#pragma once

#include <algorithm>
#include <cstdint>

#include "cairn/core/bytes.h"
#include "cairn/model/mac_address.h"

namespace cairn {

/// Up to eight bytes, the least significant one first.
constexpr std::uint64_t wide_number_le(Bytes bytes) noexcept {
    std::uint64_t number = 0;
    for (std::size_t i = bytes.size(); i > 0; --i) number = number << 8 | bytes[i - 1];
    return number;
}

/// Up to four bytes, the least significant one first.
constexpr std::uint32_t number_le(Bytes bytes) noexcept {
    return static_cast<std::uint32_t>(wide_number_le(bytes));
}

/// Up to four bytes, the most significant one first.
constexpr std::uint32_t number_be(Bytes bytes) noexcept {
    std::uint32_t number = 0;
    for (const std::uint8_t byte : bytes) number = number << 8 | byte;
    return number;
}

/// The first four bytes, the first one lowest; zeros behind the end.
constexpr std::uint32_t first_word(Bytes bytes) noexcept {
    if (bytes.size() < 4) return number_le(bytes);
    return std::uint32_t{bytes[0]} | std::uint32_t{bytes[1]} << 8 | std::uint32_t{bytes[2]} << 16 |
           std::uint32_t{bytes[3]} << 24;
}

/// The four bytes of a word in the other order.
constexpr std::uint32_t turned(std::uint32_t word) noexcept {
    return word << 24 | (word & 0xFF00) << 8 | (word >> 8 & 0xFF00) | word >> 24;
}

/// The address in the first six bytes, as printed.
inline MacAddress address_be(Bytes bytes) noexcept {
    MacAddress address;
    std::ranges::copy(bytes.first(address.octets.size()), address.octets.begin());
    return address;
}

/// The address in the first six bytes, as the radio sends it: last octet first.
inline MacAddress address_le(Bytes bytes) noexcept {
    MacAddress address;
    std::ranges::reverse_copy(bytes.first(address.octets.size()), address.octets.begin());
    return address;
}

}  // namespace cairn
