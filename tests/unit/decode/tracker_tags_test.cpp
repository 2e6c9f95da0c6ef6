// KKM, Teltonika and ELA. The bodies are those of theengs/decoder, ble_monitor and advlib-ble-manufacturers.
#include <gtest/gtest.h>

#include "support/decode.h"

namespace cairn::test {
namespace {

DecodeReport decode_kkm(std::string_view body) {
    return decode_bytes(service_data_of(0xFEAA, from_hex(body)));
}
DecodeReport decode_eye(std::string_view body) {
    return decode_bytes(manufacturer_data_of(0x089A, from_hex(body)));
}
DecodeReport decode_ela(std::string_view body) {
    return decode_bytes(manufacturer_data_of(0x0757, from_hex(body)));
}

TEST(Kkm, ReadsTemperaturesBelowZeroAsFixedPoint) {
    EXPECT_EQ(value_of(decode_kkm("2101070e5bffc01f95"), Quantity::temperature_c), -0.25);
}

TEST(Kkm, LeavesWhatItsFlagsDoNotNameAlone) {
    const auto report = decode_kkm("2101070e5bffc01f95fffcffec03eb");

    EXPECT_EQ(value_of(report, Quantity::voltage_v), 3.675);
    EXPECT_FALSE(has(report, Quantity::accel_x_g));
    EXPECT_FALSE(report.error);
}

TEST(Kkm, RefusesFewerBytesThanItsFlagsAskFor) {
    const auto whole = from_hex("21010f0e5befbb42d1ffc200000407");
    for (std::size_t size = 5; size < whole.size(); ++size) {
        const auto report = decode_bytes(service_data_of(0xFEAA, Bytes(whole).first(size)));
        EXPECT_EQ(error_of(report), Errc::malformed) << size;
        EXPECT_FALSE(has(report, Quantity::voltage_v)) << size;
    }
}

TEST(Kkm, IsNoTelemetryWithOneBitWrong) {
    EXPECT_FALSE(decode_kkm("21000b0bea15400004fff4fffc").formats.empty());
    EXPECT_TRUE(decode_kkm("21000bea15400000000400000021").formats.empty());
}

TEST(Kkm, IsNotKnownWithFlagsOfTheFuture) {
    EXPECT_TRUE(decode_kkm("2141010e5b").formats.empty());
    EXPECT_TRUE(decode_kkm("2101000e5b").formats.empty());
    EXPECT_TRUE(decode_kkm("2100000e5b").formats.empty());
}

TEST(Kkm, NeedNotSetTheFlagWithoutAMeaning) {
    EXPECT_EQ(value_of(decode_kkm("2100010e5b"), Quantity::voltage_v), 3.675);
}

TEST(TeltonikaEye, ReadsOnlyWhatItsFlagsName) {
    const auto report = decode_eye("018067");

    EXPECT_DOUBLE_EQ(*value_of(report, Quantity::voltage_v), 3.03);
    EXPECT_FALSE(has(report, Quantity::temperature_c));
    EXPECT_FALSE(has(report, Quantity::magnet_absent));
}

TEST(TeltonikaEye, TellsMovingFromTheCountOfMovements) {
    const auto report = decode_eye("01108ccb");

    EXPECT_EQ(value_of(report, Quantity::motion_present), 1);
    EXPECT_EQ(value_of(report, Quantity::movement_counter), 0x0CCB);
}

TEST(TeltonikaEye, HasNegativeAngles) {
    const auto report = decode_eye("0120a6ff4c");

    EXPECT_EQ(value_of(report, Quantity::pitch_deg), -90);
    EXPECT_EQ(value_of(report, Quantity::roll_deg), -180);
}

TEST(TeltonikaEye, RefusesFewerBytesThanItsFlagsAskFor) {
    const auto whole = from_hex("01b708b4120ccb0bffc767");
    for (std::size_t size = 2; size < whole.size(); ++size) {
        const auto report = decode_bytes(manufacturer_data_of(0x089A, Bytes(whole).first(size)));
        EXPECT_EQ(error_of(report), Errc::malformed) << size;
    }
}

TEST(Ela, CountsChangesAboveTheState) {
    const auto report = decode_ela("420d00");

    EXPECT_EQ(value_of(report, Quantity::motion_present), 1);
    EXPECT_EQ(value_of(report, Quantity::movement_counter), 6);
}

TEST(Ela, HasATemperatureBehindTheHumidityOnlyIfABlockSaysSo) {
    EXPECT_EQ(value_of(decode_ela("213012b80a"), Quantity::temperature_c), 27.44);
    EXPECT_TRUE(decode_ela("213013b80a").formats.empty());
}

TEST(Ela, RefusesEveryOtherLength) {
    for (const char* body : {"06aabbccddeeff", "12850a", "320a00", "420c00", "56b8ffecffacfc", "620a00",
                             "929c00", "b29c00", "f145", "f2ac0b"}) {
        EXPECT_EQ(decode_ela(body).formats.size(), 1U) << body;
        EXPECT_EQ(error_of(decode_ela(std::string(body) + "00")), Errc::malformed) << body;
    }
}

TEST(Ela, SendsCharacteristicsUnderItsNamesOnly) {
    const auto humidity = service_data_of(0x2A6F, from_hex("46"));
    const auto magnet = service_data_of(0x2A06, from_hex("2400"));

    EXPECT_EQ(find_format(decode_bytes(humidity), "ela.humidity"), nullptr);
    EXPECT_EQ(find_format(decode_bytes(magnet), "ela.magnet"), nullptr);
}

}  // namespace
}  // namespace cairn::test
