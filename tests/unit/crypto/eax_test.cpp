// AES-EAX. The examples are those of its paper (Bellare, Rogaway, Wagner, appendix G).
#include "decode/eax.h"

#include <gtest/gtest.h>

#include <vector>

#include "cairn/crypto/mbedtls_cipher.h"
#include "support/keys.h"

namespace cairn::test {
namespace {

struct Example {
    const char* key;
    const char* nonce;
    const char* header;
    const char* ciphertext;
    const char* tag;
    const char* plain;
};

constexpr Example published[] = {
    {"233952DEE4D5ED5F9B9C6D6FF80FF478", "62EC67F9C3A4A407FCB2A8C49031A8B3", "6BFB914FD07EAE6B", "",
     "E037830E8389F27B025A2D6527E79D01", ""},
    {"91945D3F4DCBEE0BF45EF52255F095A4", "BECAF043B0A23D843194BA972C66DEBD", "FA3BFD4806EB53FA", "19DD",
     "5C4C9331049D0BDAB0277408F67967E5", "F7FB"},
    {"BD8E6E11475E60B268784C38C62FEB22", "6EAC5C93072D8E8513F750935E46DA1B", "D4482D1CA78DCE0F",
     "835BB4F15D743E350E728414", "ABB8644FD6CCB86947C5E10590210A4F", "4DE3B35C3FC039245BD1FB7D"},
    {"8395FCF1E95BEBD697BD010BC766AAC3", "22E7ADD93CFC6393C57EC0B3C17D6B44", "126735FCC320D25A",
     "CB8920F87A6C75CFF39627B56E3ED197C552D295A7", "CFC46AFC253B4652B1AF3795B124AB6E",
     "CA40D7446E545FFAED3BD12A740A659FFBBB3CEAB7"},
};

/// With the tag cut to `tag_bytes`.
Result<std::vector<std::uint8_t>> open(const Example& example, std::size_t tag_bytes = 16) {
    crypto::MbedtlsCipher cipher;
    const auto ciphertext = from_hex(example.ciphertext);
    const auto tag = from_hex(example.tag);
    std::vector<std::uint8_t> plain(ciphertext.size());
    const auto opened =
        decode::eax_decrypt(cipher, key_of(example.key), from_hex(example.nonce), from_hex(example.header),
                            ciphertext, Bytes(tag).first(tag_bytes), plain);
    if (!opened) return fail(opened.error());
    return plain;
}

TEST(AesEax, OpensThePublishedExamples) {
    for (const Example& example : published) {
        const auto plain = open(example);

        ASSERT_TRUE(plain) << example.key;
        EXPECT_EQ(*plain, from_hex(example.plain));
    }
}

TEST(AesEax, TakesATagThatIsCut) {
    EXPECT_EQ(open(published[2], 2).value(), from_hex(published[2].plain));
}

TEST(AesEax, RefusesAChangedPart) {
    for (const char* Example::* part :
         {&Example::key, &Example::nonce, &Example::header, &Example::ciphertext, &Example::tag}) {
        Example changed = published[2];
        std::string text = changed.*part;
        text[1] = text[1] == '0' ? '1' : '0';
        changed.*part = text.c_str();

        EXPECT_EQ(open(changed).error().code, Errc::denied) << text;
    }
}

TEST(AesEax, RefusesATagOfNoOrTooManyBytes) {
    crypto::MbedtlsCipher cipher;
    const std::vector<std::uint8_t> long_tag(17);

    EXPECT_EQ(decode::eax_decrypt(cipher, {}, {}, {}, {}, {}, {}).error().code, Errc::malformed);
    EXPECT_EQ(decode::eax_decrypt(cipher, {}, {}, {}, {}, long_tag, {}).error().code, Errc::malformed);
}

TEST(AesEax, RefusesTooLittleRoom) {
    crypto::MbedtlsCipher cipher;
    const std::vector<std::uint8_t> some(2);

    EXPECT_EQ(decode::eax_decrypt(cipher, {}, {}, {}, some, some, {}).error().code, Errc::full);
}

}  // namespace
}  // namespace cairn::test
