// The cipher for what is kept on disk, which an embedder supplies.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "cairn/core/bytes.h"
#include "cairn/core/result.h"

namespace cairn {

/// A key of AES-256 and the name it goes by. The bytes are secret: never printed, never logged.
struct StorageKey {
    std::uint32_t id = 0;  // stands in clear beside what it encrypted; never 0
    std::array<std::uint8_t, 32> bytes{};
};

/// AES-256-GCM: NIST SP 800-38D. One thread at a time.
class StorageCipher {
public:
    static constexpr std::size_t nonce_bytes = 12;
    static constexpr std::size_t tag_bytes = 16;
    using Nonce = std::array<std::uint8_t, nonce_bytes>;

    virtual ~StorageCipher() = default;
    /// Fills `encrypted`, which is tag_bytes longer than `plain`: first the cipher text, then the tag. A
    /// nonce is never used twice with one key.
    virtual void encrypt(const StorageKey& key, const Nonce& nonce, Bytes about, Bytes plain,
                         MutableBytes encrypted) = 0;
    /// Fills `plain`, which is tag_bytes shorter than `encrypted`.
    /// denied: it was not encrypted with this key, this nonce and these words about it; `plain` is zeros
    /// then.
    virtual Result<void> decrypt(const StorageKey& key, const Nonce& nonce, Bytes about, Bytes encrypted,
                                 MutableBytes plain) = 0;
};

}  // namespace cairn
