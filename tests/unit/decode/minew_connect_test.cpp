// Minew tags under their company, 0x0639. The bodies are those of reelyactive/advlib-ble-manufacturers,
// minew.js.
#include <gtest/gtest.h>

#include "support/decode.h"

namespace cairn::test {
namespace {

constexpr const char* exact_bodies[]{
    "ca006745233123ac6421870000000000000000001234abcd",
    "ca05000000197348466d696e65770000000000001234abcd",
    "ca18007f230110320000000000000000000000001234abcd",
    "ca180106046e849b8c709a8c86987a7a8e0000001234abcd",
    "ca1b010007000165332211ac05ef197300c5000000000010",
    "ca1e0064f4010f450700000000000000000000001234abcd",
    "a301010017000b00010100006745233123ac23d3",
    "a30364197348466745233123ac007ad3",
    "a40000090600010100006745233123ac1234",
    "a40163010001ff6745233123ac1234",
};

DecodeReport decode_body(std::string_view body) {
    return decode_bytes(manufacturer_data_of(0x0639, from_hex(body)));
}

TEST(MinewConnect, RefusesEveryOtherLengthOfAFrame) {
    for (const char* body : exact_bodies) {
        const auto whole = from_hex(body);
        for (std::size_t size = 0; size < whole.size(); ++size) {
            const auto report = decode_bytes(manufacturer_data_of(0x0639, Bytes(whole).first(size)));
            EXPECT_TRUE(report.formats.empty()) << body << " at " << size << " bytes";
        }
        EXPECT_TRUE(decode_body(std::string(body) + "00").formats.empty()) << body;
    }
}

TEST(MinewConnect, TakesItsFirmwareOutOfThreeSixAndSevenBits) {
    const auto report = decode_body("ca006745233123ac64ffff0000000000000000001234abcd");

    EXPECT_EQ(text_of(report, AttributeKind::firmware), "7.63.127");
}

TEST(MinewConnect, HasNoHumidityWhereItsInfoSaysTemperatureOnly) {
    const auto report = decode_body("ca05010200197348466d696e65770000000100001234abcd");

    EXPECT_EQ(value_of(report, Quantity::temperature_c), 25.44921875);
    EXPECT_FALSE(has(report, Quantity::humidity_pct));
}

TEST(MinewConnect, ReadsBlocksUpToOneThatItDoesNotKnow) {
    const auto report = decode_body("ca0321647703300050005ff11234abcd");

    EXPECT_EQ(value_of(report, Quantity::battery_pct), 100);
    EXPECT_FALSE(has(report, Quantity::accel_x_g));
    EXPECT_FALSE(report.error);
}

TEST(MinewConnect, ReadsNoSignatureForABlock) {
    const auto report = decode_body("ca03216422010000");

    EXPECT_EQ(value_of(report, Quantity::battery_pct), 100);
    EXPECT_FALSE(has(report, Quantity::tamper_present));
    EXPECT_FALSE(report.error);
}

TEST(MinewConnect, RefusesABlockThatRunsIntoTheSignature) {
    const auto report = decode_body("ca0321640300051234abcd");

    EXPECT_EQ(value_of(report, Quantity::battery_pct), 100) << "what is sound stays";
    EXPECT_EQ(error_of(report), Errc::malformed);
}

TEST(MinewConnect, SaysThatAProbeIsEncrypted) {
    const auto report = decode_body("ca1b810007000165332211ac05ef197300c5000000000010");

    ASSERT_EQ(report.formats.size(), 1U);
    EXPECT_EQ(report.formats[0].protection, Protection::no_key);
    EXPECT_TRUE(report.formats[0].measurements.empty());
}

}  // namespace
}  // namespace cairn::test
