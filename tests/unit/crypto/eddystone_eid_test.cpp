// Ephemeral identifiers and encrypted telemetry. google/eddystone publishes the algorithms but no examples of
// them. The identifiers with K = 10 are those of the tests of RadiusNetworks/ephemeral_calc. The telemetry is
// that of Nordic's beacon firmware (eddystone_security.c, "hardcode_tlm"); its encrypted form was computed
// with OpenSSL's CMAC and CTR, as were the other identifiers with its AES-ECB.
#include "cairn/decode/eddystone_eid.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "cairn/crypto/mbedtls_cipher.h"
#include "support/allocation_count.h"
#include "support/keys.h"

namespace cairn::test {
namespace {

constexpr Timestamp zero_at{1'700'000'000'000};

EddystoneIdentity beacon_with(std::string_view key, std::uint8_t rotation_exponent) {
    return {key_of(key), rotation_exponent, zero_at};
}
EddystoneIdentity published() {
    return beacon_with("0102030405060708090A111213141516", 10);
}
EddystoneIdentity nordic() {
    return beacon_with("589417B0324B1B71D7A6751852867AE8", 10);
}
constexpr auto nordic_frame = "2001 d5d89979ae79ebee4e385fa5 f683 0efb";
constexpr std::uint32_t nordic_clock = 65536;

EphemeralId id_of(const EddystoneIdentity& beacon, std::uint32_t clock) {
    crypto::MbedtlsCipher cipher;
    return ephemeral_id(cipher, beacon, clock);
}
EphemeralId id_of(std::string_view hex) {
    EphemeralId id{};
    std::ranges::copy(from_hex(hex), id.begin());
    return id;
}
Timestamp seconds_after_zero(std::int64_t seconds) {
    return zero_at + Millis{seconds * 1000};
}

Result<PlainTelemetry> open(const EddystoneIdentity& beacon, std::uint32_t clock, Bytes frame) {
    crypto::MbedtlsCipher cipher;
    return open_telemetry(cipher, beacon, clock, frame);
}

TEST(EphemeralId, IsThatOfThePublishedExamples) {
    EXPECT_EQ(id_of(published(), 0), id_of("A9B76A71C5F89290"));
    EXPECT_EQ(id_of(published(), 2000), id_of("4144413E45FEFA58"));
}

TEST(EphemeralId, IsTheSameDuringItsPeriod) {
    EXPECT_EQ(id_of(published(), 1024), id_of("4144413E45FEFA58"));
    EXPECT_EQ(id_of(published(), 2047), id_of("4144413E45FEFA58"));
    EXPECT_NE(id_of(published(), 2048), id_of("4144413E45FEFA58"));
}

TEST(EphemeralId, TakesEveryRotationExponent) {
    EXPECT_EQ(id_of(beacon_with("0102030405060708090A111213141516", 0), 0xFFFFFFFE),
              id_of("f4e7bf6d24cad05c"));
    EXPECT_EQ(id_of(beacon_with("0102030405060708090A111213141516", 15), 0xFFFF8001),
              id_of("cd58cbba04aadce5"));
    EXPECT_EQ(id_of(beacon_with("553C66DA1485E9F78849DE00F2CB178E", 12), 0), id_of("326624ee16c9cc77"));
}

TEST(EddystoneIdentity, ReadsTheClockOfTheBeacon) {
    EXPECT_EQ(published().clock_at(zero_at), 0U);
    EXPECT_EQ(published().clock_at(seconds_after_zero(2000) + Millis{999}), 2000U);
    EXPECT_EQ(published().clock_at(zero_at + Millis{-1}), 0xFFFFFFFFU);
    EXPECT_EQ(published().clock_at(seconds_after_zero(4294967296 + 5)), 5U);
}

TEST(EidTable, FindsTheBeaconAndItsClock) {
    crypto::MbedtlsCipher cipher;
    const std::vector<EddystoneIdentity> beacons{nordic(), published()};
    auto table = *EddystoneEidTable::create(cipher, beacons);

    const auto match = table.find(id_of("4144413E45FEFA58"), seconds_after_zero(2000));

    ASSERT_TRUE(match);
    EXPECT_EQ(match->beacon, 1U);
    EXPECT_EQ(match->clock, 1024U);
}

TEST(EidTable, KnowsOneIdentifierBeforeAndOneAfter) {
    crypto::MbedtlsCipher cipher;
    const std::vector<EddystoneIdentity> beacons{published()};
    auto table = *EddystoneEidTable::create(cipher, beacons);
    const Timestamp now = seconds_after_zero(10 * 1024 + 5);

    EXPECT_FALSE(table.find(id_of(published(), 8 * 1024), now));
    EXPECT_TRUE(table.find(id_of(published(), 9 * 1024), now));
    EXPECT_TRUE(table.find(id_of(published(), 10 * 1024), now));
    EXPECT_TRUE(table.find(id_of(published(), 11 * 1024), now));
    EXPECT_FALSE(table.find(id_of(published(), 12 * 1024), now));
}

TEST(EidTable, KnowsAsManyNeighboursAsAsked) {
    crypto::MbedtlsCipher cipher;
    const std::vector<EddystoneIdentity> beacons{published()};
    auto table = *EddystoneEidTable::create(cipher, beacons, {.neighbours = 3});
    const Timestamp now = seconds_after_zero(10 * 1024);

    EXPECT_FALSE(table.find(id_of(published(), 6 * 1024), now));
    EXPECT_TRUE(table.find(id_of(published(), 7 * 1024), now));
    EXPECT_TRUE(table.find(id_of(published(), 13 * 1024), now));
    EXPECT_FALSE(table.find(id_of(published(), 14 * 1024), now));
}

TEST(EidTable, MovesOnWithTime) {
    crypto::MbedtlsCipher cipher;
    const std::vector<EddystoneIdentity> beacons{published(), beacon_with("00", 0), nordic()};
    auto table = *EddystoneEidTable::create(cipher, beacons);
    for (std::int64_t s = 0; s < 5000; s += 7) {
        const auto match =
            table.find(id_of(published(), static_cast<std::uint32_t>(s)), seconds_after_zero(s));
        ASSERT_TRUE(match) << s;
        EXPECT_EQ(match->beacon, 0U);
        EXPECT_EQ(match->clock, s / 1024 * 1024);
    }
}

TEST(EidTable, FollowsAClockThatIsSetBack) {
    crypto::MbedtlsCipher cipher;
    const std::vector<EddystoneIdentity> beacons{published(), nordic()};
    auto table = *EddystoneEidTable::create(cipher, beacons);
    EXPECT_TRUE(table.find(id_of(published(), 90 * 1024), seconds_after_zero(90 * 1024)));

    EXPECT_TRUE(table.find(id_of(published(), 3 * 1024), seconds_after_zero(3 * 1024)));
    EXPECT_FALSE(table.find(id_of(published(), 90 * 1024), seconds_after_zero(3 * 1024)));
}

TEST(EidTable, KnowsTheIdentifierBeforeTheClockBegan) {
    crypto::MbedtlsCipher cipher;
    const std::vector<EddystoneIdentity> beacons{published()};
    auto table = *EddystoneEidTable::create(cipher, beacons);

    const auto match = table.find(id_of(published(), 0xFFFFFC00), zero_at);

    ASSERT_TRUE(match);
    EXPECT_EQ(match->clock, 0xFFFFFC00U);
}

TEST(EidTable, AnswersTheFirstOfEqualBeacons) {
    crypto::MbedtlsCipher cipher;
    const std::vector<EddystoneIdentity> beacons{published(), published()};
    auto table = *EddystoneEidTable::create(cipher, beacons);
    for (const std::int64_t s : {0, 1024, 2048, 9000}) {
        const auto match =
            table.find(id_of(published(), static_cast<std::uint32_t>(s)), seconds_after_zero(s));
        ASSERT_TRUE(match);
        EXPECT_EQ(match->beacon, 0U);
    }
}

TEST(EidTable, FindsNothingWithoutBeacons) {
    crypto::MbedtlsCipher cipher;

    EXPECT_FALSE(EddystoneEidTable::create(cipher, {})->find({}, zero_at));
}

TEST(EidTable, RefusesWhatItCannotHold) {
    crypto::MbedtlsCipher cipher;
    const std::vector<EddystoneIdentity> wrong{beacon_with("00", 16)};

    EXPECT_EQ(EddystoneEidTable::create(cipher, wrong).error().code, Errc::malformed);
    EXPECT_EQ(EddystoneEidTable::create(cipher, {}, {.neighbours = 65}).error().code, Errc::full);
}

TEST(EidTable, AllocatesOnlyAtCreation) {
    crypto::MbedtlsCipher cipher;
    const std::vector<EddystoneIdentity> beacons{published(), nordic()};
    auto table = *EddystoneEidTable::create(cipher, beacons);
    const std::size_t before = allocation_count();

    for (std::int64_t s = 0; s < 20'000; s += 100) EXPECT_FALSE(table.find({}, seconds_after_zero(s)));

    EXPECT_EQ(allocation_count(), before);
}

TEST(EncryptedTelemetry, OpensToAPlainFrame) {
    const auto plain = open(nordic(), nordic_clock + 1000, from_hex(nordic_frame));

    ASSERT_TRUE(plain);
    EXPECT_TRUE(std::ranges::equal(*plain, from_hex("2000 0000 1c40 00000048 00000073")));
}

TEST(EncryptedTelemetry, IsRefusedWithAnotherKeyOrTime) {
    EXPECT_EQ(open(published(), nordic_clock, from_hex(nordic_frame)).error().code, Errc::denied);
    EXPECT_EQ(open(nordic(), nordic_clock + 1024, from_hex(nordic_frame)).error().code, Errc::denied);
}

TEST(EncryptedTelemetry, IsRefusedWhenAnyBitIsChanged) {
    const auto whole = from_hex(nordic_frame);
    for (std::size_t bit = 16; bit < 8 * whole.size(); ++bit) {
        auto changed = whole;
        changed[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
        EXPECT_EQ(open(nordic(), nordic_clock, changed).error().code, Errc::denied) << bit;
    }
}

TEST(EncryptedTelemetry, IsRefusedAtAnyOtherLength) {
    auto frame = from_hex(nordic_frame);
    for (std::size_t size = 0; size < frame.size(); ++size) {
        EXPECT_EQ(open(nordic(), nordic_clock, Bytes(frame).first(size)).error().code, Errc::truncated);
    }
    frame.push_back(0);
    EXPECT_EQ(open(nordic(), nordic_clock, frame).error().code, Errc::malformed);
}

TEST(EncryptedTelemetry, IsNoOtherFrame) {
    auto frame = from_hex(nordic_frame);
    frame[1] = 0;

    EXPECT_EQ(open(nordic(), nordic_clock, frame).error().code, Errc::malformed);
}

}  // namespace
}  // namespace cairn::test
