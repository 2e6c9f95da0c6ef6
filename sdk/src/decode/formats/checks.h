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

/// Whether the advertiser may be `device`, which stands in the body. It is sure then if its address is known.
inline bool may_be_from(const ReadContext& context, const MacAddress& device, Decoded& out) noexcept {
    if (!context.address()) return true;
    if (*context.address() != device) return false;
    out.confidence = Confidence::verified;
    return true;
}

}  // namespace cairn::formats
