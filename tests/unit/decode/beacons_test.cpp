// Beacons of public specifications: docs/formats/advertisements.md names the sources of the bytes.
#include <gtest/gtest.h>

#include "support/decode.h"

namespace cairn::test {
namespace {

// citruz/beacontools, tests/test_parser.py.
constexpr auto ibeacon = "0201041aff4c0002150005000100001000800000805f9b013100026c66c3";
// custom-components/ble_monitor, test_altbeacon_parser.py.
constexpr auto altbeacon = "1bffffffbeacd3162f5af3ee494799db09756062d0fc005a0005c400";
// reelyactive/advlib-ble-services, test/lib/eddystone.test.js.
constexpr auto eddystone_url = "1016aafe10000367657470617265746f07";
constexpr auto eddystone_tlm = "1116aafe20000bb815000000004500000258";
// Made by hand after the Eddystone-UID specification.
constexpr auto eddystone_uid = "0201060303aafe1516aafe00e7edd1ebeac04e5defa0170bdb87539b67";

TEST(IBeacon, DecodesAPublishedSample) {
    const auto report = decode_hex(ibeacon);

    EXPECT_EQ(text_of(report, AttributeKind::ibeacon), "0005000100001000800000805f9b0131/2/27750");
    EXPECT_EQ(value_of(report, Quantity::measured_power_dbm), -61);
}

TEST(IBeacon, MayCarryMoreBytes) {
    auto bytes = from_hex(ibeacon);
    bytes[3] += 1;
    bytes.push_back(0x64);

    const auto report = decode_bytes(bytes);

    EXPECT_EQ(formats_in(report), std::vector<std::string>{"ibeacon"});
    EXPECT_FALSE(report.error);
}

TEST(IBeacon, IsRefusedWhenItIsShort) {
    const auto whole = from_hex(ibeacon);

    const auto report = decode_bytes(manufacturer_data_of(0x004C, Bytes(whole).subspan(7, 22)));

    EXPECT_TRUE(report.formats.empty());
    EXPECT_STREQ(report.error->where, "ibeacon");
}

TEST(IBeacon, IsApplesAlone) {
    auto bytes = from_hex(ibeacon);
    bytes[5] = 0x15;

    const auto report = decode_bytes(bytes);

    EXPECT_TRUE(report.formats.empty());
    EXPECT_FALSE(report.error);
}

TEST(IBeacon, IsOnlyAlikeUnderTheCompaniesOfTagMakers) {
    auto bytes = from_hex(ibeacon);
    bytes[5] = 0x59;

    const auto report = decode_bytes(bytes);

    ASSERT_EQ(formats_in(report), std::vector<std::string>{"ibeacon_like"});
    EXPECT_EQ(report.formats[0].confidence, Confidence::identifier);
}

TEST(AltBeacon, DecodesAPublishedSampleOfAnyCompany) {
    const auto report = decode_hex(altbeacon);

    EXPECT_EQ(text_of(report, AttributeKind::altbeacon), "d3162f5af3ee494799db09756062d0fc005a0005");
    EXPECT_EQ(value_of(report, Quantity::measured_power_dbm), -60);
}

TEST(AltBeacon, MayLackItsLastByteButNoMore) {
    const auto whole = from_hex(altbeacon);
    const auto body = Bytes(whole).subspan(4);

    EXPECT_EQ(
        value_of(decode_bytes(manufacturer_data_of(0x0118, body.first(23))), Quantity::measured_power_dbm),
        -60);
    EXPECT_EQ(error_of(decode_bytes(manufacturer_data_of(0x0118, body.first(22)))), Errc::malformed);
}

TEST(EddystoneUid, DecodesWithAndWithoutItsReservedBytes) {
    auto bytes = from_hex(eddystone_uid);

    const auto without = decode_bytes(bytes);
    bytes[7] += 2;
    bytes.resize(bytes.size() + 2);
    const auto with = decode_bytes(bytes);

    EXPECT_EQ(text_of(without, AttributeKind::eddystone_uid), "edd1ebeac04e5defa017/0bdb87539b67");
    EXPECT_EQ(value_of(without, Quantity::tx_power_dbm), -25);
    EXPECT_EQ(text_of(with, AttributeKind::eddystone_uid), "edd1ebeac04e5defa017/0bdb87539b67");
}

TEST(EddystoneUrl, DecodesAPublishedSample) {
    const auto report = decode_hex(eddystone_url);

    EXPECT_EQ(text_of(report, AttributeKind::url), "https://getpareto.com");
    EXPECT_EQ(value_of(report, Quantity::tx_power_dbm), 0);
}

std::string url_of(std::string_view body) {
    return text_of(decode_bytes(service_data_of(0xFEAA, from_hex(body))), AttributeKind::url);
}

TEST(EddystoneUrl, ExpandsEverySchemeAndCode) {
    EXPECT_EQ(url_of("1000 00 61"), "http://www.a");
    EXPECT_EQ(url_of("1000 01 61"), "https://www.a");
    EXPECT_EQ(url_of("1000 02 61"), "http://a");
    EXPECT_EQ(url_of("1000 03 0001020304050607"), "https://.com/.org/.edu/.net/.info/.biz/.gov/.com");
    EXPECT_EQ(url_of("1000 03 08090A0B0C0D"), "https://.org.edu.net.info.biz.gov");
}

TEST(EddystoneUrl, KeepsThePowerButNoUrlWithAReservedCode) {
    for (const char* body : {"1000 04 61", "1000 03 0E", "1000 03 6120", "1000 03 7F", "1000 03 61FF"}) {
        const auto report = decode_bytes(service_data_of(0xFEAA, from_hex(body)));
        EXPECT_EQ(text_of(report, AttributeKind::url), "") << body;
        EXPECT_EQ(error_of(report), Errc::malformed) << body;
        EXPECT_EQ(value_of(report, Quantity::tx_power_dbm), 0) << body;
    }
}

TEST(EddystoneUrl, IsNotCutIntoAnotherUrl) {
    std::vector<std::uint8_t> body = from_hex("100003");
    body.resize(3 + 88, 'a');  // with "https://" 96 characters; an attribute holds 95

    EXPECT_EQ(error_of(decode_bytes(service_data_of(0xFEAA, body))), Errc::full);
    EXPECT_EQ(text_of(decode_bytes(service_data_of(0xFEAA, body)), AttributeKind::url), "");
}

TEST(EddystoneTlm, DecodesAPublishedSample) {
    const auto report = decode_hex(eddystone_tlm);

    EXPECT_EQ(value_of(report, Quantity::voltage_v), 3.0);
    EXPECT_EQ(value_of(report, Quantity::temperature_c), 21.0);
    EXPECT_EQ(value_of(report, Quantity::advertisement_count), 69);
    EXPECT_EQ(value_of(report, Quantity::uptime_s), 60.0);
}

TEST(EddystoneTlm, LeavesOutWhatTheDeviceLacks) {
    const auto report = decode_hex("1116aafe 2000 0000 8000 00000045 00000258");

    EXPECT_FALSE(has(report, Quantity::voltage_v));
    EXPECT_FALSE(has(report, Quantity::temperature_c));
    EXPECT_TRUE(has(report, Quantity::uptime_s));
}

TEST(EddystoneTlm, KeepsTheEncryptedVersionClosed) {
    const auto report = decode_hex("1516aafe 2001 0102030405060708090A0B0C 0102 0304");

    ASSERT_EQ(formats_in(report), std::vector<std::string>{"eddystone.etlm"});
    EXPECT_EQ(report.formats[0].protection, Protection::no_key);
    EXPECT_TRUE(report.formats[0].measurements.empty());
    EXPECT_FALSE(report.error);
}

TEST(EddystoneEid, IsAnIdThatChanges) {
    const auto report = decode_hex("0D16aafe 30 E7 0102030405060708");

    EXPECT_EQ(text_of(report, AttributeKind::ephemeral_id), "0102030405060708");
    EXPECT_EQ(value_of(report, Quantity::tx_power_dbm), -25);
    EXPECT_EQ(error_of(decode_hex("0C16aafe 30 E7 01020304050607")), Errc::malformed);
}

TEST(Bm2, IsKnownByItsWholeUuidAlone) {
    constexpr auto published = "1aff4c000215655f83caae16a10a702e31f30d58dd82f441423157";
    auto other = from_hex(published);
    other[21] ^= 0x01;  // the last byte of the UUID

    EXPECT_EQ(formats_in(decode_hex(published)), (std::vector<std::string>{"ibeacon", "bm2"}));
    EXPECT_EQ(value_of(decode_hex(published), Quantity::battery_pct), 87);
    EXPECT_EQ(formats_in(decode_bytes(other)), std::vector<std::string>{"ibeacon"});
}

TEST(EddystoneTlm, RefusesAPublishedSampleThatIsTruncated) {
    // reelyactive/barnowl-mokosmart, lib/testlistener.js. The last structure announces 17 bytes; 13 are
    // there.
    const auto report = decode_hex("0201060303AAFE1116AAFE20000BD091181501E329");

    EXPECT_TRUE(report.formats.empty());
    EXPECT_EQ(error_of(report), Errc::truncated);
}

}  // namespace
}  // namespace cairn::test
