// Scales, bands and plant sensors of Xiaomi's partners. MiBeacon: mibeacon_test.cpp.
#include <gtest/gtest.h>

#include "support/decode.h"

namespace cairn::test {
namespace {

DecodeReport decode_service(std::uint16_t uuid, std::string_view body) {
    return decode_bytes(service_data_of(uuid, from_hex(body)));
}

TEST(XiaomiScale, WeighsInThreeUnits) {
    EXPECT_EQ(value_of(decode_service(0x181D, "227607E607020E10293A"), Quantity::mass_kg), 9.55);
    EXPECT_EQ(value_of(decode_service(0x181D, "237607E607020E10293A"), Quantity::mass_lb), 19.1);
    EXPECT_EQ(value_of(decode_service(0x181D, "327607E607020E10293A"), Quantity::mass_kg), 9.55)
        << "a hundredth of a catty is 5 g";
    EXPECT_EQ(value_of(decode_service(0x181B, "0326E607020E10293A00007607"), Quantity::mass_lb), 19.1);
}

TEST(XiaomiScale, SaysWhetherTheReadingSettledAndTheLoadWasTakenAway) {
    const auto moving = decode_service(0x181D, "027607E607020E10293A");
    const auto left = decode_service(0x181B, "02A6E607020E10293AF7019A38");

    EXPECT_EQ(value_of(moving, Quantity::stabilized), 0);
    EXPECT_EQ(value_of(moving, Quantity::load_removed), 0);
    EXPECT_EQ(value_of(left, Quantity::stabilized), 1);
    EXPECT_EQ(value_of(left, Quantity::load_removed), 1);
}

TEST(XiaomiScale, MeasuresImpedanceOrNot) {
    EXPECT_EQ(value_of(decode_service(0x181B, "02A6E607020E10293AF7019A38"), Quantity::impedance_ohm), 503);
    EXPECT_FALSE(has(decode_service(0x181B, "02A4E607020E10293A00009A38"), Quantity::impedance_ohm));
}

TEST(XiaomiScale, HasAClock) {
    for (const std::string_view body :
         {"627607E6070D0E10293A", "627607E607022010293A", "627607E607020E18293A", "627607E607020E103C3A",
          "627607E607020E10293C"}) {
        EXPECT_TRUE(decode_service(0x181D, body).formats.empty()) << body;
    }
    EXPECT_FALSE(decode_service(0x181D, "62760700000000000000").formats.empty()) << "it may not be set";
    EXPECT_TRUE(decode_service(0x181B, "02A4E6070D0E10293A00009A38").formats.empty());
}

TEST(HuamiScale, SaysMoreWhenTheReadingSettled) {
    const auto settled = decode_service(0xFEE0, "BA82E6C7FC3414A442BF46EC68000462BBA30100");
    const auto moving = decode_service(0xFEE0, "BA82E6C7FC3414A4420000006800046200000000");

    EXPECT_EQ(value_of(settled, Quantity::mass_kg), 85.3);
    EXPECT_EQ(value_of(settled, Quantity::impedance_ohm), 517.2);
    EXPECT_EQ(value_of(settled, Quantity::heart_rate_bpm), 104);
    EXPECT_EQ(value_of(moving, Quantity::mass_kg), 85.3);
    EXPECT_EQ(value_of(moving, Quantity::stabilized), 0);
    EXPECT_FALSE(has(moving, Quantity::impedance_ohm));
}

TEST(HuamiBand, HasAPulseOrNone) {
    const auto band = [](std::string_view pulse) {
        return decode_bytes(manufacturer_data_of(
            0x0157, from_hex("020201" + std::string(pulse) + "FFFFFFFFFFFFFFFFFFFFFFFFFF03FFFDFF3B6145")));
    };
    EXPECT_EQ(value_of(band("54"), Quantity::heart_rate_bpm), 84);
    EXPECT_FALSE(has(band("FF"), Quantity::heart_rate_bpm));
    EXPECT_EQ(text_of(band("FF"), AttributeKind::device), "FFFDFF3B6145");
}

TEST(HuamiBand, LeavesTheUuidAwayOnlyBesideItsCompany) {
    EXPECT_TRUE(decode_service(0x0000, "8D230000").formats.empty());
    EXPECT_EQ(value_of(decode_service(0xFEE0, "0B000000"), Quantity::steps), 11);
}

TEST(Hhcc, DecodesThePlantSensor) {
    const auto report = decode_service(0xFD50, "0E006E0134A428005B");

    EXPECT_EQ(value_of(report, Quantity::moisture_pct), 14);
    EXPECT_EQ(value_of(report, Quantity::temperature_c), 11);
    EXPECT_EQ(value_of(report, Quantity::illuminance_lux), 79012);
    EXPECT_EQ(value_of(report, Quantity::battery_pct), 40);
    EXPECT_EQ(value_of(report, Quantity::conductivity_uscm), 91);
}

TEST(Hhcc, LeavesTheServiceToOthersWhereNoPlantStands) {
    EXPECT_TRUE(decode_service(0xFD50, "65006E0134A428005B").formats.empty()) << "101 % moisture";
    EXPECT_TRUE(decode_service(0xFD50, "0E006E0134A465005B").formats.empty()) << "101 % battery";
}

TEST(Hhcc, RefusesWhatNoPlantHas) {
    EXPECT_EQ(value_of(decode_service(0xFD50, "0EFF9C0134A428005B"), Quantity::temperature_c), -10);
    EXPECT_TRUE(decode_service(0xFD50, "0E03530134A428005B").formats.empty()) << "85.1 degrees";
    EXPECT_TRUE(decode_service(0xFD50, "0EFE6F0134A428005B").formats.empty()) << "-40.1 degrees";
    EXPECT_TRUE(decode_service(0xFD50, "0E006E030D4128005B").formats.empty()) << "200,001 lux";
    EXPECT_TRUE(decode_service(0xFD50, "0E006E0134A4284E21").formats.empty()) << "20,001 uS/cm";
}

}  // namespace
}  // namespace cairn::test
