#include "startup.h"

#include <cstddef>

#include "semihosting.h"

// The linker script sets these; only their addresses mean something.
extern "C" std::uint32_t cairn_data_load[];
extern "C" std::uint32_t cairn_data_begin[];
extern "C" std::uint32_t cairn_data_end[];
extern "C" std::uint32_t cairn_bss_begin[];
extern "C" std::uint32_t cairn_bss_end[];
extern "C" std::uint32_t cairn_stack_begin[];
extern "C" std::uint32_t cairn_stack_end[];

using Function = void (*)();
extern "C" Function cairn_init_begin[];
extern "C" Function cairn_init_end[];

namespace cairn::cortex_m {
namespace {

/// Coprocessor access control: ARMv7-M Architecture Reference Manual B3.2.20. 10 and 11 are the FPU.
void switch_fpu_on() noexcept {
    auto* const access_control = reinterpret_cast<volatile std::uint32_t*>(0xE000ED88);
    *access_control = *access_control | 0xFU << 20;
    asm volatile("dsb\n isb");
}

/// Up to this function's own frame.
__attribute__((noinline)) void paint_stack() noexcept {
    const auto* const here = static_cast<std::uint32_t*>(__builtin_frame_address(0)) - 32;
    for (volatile std::uint32_t* word = cairn_stack_begin; word < here; ++word) *word = stack_paint;
}

[[noreturn]] void start() noexcept {
    switch_fpu_on();
    const std::uint32_t* from = cairn_data_load;
    for (std::uint32_t* to = cairn_data_begin; to < cairn_data_end; ++to) *to = *from++;
    for (std::uint32_t* word = cairn_bss_begin; word < cairn_bss_end; ++word) *word = 0;
    paint_stack();
    for (const Function* initialise = cairn_init_begin; initialise < cairn_init_end; ++initialise)
        (*initialise)();
    leave(run());
}

[[noreturn]] void stop_at_fault() noexcept {
    print("fault\n");
    leave(2);
}

/// ARMv7-M Architecture Reference Manual B1.5.3: the stack's end, then reset and the exceptions.
struct VectorTable {
    const void* stack_end;
    Function exceptions[15];
};

extern "C" const VectorTable cairn_vectors;
__attribute__((section(".vectors"), used)) const VectorTable cairn_vectors{
    cairn_stack_end,
    {start, stop_at_fault, stop_at_fault, stop_at_fault, stop_at_fault, stop_at_fault, nullptr, nullptr,
     nullptr, nullptr, stop_at_fault, stop_at_fault, nullptr, stop_at_fault, stop_at_fault}};

}  // namespace
}  // namespace cairn::cortex_m
