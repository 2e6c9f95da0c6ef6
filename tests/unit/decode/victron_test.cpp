// Victron's Instant Readout: docs/formats/household.md. The records are those of theengs/decoder's tests;
// what a key opens stands in tests/golden/advertisements/household.txt.
#include <gtest/gtest.h>

#include <map>

#include "support/decode.h"

namespace cairn::test {
namespace {

DecodeReport decode_body(std::uint16_t company, std::string_view body) {
    return decode_bytes(manufacturer_data_of(company, from_hex(body)));
}
/// By channel.
std::map<int, double> values_of(const DecodeReport& report, Quantity quantity) {
    std::map<int, double> values;
    if (report.formats.empty()) return values;
    for (const Measurement& measurement : report.formats[0].measurements) {
        if (measurement.quantity == quantity) values[measurement.channel] = measurement.value;
    }
    return values;
}

TEST(Victron, KeepsItsMeasurementsClosed) {
    const auto report = decode_hex("1affe102100289a302b040af925d09a4d89aa0128bdef48c6298a9");

    ASSERT_TRUE(find_format(report, "victron.instant"));
    EXPECT_EQ(report.formats[0].protection, Protection::no_key);
    EXPECT_EQ(value_of(report, Quantity::device_type), 0xA389);
}

TEST(Victron, IsReadAsItIsWhenItIsOpen) {
    // A charger: 13 bits of volts below 11 of amperes; the others have nothing to say.
    const auto report = decode_body(0x02E1, "1100 38a3 08 ffff cc 0400 79850c ffffffffffffffff");

    EXPECT_EQ(report.formats[0].protection, Protection::none);
    EXPECT_EQ(values_of(report, Quantity::voltage_v), (std::map<int, double>{{0, 14.01}}));
    EXPECT_EQ(values_of(report, Quantity::current_a), (std::map<int, double>{{0, 10}}));
    EXPECT_FALSE(has(report, Quantity::temperature_c));
}

TEST(Victron, SaysWhatIsAtTheAuxiliaryInput) {
    const std::string begin = "1100 a5a3 02 ffff 7b ffff 1305 0000 8971 ";
    const std::string end = "ff7f ffffffffff";

    EXPECT_EQ(values_of(decode_body(0x02E1, begin + "fc" + end), Quantity::voltage_v),
              (std::map<int, double>{{0, 12.99}, {1, 290.65}}));
    EXPECT_EQ(values_of(decode_body(0x02E1, begin + "fd" + end), Quantity::voltage_v),
              (std::map<int, double>{{0, 12.99}, {2, 290.65}}));
    EXPECT_EQ(value_of(decode_body(0x02E1, begin + "fe" + end), Quantity::temperature_c), 17.5);
    EXPECT_EQ(values_of(decode_body(0x02E1, begin + "ff" + end), Quantity::voltage_v),
              (std::map<int, double>{{0, 12.99}}));
    EXPECT_FALSE(has(decode_body(0x02E1, begin + "ff" + end), Quantity::temperature_c));
    EXPECT_FALSE(has(decode_body(0x02E1, begin + "ff" + end), Quantity::current_a));
}

TEST(Victron, OfAnotherKindIsOnlyNamed) {
    const auto report = decode_body(0x02E1, "1100 a5a3 77 ffff 7b ffff 1305 0000 8971");

    EXPECT_EQ(value_of(report, Quantity::mode_code), 0x77);
    EXPECT_FALSE(has(report, Quantity::voltage_v));
}

}  // namespace
}  // namespace cairn::test
