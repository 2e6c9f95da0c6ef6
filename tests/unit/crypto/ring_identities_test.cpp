#include "cairn/crypto/ring_identities.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "cairn/crypto/mbedtls_cipher.h"
#include "support/hex.h"

namespace cairn::crypto::test {
namespace {

// Core Specification 5.4 Vol 3 Part H appendix D.7: this key makes the address 70:81:94:0D:FB:AA.
constexpr auto irk = "ec0234a357c8ad05341010a60a397d9b";
const MacAddress private_address = *MacAddress::parse("7081940DFBAA");
const MacAddress foreign_address = *MacAddress::parse("7081940DFBAB");
const MacAddress watch = *MacAddress::parse("A4C1388D18B2");
const MacAddress beacon = *MacAddress::parse("AC233FA03208");
const MacAddress beacon_shows = *MacAddress::parse("C00000000001");
constexpr Timestamp noon{1'800'000'000'000};

EddystoneIdentity eddystone() {
    EddystoneIdentity identity;
    identity.key = *parse_key("0102030405060708090A111213141516");
    identity.rotation_exponent = 10;
    identity.clock_zero_at = Timestamp{noon.unix_ms - 65'280'000};
    return identity;
}

KeyRing ring() {
    KeyRing keys = *KeyRing::create(4);
    EXPECT_TRUE(keys.add({watch, std::nullopt, IdentityResolvingKey{*parse_key(irk)}, std::nullopt}));
    EXPECT_TRUE(keys.add({beacon, std::nullopt, std::nullopt, eddystone()}));
    return keys;
}

Advertisement from(const MacAddress& address, Bytes payload = {}) {
    return {TagId::of("ble", address), {}, noon, TimeSource::gateway, {}, payload};
}

/// Service data of 0xFEAA, frame 0x30.
std::vector<std::uint8_t> eid_frame() {
    MbedtlsCipher cipher;
    const auto id = ephemeral_id(cipher, eddystone(), eddystone().clock_at(noon));
    auto payload = cairn::test::from_hex("0D16AAFE30EB");
    payload.insert(payload.end(), id.begin(), id.end());
    return payload;
}

TEST(RingIdentities, KnowsWhoHidesBehindAPrivateAddress) {
    auto identities = *RingIdentities::create(ring());

    EXPECT_EQ(identities.owner_of(from(private_address)), watch);
    EXPECT_EQ(identities.owner_of(from(foreign_address)), std::nullopt);
}

TEST(RingIdentities, LeavesAddressesAloneThatAreNotPrivate) {
    auto identities = *RingIdentities::create(ring());
    Advertisement heard = from(private_address);
    heard.address_type = AddressType::public_device;

    EXPECT_EQ(identities.owner_of(heard), std::nullopt);
}

TEST(RingIdentities, KnowsABeaconByItsIdentifierAndThenByItsAddress) {
    auto identities = *RingIdentities::create(ring());
    const auto frame = eid_frame();
    const auto telemetry = cairn::test::from_hex("1516AAFE2001");

    EXPECT_EQ(identities.owner_of(from(beacon_shows, telemetry)), std::nullopt) << "not heard before";
    EXPECT_EQ(identities.owner_of(from(beacon_shows, frame)), beacon);
    EXPECT_EQ(identities.owner_of(from(beacon_shows, telemetry)), beacon);
}

TEST(RingIdentities, KnowsNobodyElsesIdentifier) {
    auto identities = *RingIdentities::create(ring());
    auto frame = eid_frame();
    frame.back() ^= 1;

    EXPECT_EQ(identities.owner_of(from(beacon_shows, frame)), std::nullopt);
    EXPECT_EQ(identities.owner_of(from(beacon_shows, Bytes(frame).first(9))), std::nullopt) << "cut";
}

TEST(RingIdentities, AnswersNothingForTagsWithoutAnAddress) {
    auto identities = *RingIdentities::create(ring());
    Advertisement heard = from(private_address);
    heard.tag = *TagId::make("civic", "pallet-17");

    EXPECT_EQ(identities.owner_of(heard), std::nullopt);
}

}  // namespace
}  // namespace cairn::crypto::test
