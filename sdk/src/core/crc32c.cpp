#include "cairn/core/crc32c.h"

#include <array>

namespace cairn {
namespace {

constexpr std::uint32_t polynomial_reflected = 0x82F63B78;

constexpr auto table = [] {
    std::array<std::uint32_t, 256> entries{};
    for (std::uint32_t byte = 0; byte < entries.size(); ++byte) {
        std::uint32_t value = byte;
        for (int bit = 0; bit < 8; ++bit)
            value = (value & 1) != 0 ? value >> 1 ^ polynomial_reflected : value >> 1;
        entries[byte] = value;
    }
    return entries;
}();

}  // namespace

std::uint32_t crc32c(Bytes bytes, std::uint32_t before) noexcept {
    std::uint32_t value = ~before;
    for (const std::uint8_t byte : bytes) value = table[(value ^ byte) & 0xFF] ^ value >> 8;
    return ~value;
}

}  // namespace cairn
