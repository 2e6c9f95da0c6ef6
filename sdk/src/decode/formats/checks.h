// What some readers ask before they let a row have the bytes.
#pragma once

#include <cstddef>

#include "decode/reader.h"

namespace cairn::formats {

/// Whether the byte at `offset`, without the bits outside `mask`, can be a percentage.
template <std::size_t offset, unsigned mask = 0xFF>
bool has_percentage(ReadContext& context, Decoded& /*out*/) noexcept {
    return offset < context.body.size() && (context.body[offset] & mask) <= 100;
}

}  // namespace cairn::formats
