// Phones, computers and trackers: docs/formats/adv-phones.md and adv-trackers.md.
#include <gtest/gtest.h>

#include "support/decode.h"

namespace cairn::test {
namespace {

using Names = std::vector<std::string>;

DecodeReport apple(std::string_view body) {
    return decode_bytes(manufacturer_data_of(0x004C, from_hex(body)));
}

TEST(Apple, SendsOneObjectBehindAnother) {
    const auto report = apple("0C0E00E25A1F6D1C2F3A4B5C6D7E8F90 1005031C77F95B");

    EXPECT_EQ(formats_in(report), (Names{"apple.handoff", "apple.nearby_info"}));
    EXPECT_FALSE(report.error);
}

TEST(Apple, KeepsWhatStandsBeforeAnObjectThatIsTooLong) {
    EXPECT_EQ(formats_in(apple("1005031C77F95B 0C0E00")), Names{"apple.nearby_info"});
    EXPECT_TRUE(apple("1006031C77F95B").formats.empty());
}

TEST(Apple, IsNoDamagedIBeacon) {
    for (const char* type : {"03", "05", "07", "09", "0C", "0F", "10", "12"}) {
        const std::string body = "150005000100001000800000805f9b013100026c66c3";
        EXPECT_TRUE(apple(type + body).formats.empty()) << type;
    }
}

TEST(AppleNearbyInfo, SaysWhatItsOwnerDoesOnlyIfItIsAskedFor) {
    static const Decoder asked({.every_structure = true});
    const auto payload = manufacturer_data_of(0x004C, from_hex("10050A1C77F95B"));
    DecodeReport report;

    asked.decode({payload, std::nullopt}, report);
    EXPECT_EQ(value_of(report, Quantity::state_code), 10);
    EXPECT_FALSE(has(decode_bytes(payload), Quantity::state_code));
}

TEST(AppleProximityPairing, LeavesOutBatteriesThatAreNotKnown) {
    const std::string rest = "00000A7D9FFF27234873D4305E0FED1B39E2B8";
    const auto one = apple("0719010E2022F58F" + rest);
    const auto all = apple("0719010E20229A87" + rest);

    EXPECT_EQ(value_of(one, Quantity::battery_pct), 50);
    EXPECT_EQ(one.formats[0].measurements.size(), 2U) << "the model, and one battery";
    ASSERT_EQ(all.formats[0].measurements.size(), 4U);
    EXPECT_EQ(all.formats[0].measurements[1].value, 100);
    EXPECT_EQ(all.formats[0].measurements[2].value, 90);
    EXPECT_EQ(all.formats[0].measurements[3].value, 70);
    EXPECT_EQ(all.formats[0].measurements[3].channel, 2);
}

TEST(AppleFindMy, HasTwoLengthsAndNoOther) {
    EXPECT_EQ(value_of(apple("12029400"), Quantity::near_owner), 1);
    EXPECT_EQ(value_of(apple("12029400"), Quantity::battery_state), 2);
    EXPECT_EQ(text_of(apple("12029400"), AttributeKind::ephemeral_id), "");
    EXPECT_TRUE(apple("1203940000").formats.empty());
}

TEST(MicrosoftCdp, KnowsAPhoneFromAComputer) {
    const auto class_of = [](std::string_view type) {
        const std::string body =
            "01" + std::string(type) + "20025E294E5E30809130E56E2CA4701DC8EBED5396B6320B8F";
        return device_class_of(decode_bytes(manufacturer_data_of(0x0006, from_hex(body))));
    };

    EXPECT_EQ(class_of("09"), DeviceClass::computer);
    EXPECT_EQ(class_of("06"), DeviceClass::phone);
    EXPECT_EQ(class_of("28"), DeviceClass::phone) << "the version stands above the type";
    EXPECT_EQ(class_of("0B"), DeviceClass::phone);
    EXPECT_EQ(class_of("0C"), DeviceClass::computer);
}

TEST(FastPair, IsAModelOrFieldsUpToTheEnd) {
    const auto fast_pair = [](std::string_view body) {
        return decode_bytes(service_data_of(0xFE2C, from_hex(body)));
    };

    EXPECT_EQ(text_of(fast_pair("2C0000"), AttributeKind::model), "2c0000");
    EXPECT_EQ(formats_in(fast_pair("00 40AABBCCDD 1123")), Names{"google.fast_pair"});
    EXPECT_TRUE(fast_pair("00 40AABBCC").formats.empty());
    EXPECT_TRUE(fast_pair("70 40AABBCCDD").formats.empty()) << "another version";
}

TEST(ExposureNotification, HasTwentyBytes) {
    EXPECT_TRUE(decode_hex("04166FFDFF").formats.empty());
    EXPECT_EQ(formats_in(decode_hex("17166FFD 000102030405060708090A0B0C0D0E0F 40070000")),
              Names{"exposure_notification"});
}

TEST(SmartTag, CountsItsBatteryAsOthersDo) {
    const auto full = decode_hex("17165AFD 14010203 A1A2A3A4A5A6A7A8 23000000 01020304");
    const auto empty = decode_hex("17165AFD 14010203 A1A2A3A4A5A6A7A8 20000000 01020304");

    EXPECT_EQ(value_of(full, Quantity::battery_state), 0);
    EXPECT_EQ(value_of(empty, Quantity::battery_state), 3);
    EXPECT_TRUE(decode_hex("17165AFD 24010203 A1A2A3A4A5A6A7A8 23000000 01020304").formats.empty())
        << "another version";
}

TEST(Tile, IsNoDeviceThatOnlyListsItsService) {
    EXPECT_TRUE(decode_hex("0303EDFE").formats.empty());
    EXPECT_EQ(formats_in(decode_hex("0303EDFE 0516EDFE0200")), Names{"tile"});
}

TEST(Trackers, ThatHaveNamesNeedThem) {
    const std::string company = "05FF12345678";

    EXPECT_EQ(formats_in(decode_hex("03030A18" + company + "04096E7574")), (Names{"nut", "gap"}));
    EXPECT_EQ(formats_in(decode_hex(company + "04096E7574")), Names{"gap"}) << "no list";
    EXPECT_EQ(formats_in(decode_hex("03030A18" + company + "05096E757473")), Names{"gap"}) << "another name";
    EXPECT_TRUE(decode_hex("03030A18" + company).formats.empty());
}

}  // namespace
}  // namespace cairn::test
