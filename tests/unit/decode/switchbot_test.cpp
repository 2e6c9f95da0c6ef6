// SwitchBot's edges. The bodies are those of sblibs/pySwitchbot, tests/test_adv_parser.py.
#include <gtest/gtest.h>

#include "decode/formats/switchbot_models.h"
#include "support/decode.h"

namespace cairn::test {
namespace {

/// Service data 0xFD3D, and manufacturer data of the vendor if there are any.
DecodeReport decode_both(std::string_view service, std::string_view manufacturer = "") {
    auto payload = service_data_of(0xFD3D, from_hex(service));
    if (!manufacturer.empty()) {
        const auto beside = manufacturer_data_of(0x0969, from_hex(manufacturer));
        payload.insert(payload.end(), beside.begin(), beside.end());
    }
    return decode_bytes(payload);
}

TEST(Switchbot, PrefersTheManufacturerDataOfAMeter) {
    const auto report = decode_both("5400e4069835", "d7c17d5deb43de0305972c");

    EXPECT_EQ(value_of(report, Quantity::temperature_c), 23.5);
    EXPECT_EQ(value_of(report, Quantity::humidity_pct), 44);
    EXPECT_EQ(value_of(report, Quantity::battery_pct), 100);
}

TEST(Switchbot, ReadsAMeterWithoutManufacturerData) {
    EXPECT_EQ(value_of(decode_both("5400e4069835"), Quantity::temperature_c), 24.6);
}

TEST(Switchbot, ReadsAMeterThatIsOnlyNamed) {
    const auto decode_named = [](std::string_view name) {
        auto payload = manufacturer_data_of(0x0969, from_hex("aabbccddeeff4a0109962f"));
        const auto beside = ad_structure(ad_type::name_complete, {name.begin(), name.end()});
        payload.insert(payload.end(), beside.begin(), beside.end());
        return decode_bytes(payload);
    };

    const auto report = decode_named("WoSensorTHP");
    EXPECT_EQ(value_of(report, Quantity::temperature_c), 22.9);
    EXPECT_EQ(value_of(report, Quantity::humidity_pct), 47);
    EXPECT_FALSE(has(decode_named("WoHand"), Quantity::temperature_c));
    EXPECT_TRUE(find_format(decode_both("5400e4069835", "d7c17d5deb43de0305972c"), "switchbot.identity"))
        << "beside service data the manufacturer data are read once";
}

TEST(Switchbot, GivesTheHumidityThatAHumidifierAimsAtInThatModeOnly) {
    const auto target_in = [](std::string_view mode) {
        const std::string beside = "a0a3b32c9ce638" + std::string(mode) + "88b59912101b00855d";
        return value_of(decode_both("230000151c0014", beside), Quantity::target_humidity_pct);
    };

    EXPECT_EQ(target_in("85"), 93);
    EXPECT_EQ(target_in("86"), std::nullopt);
}

TEST(Switchbot, GivesNoClimateOfAMeterThatSendsZeros) {
    const auto report = decode_both("540000000000");

    EXPECT_TRUE(find_format(report, "switchbot.meter"));
    EXPECT_FALSE(has(report, Quantity::temperature_c));
    EXPECT_FALSE(has(report, Quantity::humidity_pct));
}

TEST(Switchbot, ReadsTemperaturesBelowZero) {
    EXPECT_EQ(value_of(decode_both("5400e4061835"), Quantity::temperature_c), -24.6);
}

TEST(Switchbot, GivesNoCarbonDioxideThatTheSensorCannotMeasure) {
    EXPECT_EQ(value_of(decode_both("350064", "b0e9fe543215b7e4079ba4003702d500"), Quantity::co2_ppm), 725);
    EXPECT_FALSE(has(decode_both("350064", "b0e9fe543215b7e4079ba40037271000"), Quantity::co2_ppm));
    EXPECT_FALSE(has(decode_both("340064", "b0e9fe543215b7e4079ba4003702d500"), Quantity::co2_ppm))
        << "a meter without that sensor";
}

TEST(Switchbot, KnowsABotsPositionInSwitchModeOnly) {
    EXPECT_EQ(value_of(decode_both("4890cc"), Quantity::power_on), 1);
    EXPECT_EQ(value_of(decode_both("48d0cc"), Quantity::power_on), 0);
    EXPECT_FALSE(has(decode_both("4810e1"), Quantity::power_on));
}

TEST(Switchbot, TakesADoorThatWasLeftOpenForOpen) {
    EXPECT_EQ(value_of(decode_both("6400da040046018fc4"), Quantity::door_open), 1);
    EXPECT_EQ(value_of(decode_both("6440da020017005144"), Quantity::door_open), 1);
    EXPECT_EQ(value_of(decode_both("6440da00002b001984"), Quantity::door_open), 0);
}

TEST(Switchbot, KnowsTheModelWhileItIsBeingPaired) {
    EXPECT_EQ(text_of(decode_both("140064"), AttributeKind::model), "Meter Pro");
    EXPECT_EQ(text_of(decode_both("d40064"), AttributeKind::model), "Meter") << "bit 7: encrypted";
}

TEST(Switchbot, CountsTheAirOfAWarmSensorOnly) {
    EXPECT_FALSE(
        has(decode_both("2a0000150400", "cc8da2a7923e0922800030000f0000"), Quantity::air_quality_index));
    EXPECT_TRUE(
        has(decode_both("380000952d00", "cc8da2a7c1ae9e058c803001950000"), Quantity::air_quality_index));
}

TEST(Switchbot, ReadsWhatIsThereOfShortManufacturerData) {
    const auto report = decode_both("6f8064", "f1099f451a5d078300");

    EXPECT_EQ(value_of(report, Quantity::sequence), 7);
    EXPECT_EQ(value_of(decode_both("7b", "aabbccddeeff"), Quantity::battery_pct), std::nullopt);
    EXPECT_FALSE(has(decode_both("7600", "aabbccddeeff00ff"), Quantity::temperature_c));
}

TEST(Switchbot, NamesADeviceWhoseModelIsNotKnown) {
    const auto report = decode_both("00002e01123456");

    ASSERT_EQ(formats_in(report), std::vector<std::string>{"switchbot.device"});
    EXPECT_EQ(report.formats[0].confidence, Confidence::identifier);
    EXPECT_EQ(formats_in(decode_both("000000")), std::vector<std::string>{"switchbot.device"});
}

TEST(Switchbot, HasOneModelForEachNumber) {
    for (const auto& model : formats::switchbot_models) {
        const auto is_same = [&](const auto& other) { return other.id == model.id; };
        EXPECT_EQ(std::ranges::count_if(formats::switchbot_models, is_same), 1) << model.name;
    }
}

}  // namespace
}  // namespace cairn::test
