#include "support/allocation_count.h"

#include <atomic>
#include <cstdlib>
#include <new>

namespace {
std::atomic<std::size_t> allocations = 0;
std::atomic<std::size_t> bytes = 0;
}  // namespace

namespace cairn::test {
std::size_t allocation_count() noexcept {
    return allocations;
}
std::size_t allocated_bytes() noexcept {
    return bytes;
}
}  // namespace cairn::test

// A source of its own: where the compiler sees both sides it takes malloc and delete for mismatched.
void* operator new(std::size_t size) {
    ++allocations;
    bytes += size;
    if (void* const memory = std::malloc(size != 0 ? size : 1)) return memory;
    throw std::bad_alloc();
}
void operator delete(void* memory) noexcept {
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}
