// MiBeacon in plain text. What is encrypted: tests/unit/crypto.
#include <gtest/gtest.h>

#include "support/decode.h"

namespace cairn::test {
namespace {

DecodeReport decode_body(std::string_view body) {
    return decode_bytes(service_data_of(0xFE95, from_hex(body)));
}

/// A frame of version 5 with one object; the product in the order of the air.
DecodeReport decode_object(std::string_view product, std::string_view object) {
    return decode_body("4050" + std::string(product) + "01" + std::string(object));
}

std::string channel_values(const DecodeReport& report, Quantity quantity) {
    std::string words;
    for (const Measurement& measurement :
         report.formats.empty() ? decltype(Decoded::measurements)() : report.formats[0].measurements) {
        if (measurement.quantity != quantity) continue;
        words += std::to_string(measurement.channel) + "=" +
                 std::to_string(static_cast<int>(measurement.value)) + " ";
    }
    return words;
}

struct Example {
    const char* product;
    const char* object;
    Quantity quantity;
    double value;
};

// Products: 5B05 LYWSD03MMC, FF0F none that is known.
constexpr Example examples[]{
    {"DD03", "03000101", Quantity::motion_present, 1},
    {"9E06",
     "06000503000000"
     "01",
     Quantity::fingerprint_result, 1},
    {"9E06",
     "06000503000000"
     "01",
     Quantity::key_id, 3},
    {"FF0F", "07000100", Quantity::door_open, 1},
    {"FF0F", "07000101", Quantity::door_open, 0},
    {"FF0F", "07000102", Quantity::door_left_open, 1},
    {"FF0F", "07000103", Quantity::door_knocked, 1},
    {"FF0F", "07000104", Quantity::door_forced, 1},
    {"FF0F", "07000105", Quantity::door_stuck, 1},
    {"8003", "08000100", Quantity::armed, 1},
    {"8003", "08000501E96C7C65", Quantity::timestamp_s, 0x657C6CE9},
    {"9103", "0A0002750D", Quantity::temperature_c, 34.45},
    {"FF0F", "0C000101", Quantity::water_present, 1},
    {"FF0F", "0D000101", Quantity::smoke_present, 1},
    {"FF0F", "0D000102", Quantity::problem_present, 1},
    {"FF0F", "0E000100", Quantity::gas_present, 0},
    {"F607", "0F0003640000", Quantity::light_present, 1},
    {"830A", "0F0003780000", Quantity::illuminance_lux, 120},
    {"830A", "0F0003780000", Quantity::motion_present, 1},
    {"8904", "1000020003", Quantity::duration_s, 3},
    {"0608", "1000020150", Quantity::score, 80},
    {"0608", "10000101", Quantity::brushing, 0},
    {"FF0F", "120003E80300", Quantity::mass_kg, 1},
    {"FF0F", "02100101", Quantity::sleeping, 1},
    {"FF0F", "041002F6FF", Quantity::temperature_c, -1},
    {"8300", "0510020158", Quantity::power_on, 1},
    {"8300", "0510020158", Quantity::temperature_c, 88},
    {"FF0F", "0610025302", Quantity::humidity_pct, 59.5},
    {"9800", "0710031C0200", Quantity::illuminance_lux, 540},
    {"F607", "071003640000", Quantity::light_present, 1},
    {"F607", "071003010000", Quantity::light_present, 0},
    {"9800", "0810011A", Quantity::moisture_pct, 26},
    {"9800", "091002E803", Quantity::conductivity_uscm, 1000},
    {"FF0F", "0A100164", Quantity::battery_pct, 100},
    {"FF0F", "0D1004B4009502", Quantity::temperature_c, 18},
    {"FF0F", "0D1004B4009502", Quantity::humidity_pct, 66.1},
    {"8003", "0E100104", Quantity::lock_open, 1},
    {"8003", "0E100109", Quantity::child_lock_on, 1},
    {"FF0F", "0F100100", Quantity::door_open, 1},
    {"DF02", "1010020800", Quantity::formaldehyde_mgm3, 0.08},
    {"0A04", "12100101", Quantity::power_on, 1},
    {"0A04", "13100161", Quantity::consumable_pct, 97},
    {"6308", "14100101", Quantity::water_present, 1},
    {"9709", "15100101", Quantity::smoke_present, 1},
    {"8D0A", "17100478000000", Quantity::no_motion_s, 120},
    {"8D0A", "17100478000000", Quantity::motion_present, 0},
    {"8D0A", "1710041E000000", Quantity::motion_present, 0},
    {"8D0A", "17100400000000", Quantity::motion_present, 1},
    {"8D0A", "18100101", Quantity::light_present, 1},
    {"8B09", "19100101", Quantity::opening_open, 0},
    {"8B09", "19100102", Quantity::door_left_open, 1},
    {"8B09", "19100103", Quantity::reset_present, 1},
    {"FF0F", "1A1002E803", Quantity::mass_kg, 1},
    {"FF0F", "1B10042C010000", Quantity::no_motion_s, 300},
    {"FF0F", "1B100101", Quantity::motion_present, 0},
    {"FF0F", "012004D2040000", Quantity::steps, 1234},
    {"FF0F", "032004D2045000", Quantity::heart_rate_bpm, 80},
    {"FF0F", "03300501E96C7C65", Quantity::brushing, 0},
    {"FF0F", "03300601E96C7C6542", Quantity::score, 0x42},
    {"5B05", "0148040000C841", Quantity::temperature_c, 25},
    {"5B05", "02480132", Quantity::humidity_pct, 50},
    {"5B05", "03480132", Quantity::battery_pct, 50},
    {"8918", "04480102", Quantity::opening_open, 0},
    {"EB2A", "0548040000C841", Quantity::illuminance_lux, 25},
    {"0F3F", "06480101", Quantity::water_present, 1},
    {"B555", "0848040000C841", Quantity::humidity_pct, 25},
    {"DB20", "10480101", Quantity::sleeping, 1},
    {"DB20", "10480102", Quantity::button_event, 2},
    {"DB20", "11480101", Quantity::snoring, 1},
    {"EB2A", "1848027800", Quantity::no_motion_s, 120},
    {"4C3F", "3C480101", Quantity::pressed, 1},
    {"4C3F", "3D480478000000", Quantity::pressed_s, 120},
    {"4C3F", "3E480478000000", Quantity::released_s, 120},
    {"8346", "4E480101", Quantity::occupancy_present, 1},
    {"FB50", "4F480102", Quantity::no_motion_s, 120},
    {"EB2A", "014A0101", Quantity::battery_low, 1},
    {"EB2A", "084A040000C841", Quantity::illuminance_lux, 25},
    {"EB2A", "084A040000C841", Quantity::motion_present, 1},
    {"8918", "0F4A0101", Quantity::door_forced, 1},
    {"8918", "124A0101", Quantity::opening_open, 1},
    {"8918", "134A0101", Quantity::button_event, 1},
    {"8918", "1A4A0101", Quantity::door_left_open, 1},
    {"8918", "1C4A0101", Quantity::reset_present, 1},
    {"0312", "014C040000C841", Quantity::temperature_c, 25},
    {"0312", "024C0132", Quantity::humidity_pct, 50},
    {"4C3F", "034C0164", Quantity::battery_pct, 100},
    {"0312", "084C040000C841", Quantity::humidity_pct, 25},
    {"E70D", "144C0102", Quantity::mode_code, 2},
    {"4919", "014E0101", Quantity::battery_low, 1},
    {"E318", "164E0101", Quantity::occupancy_present, 1},
    {"E318", "174E0101", Quantity::occupancy_present, 0},
    {"B15D", "165A0102", Quantity::occupancy_present, 0},
    {"B15D", "165A0103", Quantity::button_event, 2},
    {"FB50", "4E48011F", Quantity::occupancy_present, 1},
    {"0F6A", "13540101", Quantity::presence_present, 1},
    {"0F6A", "51480102", Quantity::duration_s, 120},
    {"0F6A", "52480103", Quantity::no_motion_s, 180},
    {"FC59", "22540102", Quantity::state_code, 2},
    {"FC59", "10580101", Quantity::sleeping, 0},
    {"FC59", "61640101", Quantity::contact_present, 0},
    {"C564", "5D600119", Quantity::temperature_c, 25},
};

TEST(MiBeacon, DecodesItsObjects) {
    for (const Example& example : examples) {
        const auto report = decode_object(example.product, example.object);

        ASSERT_TRUE(has(report, example.quantity)) << example.object;
        EXPECT_DOUBLE_EQ(*value_of(report, example.quantity), example.value) << example.object;
        EXPECT_FALSE(report.error) << example.object;
    }
}

TEST(MiBeacon, RefusesNumbersOfAWrongSize) {
    for (const std::string_view object :
         {"04100119", "0610035302FF", "0A0001FF", "0B000100", "0F00020000", "1210", "12000100", "0E10020000",
          "08000200", "171002FFFF", "00200100", "0330020000", "0110020000", "0A1000", "070001010A1000"}) {
        EXPECT_EQ(error_of(decode_object("5B05", object)), Errc::malformed) << object;
    }
    EXPECT_EQ(error_of(decode_object("D53B", "166E0400000000")), Errc::malformed);
}

TEST(MiBeacon, ReadsOnBehindAnObjectThatIsWrong) {
    const auto report = decode_object("5B05", "04100119"
                                              "0A100164");

    EXPECT_EQ(error_of(report), Errc::malformed);
    EXPECT_FALSE(has(report, Quantity::temperature_c));
    EXPECT_EQ(value_of(report, Quantity::battery_pct), 100);
}

TEST(MiBeacon, KeepsWhatStandsBeforeAnObjectThatIsCutShort) {
    const auto report = decode_object("5B05", "0A100164"
                                              "041002B4");

    EXPECT_EQ(error_of(report), Errc::malformed);
    EXPECT_EQ(value_of(report, Quantity::battery_pct), 100);
}

TEST(MiBeacon, PassesOverObjectsThatAreNotKnown) {
    const auto report = decode_object("5B05", "FF1F0200FF"
                                              "0A100164");

    EXPECT_EQ(value_of(report, Quantity::battery_pct), 100);
    EXPECT_FALSE(report.error);
}

TEST(MiBeacon, ReadsWhatTheProductDefinesOfKnownProductsOnly) {
    EXPECT_TRUE(has(decode_object("5B05", "03480132"), Quantity::battery_pct));
    EXPECT_FALSE(has(decode_object("FF0F", "03480132"), Quantity::battery_pct));
}

TEST(MiBeacon, NamesTheModelOrElseTheProduct) {
    EXPECT_EQ(text_of(decode_object("5B05", "0A100164"), AttributeKind::model), "LYWSD03MMC");
    EXPECT_EQ(value_of(decode_object("FF0F", "0A100164"), Quantity::device_type), 0x0FFF);
}

TEST(MiBeacon, MayHaveNoObject) {
    const auto report = decode_body("1059DB780DF4F80238C1A4");

    EXPECT_EQ(value_of(report, Quantity::packet_id), 13);
    EXPECT_EQ(text_of(report, AttributeKind::device), "A4C13802F8F4");
    EXPECT_EQ(text_of(report, AttributeKind::model), "ESM787");
    EXPECT_FALSE(report.error);
}

TEST(MiBeacon, PassesOverItsCapabilities) {
    EXPECT_EQ(value_of(decode_body("71209800"
                                   "12F34F6B8D7CC4"
                                   "0D"
                                   "041002C400"),
                       Quantity::temperature_c),
              19.6);
    EXPECT_EQ(value_of(decode_body("60509800"
                                   "12"
                                   "2001"
                                   "041002C400"),
                       Quantity::temperature_c),
              19.6)
        << "input and output are one byte more";
}

TEST(MiBeacon, RefusesFramesThatAreShorterThanTheySay) {
    EXPECT_EQ(error_of(decode_body("50505B0501483CD438C1")), Errc::malformed) << "address";
    EXPECT_EQ(error_of(decode_body("60505B0501")), Errc::malformed) << "capability";
    EXPECT_EQ(error_of(decode_body("60505B050120")), Errc::malformed) << "input and output";
    EXPECT_EQ(error_of(decode_body("40505B0501")), Errc::malformed) << "object";
    EXPECT_EQ(error_of(decode_body("48505B05010000"
                                   "000000"
                                   "11223344")),
              Errc::malformed)
        << "cipher text";
}

TEST(MiBeacon, HasVersionsTwoToFive) {
    for (const std::string_view version : {"00", "10", "60", "F0"}) {
        EXPECT_TRUE(decode_body("40" + std::string(version) + "5B05010A100164").formats.empty()) << version;
    }
}

TEST(MiBeacon, StaysClosedWithoutAKey) {
    for (const std::string_view body :
         {"58585B0501483CD438C1A49CF255CFDD0000002FAE2FF2", "5830B603D28B98C54124F8C3491476757E00000099"}) {
        const auto report = decode_body(body);
        ASSERT_EQ(formats_in(report), std::vector<std::string>{"xiaomi.mibeacon"}) << body;
        EXPECT_EQ(report.formats[0].protection, Protection::no_key);
        EXPECT_TRUE(has(report, Quantity::packet_id)) << "the frame's number is plain";
    }
}

TEST(MiBeacon, IsKnownWithoutItsServiceIfAllFits) {
    const auto body = from_hex("5020DF025B3A5C014357481010020800");
    const auto decode = [](const auto& bytes) { return decode_bytes(service_data_of(0x0000, bytes)); };

    EXPECT_EQ(value_of(decode(body), Quantity::formaldehyde_mgm3), 0.08);
    auto unknown_product = body;
    unknown_product[2] = 0xFE, unknown_product[3] = 0xFE;
    EXPECT_TRUE(decode(unknown_product).formats.empty());
    auto encrypted = body;
    encrypted[0] |= 0x08;
    EXPECT_TRUE(decode(encrypted).formats.empty());
    auto cut = body;
    cut.pop_back();
    EXPECT_TRUE(decode(cut).formats.empty());
    auto longer = body;
    longer.push_back(0x00);
    EXPECT_TRUE(has(decode(longer), Quantity::formaldehyde_mgm3)) << "one byte may stand behind";
    longer.push_back(0x00);
    EXPECT_TRUE(decode(longer).formats.empty());
}

TEST(MiBeaconButtons, CountTheButtonsAsChannels) {
    EXPECT_EQ(channel_values(decode_object("BF07", "011003000001"), Quantity::button_event), "0=2 ");
    EXPECT_EQ(channel_values(decode_object("5301", "011003030002"), Quantity::button_event), "3=4 ");
    EXPECT_EQ(channel_values(decode_object("5301", "011003030005"), Quantity::button_event), "3=1 ");
    EXPECT_EQ(channel_values(decode_object("5301", "011003030003"), Quantity::button_event), "3=3 ");
    EXPECT_EQ(channel_values(decode_object("5301", "011003030009"), Quantity::button_event), "");
}

TEST(MiBeaconButtons, KnowTheWallSwitches) {
    EXPECT_EQ(channel_values(decode_object("6815", "011003000001"), Quantity::button_event), "0=4 ");
    EXPECT_EQ(channel_values(decode_object("6815", "011003010001"), Quantity::button_event), "");
    EXPECT_EQ(channel_values(decode_object("6915", "011003020002"), Quantity::button_event), "0=2 1=2 ");
    EXPECT_EQ(channel_values(decode_object("6915", "011003030002"), Quantity::button_event), "");
    EXPECT_EQ(channel_values(decode_object("FD0D", "011003050000"), Quantity::button_event), "0=1 2=1 ");
    EXPECT_EQ(channel_values(decode_object("FD0D", "011003070000"), Quantity::button_event), "");
    EXPECT_EQ(channel_values(decode_object("FD0D", "011003000003"), Quantity::button_event), "");
}

TEST(MiBeaconButtons, CountTurnsOfDimmersAndCubes) {
    EXPECT_EQ(channel_values(decode_object("B603", "01100300FF04"), Quantity::dimmer_steps), "0=-1 ");
    EXPECT_EQ(channel_values(decode_object("B603", "011003030004"), Quantity::dimmer_steps), "1=3 ")
        << "turned while it is pressed";
    EXPECT_EQ(channel_values(decode_object("B603", "011003000203"), Quantity::button_event), "0=2 ");
    EXPECT_EQ(channel_values(decode_object("B603", "011003000903"), Quantity::button_event), "0=1 ");
    EXPECT_EQ(channel_values(decode_object("B603", "011003010503"), Quantity::button_event), "0=4 ");
    EXPECT_EQ(value_of(decode_object("B603", "011003010503"), Quantity::duration_s), 5);
    EXPECT_EQ(channel_values(decode_object("B603", "011003010500"), Quantity::button_event), "");
    EXPECT_EQ(channel_values(decode_object("E104", "011003000000"), Quantity::dimmer_steps), "0=1 ");
    EXPECT_EQ(channel_values(decode_object("E104", "011003010000"), Quantity::dimmer_steps), "0=-1 ");
}

TEST(MiBeaconButtons, KnowTheEventsOfTheProducts) {
    EXPECT_EQ(channel_values(decode_object("BB38", "0C4A00"), Quantity::button_event), "0=1 ") << "no value";
    EXPECT_EQ(channel_values(decode_object("6859", "0E4A0101"), Quantity::button_event), "1=4 ");
    EXPECT_EQ(channel_values(decode_object("4919", "0D4E0103"), Quantity::button_event), "0=2 1=2 ");
    EXPECT_EQ(channel_values(decode_object("101C", "0C4E010F"), Quantity::button_event), "0=2 ");
    EXPECT_EQ(channel_values(decode_object("101C", "0C4E0108"), Quantity::button_event), "0=4 ");
    EXPECT_EQ(channel_values(decode_object("101C", "0C4E0107"), Quantity::button_event), "");
    EXPECT_EQ(channel_values(decode_object("613A", "0E560104"), Quantity::button_event), "3=4 ");
    EXPECT_EQ(channel_values(decode_object("613A", "0E560100"), Quantity::button_event), "");
    EXPECT_EQ(channel_values(decode_object("0B52", "0D5600"), Quantity::button_event), "0=2 ");
    EXPECT_EQ(channel_values(decode_object("8723", "0C4E00"), Quantity::button_event), "0=1 ");
    EXPECT_EQ(channel_values(decode_object("AA01", "0D560101"
                                                   "0C4E0101"),
                             Quantity::button_event),
              "")
        << "a thermometer has no buttons";
}

TEST(MiBeaconLocks, SayWhoDidWhat) {
    const auto report = decode_object("390E", "0B00094A01000180E96C7C65");

    EXPECT_EQ(value_of(report, Quantity::lock_action), 10);
    EXPECT_EQ(value_of(report, Quantity::lock_method), 4);
    EXPECT_EQ(value_of(report, Quantity::key_id), 1) << "the upper half is what kind of key it is";
    EXPECT_EQ(value_of(report, Quantity::timestamp_s), 0x657C6CE9);
    EXPECT_FALSE(has(report, Quantity::lock_open)) << "an action that opens and closes nothing";
}

TEST(MiBeaconLocks, KnowWhatEachActionOpens) {
    EXPECT_EQ(value_of(decode_object("390E", "0B00090000000000E96C7C65"), Quantity::lock_open), 1);
    EXPECT_EQ(value_of(decode_object("390E", "0B00090800000000E96C7C65"), Quantity::lock_open), 0);
    EXPECT_EQ(value_of(decode_object("390E", "0B00090200000000E96C7C65"), Quantity::anti_lock_on), 1);
    EXPECT_EQ(value_of(decode_object("390E", "0B00090700000000E96C7C65"), Quantity::child_lock_on), 0);
}

TEST(MiBeaconLocks, SayWhatWentWrongInPlaceOfAKey) {
    const auto report = decode_object("390E", "0B00090F0310DEC0E96C7C65");

    EXPECT_EQ(value_of(report, Quantity::fault_code), 0x1003);
    EXPECT_FALSE(has(report, Quantity::key_id));
}

TEST(MiBeaconBody, HasATemperatureOrNone) {
    EXPECT_FALSE(has(decode_object("9103", "0A00020000"), Quantity::temperature_c));
    EXPECT_NEAR(*value_of(decode_object("DB00", "002005AC0D7A0D4F"), Quantity::temperature_c), 36.4784,
                0.0001);
    EXPECT_EQ(value_of(decode_object("DB00", "002005AC0D7A0D4F"), Quantity::battery_pct), 0x4F);
}

TEST(MiBeaconBody, IsWeighed) {
    // 65 kg, 80 beats, 500 ohms.
    const auto report = decode_object("D53B", "166E0901"
                                              "8AF2204E"
                                              "E96C7C65");

    EXPECT_EQ(value_of(report, Quantity::mass_kg), 65);
    EXPECT_EQ(value_of(report, Quantity::heart_rate_bpm), 80);
    EXPECT_EQ(channel_values(report, Quantity::impedance_ohm), "0=500 ");
    EXPECT_EQ(value_of(report, Quantity::timestamp_s), 0x657C6CE9);
}

TEST(MiBeaconBody, HasItsSecondImpedanceInAFrameOfItsOwn) {
    const auto report = decode_object("D53B", "166E0901"
                                              "0000A041"
                                              "E96C7C65");

    EXPECT_FALSE(has(report, Quantity::mass_kg));
    EXPECT_FALSE(has(report, Quantity::heart_rate_bpm));
    EXPECT_EQ(channel_values(report, Quantity::impedance_ohm), "1=420 ");
}

TEST(MiBeaconBody, IsWeighedByASimplerScale) {
    const auto report = decode_object("044C", "164E090151180000"
                                              "8A1B1169");

    EXPECT_EQ(value_of(report, Quantity::mass_kg), 62.25);
    EXPECT_EQ(value_of(report, Quantity::timestamp_s), 0x69111B8A);
    EXPECT_FALSE(has(report, Quantity::occupancy_present));
    EXPECT_EQ(error_of(decode_object("044C", "164E0101")), Errc::malformed);
}

TEST(MiBeaconBody, IsNotWeighedYet) {
    EXPECT_FALSE(has(decode_object("D53B", "166E0901"
                                           "00000000"
                                           "E96C7C65"),
                     Quantity::timestamp_s));
}

}  // namespace
}  // namespace cairn::test
