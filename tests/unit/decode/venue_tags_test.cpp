// DirAct, Feasycom, April Brother. docs/formats/adv-venues.md names the sources of the bytes.
#include <gtest/gtest.h>

#include "support/decode.h"

namespace cairn::test {
namespace {

DecodeReport decode_badge(std::string_view body) {
    return decode_bytes(manufacturer_data_of(0x0583, from_hex(body)));
}
DecodeReport decode_feasycom(std::string_view body) {
    return decode_bytes(service_data_of(0xFFF0, from_hex(body)));
}

TEST(DirAct, HasNoEncountersAlone) {
    const auto report = decode_badge("01e712345678f3d3ff");

    EXPECT_EQ(value_of(report, Quantity::battery_pct), 100);
    EXPECT_EQ(text_of(report, AttributeKind::raw), "");
}

TEST(DirAct, LeavesOutAnAccelerationOfNothing) {
    const auto report = decode_badge("01e71234567882083f");

    EXPECT_FALSE(has(report, Quantity::accel_x_g));
    EXPECT_FALSE(has(report, Quantity::accel_y_g));
    EXPECT_FALSE(has(report, Quantity::accel_z_g));
    EXPECT_EQ(value_of(report, Quantity::battery_pct), 100);
}

TEST(DirAct, RefusesASizeThatItDoesNotSay) {
    EXPECT_TRUE(decode_badge("01ec12345678f3d3ffaabbccdd").formats.empty());
    EXPECT_TRUE(decode_badge("01ff12345678f3d3ffaabbccdd17").formats.empty());
    EXPECT_TRUE(decode_badge("01e012345678f3d3ffaabbccdd17").formats.empty());
}

TEST(Feasycom, HasNoBatteryOnMains) {
    const auto report = decode_feasycom("1a010312aabbccddeeff65");

    EXPECT_EQ(formats_in(report), std::vector<std::string>{"feasycom.beacon"});
    EXPECT_FALSE(has(report, Quantity::battery_pct));
}

TEST(Feasycom, IsNotWhatOthersSendUnderTheService) {
    for (const char* body : {"14021992aabbccddeeff64", "30021992aabbccddeeff64", "29021996aabbccddeeff64",
                             "2902199aaabbccddeeff64", "29021993aabbccddeeff64", "29021992aabbccddeeff66",
                             "29021992aabbccddeeff", "29021992aabbccddeeff6400"}) {
        EXPECT_TRUE(decode_feasycom(body).formats.empty()) << body;
    }
}

TEST(Feasycom, HasAFirmwareThatCanBeAndTheAdvertisersAddress) {
    const auto payload = service_data_of(0xFFF0, from_hex("29021992aabbccddeeff64"));

    EXPECT_TRUE(decode_feasycom("290a1992aabbccddeeff64").formats.empty());
    EXPECT_TRUE(decode_feasycom("29026492aabbccddeeff64").formats.empty());
    EXPECT_TRUE(decode_from(*MacAddress::parse("AA:BB:CC:DD:EE:FE"), payload).formats.empty());
    EXPECT_EQ(decode_from(*MacAddress::parse("AA:BB:CC:DD:EE:FF"), payload).formats[0].confidence,
              Confidence::verified);
}

TEST(AbTemp, NeedsItsNameOrItsAddress) {
    const auto ibeacon = from_hex("1aff4c000215b5b182c7eab14988aa99b5c1517008d90001641ac5");
    auto with_service = from_hex("0e1600007dac4915fed57dac530680");
    with_service.insert(with_service.end(), ibeacon.begin(), ibeacon.end());
    const auto own = *MacAddress::parse("D5:FE:15:49:AC:7D");
    const auto other = *MacAddress::parse("D5:FE:15:49:AC:7E");

    EXPECT_EQ(find_format(decode_bytes(ibeacon), "april_brother.abtemp"), nullptr);
    EXPECT_EQ(find_format(decode_from(other, with_service), "april_brother.abtemp"), nullptr);
    const auto report = decode_from(own, with_service);
    const Decoded* const found = find_format(report, "april_brother.abtemp");
    ASSERT_NE(found, nullptr);
    EXPECT_EQ(found->confidence, Confidence::verified);
    EXPECT_EQ(value_of(report, Quantity::temperature_c), 26);
}

TEST(AbTemp, IsAnIBeaconToo) {
    const auto report = decode_hex("1aff4c000215b5b182c7eab14988aa99b5c1517008d90001641ac50709414254656d70");

    EXPECT_NE(find_format(report, "ibeacon"), nullptr);
    EXPECT_NE(find_format(report, "april_brother.abtemp"), nullptr);
}

}  // namespace
}  // namespace cairn::test
