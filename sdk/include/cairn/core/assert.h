// CAIRN_ASSERT: states what must be true unless Cairn itself is wrong. On in every build.
//
// Input from outside never reaches an assertion; it is answered with a Result (result.h).
#pragma once

namespace cairn {

/// Called with the failed condition and its place. Must not return: reset, abort or halt.
using AssertHandler = void (*)(const char* condition, const char* file, int line);

/// Replaces the handler, which by default calls std::abort. Call before any other use of Cairn;
/// not thread-safe. nullptr restores the default.
void set_assert_handler(AssertHandler handler) noexcept;

/// Runs the handler, and std::abort should it return all the same.
[[noreturn]] void assertion_failed(const char* condition, const char* file, int line) noexcept;

}  // namespace cairn

#define CAIRN_ASSERT(condition) \
    ((condition) ? static_cast<void>(0) : ::cairn::assertion_failed(#condition, __FILE__, __LINE__))
