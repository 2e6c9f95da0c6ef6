// Checksums of what stands in a row beside its blob.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>

#include "cairn/core/crc32c.h"

namespace cairn {

/// Of the numbers, eight bytes each, the lowest first.
inline std::uint32_t row_crc32c(std::initializer_list<std::uint64_t> numbers) {
    std::array<std::uint8_t, 8 * 16> bytes{};
    std::size_t size = 0;
    for (const std::uint64_t number : numbers) {
        for (unsigned shift = 0; shift < 64 && size < bytes.size(); shift += 8)
            bytes[size++] = static_cast<std::uint8_t>(number >> shift);
    }
    return crc32c(Bytes(bytes).first(size));
}

}  // namespace cairn
