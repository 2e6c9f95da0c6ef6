// Ingics iBS. The bodies are those of ingics/ingics-message-parser.
#include <gtest/gtest.h>

#include <tuple>

#include "support/decode.h"

namespace cairn::test {
namespace {

DecodeReport decode_own(std::string_view body) {
    return decode_bytes(manufacturer_data_of(0x082C, from_hex(body)));
}
DecodeReport decode_ti(std::string_view body) {
    return decode_bytes(manufacturer_data_of(0x000D, from_hex(body)));
}

TEST(Ingics, LeavesOutWhatIsNotMeasured) {
    const auto report = decode_ti("83bc280100aaaaffff000014130000");

    EXPECT_EQ(text_of(report, AttributeKind::model), "iBS03T");
    EXPECT_FALSE(has(report, Quantity::temperature_c));
    EXPECT_FALSE(has(report, Quantity::humidity_pct));
}

TEST(Ingics, LeavesOutAHumidityAboveAHundredPerCent) {
    EXPECT_EQ(value_of(decode_ti("83bc280100aa076400000014130000"), Quantity::humidity_pct), 100);
    EXPECT_FALSE(has(decode_ti("83bc280100aa076500000014130000"), Quantity::humidity_pct));
    EXPECT_EQ(value_of(decode_own("88bc2c01000b0be8030000000000000000000041000000"), Quantity::humidity_pct),
              100);
    EXPECT_FALSE(has(decode_own("88bc2c01000b0be9030000000000000000000041000000"), Quantity::humidity_pct));
}

TEST(Ingics, SaysOnlyTheBatteryOfAModelOfTheFuture) {
    const auto report = decode_ti("83bc2801020a09ffff0000ee030000");

    ASSERT_EQ(report.formats.size(), 1U);
    EXPECT_EQ(report.formats[0].measurements.size(), 1U);
    EXPECT_EQ(value_of(report, Quantity::voltage_v), 2.96);
    EXPECT_EQ(text_of(report, AttributeKind::model), "");
}

TEST(Ingics, HasNeitherHumidityNorLightWithoutItsRod) {
    const auto report = decode_own("87bc330101aaaa310000002aff02007b0050070000");

    EXPECT_FALSE(has(report, Quantity::temperature_c));
    EXPECT_FALSE(has(report, Quantity::humidity_pct));
    EXPECT_FALSE(has(report, Quantity::illuminance_lux));
    EXPECT_EQ(value_of(report, Quantity::accel_y_g), 2 / 256.0);
}

TEST(Ingics, RefusesEveryOtherLength) {
    for (const char* body : {"83bc2801020a09ffff000015030000", "87bc330100110b31005a002aff02007b0050070000",
                             "88bc4901000f091f025a0232004c00de030a0046040000"}) {
        const auto whole = from_hex(body);
        for (std::size_t size = 2; size < whole.size(); ++size) {
            const auto report = decode_bytes(manufacturer_data_of(0x082C, Bytes(whole).first(size)));
            EXPECT_TRUE(report.formats.empty()) << body << " at " << size;
            EXPECT_EQ(error_of(report), Errc::malformed) << body << " at " << size;
        }
        EXPECT_EQ(error_of(decode_own(std::string(body) + "00")), Errc::malformed) << body;
    }
}

TEST(Ingics, KnowsAnOldTagByWhatItMeasures) {
    const auto decode_old = [](std::string_view body) {
        return decode_bytes(manufacturer_data_of(0x0059, from_hex(body)));
    };

    EXPECT_EQ(text_of(decode_old("80bcff00007a0d4300ffffffffffff"), AttributeKind::model), "iBS01T");
    EXPECT_EQ(text_of(decode_old("80bc2b010affffffffffffffffffff"), AttributeKind::model), "iBS01");
}

TEST(IngicsMotionLog, TellsItsThreeSamplesByTheChannel) {
    const auto report = decode_ti("81bc3e110a00f4ff00ff1600f6ff00ff1400f6ff08ff");

    ASSERT_EQ(report.formats.size(), 1U);
    const auto& measurements = report.formats[0].measurements;
    EXPECT_EQ(measurements[measurements.size() - 1].channel, 2);
    EXPECT_EQ(measurements[measurements.size() - 1].value, -248 / 256.0);
}

TEST(Ingics, IsNoTagOfZeros) {
    for (const auto& [company, code, size] :
         {std::tuple{0x0059, "80bc", 15}, std::tuple{0x000D, "82bc", 15}, std::tuple{0x082C, "83bc", 15},
          std::tuple{0x082C, "87bc", 21}, std::tuple{0x082C, "88bc", 23}, std::tuple{0x082C, "86bc", 24}}) {
        const auto body = from_hex(code + std::string(2 * static_cast<std::size_t>(size) - 4, '0'));
        const auto report = decode_bytes(manufacturer_data_of(static_cast<std::uint16_t>(company), body));
        EXPECT_TRUE(report.formats.empty()) << code;
    }
}

}  // namespace
}  // namespace cairn::test
