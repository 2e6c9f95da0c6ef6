// A Cipher for a microcontroller without an AES unit.
#pragma once

#include "cairn/ports/cipher.h"

namespace cairn::cortex_m {

/// FIPS 197 and RFC 3610 word for word: small, not fast. Its table look-ups take the same time for every
/// key on a microcontroller without a data cache, as a Cortex-M4 is; do not use it where memory is cached.
class SoftCipher final : public Cipher {
public:
    void aes128_encrypt_block(const AesKey& key, const AesBlock& in, AesBlock& out) override;
    Result<void> ccm_decrypt(const AesKey& key, Bytes nonce, Bytes aad, Bytes ciphertext, Bytes tag,
                             MutableBytes plain) override;
};

}  // namespace cairn::cortex_m
