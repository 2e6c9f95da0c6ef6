// Meters of one purpose: their edges. Sources: docs/formats/household.md.
#include <gtest/gtest.h>

#include "support/decode.h"

namespace cairn::test {
namespace {

DecodeReport decode_body(std::uint16_t company, std::string_view body) {
    return decode_bytes(manufacturer_data_of(company, from_hex(body)));
}

TEST(UniT, ReadsWhatItsDisplayShows) {
    EXPECT_EQ(value_of(decode_body(0xBBAA, "1005372020312e35324d2f533430800472"), Quantity::speed_mps), 1.52);
    EXPECT_EQ(value_of(decode_body(0xBBAA, "1005372020202031324d2f533430800472"), Quantity::speed_mps), 12);
    EXPECT_FALSE(has(decode_body(0xBBAA, "1005372020204f4c204d2f533430800472"), Quantity::speed_mps)) << "OL";
    EXPECT_FALSE(has(decode_body(0xBBAA, "1005372020202020204d2f533430800472"), Quantity::speed_mps));
    EXPECT_FALSE(has(decode_body(0xBBAA, "10053720312e352e324d2f533430800472"), Quantity::speed_mps));
    EXPECT_TRUE(decode_body(0xBBAA, "1005372020312e35326b6d683430800472").formats.empty()) << "km/h";
}

TEST(UniT, IsVerifiedByItsSum) {
    const auto right = decode_body(0xBBAA, "1005372020362e35384d2f533430800475");
    const auto wrong = decode_body(0xBBAA, "1005372020362e35384d2f533430800476");

    EXPECT_EQ(right.formats[0].confidence, Confidence::verified);
    EXPECT_EQ(wrong.formats[0].confidence, Confidence::layout);
}

TEST(VChon, NeedsTheAdvertisersAddressOrItsName) {
    const auto payload = from_hex("0CFF010900F614AABBCCDDEEFF");
    const auto device = *MacAddress::parse("AA:BB:CC:DD:EE:FF");

    EXPECT_EQ(value_of(decode_from(device, payload), Quantity::temperature_c), 24.6);
    EXPECT_EQ(decode_from(device, payload).formats[0].confidence, Confidence::verified);
    EXPECT_TRUE(decode_bytes(payload).formats.empty());
    EXPECT_TRUE(has(decode_hex("0CFF010900F614AABBCCDDEEFF 0709584C30383031"), Quantity::temperature_c));
}

TEST(EcoFlow, HasASerialNumberOfDigitsAndCapitals) {
    const auto begin = std::string("13");
    const auto end = std::string("3631314142433158595a3132333435d8000100003e08");

    const auto report = decode_body(0xB5B5, begin + "52" + end);
    EXPECT_EQ(value_of(report, Quantity::battery_pct), 0x58) << "the highest bit is none of it";
    EXPECT_EQ(text_of(report, AttributeKind::serial), "R611ABC1XYZ12345");
    EXPECT_TRUE(decode_body(0xB5B5, begin + "32" + end).formats.empty());
}

TEST(EcoFlow, RefusesOtherSerialNumbersAndBatteriesAboveFull) {
    EXPECT_TRUE(decode_body(0xB5B5, "13523631314142433158595a313233342d58000100003e08").formats.empty());
    EXPECT_TRUE(decode_body(0xB5B5, "13523631314142433158595a313233343565000100003e08").formats.empty());
}

TEST(BrTyre, IsKnownByItsName) {
    const auto decode_named = [](std::string_view name) {
        auto payload = manufacturer_data_of(0x1E40, from_hex("1001a79692"));
        const auto beside = ad_structure(ad_type::name_complete, {name.begin(), name.end()});
        payload.insert(payload.end(), beside.begin(), beside.end());
        return decode_bytes(payload);
    };

    EXPECT_NEAR(*value_of(decode_named("BR"), Quantity::pressure_hpa), 1'917.24, 0.01);
    EXPECT_EQ(value_of(decode_named("BR_1234"), Quantity::voltage_v), 3);
    EXPECT_FALSE(has(decode_named("BRUNO"), Quantity::pressure_hpa));
}

}  // namespace
}  // namespace cairn::test
