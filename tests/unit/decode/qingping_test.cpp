// Qingping's objects, service data 0xFDCD.
#include <gtest/gtest.h>

#include "support/decode.h"

namespace cairn::test {
namespace {

/// Behind the flags, the model CGD1 and the address 58:2D:34:50:FD:AF.
DecodeReport decode_objects(std::string_view objects) {
    return decode_bytes(service_data_of(0xFDCD, from_hex("080CAFFD50342D58" + std::string(objects))));
}

struct Example {
    const char* object;
    Quantity quantity;
    double value;
};
constexpr Example examples[]{
    {"01040E019102", Quantity::temperature_c, 27},
    {"0104F6FF9102", Quantity::temperature_c, -1},
    {"01040E019102", Quantity::humidity_pct, 65.7},
    {"020155", Quantity::battery_pct, 85},
    {"040100", Quantity::opening_open, 1},
    {"040101", Quantity::opening_open, 0},
    {"040102", Quantity::door_left_open, 1},
    {"07025A27", Quantity::pressure_hpa, 1007.4},
    {"080401030000", Quantity::motion_present, 1},
    {"080401030001", Quantity::illuminance_lux, 0x010003},
    {"090405020000", Quantity::illuminance_lux, 517},
    {"0F01C4", Quantity::packet_id, 196},
    {"110101", Quantity::light_present, 1},
    {"12047D018601", Quantity::pm25_ugm3, 381},
    {"12047D018601", Quantity::pm10_ugm3, 390},
    {"1302FD02", Quantity::co2_ppm, 765},
};

TEST(Qingping, DecodesItsObjects) {
    for (const Example& example : examples) {
        const auto report = decode_objects(example.object);

        ASSERT_TRUE(has(report, example.quantity)) << example.object;
        EXPECT_DOUBLE_EQ(*value_of(report, example.quantity), example.value) << example.object;
        EXPECT_FALSE(report.error) << example.object;
    }
}

TEST(Qingping, SaysModelAndAddress) {
    const auto report = decode_objects("020155");

    EXPECT_EQ(text_of(report, AttributeKind::model), "CGD1");
    EXPECT_EQ(text_of(report, AttributeKind::device), "582D3450FDAF");
}

TEST(Qingping, NumbersModelsThatAreNotKnown) {
    const auto report = decode_bytes(service_data_of(0xFDCD, from_hex("08FEAFFD50342D58020155")));

    EXPECT_EQ(value_of(report, Quantity::device_type), 0xFE);
    EXPECT_EQ(value_of(report, Quantity::battery_pct), 85);
}

TEST(Qingping, PassesOverObjectsThatAreNotKnown) {
    const auto report = decode_objects("77021122"
                                       "02021122"
                                       "020155");

    EXPECT_EQ(value_of(report, Quantity::battery_pct), 85);
    EXPECT_FALSE(report.error);
}

TEST(Qingping, RefusesAStateThatADoorDoesNotHave) {
    EXPECT_EQ(error_of(decode_objects("040103")), Errc::malformed);
    EXPECT_EQ(error_of(decode_objects("04020000")), Errc::malformed);
}

TEST(Qingping, LeavesTheServiceToOthersWhereNoObjectsStand) {
    EXPECT_TRUE(decode_objects("").formats.empty());
    EXPECT_TRUE(decode_objects("8CCF04").formats.empty()) << "a size past the end";
    EXPECT_TRUE(decode_objects("02015500").formats.empty()) << "a byte too many";
}

}  // namespace
}  // namespace cairn::test
