// Encrypted telemetry of Eddystone, all the way from the air to its values. The frame is the published plain
// example of Eddystone-TLM; its encrypted form was computed with OpenSSL's CMAC and CTR.
#include <gtest/gtest.h>

#include <optional>

#include "cairn/crypto/mbedtls_cipher.h"
#include "cairn/crypto/ring_identities.h"
#include "cairn/decode/key_ring.h"
#include "support/decode.h"
#include "support/keys.h"

namespace cairn::test {
namespace {

constexpr std::string_view beacon_key = "0102030405060708090A111213141516";
constexpr std::string_view telemetry = "1516AAFE 2001 6FDF3567E9F247AB7344D08E A5C3 29BB";
constexpr Timestamp noon{1'800'000'000'000};
constexpr std::int64_t clock_at_noon_s = 65'280;  // its period began 768 s before and ends 256 s later
const MacAddress beacon = address_of("AC:23:3F:A0:32:08");
const MacAddress beacon_shows = address_of("C0:00:00:00:00:01");

KeyRing ring_with(std::string_view key) {
    KeyRing keys = *KeyRing::create(2);
    EddystoneIdentity identity{key_of(key), 10, noon + Millis{-clock_at_noon_s * 1000}};
    EXPECT_TRUE(keys.add({beacon, std::nullopt, std::nullopt, identity}));
    return keys;
}

DecodeReport hear(const KeyRing& keys, const std::optional<MacAddress>& address, Timestamp heard_at) {
    crypto::MbedtlsCipher cipher;
    const Decoder decoder({.keys = &keys, .cipher = &cipher});
    const auto payload = from_hex(telemetry);
    DecodeReport report;
    decoder.decode({payload, address, heard_at}, report);
    return report;
}
Protection protection_of(const DecodeReport& report) {
    return report.formats.empty() ? Protection::none : report.formats[0].protection;
}

TEST(EddystoneTelemetry, OpensToTheValuesOfThePlainFrame) {
    const auto report = hear(ring_with(beacon_key), beacon, noon);

    ASSERT_EQ(formats_in(report), std::vector<std::string>{"eddystone.etlm"});
    EXPECT_EQ(report.formats[0].protection, Protection::decrypted);
    EXPECT_EQ(report.formats[0].confidence, Confidence::verified);
    EXPECT_EQ(value_of(report, Quantity::voltage_v), 3.0);
    EXPECT_EQ(value_of(report, Quantity::temperature_c), 21.0);
    EXPECT_EQ(value_of(report, Quantity::advertisement_count), 69);
    EXPECT_EQ(value_of(report, Quantity::uptime_s), 60.0);
}

TEST(EddystoneTelemetry, HasNoBytesToShowForWhatWasEncrypted) {
    const auto report = hear(ring_with(beacon_key), beacon, noon);

    ASSERT_FALSE(report.formats.empty());
    for (const DecodedValue& value : report.formats[0].measurements) EXPECT_EQ(value.size_bytes, 0);
}

TEST(EddystoneTelemetry, OpensAPeriodEarlyOrLateButNoFurther) {
    const auto keys = ring_with(beacon_key);
    const auto opened_after = [&keys](std::int64_t seconds) {
        return protection_of(hear(keys, beacon, noon + Millis{seconds * 1000}));
    };

    EXPECT_EQ(opened_after(-768 - 1024), Protection::decrypted);
    EXPECT_EQ(opened_after(-768 - 1024 - 1), Protection::wrong_key);
    EXPECT_EQ(opened_after(255 + 1024), Protection::decrypted);
    EXPECT_EQ(opened_after(256 + 1024), Protection::wrong_key);
}

TEST(EddystoneTelemetry, StaysClosedWithAnotherKey) {
    const auto report = hear(ring_with("589417B0324B1B71D7A6751852867AE8"), beacon, noon);

    EXPECT_EQ(protection_of(report), Protection::wrong_key);
    EXPECT_EQ(report.formats[0].confidence, Confidence::layout);
    EXPECT_TRUE(report.formats[0].measurements.empty());
    EXPECT_FALSE(report.error);
}

TEST(EddystoneTelemetry, StaysClosedWithoutTheKeyOrTheTime) {
    EXPECT_EQ(protection_of(hear(ring_with(beacon_key), beacon_shows, noon)), Protection::no_key);
    EXPECT_EQ(protection_of(hear(ring_with(beacon_key), std::nullopt, noon)), Protection::no_key);
    EXPECT_EQ(protection_of(hear(ring_with(beacon_key), beacon, Timestamp{})), Protection::no_key);
}

TEST(EddystoneTelemetry, OpensOfABeaconWhoseIdentifierCameFromTheSameAddress) {
    const auto keys = ring_with(beacon_key);
    auto identities = *crypto::RingIdentities::create(keys);
    crypto::MbedtlsCipher cipher;
    const auto id = ephemeral_id(cipher, *keys.find(beacon)->eddystone, clock_at_noon_s);
    auto identifier = from_hex("0D16AAFE30EB");
    identifier.insert(identifier.end(), id.begin(), id.end());
    const auto frame = from_hex(telemetry);
    const auto owner_of = [&identities](Bytes payload) {
        return identities.owner_of(
            {TagId::of("ble", beacon_shows), {}, noon, TimeSource::gateway, {}, payload});
    };

    EXPECT_EQ(owner_of(frame), std::nullopt);
    EXPECT_EQ(owner_of(identifier), beacon);
    EXPECT_EQ(protection_of(hear(keys, owner_of(frame), noon)), Protection::decrypted);
}

}  // namespace
}  // namespace cairn::test
