// From reset to the firmware.
#pragma once

#include <cstdint>

namespace cairn::cortex_m {

/// What the stack is filled with at the start, to see later how far it reached.
inline constexpr std::uint32_t stack_paint = 0xCA112ACE;

/// The firmware; its answer is the exit code. Each image has its own.
int run() noexcept;

}  // namespace cairn::cortex_m
