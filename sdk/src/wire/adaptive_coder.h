// Bytes in as few bits as their frequencies allow, learned on the way: slower than Zstandard and smaller, for
// links that are paid by the byte.
//
// A range coder (G. N. N. Martin, "Range encoding", 1979) over binary decisions. A byte is eight decisions
// from the highest bit on; each has a probability of its own for what stands above it, the mean of two that
// learn fast and slowly.
#pragma once

#include <cstdint>
#include <vector>

#include "cairn/core/bytes.h"

namespace cairn::wire {

/// Bytes that one byte of code may stand for; what claims more is a lie that would cost time.
inline constexpr std::size_t adaptive_ratio_max = 64;

/// Replaces `code`.
void adaptive_encode(Bytes plain, std::vector<std::uint8_t>& code);
/// Fills `plain`. False: the code ends early, or goes on.
bool adaptive_decode(Bytes code, MutableBytes plain) noexcept;

}  // namespace cairn::wire
