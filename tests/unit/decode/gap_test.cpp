// What GAP's own structures say: Supplement to the Core Specification, part A.
#include <gtest/gtest.h>

#include "support/decode.h"

namespace cairn::test {
namespace {

DecodeReport decode_everything(std::string_view hex) {
    static const Decoder decoder({.every_structure = true});
    const auto payload = from_hex(hex);
    DecodeReport report;
    decoder.decode({payload, std::nullopt}, report);
    return report;
}

std::vector<std::string> texts_of(const DecodeReport& report, AttributeKind kind) {
    std::vector<std::string> texts;
    for (const Decoded& decoded : report.formats) {
        for (const DecodedText& text : decoded.attributes) {
            if (text.kind == kind) texts.emplace_back(text.text.view());
        }
    }
    return texts;
}

TEST(Gap, SaysNamesAndPowerUnlessMoreIsAskedFor) {
    constexpr auto hex = "020106 03031218 0319C103 020AF4 0609504C555331";

    EXPECT_FALSE(has(decode_hex(hex), Quantity::flags));
    EXPECT_EQ(value_of(decode_hex(hex), Quantity::tx_power_dbm), -12);
    EXPECT_EQ(value_of(decode_everything(hex), Quantity::flags), 6);
    EXPECT_EQ(value_of(decode_everything(hex), Quantity::appearance), 961);
    EXPECT_EQ(formats_in(decode_everything(hex)), std::vector<std::string>{"gap"});
}

TEST(Gap, MayHaveNoFlagsOrMoreOfThem) {
    EXPECT_FALSE(has(decode_everything("0101"), Quantity::flags));
    EXPECT_EQ(value_of(decode_everything("03010680"), Quantity::flags), 6);
}

TEST(GapServices, LeaveAPlaceForTheName) {
    const auto report = decode_everything("0F03 0100020003000400050006000700 0609504C555331");

    EXPECT_EQ(texts_of(report, AttributeKind::service),
              (std::vector<std::string>{"0001", "0002", "0003", "0004", "0005"}));
    EXPECT_EQ(text_of(report, AttributeKind::name), "PLUS1");
    EXPECT_FALSE(report.error);
}

TEST(GapServices, LeaveOutHalfAUuid) {
    EXPECT_EQ(texts_of(decode_everything("0403 0A1812"), AttributeKind::service),
              std::vector<std::string>{"180a"});
    EXPECT_TRUE(texts_of(decode_everything("0303 0A18 0207 01"), AttributeKind::service).size() == 1);
}

TEST(GapServices, MayBeAskedFor) {
    const auto report = decode_everything("0314 0A18 051F 78563412");

    EXPECT_EQ(texts_of(report, AttributeKind::solicited_service),
              (std::vector<std::string>{"180a", "12345678"}));
    EXPECT_TRUE(texts_of(report, AttributeKind::service).empty());
}

TEST(GapIntervals, HaveNoValueWithoutAPreference) {
    const auto report = decode_everything("0512 0600 FFFF");

    EXPECT_EQ(value_of(report, Quantity::interval_min_s), 0.0075);
    EXPECT_FALSE(has(report, Quantity::interval_max_s));
}

TEST(GapIntervals, OfAdvertisingHaveTwoThreeOrFourBytes) {
    EXPECT_EQ(value_of(decode_everything("031A A000"), Quantity::advertisement_interval_s), 0.1);
    EXPECT_EQ(value_of(decode_everything("042F A00000"), Quantity::advertisement_interval_s), 0.1);
    EXPECT_EQ(value_of(decode_everything("052F A0000001"), Quantity::advertisement_interval_s), 10485.86);
    EXPECT_EQ(error_of(decode_everything("032F A000")), Errc::malformed);
}

TEST(GapUri, HasACodePointForItsScheme) {
    const auto url_of = [](std::string_view hex) {
        return text_of(decode_everything(hex), AttributeKind::url);
    };

    EXPECT_EQ(url_of("0524 16 2F2F78"), "http://x");
    EXPECT_EQ(url_of("0424 02 2F78"), "aaa:/x");
    EXPECT_EQ(url_of("0424 01 613A"), "a:");
    EXPECT_EQ(url_of("0424 C2BC 78"), "bl:x") << "the last one";
}

TEST(GapUri, IsLeftOutWhereItIsNone) {
    for (const char* hex : {"0324 00 78", "0424 C2BD 78", "0324 FF 78", "0324 16 80", "0324 16 0A"}) {
        const auto report = decode_everything(hex);
        EXPECT_EQ(text_of(report, AttributeKind::url), "") << hex;
        EXPECT_EQ(error_of(report), Errc::malformed) << hex;
    }
}

TEST(GapServiceData, OfLongUuidsKeepsItsBytes) {
    const auto report = decode_everything("1421 FB349B5F80000080001000004A120000 010203");

    EXPECT_EQ(text_of(report, AttributeKind::service), "0000124a00001000800000805f9b34fb");
    EXPECT_EQ(text_of(report, AttributeKind::raw), "010203");
    EXPECT_EQ(error_of(decode_everything("022101")), Errc::malformed);
}

TEST(GapBytes, StayInTheStructureWhenTheyAreTooLong) {
    const std::vector<std::uint8_t> longest(47, 0xAB);
    const std::vector<std::uint8_t> too_long(48, 0xAB);
    static const Decoder decoder({.every_structure = true});
    DecodeReport report;

    const auto whole = ad_structure(0x2A, longest);
    decoder.decode({whole, std::nullopt}, report);
    EXPECT_EQ(text_of(report, AttributeKind::raw).size(), 94U);
    const auto payload = ad_structure(0x2A, too_long);
    decoder.decode({payload, std::nullopt}, report);
    EXPECT_EQ(text_of(report, AttributeKind::raw), "");
    EXPECT_FALSE(report.error);
    ASSERT_EQ(report.structures.size(), 1U);
    EXPECT_EQ(report.structures[0].value.size(), 48U);
}

TEST(GapEncrypted, StaysClosed) {
    const auto report = decode_everything("0C31 0102030405 AABB 11223344");

    ASSERT_EQ(formats_in(report), std::vector<std::string>{"gap.encrypted"});
    EXPECT_EQ(report.formats[0].protection, Protection::no_key);
}

}  // namespace
}  // namespace cairn::test
