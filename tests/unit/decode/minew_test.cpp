// Minew tags, service data 0xFFE1. The bodies are those of reelyactive/advlib-ble-services, minew.test.js.
#include <gtest/gtest.h>

#include "support/decode.h"

namespace cairn::test {
namespace {

constexpr const char* exact_bodies[]{
    "a1016315803200aabbccddeeff",
    "a1024501aabbccddeeff",
    "a10364ff8000000080aabbccddeeff",
    "a111320001aabbccddeeff",
    "a113631973aabbccddeeff",
    "a1176304840000aabbccddeeff",
    "a105644000aabbccddeeff",
    "a107aabbccddeeff",
    "a112634000aabbccddeeff",
    "a119640ab4aabbccddeeff",
    "a1204501aabbccddeeff",
    "a1216301aabbccddeeff",
    "a1166400003380013baabbccddeeff",
    "a118321234567801aabbccddeeff",
    "a1150000ff80013b000000449e58aabbccddeeff",
};

DecodeReport decode_body(std::string_view body) {
    return decode_bytes(service_data_of(0xFFE1, from_hex(body)));
}

TEST(Minew, DecodesTemperatureAndHumidity) {
    const auto report = decode_body("a1016315803200aabbccddeeff");

    EXPECT_EQ(value_of(report, Quantity::battery_pct), 99);
    EXPECT_EQ(value_of(report, Quantity::temperature_c), 21.5);
    EXPECT_EQ(value_of(report, Quantity::humidity_pct), 50);
    EXPECT_EQ(text_of(report, AttributeKind::device), "FFEEDDCCBBAA") << "the address is sent reversed";
}

TEST(Minew, DecodesTemperaturesBelowZero) {
    EXPECT_EQ(value_of(decode_body("a10163F5803200aabbccddeeff"), Quantity::temperature_c), -10.5);
}

TEST(Minew, DecodesAccelerationInMetresPerSecondSquared) {
    const auto report = decode_body("a10364ff8000000080aabbccddeeff");

    EXPECT_DOUBLE_EQ(*value_of(report, Quantity::accel_x_g), -0.5);
    EXPECT_EQ(value_of(report, Quantity::accel_y_g), 0);
    EXPECT_DOUBLE_EQ(*value_of(report, Quantity::accel_z_g), 0.5);
}

TEST(Minew, DecodesWhoTheTagIs) {
    const auto report = decode_body("a10864001302e4cdab504c5553303031");

    EXPECT_EQ(value_of(report, Quantity::battery_pct), 100);
    EXPECT_EQ(text_of(report, AttributeKind::device), "ABCDE4021300");
    EXPECT_EQ(text_of(report, AttributeKind::name), "PLUS001");
}

TEST(Minew, MayHaveNoName) {
    const auto report = decode_body("a10864001302e4cdab");

    EXPECT_EQ(formats_in(report), std::vector<std::string>{"minew.info"});
    EXPECT_EQ(text_of(report, AttributeKind::name), "");
    EXPECT_FALSE(report.error);
}

TEST(Minew, DecodesTheFramesOfOneState) {
    EXPECT_EQ(value_of(decode_body("a1024501aabbccddeeff"), Quantity::light_present), 1);
    EXPECT_EQ(value_of(decode_body("a1024500aabbccddeeff"), Quantity::light_present), 0);
    EXPECT_EQ(value_of(decode_body("a111320001aabbccddeeff"), Quantity::motion_present), 1);
    EXPECT_EQ(value_of(decode_body("a11132FFFEaabbccddeeff"), Quantity::motion_present), 0)
        << "bit 0 alone counts";
}

TEST(Minew, DecodesTemperatureAlone) {
    EXPECT_EQ(value_of(decode_body("a113631973aabbccddeeff"), Quantity::temperature_c), 0x1973 / 256.0);
}

TEST(Minew, DecodesPressureInPascal) {
    EXPECT_EQ(value_of(decode_body("a1176304840000aabbccddeeff"), Quantity::pressure_hpa), 1'156);
}

TEST(Minew, AcceptsAnAddressOfZeros) {
    const auto report = decode_body("a1016315803200000000000000");

    EXPECT_EQ(value_of(report, Quantity::temperature_c), 21.5);
    EXPECT_EQ(text_of(report, AttributeKind::device), "");
}

TEST(Minew, RefusesEveryOtherLengthOfAFrame) {
    for (const char* body : exact_bodies) {
        const auto whole = from_hex(body);
        for (std::size_t size = 2; size < whole.size(); ++size) {
            const auto report = decode_bytes(service_data_of(0xFFE1, Bytes(whole).first(size)));
            EXPECT_TRUE(report.formats.empty()) << body << " at " << size << " bytes";
            EXPECT_EQ(error_of(report), Errc::malformed) << body << " at " << size << " bytes";
        }
        EXPECT_EQ(error_of(decode_body(std::string(body) + "00")), Errc::malformed) << body;
    }
}

TEST(Minew, LeavesFramesWithoutAPublishedLayoutAlone) {
    const auto report = decode_body("a104000000000000aabbccddeeff");

    EXPECT_TRUE(report.formats.empty());
    EXPECT_FALSE(report.error);
}

}  // namespace
}  // namespace cairn::test
