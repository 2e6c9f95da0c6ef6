// Moko's other tags: docs/formats/adv-moko.md names the sources of the bytes.
#include <gtest/gtest.h>

#include "support/decode.h"

namespace cairn::test {
namespace {

DecodeReport decode_tag(std::string_view body) {
    return decode_bytes(service_data_of(0xEA01, from_hex(body)));
}
DecodeReport decode_button(std::string_view body) {
    return decode_bytes(service_data_of(0xFEE0, from_hex(body)));
}
DecodeReport decode_locator(std::string_view begin) {
    auto body = from_hex(begin);
    body.resize(27);
    return decode_bytes(manufacturer_data_of(0x000D, body));
}

TEST(MokoTag, ObeysItsBitsAndNotItsBytes) {
    const auto report = decode_tag("800100000000000200030004ffffffffffff0d2c000001");

    EXPECT_EQ(value_of(report, Quantity::magnet_absent), 1);
    EXPECT_FALSE(has(report, Quantity::accel_x_g));
    EXPECT_FALSE(has(report, Quantity::temperature_c));
    EXPECT_FALSE(has(report, Quantity::humidity_pct));
}

TEST(MokoTag, LeavesOutWhatIsNotFitted) {
    const auto report = decode_tag("803800000000000000000000ffffffff0d2c000001");

    EXPECT_FALSE(has(report, Quantity::temperature_c));
    EXPECT_FALSE(has(report, Quantity::humidity_pct));
}

TEST(MokoTag, LeavesOutAHumidityAboveAHundredPerCent) {
    const auto report = decode_tag("80390000000000000000000000B03A8A0B55000001");

    EXPECT_EQ(value_of(report, Quantity::temperature_c), 17.6);
    EXPECT_FALSE(has(report, Quantity::humidity_pct));
}

TEST(MokoTag, HasAnIdOfOneToSixBytes) {
    const std::string fixed = "800100000000000000000000ffffffff0d2c";

    EXPECT_EQ(text_of(decode_tag(fixed + "0a"), AttributeKind::device), "0a");
    EXPECT_EQ(text_of(decode_tag(fixed + "010203040506"), AttributeKind::device), "010203040506");
    EXPECT_TRUE(decode_tag(fixed).formats.empty());
    EXPECT_TRUE(decode_tag(fixed + "01020304050607").formats.empty());
}

TEST(MokoButton, KnowsItsFourKindsOfAlarm) {
    for (const auto& [body, kind] : {std::pair{"2002000a0a0400", 0},
                                     {"2102000a0a0400", 1},
                                     {"2202000a0a0400", 2},
                                     {"2302000a0a0400", 3}}) {
        EXPECT_EQ(value_of(decode_button(body), Quantity::button_kind), kind) << body;
    }
}

TEST(MokoButton, IsNotWhatOthersSendUnderTheService) {
    for (const char* body : {"2402000a0a0400", "2012000a0a0400", "200200 0a0a1000", "2002000a0a0410",
                             "ac1e0000", "2002000a0400", "2002000a01020304050607040000"}) {
        std::string digits(body);
        std::erase(digits, ' ');
        EXPECT_EQ(find_format(decode_button(digits), "moko.button"), nullptr) << body;
    }
}

TEST(MokoButton, HasABatteryInMillivoltsOrPerCent) {
    const auto decode_info = [](std::string_view body) {
        return decode_bytes(service_data_of(0xEA00, from_hex(body)));
    };

    const auto volts = decode_info("0000000a001cffe403f01940c40065f40c93fe3487");
    const auto per_cent = decode_info("0000000a001cffe403f01940c40064f40c93fe3487");

    EXPECT_EQ(value_of(volts, Quantity::voltage_v), 0.101);
    EXPECT_EQ(value_of(per_cent, Quantity::battery_pct), 100);
    EXPECT_FALSE(has(per_cent, Quantity::voltage_v));
}

TEST(MokoButton, HasNoTemperatureWithoutAThermometer) {
    const auto report =
        decode_bytes(service_data_of(0xEA00, from_hex("0000000a001cffe403f0ffffc40064f40c93fe3487")));

    EXPECT_FALSE(has(report, Quantity::temperature_c));
}

TEST(MokoPir, IsTheSameWhicheverWayItsCompanyIsTurned) {
    const auto body = from_hex("02150900f15427e0304f16031e0d3a190e0a00000000b0");

    for (const std::uint16_t company : {std::uint16_t{0x0A62}, std::uint16_t{0x620A}}) {
        const auto report = decode_bytes(manufacturer_data_of(company, body));
        EXPECT_EQ(value_of(report, Quantity::motion_present), 1) << company;
        EXPECT_EQ(value_of(report, Quantity::voltage_v), 3.594) << company;
    }
}

TEST(MokoLocator, LeavesOutCodesWithoutAMeaning) {
    const auto report = decode_locator("0410a0b07f");

    EXPECT_FALSE(has(report, Quantity::tx_power_dbm));
    EXPECT_FALSE(has(report, Quantity::battery_pct));
    EXPECT_FALSE(has(report, Quantity::advertisement_interval_s));
    EXPECT_EQ(value_of(report, Quantity::alarm_active), 0);
}

TEST(MokoLocator, CountsItsBatteryInTenths) {
    EXPECT_EQ(value_of(decode_locator("041000a002"), Quantity::battery_pct), 100);
    EXPECT_EQ(value_of(decode_locator("0410000002"), Quantity::battery_pct), 0);
}

TEST(MokoUpdateMode, NeedsItsName) {
    const auto uuid = from_hex("0303ffea");

    EXPECT_TRUE(decode_bytes(uuid).formats.empty());
    EXPECT_EQ(formats_in(decode_hex("0303ffea07094d4b5f4f5441"))[0], "moko.update_mode");
}

TEST(MonitMecs, IsReadOnlyWhereItsAddressProvesIt) {
    const auto bytes =
        manufacturer_data_of(0x0059, from_hex("021535c80410418015dc8200410418415dc8200202f9c3"));
    const auto own = MacAddress::parse("EE:C5:00:02:02:F9");
    const auto other = MacAddress::parse("EE:C5:00:02:02:FA");

    const auto report = decode_from(*own, bytes);

    EXPECT_EQ(value_of(report, Quantity::battery_pct), 87);
    ASSERT_FALSE(report.formats.empty());
    EXPECT_EQ(report.formats[0].confidence, Confidence::verified);
    EXPECT_EQ(formats_in(decode_from(*other, bytes)), std::vector<std::string>{"ibeacon_like"});
    EXPECT_EQ(formats_in(decode_bytes(bytes)), std::vector<std::string>{"ibeacon_like"});
}

TEST(MokoOld, HasABatteryAndStepsOf16Milligravities) {
    const auto is_it = [](std::string_view body) {
        return !decode_bytes(service_data_of(0xFF01, from_hex(body))).formats.empty();
    };

    EXPECT_TRUE(is_it("64000000005085a000f0ffe003"));
    EXPECT_FALSE(is_it("65000000005085a000f0ffe003"));
    EXPECT_FALSE(is_it("64000000005085a100f0ffe003"));
    EXPECT_FALSE(is_it("64000000005085a000f1ffe003"));
    EXPECT_FALSE(is_it("64000000005085a000f0ffe103"));
}

}  // namespace
}  // namespace cairn::test
