// For processors without a file of their own.
#include "cairn/crypto/fast_irk_search.h"
#include "cairn/decode/resolver.h"

namespace cairn::crypto {

std::unique_ptr<IrkSearch> make_irk_search(Cipher& cipher, std::span<const AesKey> irks) {
    return std::make_unique<PlainIrkSearch>(cipher, irks);
}

std::string_view irk_search_name() noexcept {
    return "plain";
}

}  // namespace cairn::crypto
