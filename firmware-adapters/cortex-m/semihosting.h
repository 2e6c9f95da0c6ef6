// Words and an exit code to whoever holds the debugger: QEMU here. Semihosting for AArch32, ARM 100863.
#pragma once

#include <cstdint>
#include <string_view>

namespace cairn::cortex_m {

void print(std::string_view text) noexcept;
void print(std::uint32_t number) noexcept;

/// Ends the simulation.
[[noreturn]] void leave(int exit_code) noexcept;

}  // namespace cairn::cortex_m
