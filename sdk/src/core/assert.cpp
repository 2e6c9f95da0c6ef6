#include "cairn/core/assert.h"

#include <cstdlib>

namespace cairn {
namespace {

AssertHandler handler_now = nullptr;

}  // namespace

void set_assert_handler(AssertHandler handler) noexcept {
    handler_now = handler;
}

void assertion_failed(const char* condition, const char* file, int line) noexcept {
    if (handler_now != nullptr) handler_now(condition, file, line);
    std::abort();
}

}  // namespace cairn
