// BTHome in plain text: bthome.io/format and bthome.io/v1. What is encrypted: tests/unit/crypto.
#include <gtest/gtest.h>

#include "support/decode.h"

namespace cairn::test {
namespace {

DecodeReport decode_2(std::string_view body) {
    return decode_bytes(service_data_of(0xFCD2, from_hex(body)));
}
DecodeReport decode_1(std::string_view body) {
    return decode_bytes(service_data_of(0x181C, from_hex(body)));
}

std::vector<double> values_of(const DecodeReport& report, Quantity quantity) {
    std::vector<double> values;
    for (const Decoded& decoded : report.formats) {
        for (const Measurement& measurement : decoded.measurements) {
            if (measurement.quantity != quantity) continue;
            EXPECT_EQ(measurement.channel, values.size());
            values.push_back(measurement.value);
        }
    }
    return values;
}

/// The example of each object on bthome.io/format, and what it says there in our units.
struct Example {
    const char* object;
    Quantity quantity;
    double value;
};
constexpr Example examples[]{
    {"0009", Quantity::packet_id, 9},
    {"0161", Quantity::battery_pct, 97},
    {"02CA09", Quantity::temperature_c, 25.06},
    {"03BF13", Quantity::humidity_pct, 50.55},
    {"04138A01", Quantity::pressure_hpa, 1008.83},
    {"05138A14", Quantity::illuminance_lux, 13460.67},
    {"065E1F", Quantity::mass_kg, 80.3},
    {"073E1D", Quantity::mass_lb, 74.86},
    {"08CA06", Quantity::dew_point_c, 17.38},
    {"0960", Quantity::count, 96},
    {"0A138A14", Quantity::energy_kwh, 1346.067},
    {"0B021B00", Quantity::power_w, 69.14},
    {"0C020C", Quantity::voltage_v, 3.074},
    {"0D120C", Quantity::pm25_ugm3, 3090},
    {"0E021C", Quantity::pm10_ugm3, 7170},
    {"0F01", Quantity::generic_on, 1},
    {"1001", Quantity::power_on, 1},
    {"1101", Quantity::opening_open, 1},
    {"12E204", Quantity::co2_ppm, 1250},
    {"133301", Quantity::tvoc_ugm3, 307},
    {"14020C", Quantity::moisture_pct, 30.74},
    {"1501", Quantity::battery_low, 1},
    {"1601", Quantity::battery_charging, 1},
    {"1701", Quantity::carbon_monoxide_present, 1},
    {"1801", Quantity::cold_present, 1},
    {"1901", Quantity::connected, 1},
    {"1A01", Quantity::door_open, 1},
    {"1B01", Quantity::garage_door_open, 1},
    {"1C01", Quantity::gas_present, 1},
    {"1D01", Quantity::heat_present, 1},
    {"1E01", Quantity::light_present, 1},
    {"1F01", Quantity::lock_open, 1},
    {"2001", Quantity::moisture_present, 1},
    {"2101", Quantity::motion_present, 1},
    {"2201", Quantity::moving_present, 1},
    {"2301", Quantity::occupancy_present, 1},
    {"2401", Quantity::plug_on, 1},
    {"2501", Quantity::presence_present, 1},
    {"2601", Quantity::problem_present, 1},
    {"2701", Quantity::running, 1},
    {"2801", Quantity::safe, 1},
    {"2901", Quantity::smoke_present, 1},
    {"2A01", Quantity::sound_present, 1},
    {"2B01", Quantity::tamper_present, 1},
    {"2C01", Quantity::vibration_present, 1},
    {"2D01", Quantity::window_open, 1},
    {"2E23", Quantity::humidity_pct, 35},
    {"2F23", Quantity::moisture_pct, 35},
    {"3A06", Quantity::button_event, 6},
    {"3B0002", Quantity::command_code, 2},
    {"3C020A", Quantity::dimmer_steps, 10},
    {"3D0960", Quantity::count, 24585},
    {"3E33AE3221", Quantity::count, 556969523},
    {"3F020C", Quantity::rotation_deg, 307.4},
    {"400C00", Quantity::distance_m, 0.012},
    {"414E00", Quantity::distance_m, 7.8},
    {"424E3400", Quantity::duration_s, 13.39},
    {"434E34", Quantity::current_a, 13.39},
    {"444E34", Quantity::speed_mps, 133.9},
    {"451101", Quantity::temperature_c, 27.3},
    {"4632", Quantity::uv_index, 5},
    {"478756", Quantity::volume_l, 2215.1},
    {"48DC87", Quantity::volume_l, 34.78},
    {"49DC87", Quantity::flow_m3h, 34.78},
    {"4A020C", Quantity::voltage_v, 307.4},
    {"4B138A14", Quantity::gas_m3, 1346.067},
    {"4C41018A01", Quantity::gas_m3, 25821.505},
    {"4D12138A14", Quantity::energy_kwh, 344593.17},
    {"4E87562A01", Quantity::volume_l, 19551.879},
    {"4F87562A01", Quantity::water_l, 19551.879},
    {"505D396164", Quantity::timestamp_s, 1684093277},
    {"518756", Quantity::acceleration_mps2, 22.151},
    {"528756", Quantity::gyroscope_dps, 22.151},
    {"5587562A01", Quantity::volume_storage_l, 19551.879},
    {"56E803", Quantity::conductivity_uscm, 1000},
    {"57EA", Quantity::temperature_c, -22},
    {"58EA", Quantity::temperature_c, -7.7},
    {"59EA", Quantity::count, -22},
    {"5AEAEA", Quantity::count, -5398},
    {"5BEA0234EA", Quantity::count, -365690134},
    {"5C02FBFFFF", Quantity::power_w, -12.78},
    {"5D02EA", Quantity::current_a, -5.63},
    {"5E9F8C", Quantity::direction_deg, 359.99},
    {"5F8756", Quantity::precipitation_mm, 2215.1},
    {"6001", Quantity::channel, 1},
    {"61AC0D", Quantity::rotational_speed_rpm, 3500},
    {"6240420F00", Quantity::speed_mps, 1},
    {"63C0BDF0FF", Quantity::acceleration_mps2, -1},
    {"6402", Quantity::light_level, 2},
    {"6507", Quantity::settings_revision, 7},
    {"F00100", Quantity::device_type, 1},
};

TEST(BtHome, DecodesEveryObjectOfItsSpecification) {
    for (const Example& example : examples) {
        const auto report = decode_2(std::string("40") + example.object);

        ASSERT_TRUE(has(report, example.quantity)) << example.object;
        EXPECT_DOUBLE_EQ(*value_of(report, example.quantity), example.value) << example.object;
        EXPECT_FALSE(report.error) << example.object;
    }
}

TEST(BtHome, RefusesObjectsThatAreCutShort) {
    for (const Example& example : examples) {
        std::string body = std::string("400142") + example.object;
        body.resize(body.size() - 2);
        const auto report = decode_2(body);

        EXPECT_EQ(error_of(report), Errc::malformed) << body;
        EXPECT_EQ(value_of(report, Quantity::battery_pct), 0x42) << body << ": what stands before it counts";
    }
}

TEST(BtHome, NumbersSeveralObjectsOfOneQuantity) {
    const auto report = decode_2("4002CA09451101021900");

    EXPECT_EQ(values_of(report, Quantity::temperature_c), (std::vector<double>{25.06, 27.3, 0.25}));
}

TEST(BtHome, KeepsWhatStandsBeforeAnUnknownObject) {
    const auto report = decode_2("40015DFE5D0903B718");

    EXPECT_EQ(value_of(report, Quantity::battery_pct), 93);
    EXPECT_FALSE(has(report, Quantity::humidity_pct));
    EXPECT_FALSE(report.error) << "later versions have more objects";
}

TEST(BtHome, TakesTheAddressThatEarlyDevicesSend) {
    const auto report = decode_2("42B2188D38C1A404138A01");

    EXPECT_EQ(value_of(report, Quantity::pressure_hpa), 1008.83);
    EXPECT_EQ(text_of(report, AttributeKind::device), "A4C1388D18B2");
}

TEST(BtHome, RefusesHalfAnAddress) {
    EXPECT_EQ(error_of(decode_2("42B2188D38C1")), Errc::malformed);
}

TEST(BtHome, DecodesDevicesThatSendNowAndThen) {
    EXPECT_EQ(value_of(decode_2("440021015E3A01"), Quantity::button_event), 1);
}

TEST(BtHome, HasNoOtherVersionInItsService) {
    for (const std::string_view info : {"00", "20", "60", "E0"}) {
        EXPECT_TRUE(decode_2(std::string(info) + "0161").formats.empty()) << info;
    }
}

TEST(BtHome, GivesOneNameToAButtonThatIsHeld) {
    EXPECT_EQ(value_of(decode_2("403A80"), Quantity::button_event), 128);
    EXPECT_EQ(value_of(decode_2("403AFE"), Quantity::button_event), 128) << "as Shelly sends it";
}

TEST(BtHome, CountsDimmerStepsToTheLeftBelowZero) {
    EXPECT_EQ(value_of(decode_2("403C0103"), Quantity::dimmer_steps), -3);
    EXPECT_EQ(value_of(decode_2("403C0000"), Quantity::dimmer_steps), 0);
}

TEST(BtHome, KnowsNoThirdDirectionOfADimmer) {
    const auto report = decode_2("403C0303");

    EXPECT_FALSE(has(report, Quantity::dimmer_steps));
    EXPECT_EQ(error_of(report), Errc::malformed);
}

TEST(BtHome, DecodesCommandsWithTheirArgument) {
    const auto report = decode_2("403B0104050161");

    EXPECT_EQ(value_of(report, Quantity::command_code), 4);
    EXPECT_EQ(value_of(report, Quantity::command_argument), 5);
    EXPECT_EQ(value_of(report, Quantity::battery_pct), 97);
}

TEST(BtHome, PassesOverArgumentsThatAreNoNumber) {
    const auto report = decode_2("403B050401020304050161");

    EXPECT_EQ(value_of(report, Quantity::command_code), 4);
    EXPECT_FALSE(has(report, Quantity::command_argument));
    EXPECT_EQ(value_of(report, Quantity::battery_pct), 97);
}

TEST(BtHome, DecodesTextBytesAndFirmware) {
    EXPECT_EQ(text_of(decode_2("40530C48656C6C6F20576F726C6421"), AttributeKind::text), "Hello World!");
    EXPECT_EQ(text_of(decode_2("405403010203"), AttributeKind::raw), "010203");
    EXPECT_EQ(text_of(decode_2("40F100010204"), AttributeKind::firmware), "4.2.1.0");
    EXPECT_EQ(text_of(decode_2("40F2FFFFFF"), AttributeKind::firmware), "255.255.255");
}

TEST(BtHome, RefusesTextThatIsCutShort) {
    EXPECT_EQ(error_of(decode_2("40530C48656C6C6F")), Errc::malformed);
    EXPECT_EQ(error_of(decode_2("4053")), Errc::malformed);
}

TEST(BtHome, SaysWhenMoreThanFitsWasSent) {
    std::string body = "40";
    for (std::size_t i = 0; i <= limits::decoded_measurements_max; ++i) body += "0F01";
    const auto report = decode_2(body);

    EXPECT_EQ(error_of(report), Errc::full);
    EXPECT_EQ(report.formats[0].measurements.size(), limits::decoded_measurements_max);
}

TEST(BtHome, StaysClosedWithoutAKey) {
    const auto report = decode_2("41A47266C95F730011223378237214");

    ASSERT_EQ(formats_in(report), std::vector<std::string>{"bthome.2"});
    EXPECT_EQ(report.formats[0].protection, Protection::no_key);
    EXPECT_TRUE(report.formats[0].measurements.empty());
}

TEST(BtHome, RefusesCipherTextWithoutCounterAndTag) {
    EXPECT_EQ(error_of(decode_2("4100112233782372")), Errc::malformed);
}

TEST(BtHome1, DecodesNumbersOfAnyWidth) {
    EXPECT_EQ(value_of(decode_1("2302CA09"), Quantity::temperature_c), 25.06);
    EXPECT_EQ(value_of(decode_1("22029C"), Quantity::temperature_c), -1);
    EXPECT_EQ(value_of(decode_1("2502FFFFFFFF"), Quantity::temperature_c), -0.01);
    EXPECT_EQ(value_of(decode_1("0409010203"), Quantity::count), 0x030201);
}

TEST(BtHome1, DecodesFloatingPointOfThreeWidths) {
    EXPECT_DOUBLE_EQ(*value_of(decode_1("4306FE70"), Quantity::mass_kg), 102.24) << "binary16";
    EXPECT_DOUBLE_EQ(*value_of(decode_1("4309FEF0"), Quantity::count), -10224);
    EXPECT_DOUBLE_EQ(*value_of(decode_1("43090100"), Quantity::count), 1.0 / 16'777'216) << "subnormal";
    EXPECT_DOUBLE_EQ(*value_of(decode_1("45090000C03F"), Quantity::count), 1.5) << "binary32";
    EXPECT_DOUBLE_EQ(*value_of(decode_1("4909000000000000F83F"), Quantity::count), 1.5) << "binary64";
}

TEST(BtHome1, LeavesOutWhatIsNotFinite) {
    for (const std::string_view body : {"4309007C", "45090000807F", "4909000000000000F07F"}) {
        const auto report = decode_1(body);
        EXPECT_FALSE(has(report, Quantity::count)) << body;
        EXPECT_FALSE(report.error) << body;
    }
}

TEST(BtHome1, RefusesNumbersOfOtherWidths) {
    EXPECT_EQ(error_of(decode_1("06090102030405")), Errc::malformed);
    EXPECT_EQ(error_of(decode_1("4409010203")), Errc::malformed) << "no floating point has 24 bits";
    EXPECT_EQ(error_of(decode_1("0201610109")), Errc::malformed) << "no width at all";
    EXPECT_EQ(error_of(decode_1("63096162")), Errc::malformed) << "a text is no count";
}

TEST(BtHome1, DecodesEventsTextAndBytes) {
    EXPECT_EQ(value_of(decode_1("023A03"), Quantity::button_event), 3);
    EXPECT_EQ(value_of(decode_1("033C0103"), Quantity::dimmer_steps), -3);
    EXPECT_EQ(text_of(decode_1("6D5348656C6C6F20576F726C6421"), AttributeKind::text), "Hello World!");
    EXPECT_EQ(text_of(decode_1("045448656C"), AttributeKind::raw), "48656c");
    EXPECT_EQ(error_of(decode_1("020161013A")), Errc::malformed) << "a button without its event";
    EXPECT_EQ(error_of(decode_1("023C01")), Errc::malformed) << "a dimmer without its steps";
}

TEST(BtHome1, DecodesFirmwareOfFourNumbersAtMost) {
    EXPECT_EQ(text_of(decode_1("05F100010204"), AttributeKind::firmware), "4.2.1.0");
    EXPECT_EQ(error_of(decode_1("06F1FFFFFFFFFF")), Errc::malformed);
}

TEST(BtHome1, PassesOverUnknownObjects) {
    const auto report = decode_1("03EE0102"
                                 "020161");

    EXPECT_EQ(value_of(report, Quantity::battery_pct), 97);
    EXPECT_FALSE(report.error);
}

TEST(BtHome1, TakesTheAddressOfTheSender) {
    const auto report = decode_1("86A6808FE64854"
                                 "2302CA09");

    EXPECT_EQ(text_of(report, AttributeKind::device), "5448E68F80A6");
    EXPECT_EQ(value_of(report, Quantity::temperature_c), 25.06);
}

TEST(BtHome1, LeavesTheServiceToOthersWhereObjectsDoNotFillIt) {
    EXPECT_TRUE(decode_1("2302CA").formats.empty()) << "cut short";
    EXPECT_TRUE(decode_1("2302CA0900").formats.empty()) << "an object without a size";
    EXPECT_TRUE(decode_1("A302CA09").formats.empty()) << "no such form";
    EXPECT_TRUE(decode_1("85A6808FE648"
                         "020161")
                    .formats.empty())
        << "no address of five bytes";
    EXPECT_TRUE(decode_1("03EE0102").formats.empty()) << "unknown objects alone";
}

TEST(ShellyIdentity, SaysModelAndAddress) {
    const auto report = decode_bytes(manufacturer_data_of(0x0BA9, from_hex("0109000B01000ACCBBAA6E02BC")));

    EXPECT_EQ(value_of(report, Quantity::device_type), 1);
    EXPECT_EQ(text_of(report, AttributeKind::device), "BC026EAABBCC");
}

TEST(ShellyIdentity, HasItsBlocksInOneOrder) {
    const auto report = decode_bytes(manufacturer_data_of(0x0BA9, from_hex("0109000ACCBBAA6E02BC0B0100")));

    EXPECT_TRUE(report.formats.empty());
}

}  // namespace
}  // namespace cairn::test
