// ATC1441, pvvx and b-parasite in plain text. What is encrypted: tests/unit/crypto.
#include <gtest/gtest.h>

#include "support/decode.h"

namespace cairn::test {
namespace {

constexpr auto atc1441 = "A4C1380283F400A22F5F0BF819";
constexpr auto pvvx = "F4830238C1A4A9066911B60B58F70D";

std::vector<std::uint8_t> environment(std::string_view body) {
    return service_data_of(0x181A, from_hex(body));
}
std::vector<std::uint8_t> named(std::vector<std::uint8_t> payload, std::string_view name) {
    const auto structure = ad_structure(ad_type::name_complete, {name.begin(), name.end()});
    payload.insert(payload.end(), structure.begin(), structure.end());
    return payload;
}

TEST(Atc1441, DecodesWhatItsFirmwareSends) {
    const auto report = decode_bytes(environment(atc1441));

    EXPECT_EQ(formats_in(report), std::vector<std::string>{"atc.atc1441"});
    EXPECT_EQ(value_of(report, Quantity::temperature_c), 16.2);
    EXPECT_EQ(value_of(report, Quantity::humidity_pct), 47);
    EXPECT_EQ(value_of(report, Quantity::battery_pct), 95);
    EXPECT_EQ(value_of(report, Quantity::voltage_v), 3.064);
    EXPECT_EQ(value_of(report, Quantity::packet_id), 25);
    EXPECT_EQ(text_of(report, AttributeKind::device), "A4C1380283F4");
}

TEST(Pvvx, DecodesWhatItsFirmwareSends) {
    const auto report = decode_bytes(environment(pvvx));

    EXPECT_EQ(formats_in(report), std::vector<std::string>{"atc.pvvx"});
    EXPECT_EQ(value_of(report, Quantity::temperature_c), 17.05);
    EXPECT_EQ(value_of(report, Quantity::humidity_pct), 44.57);
    EXPECT_EQ(value_of(report, Quantity::battery_pct), 88);
    EXPECT_EQ(value_of(report, Quantity::voltage_v), 2.998);
    EXPECT_EQ(value_of(report, Quantity::packet_id), 247);
    EXPECT_EQ(value_of(report, Quantity::input_high), 1);
    EXPECT_EQ(value_of(report, Quantity::power_on), 0);
    EXPECT_EQ(text_of(report, AttributeKind::device), "A4C1380283F4");
}

TEST(Pvvx, IsVerifiedByTheAddressOfItsSender) {
    const auto sender = *MacAddress::parse("A4:C1:38:02:83:F4");

    EXPECT_EQ(decode_from(sender, environment(pvvx)).formats[0].confidence, Confidence::verified);
    EXPECT_EQ(decode_from(sender, environment(atc1441)).formats[0].confidence, Confidence::verified);
    EXPECT_EQ(decode_bytes(environment(pvvx)).formats[0].confidence, Confidence::layout);
}

TEST(Pvvx, LeavesTheServiceToOthersWhereNoThermometerSpeaks) {
    for (const std::string_view body : {
             "F4830238C1A400906911B60B58F70D",  // -286.72 degrees
             "F4830238C1A4A9061127B60B58F70D",  // 100.01 % humidity
             "F4830238C1A4A9066911711758F70D",  // 6.001 V
             "F4830238C1A4A9066911B60B65F70D",  // 101 % battery
             "A4C1380283F47FFF2F5F0BF819",      // 3276.7 degrees
             "A4C1380283F400A2655F0BF819",      // 101 % humidity
         }) {
        EXPECT_TRUE(decode_bytes(environment(body)).formats.empty()) << body;
    }
}

TEST(Pvvx, IsKnownByItsNameWhenSomebodyDecryptedIt) {
    const auto body = environment("9C0902116404");

    EXPECT_EQ(value_of(decode_bytes(named(body, "ATC_89DF88")), Quantity::temperature_c), 24.6);
    EXPECT_FALSE(has(decode_bytes(named(body, "Weather")), Quantity::temperature_c));
    EXPECT_TRUE(decode_bytes(body).formats.empty());
}

TEST(Pvvx, StaysClosedWithoutAKeyAndIsKnownByItsNameAlone) {
    for (const std::string_view body : {"11D603FBFA7B6DFB1E26FD", "11D603FB00112233"}) {
        const auto report = decode_bytes(named(environment(body), "ATC_8D18B2"));
        ASSERT_FALSE(report.formats.empty()) << body;
        EXPECT_EQ(report.formats[0].protection, Protection::no_key);
        EXPECT_EQ(report.formats[0].confidence, Confidence::identifier);
        EXPECT_TRUE(decode_bytes(environment(body)).formats.empty()) << "it may be anybody's";
    }
}

TEST(BParasite, CountsTemperatureInThousandthsAndLaterInHundredths) {
    EXPECT_EQ(
        value_of(decode_bytes(environment("100B0AA1542CBCA1FFFFF0CAF0CA0201")), Quantity::temperature_c),
        21.548);
    EXPECT_EQ(
        value_of(decode_bytes(environment("20C30B8608DEA6666B85AABBCCDDEEFF")), Quantity::temperature_c),
        22.7);
}

TEST(BParasite, HasLightWhereItSaysSo) {
    const auto with = decode_bytes(environment("21C30B8608DEA6666B85AABBCCDDEEFF30D4"));

    EXPECT_EQ(value_of(with, Quantity::illuminance_lux), 12500);
    EXPECT_EQ(text_of(with, AttributeKind::device), "AABBCCDDEEFF");
    EXPECT_NEAR(*value_of(with, Quantity::humidity_pct), 65.00038, 1e-5);
    EXPECT_NEAR(*value_of(with, Quantity::moisture_pct), 42.00046, 1e-5);
    EXPECT_EQ(error_of(decode_bytes(environment("20C30B8608DEA6666B85AABBCCDDEEFF30D4"))), Errc::malformed);
}

TEST(BParasite, RefusesWhatNoPlantSensorSays) {
    const auto other = *MacAddress::parse("AA:BB:CC:DD:EE:FE");

    EXPECT_TRUE(decode_bytes(environment("20C305DB08DEA6666B85AABBCCDDEEFF")).formats.empty()) << "1.499 V";
    EXPECT_TRUE(decode_bytes(environment("20C30FA108DEA6666B85AABBCCDDEEFF")).formats.empty()) << "4.001 V";
    EXPECT_TRUE(decode_bytes(environment("20C30B862135A6666B85AABBCCDDEEFF")).formats.empty()) << "85.01 C";
    EXPECT_TRUE(decode_bytes(environment("20C30B86F05FA6666B85AABBCCDDEEFF")).formats.empty()) << "-40.01 C";
    EXPECT_TRUE(decode_from(other, environment("20C30B8608DEA6666B85AABBCCDDEEFF")).formats.empty());
}

TEST(Atc, IsNotOfAnotherAddress) {
    const auto other = *MacAddress::parse("A4:C1:38:00:00:01");

    for (const char* body : {"A4C138BC7C4E0102284F0B6720", "B2188D38C1A42B089011F70A43200F"}) {
        EXPECT_FALSE(decode_bytes(environment(body)).formats.empty()) << body;
        EXPECT_TRUE(decode_from(other, environment(body)).formats.empty()) << body;
    }
}

}  // namespace
}  // namespace cairn::test
