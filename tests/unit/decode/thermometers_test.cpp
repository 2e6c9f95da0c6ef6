// ThermoPro, ThermoBeacon, SensorPush and Sensirion: their edges. Sources: docs/formats/thermometers.md.
#include <gtest/gtest.h>

#include "support/decode.h"

namespace cairn::test {
namespace {

std::vector<std::uint8_t> joined(std::vector<std::uint8_t> front, const std::vector<std::uint8_t>& back) {
    front.insert(front.end(), back.begin(), back.end());
    return front;
}
std::vector<std::uint8_t> named(std::string_view payload, std::string_view name) {
    const Bytes bytes = as_bytes(name);
    return joined(from_hex(payload), ad_structure(ad_type::name_complete, {bytes.begin(), bytes.end()}));
}

constexpr std::string_view beacon = "15ff11000000ae0a000023dcb80b92017c03cdbb0300";

TEST(Thermopro, GivesNoClimateOfAllOnes) {
    const auto report = decode_bytes(named("08ffc2ffffff220b01", "TP357S (3C62)"));

    ASSERT_TRUE(find_format(report, "thermopro.climate"));
    EXPECT_FALSE(has(report, Quantity::temperature_c));
    EXPECT_EQ(value_of(report, Quantity::battery_pct), 100);
}

TEST(Thermopro, KnowsThreeGradesOfItsBattery) {
    EXPECT_EQ(value_of(decode_bytes(named("07ffc2100147002c", "TP357")), Quantity::battery_pct), 1);
    EXPECT_EQ(value_of(decode_bytes(named("07ffc2100147012c", "TP357")), Quantity::battery_pct), 50);
    EXPECT_FALSE(has(decode_bytes(named("07ffc2100147032c", "TP357")), Quantity::battery_pct));
}

TEST(Thermopro, NeedsItsName) {
    EXPECT_FALSE(has(decode_hex("07ffc2100147022c"), Quantity::temperature_c));
    EXPECT_FALSE(has(decode_bytes(named("07ffc2100147022c", "XTP357")), Quantity::temperature_c));
}

TEST(Thermopro, NeedsTheNameOfAModel) {
    for (const char* name : {"TP357", "TP357S (3C62)", "TP393 (9376)"})
        EXPECT_TRUE(has(decode_bytes(named("07ffc2100147022c", name)), Quantity::temperature_c)) << name;
    for (const char* name :
         {"TP35", "TP35-LINK", "TP3571", "TP357 Kitchen", "TP357SXL", "TP357 (xyzw)", "TP357 (3C6)"})
        EXPECT_FALSE(has(decode_bytes(named("07ffc2100147022c", name)), Quantity::temperature_c)) << name;
    EXPECT_FALSE(find_format(decode_bytes(named("08ff0137003b0b3700", "TP962-LINK")), "thermopro.spike"));
}

TEST(Thermopro, GivesNoWarmthOfAllOnesFromAProbe) {
    const auto report = decode_bytes(named("08ff00ffffffffffff", "TP960"));

    EXPECT_FALSE(has(report, Quantity::temperature_c));
    EXPECT_FALSE(has(report, Quantity::voltage_v));
}

TEST(Thermopro, TellsProbesApart) {
    const auto report = decode_bytes(named("08ff0137003b0b3700", "TP962R (0000)"));

    ASSERT_TRUE(find_format(report, "thermopro.spike"));
    const auto& values = find_format(report, "thermopro.spike")->measurements;
    EXPECT_EQ(values[0].channel, 2);
    EXPECT_EQ(values[0].value, 25);
    EXPECT_EQ(values[1].channel, 3);
    EXPECT_FALSE(find_format(decode_bytes(named("08ff4237003b0b3700", "TP962R")), "thermopro.spike"))
        << "nobody has 66 probes";
}

TEST(Thermobeacon, IsVerifiedByTheAdvertisersAddress) {
    const auto report = decode_from(*MacAddress::parse("DC:23:00:00:0A:AE"), from_hex(beacon));

    ASSERT_TRUE(find_format(report, "thermobeacon.now"));
    EXPECT_EQ(report.formats[0].confidence, Confidence::verified);
}

TEST(Thermobeacon, IsNotBelievedByItsCompanyAlone) {
    const auto report = decode_hex(beacon);

    EXPECT_TRUE(report.formats.empty());
    EXPECT_FALSE(report.error);
    EXPECT_FALSE(decode_hex("0aff11000000ae0a000023").error) << "another length is somebody else's";
}

TEST(Thermobeacon, IsBelievedByItsService) {
    const auto listed = joined(from_hex("0303f0ff"), from_hex(beacon));

    EXPECT_EQ(value_of(decode_bytes(listed), Quantity::temperature_c), 25.125);
}

TEST(Thermobeacon, GivesNothingThatCannotBe) {
    const auto listed =
        joined(from_hex("0303f0ff"), from_hex("15ff10000000160000acfa2f0b26014703a7e71200c0"));
    const auto report = decode_bytes(listed);

    ASSERT_TRUE(find_format(report, "thermobeacon.now"));
    EXPECT_TRUE(report.formats[0].measurements.empty());
}

TEST(Sensorpush, UnpacksTheLargestDigits) {
    // 66,000 + 66,001 * 40,000: 125 degrees, 100 %. Composed.
    const auto report = decode_bytes(named("06ff0410d25c9d", "SensorPush HT.w 0CA1"));

    EXPECT_EQ(value_of(report, Quantity::temperature_c), 125);
    EXPECT_EQ(value_of(report, Quantity::humidity_pct), 100);
}

TEST(Sensorpush, NeedsItsNameOrItsService) {
    EXPECT_TRUE(decode_hex("06ff04e9187d39").formats.empty());
    EXPECT_TRUE(
        find_format(decode_hex("1106b00a09ecd79db893ba42d611000009ef06ff04e9187d39"), "sensorpush.2"));
}

TEST(Sensorpush, MeasuresOnPageZeroOnly) {
    const auto report = decode_bytes(named("06ff072cfe0001", "SensorPush HT.w"));

    ASSERT_TRUE(find_format(report, "sensorpush.2"));
    EXPECT_TRUE(find_format(report, "sensorpush.2")->measurements.empty());
}

TEST(Sensorpush, RefusesANumberThatIsCut) {
    EXPECT_EQ(error_of(decode_bytes(named("07ff005e365b3abb", "SensorPush HTP.xw"))), Errc::malformed);
}

TEST(Sensirion, NamesASampleThatIsNotKnown) {
    EXPECT_EQ(error_of(decode_hex("0bffd5060007e2e7036a1c65")), Errc::unsupported);
}

TEST(Sensirion, KeepsWhatIsThereOfASampleThatIsCut) {
    const auto report = decode_hex("0bffd506000ac543016b8861");

    EXPECT_EQ(error_of(report), Errc::malformed);
    EXPECT_TRUE(has(report, Quantity::humidity_pct));
    EXPECT_FALSE(has(report, Quantity::co2_ppm));
}

TEST(Sensirion, LeavesOutWhatIsNotMeasured) {
    EXPECT_FALSE(has(decode_hex("0dffd506000ac543016b8861ffff"), Quantity::co2_ppm));
}

}  // namespace
}  // namespace cairn::test
