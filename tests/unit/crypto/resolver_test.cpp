// Resolvable addresses. The sample is that of Bluetooth Core 5.4 Vol 3 Part H appendix D.7; the addresses of
// two other keys are those of the tests of bluetooth-data-tools.
#include "cairn/decode/resolver.h"

#include <gtest/gtest.h>

#include <vector>

#include "cairn/crypto/mbedtls_cipher.h"
#include "support/allocation_count.h"
#include "support/keys.h"

namespace cairn::test {
namespace {

const AesKey sample_irk = key_of("ec0234a357c8ad05341010a60a397d9b");
const MacAddress sample_address = address_of("70:81:94:0D:FB:AA");

/// Counts what reaches it: the memory in front of it should answer most.
class CountingSearch final : public IrkSearch {
public:
    explicit CountingSearch(std::vector<AesKey> irks) : inner_(cipher_, irks) {}
    std::size_t size() const noexcept override { return inner_.size(); }
    std::size_t find(const AesBlock& block, std::uint32_t hash) noexcept override {
        ++searches;
        return inner_.find(block, hash);
    }

    int searches = 0;

private:
    crypto::MbedtlsCipher cipher_;
    PlainIrkSearch inner_;
};

std::optional<std::size_t> resolve_with(const std::vector<AesKey>& irks, const MacAddress& address) {
    CountingSearch search(irks);
    return ResolvableAddresses::create(search)->resolve(address);
}

/// A foreign address that is resolvable by its form.
MacAddress foreign(std::uint8_t number) {
    return {{0x4A, 0xBC, 0xDE, 0xF0, 0x12, number}};
}

TEST(ResolvableAddresses, ResolveTheSampleOfTheSpecification) {
    EXPECT_EQ(resolve_with({sample_irk}, sample_address), 0U);
}

TEST(ResolvableAddresses, ResolveThePublishedAddressesOfOtherKeys) {
    EXPECT_EQ(resolve_with({AesKey{}}, address_of("40:02:03:D2:74:CE")), 0U);
    EXPECT_EQ(resolve_with({sample_irk}, address_of("40:01:02:B2:12:DA")), 0U);
    EXPECT_EQ(resolve_with({AesKey{}}, address_of("40:00:00:D2:74:CE")), std::nullopt);
    EXPECT_EQ(resolve_with({key_of("11111111111111111111111111111111")}, address_of("40:01:02:B2:12:DA")),
              std::nullopt);
}

TEST(ResolvableAddresses, AreTheOnesThatBeginWithZeroOne) {
    EXPECT_TRUE(is_resolvable(address_of("40:00:00:00:00:00")));
    EXPECT_TRUE(is_resolvable(address_of("7F:00:00:00:00:00")));
    EXPECT_FALSE(is_resolvable(address_of("3F:00:00:00:00:00")));
    EXPECT_FALSE(is_resolvable(address_of("80:00:00:00:00:00")));
    EXPECT_FALSE(is_resolvable(address_of("C0:00:00:00:00:00")));
}

TEST(ResolvableAddresses, DoNotAskForOtherKindsOfAddress) {
    CountingSearch search({sample_irk});
    auto addresses = *ResolvableAddresses::create(search);

    EXPECT_EQ(addresses.resolve(address_of("80:00:00:00:00:00")), std::nullopt);
    EXPECT_EQ(search.searches, 0);
}

TEST(ResolvableAddresses, NameTheKeyByItsNumber) {
    EXPECT_EQ(resolve_with({numbered_key(1), numbered_key(2), sample_irk}, sample_address), 2U);
}

TEST(ResolvableAddresses, RefuseTheReversedKey) {
    EXPECT_EQ(resolve_with({reversed(sample_irk)}, sample_address), std::nullopt);
}

TEST(ResolvableAddresses, SearchOnceForAKnownAddress) {
    CountingSearch search({sample_irk});
    auto addresses = *ResolvableAddresses::create(search);

    for (int i = 0; i < 3; ++i) EXPECT_EQ(addresses.resolve(sample_address), 0U);
    EXPECT_EQ(search.searches, 1);
}

TEST(ResolvableAddresses, SearchOnceForAForeignAddress) {
    CountingSearch search({sample_irk});
    auto addresses = *ResolvableAddresses::create(search);

    for (int i = 0; i < 3; ++i) EXPECT_EQ(addresses.resolve(foreign(1)), std::nullopt);
    EXPECT_EQ(search.searches, 1);
}

TEST(ResolvableAddresses, ForgetTheOldestForeignAddressFirst) {
    CountingSearch search({sample_irk});
    auto addresses =
        *ResolvableAddresses::create(search, {.known_addresses_max = 2, .foreign_addresses_max = 2});
    for (std::uint8_t number = 1; number <= 3; ++number) EXPECT_FALSE(addresses.resolve(foreign(number)));

    EXPECT_FALSE(addresses.resolve(foreign(2)));
    EXPECT_FALSE(addresses.resolve(foreign(3)));
    EXPECT_EQ(search.searches, 3);
    EXPECT_FALSE(addresses.resolve(foreign(1)));
    EXPECT_EQ(search.searches, 4);
}

TEST(ResolvableAddresses, KeepKnownAddressesThroughAFloodOfForeignOnes) {
    CountingSearch search({sample_irk});
    auto addresses =
        *ResolvableAddresses::create(search, {.known_addresses_max = 2, .foreign_addresses_max = 2});
    EXPECT_TRUE(addresses.resolve(sample_address));
    for (std::uint8_t number = 0; number < 100; ++number) EXPECT_FALSE(addresses.resolve(foreign(number)));
    const int before = search.searches;

    EXPECT_EQ(addresses.resolve(sample_address), 0U);
    EXPECT_EQ(search.searches, before);
}

TEST(ResolvableAddresses, WorkWithoutAnyMemory) {
    CountingSearch search({sample_irk});
    auto addresses =
        *ResolvableAddresses::create(search, {.known_addresses_max = 0, .foreign_addresses_max = 0});

    EXPECT_EQ(addresses.resolve(sample_address), 0U);
    EXPECT_EQ(addresses.resolve(sample_address), 0U);
    EXPECT_FALSE(addresses.resolve(foreign(1)));
    EXPECT_EQ(search.searches, 3);
}

TEST(ResolvableAddresses, RefuseMoreMemoryThanTheCeiling) {
    CountingSearch search({});
    const auto made = ResolvableAddresses::create(search, {.known_addresses_max = (1U << 20) + 1});

    EXPECT_EQ(made.error().code, Errc::full);
}

TEST(ResolvableAddresses, AllocateOnlyAtCreation) {
    CountingSearch search({sample_irk});
    auto addresses =
        *ResolvableAddresses::create(search, {.known_addresses_max = 2, .foreign_addresses_max = 8});
    const std::size_t before = allocation_count();

    for (std::uint8_t number = 0; number < 200; ++number) EXPECT_FALSE(addresses.resolve(foreign(number)));
    EXPECT_TRUE(addresses.resolve(sample_address));

    EXPECT_EQ(allocation_count(), before);
}

TEST(OrderOfAKey, IsSettledByAnAddressOfTheDevice) {
    crypto::MbedtlsCipher cipher;

    EXPECT_EQ(settle_order(cipher, sample_irk, sample_address), sample_irk);
    EXPECT_EQ(settle_order(cipher, reversed(sample_irk), sample_address), sample_irk);
}

TEST(OrderOfAKey, IsNotSettledByAForeignAddress) {
    crypto::MbedtlsCipher cipher;

    EXPECT_EQ(settle_order(cipher, sample_irk, foreign(1)), std::nullopt);
}

}  // namespace
}  // namespace cairn::test
