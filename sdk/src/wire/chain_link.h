// What holds a chain together: the body of a block begins with the CRC-32C of the body before, so that one
// that was sealed behind another is found out; 0 begins a chain.
#pragma once

#include <cstdint>

#include "wire/column.h"

namespace cairn::wire {

inline void write_link(std::uint32_t crc32c_before, ColumnWriter& body) {
    for (unsigned i = 0; i < 4; ++i) body.byte(static_cast<std::uint8_t>(crc32c_before >> 8 * i));
}

inline std::uint32_t read_link(ColumnReader& body) noexcept {
    std::uint32_t crc32c_before = 0;
    for (unsigned i = 0; i < 4; ++i) crc32c_before |= std::uint32_t{body.byte()} << 8 * i;
    return crc32c_before;
}

}  // namespace cairn::wire
