// The block cipher that an embedder supplies: a library's, or the AES unit of the radio.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "cairn/core/bytes.h"
#include "cairn/core/result.h"

namespace cairn {

/// An AES-128 key: a bind key, an identity resolving key, the identity key of a beacon. Secret: never
/// printed, never logged.
using AesKey = std::array<std::uint8_t, 16>;
using AesBlock = std::array<std::uint8_t, 16>;

/// What decoding needs of AES-128, and no more. Nothing is allocated in a call. A Cipher may remember the
/// last key it was given, so one thread at a time uses it.
class Cipher {
public:
    static constexpr std::size_t nonce_bytes_min = 8;
    static constexpr std::size_t nonce_bytes_max = 13;
    static constexpr std::size_t tag_bytes_min = 4;
    static constexpr std::size_t tag_bytes_max = 16;

    virtual ~Cipher() = default;
    /// One block: FIPS 197. `in` and `out` may be the same.
    virtual void aes128_encrypt_block(const AesKey& key, const AesBlock& in, AesBlock& out) = 0;
    /// AES-CCM: RFC 3610, NIST SP 800-38C. Writes the plain text, as long as `ciphertext`, to the front of
    /// `plain`, which may begin where `ciphertext` does but not overlap it otherwise.
    /// denied: the tag is not of these bytes under this key; the front of `plain` is zeros then. The time
    /// this takes does not tell at which byte a tag differs.
    /// malformed: a nonce not of 8 to 13 bytes, a tag not of an even number from 4 to 16.
    /// full: `plain` is shorter than `ciphertext`.
    virtual Result<void> ccm_decrypt(const AesKey& key, Bytes nonce, Bytes aad, Bytes ciphertext, Bytes tag,
                                     MutableBytes plain) = 0;
};

}  // namespace cairn
