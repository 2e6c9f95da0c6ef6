// Ruuvi's data formats. The bytes are the vendor's own: github.com/ruuvi/docs.
#include <gtest/gtest.h>

#include "support/decode.h"

namespace cairn::test {
namespace {

constexpr auto published = "1BFF9904 0512FC5394C37C0004FFFC040CAC364200CDCBB8334C884F";
constexpr auto largest = "1BFF9904 057FFFFFFEFFFE7FFF7FFF7FFFFFDEFEFFFECBB8334C884F";
constexpr auto smallest = "1BFF9904 058001000000008001800180010000000000CBB8334C884F";
constexpr auto no_values = "1BFF9904 058000FFFFFFFF800080008000FFFFFFFFFFFFFFFFFFFFFF";

TEST(Ruuvi5, DecodesThePublishedExample) {
    const auto report = decode_hex(published);

    EXPECT_EQ(value_of(report, Quantity::temperature_c), 24.3);
    EXPECT_EQ(value_of(report, Quantity::humidity_pct), 53.49);
    EXPECT_EQ(value_of(report, Quantity::pressure_hpa), 1'000.44);
    EXPECT_DOUBLE_EQ(*value_of(report, Quantity::accel_x_g), 0.004);
    EXPECT_DOUBLE_EQ(*value_of(report, Quantity::accel_y_g), -0.004);
    EXPECT_DOUBLE_EQ(*value_of(report, Quantity::accel_z_g), 1.036);
    EXPECT_EQ(value_of(report, Quantity::voltage_v), 2.977);
    EXPECT_EQ(value_of(report, Quantity::tx_power_dbm), 4);
    EXPECT_EQ(value_of(report, Quantity::movement_counter), 66);
    EXPECT_EQ(value_of(report, Quantity::sequence), 205);
    EXPECT_EQ(text_of(report, AttributeKind::device), "CBB8334C884F");
}

TEST(Ruuvi5, DecodesTheLargestValues) {
    const auto report = decode_hex(largest);

    EXPECT_EQ(value_of(report, Quantity::temperature_c), 163.835);
    EXPECT_EQ(value_of(report, Quantity::humidity_pct), 163.835);
    EXPECT_EQ(value_of(report, Quantity::pressure_hpa), 1'155.34);
    EXPECT_DOUBLE_EQ(*value_of(report, Quantity::accel_x_g), 32.767);
    EXPECT_EQ(value_of(report, Quantity::voltage_v), 3.646);
    EXPECT_EQ(value_of(report, Quantity::tx_power_dbm), 20);
    EXPECT_EQ(value_of(report, Quantity::movement_counter), 254);
    EXPECT_EQ(value_of(report, Quantity::sequence), 65'534);
}

TEST(Ruuvi5, DecodesTheSmallestValues) {
    const auto report = decode_hex(smallest);

    EXPECT_EQ(value_of(report, Quantity::temperature_c), -163.835);
    EXPECT_EQ(value_of(report, Quantity::humidity_pct), 0);
    EXPECT_EQ(value_of(report, Quantity::pressure_hpa), 500);
    EXPECT_DOUBLE_EQ(*value_of(report, Quantity::accel_x_g), -32.767);
    EXPECT_EQ(value_of(report, Quantity::voltage_v), 1.6);
    EXPECT_EQ(value_of(report, Quantity::tx_power_dbm), -40);
}

TEST(Ruuvi5, LeavesOutWhatTheDeviceCouldNotMeasure) {
    const auto report = decode_hex(no_values);

    ASSERT_EQ(formats_in(report), std::vector<std::string>{"ruuvi.5"});
    EXPECT_TRUE(report.formats[0].measurements.empty());
    EXPECT_TRUE(report.formats[0].attributes.empty());
    EXPECT_FALSE(report.error);
}

TEST(Ruuvi5, RefusesEveryOtherLength) {
    const auto whole = from_hex(published);
    const auto body = Bytes(whole).subspan(4);

    for (std::size_t size = 1; size < body.size(); ++size) {
        const auto report = decode_bytes(manufacturer_data_of(0x0499, body.first(size)));
        EXPECT_TRUE(report.formats.empty()) << "at " << size << " bytes";
        EXPECT_EQ(error_of(report), Errc::malformed) << "at " << size << " bytes";
    }
}

TEST(Ruuvi5, LeavesOtherDataFormatsAlone) {
    const auto report = decode_hex("11FF9904 08291A1ECE1EFC18F94202CA0B53");

    EXPECT_TRUE(report.formats.empty());
    EXPECT_FALSE(report.error);
}

TEST(Ruuvi3, MayHaveBytesBehindItButIsNoOtherFormat) {
    const std::string body = "03291A1ECE1EFC18F94202CA0B53";

    EXPECT_EQ(value_of(decode_hex("11FF9904" + body), Quantity::temperature_c), 26.3);
    EXPECT_EQ(value_of(decode_hex("12FF9904" + body + "BB"), Quantity::temperature_c), 26.3);
    EXPECT_EQ(value_of(decode_hex("16FF9904" + body + "00000000BB"), Quantity::temperature_c), 26.3);
    EXPECT_EQ(value_of(decode_hex("15FF9904" + body + "00000000"), Quantity::temperature_c), 26.3);
    EXPECT_EQ(error_of(decode_hex("17FF9904" + body + "0000000000BB")), Errc::malformed) << "as long as 6";
}

TEST(Ruuvi3, HasASignOfItsOwn) {
    EXPECT_EQ(value_of(decode_hex("11FF990403 29 8105 CE1EFC18F94202CA0B53"), Quantity::temperature_c),
              -1.05);
    EXPECT_EQ(value_of(decode_hex("11FF990403 29 0105 CE1EFC18F94202CA0B53"), Quantity::temperature_c), 1.05);
}

TEST(Ruuvi6, LeavesOutWhatTheDeviceCouldNotMeasure) {
    const auto report = decode_hex("17FF9904068000FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF");

    for (const Quantity quantity :
         {Quantity::temperature_c, Quantity::humidity_pct, Quantity::pressure_hpa, Quantity::pm25_ugm3,
          Quantity::co2_ppm, Quantity::voc_index, Quantity::nox_index, Quantity::illuminance_lux}) {
        EXPECT_FALSE(has(report, quantity)) << name(quantity);
    }
    EXPECT_EQ(text_of(report, AttributeKind::device), "");
    EXPECT_EQ(value_of(report, Quantity::sequence), 255);
}

TEST(Ruuvi6, TakesTheLowestBitOfItsIndicesFromTheFlags) {
    const std::string begin = "17FF9904067FFF9C40FFFE27109C40FAFBFEFFFF";

    EXPECT_EQ(value_of(decode_hex(begin + "004C8F4F"), Quantity::voc_index), 500);
    EXPECT_EQ(value_of(decode_hex(begin + "404C8F4F"), Quantity::voc_index), 501);
    EXPECT_EQ(value_of(decode_hex(begin + "404C8F4F"), Quantity::nox_index), 502);
    EXPECT_EQ(value_of(decode_hex(begin + "804C8F4F"), Quantity::nox_index), 503);
}

TEST(RuuviUrl, IsOneOfTheVendorsAddressAlone) {
    const auto decoded = [](std::string_view url) {
        const std::vector<std::uint8_t> text(url.begin(), url.end());
        std::vector<std::uint8_t> body{0x10, 0xEE, 0x03};
        body.insert(body.end(), text.begin(), text.end());
        return decode_bytes(service_data_of(0xFEAA, body));
    };

    EXPECT_EQ(value_of(decoded("ruu.vi/#AjwYAMFc"), Quantity::pressure_hpa), 995);
    EXPECT_EQ(value_of(decoded("ruu.vi/#AjUX1MAw0"), Quantity::temperature_c), 25.12);
    EXPECT_EQ(formats_in(decoded("ruu.vy/#AjwYAMFc")), std::vector<std::string>{"eddystone.url"});
    EXPECT_EQ(formats_in(decoded("ruu.vi/#Ajw!AMFc")), std::vector<std::string>{"eddystone.url"});
    EXPECT_EQ(formats_in(decoded("ruu.vi/#AzwYAMFc")), std::vector<std::string>{"eddystone.url"})
        << "format 3";
    EXPECT_EQ(formats_in(decoded("ruu.vi/#AjwYAMF")), std::vector<std::string>{"eddystone.url"});
}

}  // namespace
}  // namespace cairn::test
