// The Cipher of a machine that has mbedTLS.
#pragma once

#include <memory>

#include "cairn/ports/cipher.h"

namespace cairn::crypto {

/// Takes its memory at creation. Keeps the schedule of the last key, so that advertisements of one device
/// in a row cost less, and wipes it when it goes.
class MbedtlsCipher final : public Cipher {
public:
    MbedtlsCipher();
    ~MbedtlsCipher() override;
    MbedtlsCipher(const MbedtlsCipher&) = delete;
    MbedtlsCipher& operator=(const MbedtlsCipher&) = delete;

    void aes128_encrypt_block(const AesKey& key, const AesBlock& in, AesBlock& out) override;
    Result<void> ccm_decrypt(const AesKey& key, Bytes nonce, Bytes aad, Bytes ciphertext, Bytes tag,
                             MutableBytes plain) override;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace cairn::crypto
