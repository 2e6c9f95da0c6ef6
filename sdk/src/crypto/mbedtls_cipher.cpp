#include "cairn/crypto/mbedtls_cipher.h"

#include <algorithm>
#include <optional>

#include <mbedtls/aes.h>
#include <mbedtls/ccm.h>
#include <mbedtls/cipher.h>

#include "cairn/core/assert.h"
#include "cairn/core/secret.h"

namespace cairn::crypto {
namespace {

constexpr unsigned key_bits = 128;

}  // namespace

struct MbedtlsCipher::Impl {
    mbedtls_aes_context aes{};
    mbedtls_ccm_context ccm{};
    AesKey aes_key{};
    AesKey ccm_key{};

    Impl() {
        mbedtls_aes_init(&aes);
        mbedtls_ccm_init(&ccm);
        CAIRN_ASSERT(mbedtls_aes_setkey_enc(&aes, aes_key.data(), key_bits) == 0);
        CAIRN_ASSERT(mbedtls_ccm_setkey(&ccm, MBEDTLS_CIPHER_ID_AES, ccm_key.data(), key_bits) == 0);
    }
    ~Impl() {
        mbedtls_ccm_free(&ccm);
        mbedtls_aes_free(&aes);
        wipe(aes_key);
        wipe(ccm_key);
    }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    void use_for_blocks(const AesKey& key) {
        if (key == aes_key) return;
        CAIRN_ASSERT(mbedtls_aes_setkey_enc(&aes, key.data(), key_bits) == 0);
        aes_key = key;
    }
    /// mbedtls_ccm_setkey() would free and allocate again; the cipher below it takes another key as it is.
    void use_for_ccm(const AesKey& key) {
        if (key == ccm_key) return;
        CAIRN_ASSERT(mbedtls_cipher_setkey(&ccm.cipher_ctx, key.data(), key_bits, MBEDTLS_ENCRYPT) == 0);
        ccm_key = key;
    }
};

MbedtlsCipher::MbedtlsCipher() : impl_(std::make_unique<Impl>()) {}
MbedtlsCipher::~MbedtlsCipher() = default;

void MbedtlsCipher::aes128_encrypt_block(const AesKey& key, const AesBlock& in, AesBlock& out) {
    impl_->use_for_blocks(key);
    CAIRN_ASSERT(mbedtls_aes_crypt_ecb(&impl_->aes, MBEDTLS_AES_ENCRYPT, in.data(), out.data()) == 0);
}

Result<void> MbedtlsCipher::ccm_decrypt(const AesKey& key, Bytes nonce, Bytes aad, Bytes ciphertext,
                                        Bytes tag, MutableBytes plain) {
    if (nonce.size() < nonce_bytes_min || nonce.size() > nonce_bytes_max)
        return fail(Errc::malformed, "ccm: nonce not of 8 to 13 bytes");
    if (tag.size() < tag_bytes_min || tag.size() > tag_bytes_max || tag.size() % 2 != 0)
        return fail(Errc::malformed, "ccm: tag not of 4, 6, ... 16 bytes");
    if (plain.size() < ciphertext.size()) return fail(Errc::full, "ccm: no room for the plain text");
    impl_->use_for_ccm(key);
    const int result =
        mbedtls_ccm_auth_decrypt(&impl_->ccm, ciphertext.size(), nonce.data(), nonce.size(), aad.data(),
                                 aad.size(), ciphertext.data(), plain.data(), tag.data(), tag.size());
    if (result == 0) return {};
    if (result == MBEDTLS_ERR_CCM_AUTH_FAILED) return fail(Errc::denied, "ccm: wrong tag");
    return fail(Errc::malformed, "ccm: lengths that AES-CCM does not have", result);
}

}  // namespace cairn::crypto
