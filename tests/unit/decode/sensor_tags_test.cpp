// Sensor tags of smaller makers. docs/formats/adv-sensor-tags.md names the sources of the bytes.
#include <gtest/gtest.h>

#include "support/decode.h"

namespace cairn::test {
namespace {

/// An advertisement with a name, as these tags send it.
DecodeReport decode_named(std::string_view name, const std::vector<std::uint8_t>& structure) {
    std::vector<std::uint8_t> bytes =
        ad_structure(ad_type::name_complete, std::vector<std::uint8_t>(name.begin(), name.end()));
    bytes.insert(bytes.end(), structure.begin(), structure.end());
    return decode_bytes(bytes);
}
DecodeReport decode_holyiot(std::string_view body) {
    return decode_bytes(service_data_of(0x5242, from_hex(body)));
}
DecodeReport decode_keg(std::string_view body) {
    return decode_bytes(manufacturer_data_of(0xFFFF, from_hex(body)));
}

TEST(HolyIot, CountsHundredthsAwayFromZero) {
    EXPECT_EQ(value_of(decode_holyiot("4164C6B545F6F18E060601ED25"), Quantity::temperature_c), -19.37);
    EXPECT_EQ(value_of(decode_holyiot("4164C6B545F6F18E0606011325"), Quantity::temperature_c), 19.37);
}

TEST(HolyIot, RefusesMoreThanNinetyNineHundredths) {
    EXPECT_TRUE(decode_holyiot("4164C6B545F6F18E0606011364").formats.empty());
}

TEST(HolyIot, RefusesABatteryAboveAHundredPerCent) {
    EXPECT_TRUE(decode_holyiot("4165C6B545F6F18E0606034C00").formats.empty());
    EXPECT_TRUE(decode_holyiot("4165C6B545F6F18E060601ED25").formats.empty());
}

TEST(HolyIot, LeavesOtherMeasurementsAlone) {
    EXPECT_TRUE(decode_holyiot("4164C6B545F6F18E0606004C00").formats.empty());
    EXPECT_TRUE(decode_holyiot("4164C6B545F6F18E0606074C00").formats.empty());
}

TEST(Jaalee, NeedsItsUuid) {
    const auto decode_ibeacon = [](std::string_view uuid_end, std::string_view battery) {
        return decode_bytes(
            manufacturer_data_of(0x004C, from_hex("0215ebefd08370a247c89837e7b5634d" + std::string(uuid_end) +
                                                  "7420591acb" + std::string(battery))));
    };

    EXPECT_NE(find_format(decode_ibeacon("f525", "64"), "jaalee.jht"), nullptr);
    EXPECT_NE(find_format(decode_ibeacon("f51c", "64"), "jaalee.jht"), nullptr);
    EXPECT_EQ(find_format(decode_ibeacon("f526", "64"), "jaalee.jht"), nullptr);
    EXPECT_EQ(find_format(decode_ibeacon("f525", "65"), "jaalee.jht"), nullptr);
}

TEST(Kegtron, NeedsANameThatIsPaddedWithZeros) {
    const std::string keg = "49ef138802e201";

    EXPECT_FALSE(decode_keg(keg + "53696e676c6520506f7274000000000000000000").formats.empty());
    EXPECT_TRUE(decode_keg(keg + "0000000000000000000000000000000000000000").formats.empty());
    EXPECT_TRUE(decode_keg(keg + "53696e676c6520506f7274000000000000000001").formats.empty());
    EXPECT_TRUE(decode_keg(keg + "53696e676c651f506f7274000000000000000000").formats.empty());
    EXPECT_TRUE(decode_keg("49ef138802e203"
                           "53696e676c6520506f7274000000000000000000")
                    .formats.empty());
}

TEST(Mocreo, NeedsItsName) {
    const auto bytes = from_hex("13ff0181290154b0920900000000006162000000");

    EXPECT_TRUE(decode_bytes(bytes).formats.empty());
    EXPECT_EQ(find_format(decode_named("MOCREO2", bytes), "mocreo.temperature"), nullptr);
    EXPECT_NE(find_format(decode_named("MOCREO", bytes), "mocreo.temperature"), nullptr);
}

TEST(Mocreo, RefusesABatteryAboveAHundredPerCent) {
    const auto report = decode_named("MOCREO", from_hex("13ff0181290165b0920900000000006162000000"));

    EXPECT_EQ(find_format(report, "mocreo.temperature"), nullptr);
}

TEST(Radioland, NeedsDecimalDigits) {
    const auto decode_body = [](std::string_view body) {
        return decode_named("RDL52832", service_data_of(0x1803, from_hex(body)));
    };

    EXPECT_EQ(value_of(decode_body("183a2f33010000020000000100000907"), Quantity::accel_x_g), -0.02);
    for (const char* body : {"183a2f33020000020000000100000907", "183a2f330100000a0000000100000907",
                             "183a2f33010000020000000100000a07", "183a2f33010000020011000100000907"}) {
        EXPECT_EQ(find_format(decode_body(body), "radioland.rdl52832"), nullptr) << body;
    }
}

TEST(Radioland, NeedsItsName) {
    const auto report = decode_bytes(service_data_of(0x1803, from_hex("183a2f33010000020000000100000907")));

    EXPECT_EQ(find_format(report, "radioland.rdl52832"), nullptr);
}

TEST(Relsib, LeavesOutASensorThatIsNotReady) {
    const auto report = decode_hex("040945436f191620aa040000000080008000800080f04600c2eb0b010b0300");

    EXPECT_EQ(value_of(report, Quantity::battery_pct), 70);
    EXPECT_FALSE(has(report, Quantity::temperature_c));
    EXPECT_FALSE(has(report, Quantity::humidity_pct));
    EXPECT_FALSE(has(report, Quantity::co2_ppm));
}

TEST(Relsib, ReadsSignedTenthsOutOfText) {
    const auto decode_text = [](std::string_view text) {
        const std::vector<std::uint8_t> body(text.begin(), text.end());
        std::vector<std::uint8_t> bytes = service_data_of(0x1809, body);
        const auto serial = service_data_of(0xAAA2, from_hex("30333531"));
        bytes.insert(bytes.end(), serial.begin(), serial.end());
        return value_of(decode_bytes(bytes), Quantity::temperature_c);
    };

    EXPECT_EQ(decode_text("+023.5"), 23.5);
    EXPECT_EQ(decode_text("-004.5"), -4.5);
    for (const char* text : {" 023.5", "+023,5", "+0a3.5", "+023.x"})
        EXPECT_EQ(decode_text(text), std::nullopt) << text;
}

TEST(Relsib, NeedsItsSerialNumberBesideTheThermometer) {
    const auto report = decode_hex("051609184dea05161a18b14c");

    EXPECT_EQ(find_format(report, "relsib.wh52"), nullptr);
}

TEST(Relsib, PutsBothStructuresOfAWh52Together) {
    const auto report = decode_hex("051609184dea05161a18b14c0716a2aa30333531");

    const Decoded* const found = find_format(report, "relsib.wh52");
    ASSERT_NE(found, nullptr);
    EXPECT_EQ(found->measurements.size(), 2U);
}

TEST(HibouAir, LeavesOtherUnitsOfItsGasAlone) {
    EXPECT_TRUE(decode_bytes(manufacturer_data_of(
                                 0x075B, from_hex("05042202f77f022627d300b701f101000000000000023a01")))
                    .formats.empty());
}

TEST(Nodon, IsNotWhatElseHasTheUuidZero) {
    for (const char* body : {"01599c37d90287a52152000663ee4b02", "02599c37d90287a52152010663ee4b02",
                             "02599c37d90287a52152000863ee4b02", "02599c37d90287a52152000663ee4b08",
                             "02599c37d90287a52152000665ee4b02"}) {
        EXPECT_TRUE(decode_bytes(service_data_of(0x0000, from_hex(body))).formats.empty()) << body;
    }
}

TEST(Efento, LeavesOutWhatIsNoMeasurement) {
    const auto report = decode_bytes(
        manufacturer_data_of(0x026C, from_hex("0205090100002c07803c000101027531ffff006500005d5d")));

    EXPECT_FALSE(has(report, Quantity::temperature_c)) << "above 150 degrees stand codes of errors";
    EXPECT_FALSE(has(report, Quantity::humidity_pct));
    EXPECT_EQ(value_of(report, Quantity::packet_id), 11271);
}

TEST(Efento, RefusesAMeasurementThatIsCut) {
    const auto report = decode_bytes(manufacturer_data_of(0x026C, from_hex("040145c102003d035d5d")));

    EXPECT_EQ(error_of(report), Errc::malformed);
}

TEST(EnOcean, LeavesOutWhatIsOutOfRangeOrInvalid) {
    for (const char* data : {"40ff7f", "400080", "02ff02fe", "45ffff", "44feff", "06ff06fe", "20002000"}) {
        const auto body = from_hex("01000000" + std::string(data) + "a1a2a3a4");
        const auto report = decode_bytes(manufacturer_data_of(0x03DA, body));
        ASSERT_EQ(report.formats.size(), 1U) << data;
        EXPECT_EQ(report.formats[0].measurements.size(), 1U) << data << ": the counter alone";
    }
}

TEST(EnOcean, PassesOverItemsThatItDoesNotKnow) {
    const auto report = decode_bytes(manufacturer_data_of(0x03DA, from_hex("010000008a11223344c1020102"
                                                                           "40f6ff"
                                                                           "a1a2a3a4")));

    EXPECT_EQ(value_of(report, Quantity::temperature_c), -0.1);
}

TEST(EnOcean, IsNothingThatDoesNotEndWithItsItems) {
    for (const char* data : {"40f6ff40", "40f6ff4001", "40f6ffc0", "40f6ffc00501"}) {
        const auto body = from_hex("01000000" + std::string(data) + "a1a2a3a4");
        EXPECT_TRUE(decode_bytes(manufacturer_data_of(0x03DA, body)).formats.empty()) << data;
    }
}

TEST(EnOcean, IsNoSwitchWithOtherBitsInItsStatus) {
    const auto body = from_hex("5f0000002909df40a3");

    EXPECT_TRUE(decode_bytes(manufacturer_data_of(0x03DA, body)).formats.empty());
}

TEST(EnOcean, DoesNotRepeatTheKeyOfACommissioning) {
    const auto report = decode_bytes(
        manufacturer_data_of(0x03DA, from_hex("e42d00003e00112233445566778899aabbccddeeff0000017700e5")));

    ASSERT_EQ(report.formats.size(), 1U);
    EXPECT_EQ(report.formats[0].attributes.size(), 1U) << "the address alone";
}

TEST(Jaalee, NeedsTheAdvertisersAddressOrItsServiceInAList) {
    const auto body = from_hex("0e1625f5644b1ecdb4f3d27420591a");
    const auto listed = from_hex("030325f50e1625f5644b1ecdb4f3d27420591a");

    EXPECT_TRUE(decode_bytes(body).formats.empty());
    EXPECT_NE(find_format(decode_bytes(listed), "jaalee.jht"), nullptr);
    EXPECT_EQ(decode_from(*MacAddress::parse("D2:F3:B4:CD:1E:4B"), body).formats[0].confidence,
              Confidence::verified);
    EXPECT_EQ(find_format(decode_from(*MacAddress::parse("D2:F3:B4:CD:1E:4C"), listed), "jaalee.jht"),
              nullptr);
}

}  // namespace
}  // namespace cairn::test
