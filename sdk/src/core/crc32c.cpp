#include "cairn/core/crc32c.h"

#include <array>

namespace cairn {
namespace {

constexpr std::uint32_t polynomial_reflected = 0x82F63B78;

/// Half a byte at a time: a table for whole ones is a kilobyte of flash.
constexpr auto table = [] {
    std::array<std::uint32_t, 16> entries{};
    for (std::uint32_t nibble = 0; nibble < entries.size(); ++nibble) {
        std::uint32_t value = nibble;
        for (int bit = 0; bit < 4; ++bit)
            value = (value & 1) != 0 ? value >> 1 ^ polynomial_reflected : value >> 1;
        entries[nibble] = value;
    }
    return entries;
}();

}  // namespace

std::uint32_t crc32c(Bytes bytes, std::uint32_t before) noexcept {
    std::uint32_t value = ~before;
    for (const std::uint8_t byte : bytes) {
        value ^= byte;
        value = table[value & 0x0F] ^ value >> 4;
        value = table[value & 0x0F] ^ value >> 4;
    }
    return ~value;
}

}  // namespace cairn
