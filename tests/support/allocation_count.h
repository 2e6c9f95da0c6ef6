// How often this program has allocated, and how much. Link allocation_count.cpp: it replaces operator new.
#pragma once

#include <cstddef>

namespace cairn::test {

/// Allocations by all threads so far.
std::size_t allocation_count() noexcept;
/// The bytes of them all; what was freed since counts, too.
std::size_t allocated_bytes() noexcept;

}  // namespace cairn::test
