// Keys as people write them, and the ring that holds them.
#include "cairn/decode/key_ring.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

#include "cairn/crypto/mbedtls_cipher.h"
#include "cairn/decode/resolver.h"
#include "support/allocation_count.h"
#include "support/keys.h"

namespace cairn::test {
namespace {

const AesKey sample = key_of("ec0234a357c8ad05341010a60a397d9b");

DeviceKeys device_with(std::string_view address, std::uint32_t number) {
    DeviceKeys device;
    device.address = address_of(address);
    device.bind_key = numbered_key(number);
    return device;
}

Errc error_of(const Result<AesKey>& key) {
    return key.error().code;
}

TEST(KeyText, IsHexadecimalOrBase64) {
    EXPECT_EQ(*parse_key("ec0234a357c8ad05341010a60a397d9b"), sample);
    EXPECT_EQ(*parse_key("EC0234A357C8AD05341010A60A397D9B"), sample);
    EXPECT_EQ(*parse_key("7AI0o1fIrQU0EBCmCjl9mw=="), sample);
    EXPECT_EQ(*parse_key("7AI0o1fIrQU0EBCmCjl9mw"), sample);
}

TEST(KeyText, TakesBothAlphabetsOfBase64) {
    const AesKey ones = key_of("ffffffffffffffffffffffffffffffff");

    EXPECT_EQ(*parse_key("/////////////////////w=="), ones);
    EXPECT_EQ(*parse_key("_____________________w"), ones);
    EXPECT_EQ(*parse_key("+++++++++++++++++++++g"), *parse_key("---------------------g"));
}

TEST(KeyText, IsRefusedAtEveryOtherLength) {
    for (std::size_t size = 0; size < 70; ++size) {
        if (size == 22 || size == 32) continue;
        EXPECT_EQ(error_of(parse_key(std::string(size, 'A'))), Errc::malformed) << size;
    }
}

TEST(KeyText, IsRefusedWithAWrongCharacter) {
    for (const char wrong : {'g', ' ', ':', '\0', '='}) {
        std::string hex = "ec0234a357c8ad05341010a60a397d9b";
        hex[7] = wrong;
        EXPECT_EQ(error_of(parse_key(hex)), Errc::malformed) << wrong;
    }
    EXPECT_EQ(error_of(parse_key("7AI0o1fIrQU*EBCmCjl9mw==")), Errc::malformed);
    EXPECT_EQ(error_of(parse_key("0x0234a357c8ad05341010a60a397d9b")), Errc::malformed);
}

TEST(KeyText, IsRefusedWithBitsBehindTheLast) {
    EXPECT_EQ(error_of(parse_key("7AI0o1fIrQU0EBCmCjl9mx==")), Errc::malformed);
}

TEST(BindKey, MayBeOneOfOldMiBeacon) {
    EXPECT_EQ(*parse_bind_key("b853075158487ca39a5b5ea9"), key_of("b853075158488d3d3c977ca39a5b5ea9"));
    EXPECT_EQ(error_of(parse_bind_key("b853075158487ca39a5b5eag")), Errc::malformed);
    EXPECT_EQ(error_of(parse_bind_key("0x53075158487ca39a5b5ea9")), Errc::malformed);
}

TEST(BindKey, IsOtherwiseAsAnyKey) {
    EXPECT_EQ(*parse_bind_key("7AI0o1fIrQU0EBCmCjl9mw=="), sample);
    EXPECT_EQ(error_of(parse_bind_key("ec")), Errc::malformed);
}

TEST(KeyRing, FindsADeviceByItsAddress) {
    auto ring = *KeyRing::create(3);
    ASSERT_TRUE(ring.add(device_with("CC0000000000", 3)));
    ASSERT_TRUE(ring.add(device_with("AA0000000000", 1)));
    ASSERT_TRUE(ring.add(device_with("BB0000000000", 2)));

    EXPECT_EQ(ring.find(address_of("AA0000000000"))->bind_key, numbered_key(1));
    EXPECT_EQ(ring.find(address_of("BB0000000000"))->bind_key, numbered_key(2));
    EXPECT_EQ(ring.find(address_of("CC0000000000"))->bind_key, numbered_key(3));
    EXPECT_EQ(ring.find(address_of("BB0000000001")), nullptr);
}

TEST(KeyRing, RefusesAnAddressTwice) {
    auto ring = *KeyRing::create(2);
    ASSERT_TRUE(ring.add(device_with("AA0000000000", 1)));

    EXPECT_EQ(ring.add(device_with("AA0000000000", 2)).error().code, Errc::malformed);
    EXPECT_EQ(ring.find(address_of("AA0000000000"))->bind_key, numbered_key(1));
}

TEST(KeyRing, HoldsNoMoreThanItWasMadeFor) {
    auto ring = *KeyRing::create(1);
    ASSERT_TRUE(ring.add(device_with("AA0000000000", 1)));

    EXPECT_EQ(ring.add(device_with("BB0000000000", 2)).error().code, Errc::full);
    EXPECT_EQ(KeyRing::create(KeyRing::devices_ceiling + 1).error().code, Errc::full);
}

TEST(KeyRing, RefusesARotationExponentAbove15) {
    auto ring = *KeyRing::create(1);
    DeviceKeys device;
    device.eddystone = EddystoneIdentity{.rotation_exponent = 16};

    EXPECT_EQ(ring.add(device).error().code, Errc::malformed);
}

TEST(KeyRing, AllocatesOnlyAtCreation) {
    auto ring = *KeyRing::create(100);
    const std::size_t before = allocation_count();

    for (std::uint8_t i = 0; i < 100; ++i) {
        DeviceKeys device = device_with("AA0000000000", i);
        device.address.octets[5] = static_cast<std::uint8_t>(0xFF - i);
        EXPECT_TRUE(ring.add(device));
    }

    EXPECT_EQ(allocation_count(), before);
}

TEST(KeyRing, GivesEachResolvingKeyInTheOrdersThatItMayHave) {
    auto ring = *KeyRing::create(3);
    DeviceKeys device;
    for (const auto& [octet, order] : {std::pair{1, IrkOrder::printed}, std::pair{2, IrkOrder::reversed},
                                       std::pair{3, IrkOrder::either}}) {
        device.address.octets[0] = static_cast<std::uint8_t>(octet);
        device.irk = IdentityResolvingKey{sample, order};
        ASSERT_TRUE(ring.add(device));
    }

    const RingIrks irks = irks_of(ring);

    const AesKey other = reversed(sample);
    EXPECT_EQ(irks.keys, (std::vector<AesKey>{sample, other, sample, other}));
    std::vector<int> owners;
    owners.reserve(irks.owners.size());
    for (const MacAddress& owner : irks.owners) owners.push_back(owner.octets[0]);
    EXPECT_EQ(owners, (std::vector<int>{1, 2, 3, 3}));
}

TEST(KeyRing, ResolvesADeviceWhoseKeyWasGivenBackwards) {
    auto ring = *KeyRing::create(1);
    DeviceKeys device;
    device.address = address_of("A4C1388D18B2");
    device.irk = IdentityResolvingKey{reversed(sample), IrkOrder::either};
    ASSERT_TRUE(ring.add(device));
    const RingIrks irks = irks_of(ring);
    crypto::MbedtlsCipher cipher;
    PlainIrkSearch search(cipher, irks.keys);
    auto addresses = *ResolvableAddresses::create(search);

    const auto number = addresses.resolve(address_of("70:81:94:0D:FB:AA"));

    ASSERT_TRUE(number);
    EXPECT_EQ(irks.owners[*number], device.address);
}

TEST(KeyRing, GivesItsBeacons) {
    auto ring = *KeyRing::create(2);
    DeviceKeys device = device_with("AA0000000000", 1);
    ASSERT_TRUE(ring.add(device));
    device.address = address_of("BB0000000000");
    device.eddystone = EddystoneIdentity{sample, 4, {1000}};
    ASSERT_TRUE(ring.add(device));

    const RingBeacons beacons = beacons_of(ring);

    ASSERT_EQ(beacons.beacons.size(), 1U);
    EXPECT_EQ(beacons.beacons[0].key, sample);
    EXPECT_EQ(beacons.owners[0], device.address);
}

}  // namespace
}  // namespace cairn::test
