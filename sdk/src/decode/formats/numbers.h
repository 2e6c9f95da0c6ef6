// Numbers out of bytes, for readers. The bytes are there: a row's lengths have seen to that.
#pragma once

#include <cstddef>
#include <cstdint>

#include "cairn/core/bytes.h"

namespace cairn::formats {

constexpr std::uint16_t u16_le(Bytes bytes, std::size_t offset) noexcept {
    return static_cast<std::uint16_t>(bytes[offset] | bytes[offset + 1] << 8);
}
constexpr std::int16_t i16_le(Bytes bytes, std::size_t offset) noexcept {
    return static_cast<std::int16_t>(u16_le(bytes, offset));
}
constexpr std::uint16_t u16_be(Bytes bytes, std::size_t offset) noexcept {
    return static_cast<std::uint16_t>(bytes[offset] << 8 | bytes[offset + 1]);
}
constexpr std::uint32_t u24_be(Bytes bytes, std::size_t offset) noexcept {
    return std::uint32_t{bytes[offset]} << 16 | u16_be(bytes, offset + 1);
}
constexpr std::uint32_t u32_be(Bytes bytes, std::size_t offset) noexcept {
    return std::uint32_t{u16_be(bytes, offset)} << 16 | u16_be(bytes, offset + 2);
}

}  // namespace cairn::formats
