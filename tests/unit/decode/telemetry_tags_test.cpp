// Estimote and Laird. The bodies are those of citruz/beacontools and advlib-ble-manufacturers.
#include <gtest/gtest.h>

#include "support/decode.h"

namespace cairn::test {
namespace {

DecodeReport decode_estimote(std::string_view body) {
    return decode_bytes(service_data_of(0xFE9A, from_hex(body)));
}
DecodeReport decode_laird(std::string_view type, std::string_view value) {
    return decode_bytes(manufacturer_data_of(0x0077, from_hex("010000000000665544332211" + std::string(type) +
                                                              "01001e621562" + std::string(value) + "00")));
}

TEST(Estimote, CountsDurationsInSixUnits) {
    const std::string begin = "2247a038d5eb03264000000141";
    const auto decode_duration = [&begin](std::string_view before, std::string_view now) {
        return *value_of(decode_estimote(begin + std::string(before) + std::string(now) + "faffffffff"),
                         Quantity::duration_s);
    };

    EXPECT_EQ(decode_duration("00", "07"), 7);
    EXPECT_EQ(decode_duration("00", "47"), 7 * 60);
    EXPECT_EQ(decode_duration("00", "87"), 7 * 3'600);
    EXPECT_EQ(decode_duration("00", "df"), 31 * 86'400);
    EXPECT_EQ(decode_duration("00", "e1"), 7 * 86'400) << "from 32 on it counts weeks";
}

TEST(Estimote, HasAPressureInVersionTwoOnly) {
    const std::string rest = "47a038d5eb03264000000141444700004d8c01";

    EXPECT_NEAR(*value_of(decode_estimote("22" + rest), Quantity::pressure_hpa), 0x018C4D00 / 25'600.0, 1e-9);
    EXPECT_FALSE(has(decode_estimote("12" + rest), Quantity::pressure_hpa));
    EXPECT_FALSE(has(decode_estimote("2247a038d5eb03264000000141444700ffffffff"), Quantity::pressure_hpa));
}

TEST(Estimote, HasNoBatteryInVersionZero) {
    EXPECT_FALSE(has(decode_estimote("0247a038d5eb03264001d842ed73492566bc2e50"), Quantity::battery_pct));
    EXPECT_EQ(value_of(decode_estimote("1247a038d5eb03264001d842ed73492566bc2e50"), Quantity::battery_pct),
              80);
}

TEST(Estimote, HasTemperaturesBelowZero) {
    // 0xFF8 in twelve bits is -8 sixteenths.
    const auto report = decode_estimote("2247a038d5eb03264001d842ed734925febf2e50");

    EXPECT_LT(*value_of(report, Quantity::temperature_c), 0);
}

TEST(Estimote, LeavesOtherFramesVersionsAndLengthsAlone) {
    const std::string rest = "47a038d5eb03264001d842ed73492566bc2e50";

    EXPECT_TRUE(decode_estimote("32" + rest).formats.empty());
    EXPECT_TRUE(decode_estimote("21" + rest).formats.empty());
    EXPECT_TRUE(decode_estimote("22" + rest + "00").formats.empty());
}

TEST(Laird, TellsProbesByTheChannel) {
    const auto report = decode_laird("14", "0000a841");

    ASSERT_EQ(report.formats.size(), 1U);
    EXPECT_EQ(report.formats[0].measurements[0].channel, 2);
    EXPECT_EQ(value_of(report, Quantity::temperature_c), 21);
}

TEST(Laird, HasTemperaturesBelowZero) {
    EXPECT_EQ(value_of(decode_laird("01", "32fb0000"), Quantity::temperature_c), -12.3);
    EXPECT_EQ(value_of(decode_laird("01", "32fbffff"), Quantity::temperature_c), -12.3);
}

TEST(Laird, LeavesOutWhatIsNoNumber) {
    EXPECT_FALSE(has(decode_laird("14", "0000c07f"), Quantity::temperature_c));
}

TEST(Laird, SaysOfOtherRecordsOnlyWhoAndWhen) {
    const auto report = decode_laird("11", "00000000");

    ASSERT_EQ(report.formats.size(), 1U);
    EXPECT_EQ(report.formats[0].measurements.size(), 2U);
    EXPECT_EQ(value_of(report, Quantity::timestamp_s), 1'645'568'542);
    EXPECT_EQ(text_of(report, AttributeKind::device), "112233445566");
}

}  // namespace
}  // namespace cairn::test
