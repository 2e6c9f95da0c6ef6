// Counts what the whole program takes from the heap.
#pragma once

#include <cstddef>

namespace cairn::test {

std::size_t allocation_count() noexcept;

}  // namespace cairn::test
