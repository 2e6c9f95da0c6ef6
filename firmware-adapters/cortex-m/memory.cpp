#include "memory.h"

#include <cstdint>
#include <cstdlib>
#include <new>

#include "semihosting.h"
#include "startup.h"

// The linker script sets these; only their addresses mean something.
extern "C" std::uint8_t cairn_heap_begin[];
extern "C" std::uint8_t cairn_heap_end[];
extern "C" std::uint8_t cairn_stack_begin[];
extern "C" std::uint8_t cairn_stack_end[];

namespace cairn::cortex_m {
namespace {

std::uint8_t* heap_next = cairn_heap_begin;
bool is_closed = false;

void* take(std::size_t size) noexcept {
    constexpr std::size_t alignment = 8;
    const std::size_t rounded = (size + alignment - 1) / alignment * alignment;
    if (is_closed) {
        print("operator new after creation\n");
        leave(3);
    }
    if (rounded > static_cast<std::size_t>(cairn_heap_end - heap_next)) {
        print("out of memory\n");
        leave(4);
    }
    void* const taken = heap_next;
    heap_next += rounded;
    return taken;
}

}  // namespace

std::size_t heap_bytes() noexcept {
    return static_cast<std::size_t>(heap_next - cairn_heap_begin);
}

void close_heap() noexcept {
    is_closed = true;
}

void reopen_heap(std::size_t bytes) noexcept {
    heap_next = cairn_heap_begin + bytes;
    is_closed = false;
}

std::size_t stack_bytes_max() noexcept {
    const auto* untouched = reinterpret_cast<const std::uint32_t*>(cairn_stack_begin);
    while (*untouched == stack_paint) ++untouched;
    return static_cast<std::size_t>(cairn_stack_end - reinterpret_cast<const std::uint8_t*>(untouched));
}

}  // namespace cairn::cortex_m

void* operator new(std::size_t size) {
    return cairn::cortex_m::take(size);
}
void* operator new[](std::size_t size) {
    return cairn::cortex_m::take(size);
}
void operator delete(void*) noexcept {}
void operator delete(void*, std::size_t) noexcept {}
void operator delete[](void*) noexcept {}
void operator delete[](void*, std::size_t) noexcept {}

// Nobody may go past operator new to the C library's heap.
extern "C" void* _sbrk(std::ptrdiff_t) {
    cairn::cortex_m::print("malloc was called\n");
    cairn::cortex_m::leave(5);
}
