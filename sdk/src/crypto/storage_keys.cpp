#include "cairn/crypto/storage_keys.h"

#include <string_view>

#include <mbedtls/gcm.h>
#include <mbedtls/hkdf.h>

#include "cairn/core/assert.h"
#include "cairn/core/secret.h"

namespace cairn::crypto {
namespace {

constexpr unsigned key_bits = 256;

void derive(Bytes secret, Bytes salt, std::string_view purpose, MutableBytes out) {
    const Bytes purpose_bytes = as_bytes(purpose);
    CAIRN_ASSERT(mbedtls_hkdf(mbedtls_md_info_from_type(MBEDTLS_MD_SHA256), salt.data(), salt.size(),
                              secret.data(), secret.size(), purpose_bytes.data(), purpose_bytes.size(),
                              out.data(), out.size()) == 0);
}

}  // namespace

struct MbedtlsStorageCipher::Impl {
    mbedtls_gcm_context gcm{};
    StorageKey key;
    bool has_key = false;

    Impl() { mbedtls_gcm_init(&gcm); }
    ~Impl() {
        mbedtls_gcm_free(&gcm);
        wipe(key.bytes);
    }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    void use(const StorageKey& wanted) {
        if (has_key && key.bytes == wanted.bytes) return;
        CAIRN_ASSERT(mbedtls_gcm_setkey(&gcm, MBEDTLS_CIPHER_ID_AES, wanted.bytes.data(), key_bits) == 0);
        key = wanted;
        has_key = true;
    }
};

MbedtlsStorageCipher::MbedtlsStorageCipher() : impl_(std::make_unique<Impl>()) {}
MbedtlsStorageCipher::~MbedtlsStorageCipher() = default;

void MbedtlsStorageCipher::encrypt(const StorageKey& key, const Nonce& nonce, Bytes about, Bytes plain,
                                   MutableBytes encrypted) {
    CAIRN_ASSERT(encrypted.size() == plain.size() + tag_bytes);
    impl_->use(key);
    CAIRN_ASSERT(mbedtls_gcm_crypt_and_tag(&impl_->gcm, MBEDTLS_GCM_ENCRYPT, plain.size(), nonce.data(),
                                           nonce.size(), about.data(), about.size(), plain.data(),
                                           encrypted.data(), tag_bytes,
                                           encrypted.data() + plain.size()) == 0);
}

Result<void> MbedtlsStorageCipher::decrypt(const StorageKey& key, const Nonce& nonce, Bytes about,
                                           Bytes encrypted, MutableBytes plain) {
    CAIRN_ASSERT(encrypted.size() == plain.size() + tag_bytes);
    impl_->use(key);
    const int result = mbedtls_gcm_auth_decrypt(&impl_->gcm, plain.size(), nonce.data(), nonce.size(),
                                                about.data(), about.size(), encrypted.data() + plain.size(),
                                                tag_bytes, encrypted.data(), plain.data());
    if (result != 0) return fail(Errc::denied, "storage: encrypted with another key", result);
    return {};
}

StorageKey storage_key(Bytes secret, Bytes salt) {
    StorageKey key;
    derive(secret, salt, "cairn buffer key", key.bytes);
    std::array<std::uint8_t, 4> id{};
    derive(secret, salt, "cairn buffer key id", id);
    for (const std::uint8_t byte : id) key.id = key.id << 8U | byte;
    if (key.id == 0) key.id = 1;
    return key;
}

}  // namespace cairn::crypto
