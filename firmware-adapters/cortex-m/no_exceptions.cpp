// What the standard containers call instead of throwing. Without these the linker takes the library's own,
// and with them its exceptions, locales and streams: 100 KiB. Memory is sized at creation, so that none of
// them is ever called.
#include <cstddef>

#include "semihosting.h"

namespace std {

[[noreturn]] void __throw_length_error(const char* what) {
    cairn::cortex_m::print(what);
    cairn::cortex_m::leave(6);
}
[[noreturn]] void __throw_bad_alloc() {
    cairn::cortex_m::leave(6);
}
[[noreturn]] void __throw_bad_array_new_length() {
    cairn::cortex_m::leave(6);
}

}  // namespace std

extern "C" [[noreturn]] void __cxa_pure_virtual() {
    cairn::cortex_m::leave(6);
}

// Statics are never destroyed: a firmware does not end.
extern "C" int __aeabi_atexit(void*, void (*)(void*), void*) {
    return 0;
}
extern "C" [[noreturn]] void abort() {
    cairn::cortex_m::print("abort\n");
    cairn::cortex_m::leave(7);
}
extern "C" {
void* __dso_handle = nullptr;
}
