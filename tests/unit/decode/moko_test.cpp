// Moko BeaconX Pro, service data 0xFEAB: docs/formats/advertisements.md names the sources of the bytes.
#include <gtest/gtest.h>

#include <cmath>

#include "support/decode.h"

namespace cairn::test {
namespace {

// theengs/decoder, test_ble.cpp: a tag at rest.
constexpr auto acceleration = "60000a010007154039c0fa000bf901f40c93fe3487";
// Comments of the vendor's Android app (BeaconX-Pro), the forms without battery and address.
constexpr auto short_acceleration = "60f60e010007f600d5002e00";
constexpr auto short_temperature = "700b1000fb02f5";
constexpr auto temperature = "70000a011201ee0caf03def14635998a";
constexpr auto device = "40bf0a0c0e0001d6de2dd60a281000";

DecodeReport decode_body(std::string_view body) {
    return decode_bytes(service_data_of(0xFEAB, from_hex(body)));
}

TEST(MokoAcceleration, DecodesTheLongForm) {
    const auto report = decode_body(acceleration);

    EXPECT_DOUBLE_EQ(*value_of(report, Quantity::accel_x_g), 0.340);
    EXPECT_DOUBLE_EQ(*value_of(report, Quantity::accel_y_g), 0.924);
    EXPECT_DOUBLE_EQ(*value_of(report, Quantity::accel_z_g), -0.096);
    EXPECT_EQ(value_of(report, Quantity::advertisement_interval_s), 1.0);
    EXPECT_EQ(value_of(report, Quantity::voltage_v), 3.065);
    EXPECT_EQ(text_of(report, AttributeKind::device), "F40C93FE3487");
}

TEST(MokoAcceleration, IsOneGravityAtRest) {
    const auto report = decode_body(acceleration);

    const double norm =
        std::hypot(*value_of(report, Quantity::accel_x_g), *value_of(report, Quantity::accel_y_g),
                   *value_of(report, Quantity::accel_z_g));

    EXPECT_NEAR(norm, 1, 0.05);
}

TEST(MokoAcceleration, DecodesTheShortForm) {
    const auto report = decode_body(short_acceleration);

    EXPECT_EQ(value_of(report, Quantity::rssi_at_0m_dbm), -10);
    EXPECT_EQ(value_of(report, Quantity::advertisement_interval_s), 1.4);
    EXPECT_DOUBLE_EQ(*value_of(report, Quantity::accel_x_g), -0.160);
    EXPECT_DOUBLE_EQ(*value_of(report, Quantity::accel_y_g), -0.688);
    EXPECT_DOUBLE_EQ(*value_of(report, Quantity::accel_z_g), 0.736);
    EXPECT_FALSE(has(report, Quantity::voltage_v));
    EXPECT_EQ(text_of(report, AttributeKind::device), "");
    EXPECT_FALSE(report.error);
}

TEST(MokoAcceleration, FollowsTheFullScale) {
    auto body = from_hex(acceleration);
    body[4] = 3;  // 16 g: 12 mg a step

    const auto report = decode_bytes(service_data_of(0xFEAB, body));

    EXPECT_DOUBLE_EQ(*value_of(report, Quantity::accel_x_g), 12 * 0.340);
}

TEST(MokoAcceleration, KeepsTheBatteryWhenTheFullScaleIsUnknown) {
    auto body = from_hex(acceleration);
    body[4] = 4;

    const auto report = decode_bytes(service_data_of(0xFEAB, body));

    EXPECT_FALSE(has(report, Quantity::accel_x_g));
    EXPECT_EQ(value_of(report, Quantity::voltage_v), 3.065);
    ASSERT_EQ(error_of(report), Errc::malformed);
    EXPECT_STREQ(report.error->where, "moko.acceleration");
}

TEST(MokoTemperatureHumidity, DecodesBothForms) {
    const auto report = decode_body(temperature);
    const auto short_report = decode_body(short_temperature);

    EXPECT_EQ(value_of(report, Quantity::temperature_c), 27.4);
    EXPECT_EQ(value_of(report, Quantity::humidity_pct), 49.4);
    EXPECT_EQ(value_of(report, Quantity::voltage_v), 3.247);
    EXPECT_EQ(text_of(report, AttributeKind::device), "DEF14635998A");
    EXPECT_EQ(value_of(short_report, Quantity::temperature_c), 25.1);
    EXPECT_EQ(value_of(short_report, Quantity::humidity_pct), 75.7);
    EXPECT_FALSE(has(short_report, Quantity::voltage_v));
}

TEST(MokoTemperatureHumidity, DecodesTemperaturesBelowZero) {
    const auto report = decode_body("70000aff9c01ee0caf03def14635998a");

    EXPECT_EQ(value_of(report, Quantity::temperature_c), -10.0);
}

TEST(MokoDevice, DecodesWhoTheTagIs) {
    const auto report = decode_body(device);

    EXPECT_EQ(value_of(report, Quantity::rssi_at_0m_dbm), -65);
    EXPECT_EQ(value_of(report, Quantity::advertisement_interval_s), 1.0);
    EXPECT_EQ(value_of(report, Quantity::voltage_v), 3.086);
    EXPECT_EQ(text_of(report, AttributeKind::device), "D6DE2DD60A28");
}

TEST(MokoDevice, SaysWhetherThereIsLightOnlyWithALightSensor) {
    auto body = from_hex(device);
    body[6] = 0x02;
    EXPECT_FALSE(has(decode_bytes(service_data_of(0xFEAB, body)), Quantity::light_present));

    body[5] = 0x04;
    EXPECT_EQ(value_of(decode_bytes(service_data_of(0xFEAB, body)), Quantity::light_present), 1);

    body[6] = 0x01;
    EXPECT_EQ(value_of(decode_bytes(service_data_of(0xFEAB, body)), Quantity::light_present), 0);
}

TEST(Moko, RefusesEveryOtherLengthOfAFrame) {
    for (const char* body : {acceleration, temperature, device}) {
        const auto whole = from_hex(body);
        for (std::size_t size = 1; size < whole.size(); ++size) {
            const bool is_short_form =
                (body == acceleration && size == 12) || (body == temperature && size == 7);
            const auto report = decode_bytes(service_data_of(0xFEAB, Bytes(whole).first(size)));
            EXPECT_EQ(report.formats.empty(), !is_short_form) << body << " at " << size << " bytes";
            EXPECT_EQ(error_of(report) == Errc::malformed, !is_short_form)
                << body << " at " << size << " bytes";
        }
        EXPECT_EQ(error_of(decode_body(std::string(body) + "00")), Errc::malformed) << body;
    }
}

}  // namespace
}  // namespace cairn::test
