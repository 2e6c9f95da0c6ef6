#include "cairn/core/crc32c.h"

#include <array>
#include <cstring>

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

std::uint32_t by_table(Bytes bytes, std::uint32_t value) noexcept {
    for (const std::uint8_t byte : bytes) value = table[(value ^ byte) & 0xFF] ^ value >> 8;
    return value;
}

#if defined(__x86_64__)
/// The processor's own instruction.
[[gnu::target("sse4.2")]] std::uint32_t by_instruction(Bytes bytes, std::uint32_t value) noexcept {
    std::uint64_t wide = value;
    for (; bytes.size() >= 8; bytes = bytes.subspan(8)) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes.data(), 8);
        wide = __builtin_ia32_crc32di(wide, word);
    }
    value = static_cast<std::uint32_t>(wide);
    for (const std::uint8_t byte : bytes) value = __builtin_ia32_crc32qi(value, byte);
    return value;
}
#endif

}  // namespace

std::uint32_t crc32c(Bytes bytes, std::uint32_t before) noexcept {
#if defined(__x86_64__)
    static const bool has_instruction = __builtin_cpu_supports("sse4.2") != 0;
    if (has_instruction) return ~by_instruction(bytes, ~before);
#endif
    return ~by_table(bytes, ~before);
}

}  // namespace cairn
