// Devices of home and hobby: their edges. Sources: docs/formats/household.md and wellness.md.
#include <gtest/gtest.h>

#include "support/decode.h"

namespace cairn::test {
namespace {

std::vector<std::uint8_t> joined(std::vector<std::uint8_t> front, const std::vector<std::uint8_t>& back) {
    front.insert(front.end(), back.begin(), back.end());
    return front;
}
DecodeReport decode_body(std::uint16_t company, std::string_view body) {
    return decode_bytes(manufacturer_data_of(company, from_hex(body)));
}

TEST(Mopeka, IsAsSureAsWhatSpeaksForIt) {
    const auto payload = from_hex("0dff59000c7043b6c3e0f509fae3");
    const auto confidence = [](const DecodeReport& report) { return report.formats[0].confidence; };

    EXPECT_EQ(confidence(decode_bytes(payload)), Confidence::identifier);
    EXPECT_EQ(confidence(decode_bytes(joined(from_hex("0303e5fe"), payload))), Confidence::layout);
    EXPECT_EQ(confidence(decode_from(*MacAddress::parse("C9:F3:32:E0:F5:09"), payload)),
              Confidence::verified);
}

TEST(Mopeka, IsNotOfAnotherAddress) {
    const auto payload = from_hex("0dff59000c7043b6c3e0f509fae3");

    EXPECT_TRUE(decode_from(*MacAddress::parse("C9:F3:32:E0:F5:08"), payload).formats.empty());
}

TEST(Mopeka, GivesNoLevelWithoutAnEcho) {
    EXPECT_FALSE(has(decode_body(0x0059, "0c7043b603e0f509fae3"), Quantity::level_mm));
}

TEST(Mopeka, IsNoneWithAnUnknownModelOrABatteryThatCannotBe) {
    EXPECT_TRUE(decode_body(0x0059, "077043b6c3e0f509fae3").formats.empty());
    EXPECT_TRUE(decode_body(0x0059, "0c2f43b6c3e0f509fae3").formats.empty());
    EXPECT_TRUE(decode_body(0x0059, "0c8143b6c3e0f509fae3").formats.empty());
}

TEST(Mopeka, KeepsABatteryBetweenEmptyAndFull) {
    EXPECT_EQ(value_of(decode_body(0x0059, "0c3043b6c3e0f509fae3"), Quantity::battery_pct), 0);
    EXPECT_EQ(value_of(decode_body(0x0059, "0c7f43b6c3e0f509fae3"), Quantity::battery_pct), 100);
}

TEST(Inode, CountsPulsesOfWhatItDoesNotName) {
    const auto report = decode_hex("0eff90820400cfe40000dc85b0ed10");

    EXPECT_EQ(value_of(report, Quantity::count), 0xE4CF);
    EXPECT_FALSE(has(report, Quantity::energy_kwh));
}

TEST(Inode, TakesTheUsualConstantWhenThereIsNone) {
    EXPECT_DOUBLE_EQ(*value_of(decode_hex("0eff90820400640000000000b0ed10"), Quantity::energy_kwh), 1);
}

TEST(Inode, MeasuresByTheTypeOfTheSensor) {
    const std::string head = "19ff90";
    const std::string tail = "01b00000003f601a00200000000000000000000000000000";
    const auto of_type = [&](const char* type) { return decode_hex(head + type + tail); };

    EXPECT_DOUBLE_EQ(*value_of(of_type("92"), Quantity::temperature_c), (0x0A60 - 0x1000) / 16.0);
    EXPECT_NEAR(*value_of(of_type("9b"), Quantity::temperature_c), 175.72 * 4 * 0x1A60 / 65536 - 46.85, 1e-9);
    EXPECT_NEAR(*value_of(of_type("9b"), Quantity::humidity_pct), 125.0 * 4 * 0x2000 / 65536 - 6, 1e-9);
    EXPECT_DOUBLE_EQ(*value_of(of_type("9c"), Quantity::temperature_c), 42.5 + 0x1A60 / 480.0);
    EXPECT_DOUBLE_EQ(*value_of(of_type("9c"), Quantity::pressure_hpa), 0x3F00 / 16.0);
    EXPECT_TRUE(of_type("97").formats.empty()) << "no such sensor";
}

TEST(Inode, RefusesWhatItsSensorsCannotSay) {
    const auto of = [](std::string_view body) {
        return decode_hex("19ff" + std::string(body)).formats.empty();
    };
    const std::string tail = "00000000000000000000000000";

    EXPECT_FALSE(of("909101b000001700a819" + tail + "00"));
    EXPECT_TRUE(of("809101b000001700a819" + tail + "00")) << "no device of the vendor";
    EXPECT_TRUE(of("909101c000001700a819" + tail + "00")) << "a grade of 12";
    EXPECT_TRUE(of("909101b000081700a819" + tail + "00")) << "an alarm that there is not";
    EXPECT_TRUE(of("909101b000001700a820" + tail + "00")) << "14 bits of warmth";
    EXPECT_TRUE(of("909d01b00000ff0f601a" + tail + "00")) << "256 hPa";
}

TEST(Inode, KnowsNoMeterWithABatteryAboveTheHighestGrade) {
    EXPECT_TRUE(decode_hex("0eff90820400cfe40000dc85c0ed10").formats.empty());
    EXPECT_TRUE(decode_hex("0eff80820400cfe40000dc85b0ed10").formats.empty());
}

TEST(Acconeer, RefusesABatteryOrATemperatureThatCannotBe) {
    EXPECT_FALSE(decode_body(0xACC0, "806400160001000000000000000000").formats.empty());
    EXPECT_TRUE(decode_body(0xACC0, "806500160001000000000000000000").formats.empty());
    EXPECT_TRUE(decode_body(0xACC0, "806400830001000000000000000000").formats.empty());
    EXPECT_TRUE(decode_body(0xACC0, "8064009fff01000000000000000000").formats.empty());
}

TEST(Household, IsAsUnsureAsACompanyIdOfNobody) {
    EXPECT_EQ(decode_body(0xF214, std::string(38, '0')).formats[0].confidence, Confidence::identifier);
    EXPECT_EQ(decode_body(0x1000, std::string(36, '0')).formats[0].confidence, Confidence::identifier);
    EXPECT_EQ(decode_body(0xFAEE, std::string(38, '0')).formats[0].confidence, Confidence::identifier);
    EXPECT_EQ(decode_body(0x2449, std::string(32, '0')).formats[0].confidence, Confidence::identifier);
    EXPECT_EQ(decode_body(0x2111, std::string(16, '0')).formats[0].confidence, Confidence::identifier);
}

TEST(Aranet, KeepsItsValuesWithoutTheIntegration) {
    EXPECT_FALSE(has(decode_body(0x0702, "010e0401000c0f014c030e02601f1162012c01b10036"), Quantity::co2_ppm));
}

TEST(Airmentor, CorrectsHumidityToTheAir) {
    EXPECT_NEAR(*value_of(decode_body(0x2122, "00b91963332d0145"), Quantity::humidity_pct), 61.34, 0.005);
    EXPECT_FALSE(has(decode_body(0x2122, "00b9ffff332d0145"), Quantity::humidity_pct));
}

TEST(Smartdry, CountsMillivoltsFromTwoEnds) {
    EXPECT_EQ(value_of(decode_body(0x01AE, "7de6ea41702360420000c406"), Quantity::voltage_v), 1.732);
    EXPECT_EQ(value_of(decode_body(0x01AE, "ca9dec4160fc5f424a009906"), Quantity::voltage_v), 3.0);
    EXPECT_EQ(value_of(decode_body(0x01AE, "ca9dec4160fc5f424a009a06"), Quantity::voltage_v), 1.69)
        << "more than a new cell has";
}

TEST(Smartdry, HasTheSameVoltageAwakeAndAsleep) {
    for (const auto* const awake : {"00", "06", "07"}) {
        const auto report = decode_body(0x01AE, std::string("ca9dec4160fc5f424a0052") + awake);
        EXPECT_EQ(value_of(report, Quantity::voltage_v), 2.929) << awake;
    }
}

TEST(Seelevel, ReadsDigitsBehindBlanks) {
    EXPECT_EQ(value_of(decode_body(0x0131, "0c464e0120373130303030303030"), Quantity::level_pct), 71);
    EXPECT_EQ(value_of(decode_body(0x0131, "0c464e0730353030303030303030"), Quantity::temperature_c), 10);
}

TEST(Seelevel, SaysNothingOfASensorThatIsOpen) {
    const auto report = decode_body(0x0131, "0c464e014f504e30303030303031");

    EXPECT_FALSE(has(report, Quantity::level_pct));
    EXPECT_EQ(value_of(report, Quantity::problem_present), 1);
}

TEST(Seelevel, IsNoneWithBytesThatAreNoText) {
    for (const char* body : {"0c464e0e20373130303030303030", "0c464e01ff373130303030303030",
                             "0c464e01203731ff303030303030", "0c464e0120373130303030303058"}) {
        EXPECT_TRUE(decode_body(0x0131, body).formats.empty()) << body;
    }
}

TEST(Mikrotik, SaysNothingWhenItIsClosed) {
    const auto report = decode_body(0x094F, "010110a90000fdff0100a1196be866000062");

    ASSERT_TRUE(find_format(report, "mikrotik.tag"));
    EXPECT_EQ(report.formats[0].protection, Protection::no_key);
    EXPECT_TRUE(report.formats[0].measurements.empty());
}

TEST(Tilt, KnowsTheProByItsGravity) {
    const auto report = decode_body(0x004C, "0215a495bb10c5b14b44b5121370f02d74de02a827b0c5");

    EXPECT_DOUBLE_EQ(*value_of(report, Quantity::temperature_c), 20);
    EXPECT_DOUBLE_EQ(*value_of(report, Quantity::gravity_sg), 1.016);
    EXPECT_TRUE(find_format(report, "ibeacon"));
}

TEST(Sonoff, RefusesAButtonThatThereIsNot) {
    // The second sealed byte is the button.
    const auto report = decode_hex("1b05ffffee1bc878f64a4690dd5ad9e71f4e4188f011694babb7fe68");

    EXPECT_EQ(error_of(report), Errc::malformed);
    EXPECT_FALSE(has(report, Quantity::button_event));
    EXPECT_FALSE(
        find_format(decode_hex("1b05ffffee1bc878f64a9990dd5ad9e71f4e4177f011694babb7fe68"), "sonoff.button"))
        << "no such model";
}

TEST(Xiaogui, NeedsTheAdvertisersAddressInside) {
    const auto payload = from_hex("10ffc0a30276138b0002215f5a29e5e094");

    EXPECT_TRUE(decode_bytes(payload).formats.empty());
    EXPECT_EQ(value_of(decode_from(*MacAddress::parse("5F:5A:29:E5:E0:94"), payload), Quantity::mass_kg), 63);
}

TEST(Laica, MeasuresImpedanceInAMessageOfItsOwn) {
    const auto report = decode_body(0xA0AC, "a02bbe5e91a0a254921406bf");

    EXPECT_EQ(value_of(report, Quantity::impedance_ohm), 0x02F4);
    EXPECT_FALSE(has(report, Quantity::mass_kg));
}

TEST(Laica, IsNotOfAnotherAddressAndUnsureWithoutItsService) {
    const auto payload = from_hex("0fffaca0a02bbe5e91a0a02c92140dbf");

    EXPECT_EQ(decode_bytes(payload).formats[0].confidence, Confidence::identifier);
    EXPECT_EQ(decode_bytes(joined(from_hex("0303b0ff"), payload)).formats[0].confidence, Confidence::layout);
    EXPECT_EQ(decode_from(*MacAddress::parse("A0:91:5E:BE:2B:A0"), payload).formats[0].confidence,
              Confidence::verified);
    EXPECT_TRUE(decode_from(*MacAddress::parse("A0:91:5E:BE:2B:A1"), payload).formats.empty());
}

TEST(Xoss, IsNotEverythingWhoseNameBeginsLikeIt) {
    const auto named = [](std::string_view body, std::string_view name) {
        const Bytes bytes = as_bytes(name);
        return decode_bytes(joined(manufacturer_data_of(0xFF04, from_hex(body)),
                                   ad_structure(ad_type::name_complete, {bytes.begin(), bytes.end()})));
    };

    EXPECT_TRUE(has(named("0161063f", "X2"), Quantity::heart_rate_bpm));
    EXPECT_FALSE(has(named("0161063f", "X2 Speaker"), Quantity::heart_rate_bpm));
    EXPECT_FALSE(has(named("0165063f", "X2"), Quantity::heart_rate_bpm)) << "101 % of a battery";
}

TEST(OralB, AddsMinutesAndSeconds) {
    EXPECT_EQ(value_of(decode_body(0x00DC, "0471050332010301030a04"), Quantity::duration_s), 63);
    EXPECT_FALSE(has(decode_body(0x00DC, "047105033201030103"), Quantity::sector_count)) << "the short form";
}

}  // namespace
}  // namespace cairn::test
