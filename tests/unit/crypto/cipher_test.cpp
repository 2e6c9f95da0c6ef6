// AES-128 and AES-CCM, by mbedTLS and by the firmware's own cipher. The examples are those of FIPS 197
// appendix B, RFC 3610 section 8 (packet vector 1), NIST SP 800-38C appendix C.2 and bthome.io/encryption.
#include <gtest/gtest.h>

#include <vector>

#include "cairn/crypto/mbedtls_cipher.h"
#include "soft_cipher.h"
#include "support/allocation_count.h"
#include "support/keys.h"

namespace cairn::test {
namespace {

template <typename Cipher>
class AnyCipher : public testing::Test {};
using Ciphers = testing::Types<crypto::MbedtlsCipher, cortex_m::SoftCipher>;
TYPED_TEST_SUITE(AnyCipher, Ciphers);

/// One sealed message and what is in it.
struct Sealed {
    AesKey key;
    std::vector<std::uint8_t> nonce;
    std::vector<std::uint8_t> aad;
    std::vector<std::uint8_t> ciphertext;
    std::vector<std::uint8_t> tag;
    std::vector<std::uint8_t> plain;
};

Sealed rfc3610() {
    return {key_of("c0c1c2c3c4c5c6c7c8c9cacbcccdcecf"),
            from_hex("00000003020100a0a1a2a3a4a5"),
            from_hex("0001020304050607"),
            from_hex("588c979a61c663d2f066d0c2c0f989806d5f6b61dac384"),
            from_hex("17e8d12cfdf926e0"),
            from_hex("08090a0b0c0d0e0f101112131415161718191a1b1c1d1e")};
}
Sealed sp800_38c() {
    return {key_of("404142434445464748494a4b4c4d4e4f"),
            from_hex("1011121314151617"),
            from_hex("000102030405060708090a0b0c0d0e0f"),
            from_hex("d2a1f0e051ea5f62081a7792073d593d"),
            from_hex("1fc64fbfaccd"),
            from_hex("202122232425262728292a2b2c2d2e2f")};
}
Sealed bthome() {
    return {key_of("231d39c1d7cc1ab1aee224cd096db932"),
            from_hex("5448e68f80a5 d2fc 41 00112233"),
            {},
            from_hex("a47266c95f73"),
            from_hex("78237214"),
            from_hex("02ca0903bf13")};
}

/// The plain text, or the code of the refusal; then `left` is what stands in the room for it.
template <typename AnyCipher>
Result<std::vector<std::uint8_t>> open(const Sealed& sealed, std::vector<std::uint8_t>* left = nullptr) {
    AnyCipher cipher;
    std::vector<std::uint8_t> plain(sealed.ciphertext.size(), 0xEE);
    const auto opened =
        cipher.ccm_decrypt(sealed.key, sealed.nonce, sealed.aad, sealed.ciphertext, sealed.tag, plain);
    if (left != nullptr) *left = plain;
    if (!opened) return fail(opened.error());
    return plain;
}

TYPED_TEST(AnyCipher, EncryptsTheBlockOfTheStandard) {
    TypeParam cipher;
    AesBlock block = key_of("3243f6a8885a308d313198a2e0370734");

    cipher.aes128_encrypt_block(key_of("2b7e151628aed2a6abf7158809cf4f3c"), block, block);

    EXPECT_EQ(block, key_of("3925841d02dc09fbdc118597196a0b32"));
}

TYPED_TEST(AnyCipher, TakesAnotherKeyForEachBlock) {
    TypeParam cipher;
    AesBlock first{};
    AesBlock other{};
    AesBlock again{};

    cipher.aes128_encrypt_block(numbered_key(1), {}, first);
    cipher.aes128_encrypt_block(numbered_key(2), {}, other);
    cipher.aes128_encrypt_block(numbered_key(1), {}, again);

    EXPECT_NE(first, other);
    EXPECT_EQ(first, again);
}

TYPED_TEST(AnyCipher, StartsWithTheKeyOfZeros) {
    TypeParam cipher;
    AesBlock block{};

    cipher.aes128_encrypt_block({}, block, block);

    EXPECT_EQ(block, key_of("66e94bd4ef8a2c3b884cfa59ca342b2e"));
}

TYPED_TEST(AnyCipher, TakesTheKeyOfZerosAfterAnother) {
    TypeParam cipher;
    AesBlock block{};
    cipher.aes128_encrypt_block(numbered_key(1), block, block);
    block = {};
    // Sealed with OpenSSL.
    const auto ciphertext = from_hex("d47a");
    const auto tag = from_hex("c509bcf8");
    std::vector<std::uint8_t> plain(2);
    EXPECT_FALSE(
        cipher.ccm_decrypt(numbered_key(1), std::vector<std::uint8_t>(13), {}, ciphertext, tag, plain));

    cipher.aes128_encrypt_block({}, block, block);

    EXPECT_EQ(block, key_of("66e94bd4ef8a2c3b884cfa59ca342b2e"));
    EXPECT_TRUE(cipher.ccm_decrypt({}, std::vector<std::uint8_t>(13), {}, ciphertext, tag, plain));
}

TYPED_TEST(AnyCipher, OpensThePublishedExamples) {
    for (const Sealed& sealed : {rfc3610(), sp800_38c(), bthome()}) {
        const auto plain = open<TypeParam>(sealed);

        ASSERT_TRUE(plain) << plain.error().where;
        EXPECT_EQ(*plain, sealed.plain);
    }
}

TYPED_TEST(AnyCipher, OpensOneAfterTheOtherWithChangingKeys) {
    TypeParam cipher;
    for (const Sealed& sealed : {rfc3610(), bthome(), rfc3610(), sp800_38c(), bthome()}) {
        std::vector<std::uint8_t> plain(sealed.ciphertext.size());

        const auto opened =
            cipher.ccm_decrypt(sealed.key, sealed.nonce, sealed.aad, sealed.ciphertext, sealed.tag, plain);

        EXPECT_TRUE(opened);
        EXPECT_EQ(plain, sealed.plain);
    }
}

TYPED_TEST(AnyCipher, RefusesTheWrongKey) {
    Sealed sealed = bthome();
    sealed.key[15] ^= 1;

    EXPECT_EQ(open<TypeParam>(sealed).error().code, Errc::denied);
}

TYPED_TEST(AnyCipher, RefusesEveryFlippedBit) {
    const Sealed whole = rfc3610();
    for (auto part : {&Sealed::nonce, &Sealed::aad, &Sealed::ciphertext, &Sealed::tag}) {
        for (std::size_t bit = 0; bit < 8 * (whole.*part).size(); ++bit) {
            Sealed sealed = whole;
            (sealed.*part)[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
            EXPECT_EQ(open<TypeParam>(sealed).error().code, Errc::denied) << bit;
        }
    }
}

TYPED_TEST(AnyCipher, RefusesATruncatedMessage) {
    Sealed sealed = bthome();
    sealed.ciphertext.pop_back();

    EXPECT_EQ(open<TypeParam>(sealed).error().code, Errc::denied);
}

TYPED_TEST(AnyCipher, LeavesNothingOfARefusedMessage) {
    Sealed sealed = bthome();
    sealed.tag[0] ^= 0x80;
    std::vector<std::uint8_t> left;

    EXPECT_FALSE(open<TypeParam>(sealed, &left));
    EXPECT_EQ(left, std::vector<std::uint8_t>(sealed.ciphertext.size(), 0));
}

TYPED_TEST(AnyCipher, RefusesLengthsThatItDoesNotHave) {
    for (const std::size_t size : {0U, 7U, 14U}) {
        Sealed sealed = bthome();
        sealed.nonce.resize(size);
        EXPECT_EQ(open<TypeParam>(sealed).error().code, Errc::malformed) << "nonce of " << size;
    }
    for (const std::size_t size : {0U, 2U, 5U, 18U}) {
        Sealed sealed = bthome();
        sealed.tag.resize(size);
        EXPECT_EQ(open<TypeParam>(sealed).error().code, Errc::malformed) << "tag of " << size;
    }
}

TYPED_TEST(AnyCipher, RefusesTooLittleRoom) {
    const Sealed sealed = bthome();
    TypeParam cipher;
    std::vector<std::uint8_t> plain(sealed.ciphertext.size() - 1);

    const auto opened =
        cipher.ccm_decrypt(sealed.key, sealed.nonce, sealed.aad, sealed.ciphertext, sealed.tag, plain);

    EXPECT_EQ(opened.error().code, Errc::full);
}

TYPED_TEST(AnyCipher, ChecksAMessageWithoutContent) {
    Sealed sealed = bthome();
    sealed.ciphertext.clear();

    EXPECT_EQ(open<TypeParam>(sealed).error().code, Errc::denied);
}

TYPED_TEST(AnyCipher, OpensInPlace) {
    const Sealed sealed = rfc3610();
    TypeParam cipher;
    std::vector<std::uint8_t> bytes = sealed.ciphertext;

    EXPECT_TRUE(cipher.ccm_decrypt(sealed.key, sealed.nonce, sealed.aad, bytes, sealed.tag, bytes));
    EXPECT_EQ(bytes, sealed.plain);
}

TYPED_TEST(AnyCipher, AllocatesOnlyAtCreation) {
    TypeParam cipher;
    const Sealed sealed = rfc3610();
    std::vector<std::uint8_t> plain(sealed.ciphertext.size());
    AesBlock block{};
    const std::size_t before = allocation_count();

    for (std::uint32_t i = 0; i < 10; ++i) {
        cipher.aes128_encrypt_block(numbered_key(i), block, block);
        const auto wrong = cipher.ccm_decrypt(numbered_key(i), sealed.nonce, sealed.aad, sealed.ciphertext,
                                              sealed.tag, plain);
        EXPECT_FALSE(wrong);
    }

    EXPECT_EQ(allocation_count(), before);
}

TEST(Ciphers, AgreeOnEveryBlock) {
    crypto::MbedtlsCipher one;
    cortex_m::SoftCipher other;
    AesKey key{};
    AesBlock block{};
    for (int i = 0; i < 2000; ++i) {
        AesBlock same = block;
        one.aes128_encrypt_block(key, block, block);
        other.aes128_encrypt_block(key, same, same);
        ASSERT_EQ(block, same) << i;
        if (i % 3 == 0) key = block;
    }
}

}  // namespace
}  // namespace cairn::test
