// How often this program has allocated. Link allocation_count.cpp: it replaces operator new.
#pragma once

#include <cstddef>

namespace cairn::test {

/// Allocations by all threads so far.
std::size_t allocation_count() noexcept;

}  // namespace cairn::test
