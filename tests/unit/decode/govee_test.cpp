// Govee's edges. The bodies are those of Bluetooth-Devices/govee-ble, tests/test_parser.py.
#include <gtest/gtest.h>

#include "decode/formats/aes_inverse.h"
#include "support/decode.h"

namespace cairn::test {
namespace {

std::vector<std::uint8_t> with_name(std::vector<std::uint8_t> payload, std::string_view name) {
    const Bytes bytes = as_bytes(name);
    const auto structure = ad_structure(ad_type::name_complete, {bytes.begin(), bytes.end()});
    payload.insert(payload.end(), structure.begin(), structure.end());
    return payload;
}

DecodeReport decode_named(std::uint16_t company, std::string_view body, std::string_view name) {
    return decode_bytes(with_name(manufacturer_data_of(company, from_hex(body)), name));
}

/// Whether nothing but the name was understood.
bool is_unknown(const DecodeReport& report) {
    return std::ranges::all_of(report.formats,
                               [](const Decoded& decoded) { return decoded.format == "gap"; });
}

constexpr std::string_view motion = "59940000f0b91937ae50b6372c866ac2f3d061e717c02cef";

TEST(Govee, GivesNoClimateWithTheErrorFlag) {
    const auto report = decode_bytes(manufacturer_data_of(0xEC88, from_hex("00034db2e400")));

    EXPECT_FALSE(has(report, Quantity::temperature_c));
    EXPECT_FALSE(has(report, Quantity::humidity_pct));
    EXPECT_EQ(value_of(report, Quantity::battery_pct), 100);
}

TEST(Govee, GivesNoClimateThatNoSensorMeasures) {
    EXPECT_FALSE(
        has(decode_bytes(manufacturer_data_of(0xEC88, from_hex("004a00283b00"))), Quantity::temperature_c));
}

TEST(Govee, ReadsTemperaturesBelowZero) {
    EXPECT_EQ(value_of(decode_named(0x0001, "010181867cd8", "GVH5106_4E05"), Quantity::temperature_c), -2.5);
    EXPECT_EQ(value_of(decode_bytes(manufacturer_data_of(0xEC88, from_hex("0081c2896400"))),
                       Quantity::temperature_c),
              -11.5);
}

TEST(Govee, NeedsMoreThanCompanyOne) {
    EXPECT_TRUE(is_unknown(decode_bytes(manufacturer_data_of(0x0001, from_hex("010103465464")))));
    EXPECT_TRUE(is_unknown(decode_named(0x0001, "010103465464", "Headset")));
}

TEST(Govee, NeedsAModelThatSendsSixBytesSo) {
    EXPECT_TRUE(is_unknown(decode_named(0x0001, "01010ddf25cc", "GVH5107_4E05")));
    EXPECT_TRUE(find_format(decode_named(0x0001, "010103465464", "GVH5174_4E05"), "govee.h5100"));
    EXPECT_FALSE(decode_named(0x0001, "01010346", "Headset").error) << "another length is somebody else's";
}

TEST(Govee, TellsWhichProbeOfARefrigeratorSpeaks) {
    const auto first = decode_named(0x0001, "0101033d70640041", "GV5112AC3D");
    const auto unknown = decode_named(0x0001, "0101034928640099", "GV5112AC3D");

    EXPECT_EQ(value_of(first, Quantity::temperature_c), 21.2);
    EXPECT_EQ(first.formats[0].measurements[1].channel, 0);
    EXPECT_FALSE(has(unknown, Quantity::temperature_c));
}

TEST(Govee, LeavesOutTheProbeThatIsNotPluggedIn) {
    const auto first_only = decode_named(0xAF2F, "55006401201a00ffffffff201900ffffffff0000", "GVH5055");
    ASSERT_TRUE(find_format(first_only, "govee.h5055"));
    EXPECT_EQ(first_only.formats[0].measurements.size(), 2U) << "a battery and one temperature";
    EXPECT_EQ(value_of(first_only, Quantity::temperature_c), 26);

    const auto second_only = decode_named(0xAF2F, "55006402201a00ffffffff201900ffffffff0000", "GVH5055");
    ASSERT_TRUE(find_format(second_only, "govee.h5055"));
    EXPECT_EQ(value_of(second_only, Quantity::temperature_c), 25);
    EXPECT_EQ(second_only.formats[0].measurements[1].channel, 1);
}

TEST(Govee, KnowsThreePairsOfProbes) {
    EXPECT_TRUE(is_unknown(decode_named(0xAF2F, "550064fb201a00ffffb100201900ffffffff0000", "GVH5055")));
}

TEST(Govee, KnowsTwoPairsOfProbes) {
    EXPECT_TRUE(is_unknown(decode_named(0x1B36, "2001000101e4ff860c1cffff860af0ffff", "GVH5184_XXXX")));
    EXPECT_TRUE(is_unknown(decode_named(0x3022, "6c01000101a3d40f0bb8ffffffff0960ffffffff", "GVH5198_XXXX")));
}

TEST(Govee, LeavesOutProbesWithoutATemperature) {
    const auto report = decode_named(0x4C32, "1701000101d70166ffffffffffffffffffffffff", "Govee_H5185_4C17");

    ASSERT_TRUE(find_format(report, "govee.h5185"));
    EXPECT_TRUE(find_format(report, "govee.h5185")->measurements.empty());
}

TEST(Govee, ReadsWhetherAWindowIsOpen) {
    EXPECT_EQ(value_of(decode_bytes(manufacturer_data_of(
                           0xEF88, from_hex("3dec0000de4377d55e55f991496e36bdc67f8b2c27067497"))),
                       Quantity::window_open),
              1);
    EXPECT_EQ(value_of(decode_bytes(manufacturer_data_of(
                           0xEF88, from_hex("3dec000159dbf8d9bed7aff72a26aa4bd72dfa94573e5be9"))),
                       Quantity::window_open),
              std::nullopt)
        << "a byte of the clock is wrong: the plain text makes no sense";
    EXPECT_EQ(value_of(decode_bytes(manufacturer_data_of(
                           0xEF88, from_hex("3dec000159db6bd9bed7aff72a26aa4bd72dfa94573e5be9"))),
                       Quantity::window_open),
              0);
}

TEST(Govee, RefusesAnEventWhoseChecksumIsWrong) {
    for (std::size_t at = 6; at < 24; ++at) {
        auto body = from_hex(motion);
        body[at] ^= 0x01;
        const auto report = decode_bytes(manufacturer_data_of(0xEF88, body));
        EXPECT_EQ(error_of(report), Errc::malformed) << at;
        EXPECT_FALSE(has(report, Quantity::motion_present)) << at;
    }
}

TEST(Govee, NamesAnEventWhoseKeyIsWrong) {
    auto body = from_hex(motion);
    body[4] ^= 0x01;

    EXPECT_EQ(error_of(decode_bytes(manufacturer_data_of(0xEF88, body))), Errc::unsupported);
}

TEST(AesInverse, OpensTheBlockOfTheStandard) {
    // FIPS 197 appendix C.1.
    std::array<std::uint8_t, 16> key{};
    for (std::size_t i = 0; i < key.size(); ++i) key[i] = static_cast<std::uint8_t>(i);
    std::array<std::uint8_t, 16> block{};
    std::ranges::copy(from_hex("69c4e0d86a7b0430d8cdb78070b4c55a"), block.begin());

    const auto plain = formats::aes128_decrypt_block(key, block);

    EXPECT_EQ(std::vector(plain.begin(), plain.end()), from_hex("00112233445566778899aabbccddeeff"));
}

}  // namespace
}  // namespace cairn::test
