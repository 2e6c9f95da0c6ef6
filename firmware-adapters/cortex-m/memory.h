// What a firmware gives Cairn: memory at creation, and none later.
#pragma once

#include <cstddef>

namespace cairn::cortex_m {

/// Bytes that operator new has handed out. Nothing is taken back: what Cairn takes, it keeps.
std::size_t heap_bytes() noexcept;

/// From now on operator new ends the program: creation is over.
void close_heap() noexcept;

/// Begins another creation with all but the first `bytes` free again: a test may need several.
void reopen_heap(std::size_t bytes) noexcept;

/// The most stack that was in use since the start.
std::size_t stack_bytes_max() noexcept;

}  // namespace cairn::cortex_m
