// How a stream and a number make the id of a row: rows of a stream stand together, in order.
#pragma once

#include <algorithm>
#include <cstdint>

#include "cairn/model/block.h"

namespace cairn {

/// One block a second reaches it in nine million years.
inline constexpr Sequence sequence_max = (Sequence{1} << 48U) - 1;

/// Numbers beyond the largest stand for it.
constexpr std::int64_t row_id(Stream stream, Sequence sequence) {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(stream) << 48U |
                                     std::min(sequence, sequence_max));
}
constexpr Sequence sequence_of(std::int64_t id) {
    return static_cast<Sequence>(id) & sequence_max;
}
constexpr std::uint64_t stream_number_of(std::int64_t id) {
    return static_cast<std::uint64_t>(id) >> 48U;
}

}  // namespace cairn
