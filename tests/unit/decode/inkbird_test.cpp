// Inkbird's edges. The bodies are those of Bluetooth-Devices/inkbird-ble, tests/test_parser.py.
#include <gtest/gtest.h>

#include "support/decode.h"

namespace cairn::test {
namespace {

constexpr std::string_view two_probes = "0000ffeeddccbbaadc00cf00";

std::vector<std::uint8_t> named(std::vector<std::uint8_t> payload, std::string_view name) {
    const Bytes bytes = as_bytes(name);
    const auto structure = ad_structure(ad_type::name_complete, {bytes.begin(), bytes.end()});
    payload.insert(payload.end(), structure.begin(), structure.end());
    return payload;
}

TEST(Inkbird, BelievesBarbecueProbesOfANamedDevice) {
    const auto report = decode_bytes(named(manufacturer_data_of(0x0001, from_hex(two_probes)), "iBBQ"));

    ASSERT_TRUE(find_format(report, "inkbird.barbecue"));
    EXPECT_EQ(find_format(report, "inkbird.barbecue")->confidence, Confidence::layout);
    EXPECT_EQ(value_of(report, Quantity::temperature_c), 22);
}

TEST(Inkbird, BelievesBarbecueProbesBehindTheAdvertisersAddressInEitherOrder) {
    const auto payload = manufacturer_data_of(0x0001, from_hex(two_probes));
    for (const char* address : {"AA:BB:CC:DD:EE:FF", "FF:EE:DD:CC:BB:AA"}) {
        const auto report = decode_from(*MacAddress::parse(address), payload);
        ASSERT_TRUE(find_format(report, "inkbird.barbecue")) << address;
        EXPECT_EQ(find_format(report, "inkbird.barbecue")->confidence, Confidence::verified);
    }
}

TEST(Inkbird, DoesNotTakeAnyonesZerosForProbes) {
    const auto payload = manufacturer_data_of(0x0001, from_hex(two_probes));

    EXPECT_TRUE(decode_bytes(payload).formats.empty());
    EXPECT_TRUE(decode_from(*MacAddress::parse("AA:BB:CC:DD:EE:FE"), payload).formats.empty());
}

TEST(Inkbird, LeavesOutSocketsWithoutAProbe) {
    const auto report = decode_bytes(
        named(manufacturer_data_of(0x0000, from_hex("0000aabbccddeeff0401f6ffffffceff")), "iBBQ"));

    ASSERT_TRUE(find_format(report, "inkbird.barbecue"));
    const auto& probes = find_format(report, "inkbird.barbecue")->measurements;
    ASSERT_EQ(probes.size(), 2U);
    EXPECT_EQ(probes[0].value, 26);
    EXPECT_EQ(probes[1].channel, 3);
    EXPECT_EQ(probes[1].value, -5);
}

TEST(Inkbird, TurnsFahrenheitIntoCelsius) {
    // 50.0 degrees Fahrenheit; composed.
    const auto report =
        decode_bytes(manufacturer_data_of(0x3254, from_hex("006200a13e29be0201f40227026791")));

    EXPECT_DOUBLE_EQ(*value_of(report, Quantity::temperature_c), 10);
}

TEST(Inkbird, NeedsTheNameOfASensorWithoutACompany) {
    const auto body = from_hex("00000026710008");

    EXPECT_TRUE(decode_bytes(manufacturer_data_of(0x08C0, body)).formats.empty());
    EXPECT_FALSE(
        has(decode_bytes(named(manufacturer_data_of(0x08C0, body), "spsx")), Quantity::temperature_c));
    EXPECT_EQ(
        value_of(decode_bytes(named(manufacturer_data_of(0x08C0, body), "tps")), Quantity::temperature_c),
        22.4);
}

TEST(Inkbird, RefusesABatteryOfMoreThan127) {
    const auto payload = named(manufacturer_data_of(0x08C0, from_hex("0000002671ff08")), "tps");

    EXPECT_FALSE(has(decode_bytes(payload), Quantity::temperature_c));
}

TEST(Inkbird18, GivesNothingOfABrokenMeasurement) {
    const auto decode_humidity = [](const std::string& humidity) {
        return decode_bytes(
            manufacturer_data_of(0x2449, from_hex("0812005e0000" + humidity + "6400640800000000")));
    };

    EXPECT_EQ(value_of(decode_humidity("E803"), Quantity::humidity_pct), 100);
    const auto report = decode_humidity("E903");
    EXPECT_TRUE(find_format(report, "inkbird.th18"));
    EXPECT_FALSE(has(report, Quantity::humidity_pct));
    EXPECT_FALSE(has(report, Quantity::temperature_c));
    EXPECT_FALSE(has(report, Quantity::battery_pct));
}

}  // namespace
}  // namespace cairn::test
