// The StorageCipher of a machine that has mbedTLS, and keys for it out of secrets.
#pragma once

#include <memory>

#include "cairn/ports/storage_cipher.h"

namespace cairn::crypto {

class MbedtlsStorageCipher final : public StorageCipher {
public:
    MbedtlsStorageCipher();
    ~MbedtlsStorageCipher() override;
    MbedtlsStorageCipher(const MbedtlsStorageCipher&) = delete;
    MbedtlsStorageCipher& operator=(const MbedtlsStorageCipher&) = delete;

    void encrypt(const StorageKey& key, const Nonce& nonce, Bytes about, Bytes plain,
                 MutableBytes encrypted) override;
    Result<void> decrypt(const StorageKey& key, const Nonce& nonce, Bytes about, Bytes encrypted,
                         MutableBytes plain) override;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// The key and its id, derived from a secret by HKDF-SHA256 (RFC 5869). `salt` is what makes keys of one
/// secret differ from machine to machine; it need not be secret, and may be empty.
StorageKey storage_key(Bytes secret, Bytes salt);

}  // namespace cairn::crypto
