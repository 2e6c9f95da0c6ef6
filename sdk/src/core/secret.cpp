#include "cairn/core/secret.h"

namespace cairn {

bool same_secret(Bytes a, Bytes b) noexcept {
    if (a.size() != b.size()) return false;
    std::uint8_t difference = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        difference = static_cast<std::uint8_t>(difference | (a[i] ^ b[i]));
    return difference == 0;
}

void wipe(MutableBytes secret) noexcept {
    for (std::uint8_t& byte : secret) {
        volatile std::uint8_t* const place = &byte;
        *place = 0;
    }
}

}  // namespace cairn
