// Both searches give the same answers; the fast one is whatever this processor has.
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "cairn/crypto/fast_irk_search.h"
#include "cairn/crypto/mbedtls_cipher.h"
#include "cairn/decode/resolver.h"
#include "support/keys.h"

namespace cairn::test {
namespace {

struct Half {
    AesBlock block{};
    std::uint32_t hash = 0;
};

Half half_of(const MacAddress& address) {
    const auto& octets = address.octets;
    Half half;
    std::copy_n(octets.begin(), 3, half.block.begin() + 13);
    half.hash = static_cast<std::uint32_t>(octets[3] << 16 | octets[4] << 8 | octets[5]);
    return half;
}

std::vector<AesKey> numbered_keys(std::uint32_t count) {
    std::vector<AesKey> keys(count);
    for (std::uint32_t i = 0; i < count; ++i) keys[i] = numbered_key(i);
    return keys;
}

void expect_every_key_found(IrkSearch& search, const std::vector<AesKey>& keys) {
    crypto::MbedtlsCipher cipher;
    for (std::size_t i = 0; i < keys.size(); ++i) {
        const Half half = half_of(resolvable_address(cipher, keys[i], 0x12345));
        EXPECT_EQ(search.find(half.block, half.hash), i) << "of " << keys.size();
    }
}

TEST(FastIrkSearch, FindsEachKeyInSetsOfEverySize) {
    crypto::MbedtlsCipher cipher;
    for (std::uint32_t count = 0; count <= 33; ++count) {
        const auto keys = numbered_keys(count);
        const auto search = crypto::make_irk_search(cipher, keys);

        EXPECT_EQ(search->size(), count);
        expect_every_key_found(*search, keys);
    }
}

TEST(PlainIrkSearch, FindsEachKey) {
    crypto::MbedtlsCipher cipher;
    const auto keys = numbered_keys(33);
    PlainIrkSearch search(cipher, keys);

    expect_every_key_found(search, keys);
}

TEST(FastIrkSearch, FindsTheSampleOfTheSpecification) {
    crypto::MbedtlsCipher cipher;
    const std::vector<AesKey> keys{key_of("ec0234a357c8ad05341010a60a397d9b")};
    const Half half = half_of(address_of("70:81:94:0D:FB:AA"));

    EXPECT_EQ(crypto::make_irk_search(cipher, keys)->find(half.block, half.hash), 0U);
}

TEST(FastIrkSearch, ComparesAllThreeBytes) {
    crypto::MbedtlsCipher cipher;
    const std::vector<AesKey> keys{key_of("ec0234a357c8ad05341010a60a397d9b")};
    const auto search = crypto::make_irk_search(cipher, keys);
    const Half half = half_of(address_of("70:81:94:0D:FB:AA"));

    for (int bit = 0; bit < 24; ++bit) {
        EXPECT_EQ(search->find(half.block, half.hash ^ 1U << bit), IrkSearch::none) << bit;
    }
}

TEST(FastIrkSearch, AnswersTheFirstOfEqualKeys) {
    crypto::MbedtlsCipher cipher;
    std::vector<AesKey> keys = numbered_keys(20);
    keys[18] = keys[11];
    const Half half = half_of(resolvable_address(cipher, keys[11], 7));

    EXPECT_EQ(crypto::make_irk_search(cipher, keys)->find(half.block, half.hash), 11U);
}

TEST(FastIrkSearch, FindsNothingWithoutKeys) {
    crypto::MbedtlsCipher cipher;

    EXPECT_EQ(crypto::make_irk_search(cipher, {})->find({}, 0), IrkSearch::none);
    EXPECT_EQ(PlainIrkSearch(cipher, {}).find({}, 0), IrkSearch::none);
}

TEST(FastIrkSearch, HasAName) {
    EXPECT_TRUE(crypto::irk_search_name() == "aes-ni" || crypto::irk_search_name() == "plain");
}

}  // namespace
}  // namespace cairn::test
