// From a whole advertisement to all that it says.
#include "cairn/decode/decoder.h"

#include <gtest/gtest.h>

#include <set>

#include "support/decode.h"

namespace cairn::test {
namespace {

using Names = std::vector<std::string>;

constexpr auto minew_body = "a1016315803200aabbccddeeff";
constexpr auto moko_body = "700b1000fb02f5";

std::vector<std::uint8_t> joined(std::initializer_list<std::vector<std::uint8_t>> parts) {
    std::vector<std::uint8_t> whole;
    for (const auto& part : parts) whole.insert(whole.end(), part.begin(), part.end());
    return whole;
}

TEST(Decode, SaysNothingAboutNothing) {
    const auto report = decode_bytes({});

    EXPECT_TRUE(report.formats.empty());
    EXPECT_FALSE(report.error);
}

TEST(Decode, PassesOverWhatItDoesNotKnow) {
    const auto report = decode_hex("020106 0303E1FF 04FF34120A 0416341201");

    EXPECT_TRUE(report.formats.empty());
    EXPECT_FALSE(report.error);
}

TEST(Decode, FindsEveryServiceDataBlock) {
    const auto report = decode_bytes(
        joined({service_data_of(0xFFE1, from_hex(minew_body)), service_data_of(0xFEAB, from_hex(moko_body)),
                service_data_of(0xFFE1, from_hex("a1024501aabbccddeeff"))}));

    EXPECT_EQ(formats_in(report),
              (Names{"minew.temperature_humidity", "moko.temperature_humidity", "minew.light"}));
    EXPECT_FALSE(report.error);
}

TEST(Decode, KeepsTheSameFormatTwiceWhenItIsSentTwice) {
    const auto block = service_data_of(0xFFE1, from_hex(minew_body));

    EXPECT_EQ(decode_bytes(joined({block, block})).formats.size(), 2U);
}

TEST(Decode, CollectsWhatGapSaysUnderOneName) {
    // A shortened name in the advertisement, the power and the whole name in the scan response.
    const auto report = decode_hex("0308 504C 020AF4 0609 504C555331");

    ASSERT_EQ(formats_in(report), Names{"gap"});
    EXPECT_EQ(value_of(report, Quantity::tx_power_dbm), -12);
    ASSERT_EQ(report.formats[0].attributes.size(), 2U);
    EXPECT_EQ(report.formats[0].attributes[0].text.view(), "PL");
    EXPECT_EQ(report.formats[0].attributes[1].text.view(), "PLUS1");
    EXPECT_FALSE(report.error);
}

TEST(Decode, TakesAnEmptyNameForNone) {
    const auto report = decode_hex("0109");

    EXPECT_EQ(text_of(report, AttributeKind::name), "");
    EXPECT_FALSE(report.error);
}

TEST(Decode, CallsATxPowerOfAnotherSizeMalformed) {
    EXPECT_EQ(error_of(decode_hex("010A")), Errc::malformed);
    EXPECT_EQ(error_of(decode_hex("030AF4F4")), Errc::malformed);
}

TEST(Decode, KeepsWhatStandsBeforeATruncation) {
    const auto report = decode_hex("020AF4 0609504C");

    EXPECT_EQ(formats_in(report), Names{"gap"});
    EXPECT_EQ(error_of(report), Errc::truncated);
    EXPECT_EQ(text_of(report, AttributeKind::name), "") << "half a structure says nothing";
}

TEST(Decode, NamesTheFormatWhoseLengthIsWrong) {
    const auto whole = from_hex(minew_body);

    const auto report = decode_bytes(service_data_of(0xFFE1, Bytes(whole).first(12)));

    EXPECT_TRUE(report.formats.empty());
    ASSERT_EQ(error_of(report), Errc::malformed);
    EXPECT_STREQ(report.error->where, "minew.temperature_humidity");
}

TEST(Decode, GoesOnBehindAMalformedStructure) {
    const auto report = decode_bytes(
        joined({service_data_of(0xFFE1, from_hex("a101")), service_data_of(0xFEAB, from_hex(moko_body))}));

    EXPECT_EQ(formats_in(report), Names{"moko.temperature_humidity"});
    EXPECT_EQ(error_of(report), Errc::malformed);
}

TEST(Decode, CallsAStructureWithoutItsIdMalformed) {
    EXPECT_EQ(error_of(decode_hex("0216E1")), Errc::malformed);
    EXPECT_EQ(error_of(decode_hex("01FF")), Errc::malformed);
}

TEST(Decode, ReportsTheFirstDefectOnly) {
    const auto report = decode_hex("0216E1 05FF");

    EXPECT_EQ(error_of(report), Errc::malformed);
}

TEST(Decode, AnswersFullWhenMoreFormatsAreSentThanFit) {
    const auto block = service_data_of(0xFEAB, from_hex(moko_body));
    std::vector<std::uint8_t> payload;
    for (std::size_t i = 0; i <= limits::decoded_formats_max; ++i) {
        payload.insert(payload.end(), block.begin(), block.end());
    }

    const auto report = decode_bytes(payload);

    EXPECT_EQ(report.formats.size(), limits::decoded_formats_max);
    EXPECT_EQ(error_of(report), Errc::full);
}

TEST(Decode, LeavesNothingOfTheLastAdvertisementInAReusedReport) {
    DecodeReport report;
    decode(from_hex("0216E1 020AF4"), report);

    decode(from_hex("0609 504C555331"), report);

    EXPECT_FALSE(report.error);
    ASSERT_EQ(report.formats.size(), 1U);
    EXPECT_TRUE(report.formats[0].measurements.empty());
}

DeviceClass class_of(std::string_view hex) {
    return device_class_of(decode_hex(hex));
}

TEST(DeviceClass, IsAThingUnlessAFormatKnowsBetter) {
    EXPECT_EQ(class_of(""), DeviceClass::thing);
    EXPECT_EQ(class_of("0609504C555331"), DeviceClass::thing);
    EXPECT_EQ(class_of("1BFF9904 0512FC5394C37C0004FFFC040CAC364200CDCBB8334C884F"), DeviceClass::thing);
}

TEST(DeviceClass, TellsPhonesTrackersComputersAndExposuresApart) {
    EXPECT_EQ(class_of("02011A 0AFF4C0010050B182068DD"), DeviceClass::phone);
    EXPECT_EQ(class_of("07FF4C001202 9400"), DeviceClass::tracker);
    EXPECT_EQ(class_of("1EFF0600010920025E294E5E30809130E56E2CA4701DC8EBED5396B6320B8F"),
              DeviceClass::computer);
    EXPECT_EQ(class_of("17166FFD 000102030405060708090A0B0C0D0E0F 40070000"), DeviceClass::exposure);
}

TEST(DeviceClass, IsAThingWhereAHintStandsBesideMore) {
    const std::string tile = "0D16EDFE0200C58AACCD312F479E";
    const std::string name = "0609504C555331";
    const std::string moko = "0A16ABFE700B1000FB02F5";

    EXPECT_EQ(class_of(tile + name), DeviceClass::tracker);
    EXPECT_EQ(class_of(tile + moko), DeviceClass::thing);
}

TEST(DeviceClass, HasAName) {
    EXPECT_EQ(name(DeviceClass::thing), "thing");
    EXPECT_EQ(name(DeviceClass::exposure), "exposure");
}

}  // namespace
}  // namespace cairn::test
