// Characteristics of the Bluetooth SIG as service data: GATT Specification Supplement.
#include <gtest/gtest.h>

#include "support/decode.h"

namespace cairn::test {
namespace {

DecodeReport characteristic(std::uint16_t uuid, std::string_view value) {
    return decode_bytes(service_data_of(uuid, from_hex(value)));
}

TEST(Sig, SaysNothingWhereTheValueIsNotKnown) {
    struct Case {
        std::uint16_t uuid;
        const char* value;
    };
    for (const Case& unknown :
         {Case{0x2A6E, "0080"}, Case{0x2A6F, "FFFF"}, Case{0x2AEE, "FFFF"}, Case{0x2AFB, "FFFFFF"},
          Case{0x2B18, "FFFF"}, Case{0x2B8C, "FFFF"}, Case{0x2BE4, "FF"}, Case{0x2BE7, "FFFF"},
          Case{0x2BD1, "FF07"}, Case{0x2BD1, "0008"}, Case{0x2BD1, "FE07"}, Case{0x2BD1, "0208"},
          Case{0x2BD1, "0108"}}) {
        const auto report = characteristic(unknown.uuid, unknown.value);
        EXPECT_TRUE(report.formats.empty()) << unknown.uuid;
        EXPECT_FALSE(report.error) << unknown.uuid;
    }
}

TEST(Sig, SaysNothingWhereTheSpecificationForbidsTheValue) {
    EXPECT_TRUE(characteristic(0x2A19, "65").formats.empty()) << "101 %";
    EXPECT_TRUE(characteristic(0x2A6F, "1127").formats.empty()) << "100.01 %";
    EXPECT_TRUE(characteristic(0x2A6E, "4C95").formats.empty()) << "-273.16 degrees";
    EXPECT_TRUE(characteristic(0x2A07, "15").formats.empty()) << "21 dBm";
    EXPECT_TRUE(characteristic(0x2BE4, "FE").formats.empty()) << "254 or more";
}

TEST(Sig, SaysTheExtremesThatAreAllowed) {
    EXPECT_EQ(value_of(characteristic(0x2A19, "64"), Quantity::battery_pct), 100);
    EXPECT_EQ(value_of(characteristic(0x2A19, "00"), Quantity::battery_pct), 0);
    EXPECT_EQ(value_of(characteristic(0x2A6F, "1027"), Quantity::humidity_pct), 100);
    EXPECT_EQ(value_of(characteristic(0x2A6E, "4D95"), Quantity::temperature_c), -273.15);
    EXPECT_EQ(value_of(characteristic(0x2BE4, "FD"), Quantity::sound_level_db), 253);
}

TEST(Sig, LeavesOtherSizesToOthers) {
    EXPECT_TRUE(characteristic(0x2A6E, "340800").formats.empty());
    EXPECT_TRUE(characteristic(0x2A19, "").formats.empty());
    EXPECT_FALSE(characteristic(0x2A6E, "340800").error);
}

TEST(Sig, ReadsDecimalFloats) {
    EXPECT_EQ(value_of(characteristic(0x2BD1, "7B30"), Quantity::methane_ppb), 123'000);
    EXPECT_EQ(value_of(characteristic(0x2BD1, "7BF0"), Quantity::methane_ppb), 12.3);
    EXPECT_EQ(value_of(characteristic(0x2BD1, "850F"), Quantity::methane_ppb), -123);
    EXPECT_EQ(value_of(characteristic(0x2A1C, "006C0100FF"), Quantity::temperature_c), 36.4);
}

TEST(SigThermometer, IsNotReadInFahrenheit) {
    EXPECT_TRUE(characteristic(0x2A1C, "016C0100FF").formats.empty());
}

TEST(SigHeartRate, MayBeOneByteOrTwo) {
    EXPECT_EQ(value_of(characteristic(0x2A37, "007B"), Quantity::heart_rate_bpm), 123);
    EXPECT_EQ(value_of(characteristic(0x2A37, "017B01"), Quantity::heart_rate_bpm), 379);
    EXPECT_FALSE(has(characteristic(0x2A37, "007B"), Quantity::contact_present));
    EXPECT_EQ(value_of(characteristic(0x2A37, "047B"), Quantity::contact_present), 0);
    EXPECT_EQ(value_of(characteristic(0x2A37, "067B"), Quantity::contact_present), 1);
}

TEST(SigHeartRate, IsMalformedWithoutAFieldThatItsFlagsAnnounce) {
    EXPECT_EQ(error_of(characteristic(0x2A37, "017B")), Errc::malformed);
    EXPECT_EQ(error_of(characteristic(0x2A37, "087B00")), Errc::malformed);
}

TEST(SigLocation, IsMalformedWithoutAFieldThatItsFlagsAnnounce) {
    const auto report = characteristic(0x2A67, "0900 D204 3930");

    EXPECT_EQ(value_of(report, Quantity::speed_mps), 12.34);
    EXPECT_EQ(error_of(report), Errc::malformed);
    EXPECT_STREQ(report.error->where, "sig.location");
}

}  // namespace
}  // namespace cairn::test
