// April Brother's gateway and the MessagePack that it speaks: their edges.
#include <gtest/gtest.h>

#include "dialect/msgpack_reader.h"
#include "feed.h"
#include "support/hex.h"

namespace cairn::test {
namespace {

using adapters::MsgpackKind;
using adapters::MsgpackReader;

// {"mac":"30AEA4E3B4C8","devices":[bin 00 123b6a1a64cf aa 020106]}
constexpr std::string_view message =
    "82a36d6163ac333041454134453342344338a76465766963657391c40b00123b6a1a64cfaa020106";

adapters::MsgpackItem item_of(std::string_view digits) {
    const auto bytes = from_hex(digits);
    MsgpackReader reader{bytes};
    const auto item = reader.next();
    EXPECT_TRUE(item) << digits;
    EXPECT_TRUE(reader.empty()) << digits;
    return item ? *item : adapters::MsgpackItem{};
}

Errc skip_error(std::string_view digits) {
    const auto bytes = from_hex(digits);
    const auto skipped = MsgpackReader(bytes).skip();
    return skipped ? Errc{} : skipped.error().code;
}

std::string why(const LineSink& sink) {
    return sink.refusals.size() == 1 ? std::string(name(sink.refusals[0].code)) + ' ' + sink.refusals[0].where
                                     : "not one refusal";
}

TEST(Msgpack, ReadsEveryNumber) {
    for (const auto& [digits, number] : std::vector<std::pair<const char*, double>>{
             {"00", 0},
             {"7f", 127},
             {"e0", -32},
             {"ff", -1},
             {"ccff", 255},
             {"cdffff", 65535},
             {"ceffffffff", 4294967295.0},
             {"cf0000000100000000", 4294967296.0},
             {"d080", -128},
             {"d18000", -32768},
             {"d280000000", -2147483648.0},
             {"d3ffffffffffffffff", -1},
             {"ca3fc00000", 1.5},
             {"cb3ff8000000000000", 1.5},
         }) {
        const auto item = item_of(digits);
        EXPECT_EQ(item.kind, MsgpackKind::number) << digits;
        EXPECT_EQ(item.number, number) << digits;
    }
}

TEST(Msgpack, ReadsTextsAndBytesOfEveryLengthForm) {
    for (const char* digits :
         {"a26869", "d9026869", "da00026869", "db000000026869", "c4026869", "c500026869", "c6000000026869"}) {
        const auto bytes = from_hex(digits);
        const auto item = MsgpackReader(bytes).next();
        ASSERT_TRUE(item) << digits;
        EXPECT_EQ(as_text(item->bytes), "hi") << digits;
    }
}

TEST(Msgpack, ReadsTheOtherKinds) {
    EXPECT_EQ(item_of("c0").kind, MsgpackKind::nil);
    EXPECT_EQ(item_of("c3").number, 1);
    EXPECT_EQ(item_of("93").count, 3U);
    EXPECT_EQ(item_of("dcffff").count, 65535U);
    EXPECT_EQ(item_of("ddffffffff").count, 4294967295U);
    EXPECT_EQ(item_of("de0002").kind, MsgpackKind::map);
    EXPECT_EQ(item_of("df00000002").count, 2U);
    EXPECT_EQ(item_of("d601aabbccdd").bytes.size(), 5U);
    EXPECT_EQ(item_of("c70201aabb").bytes.size(), 2U);
}

TEST(Msgpack, SkipsWhateverIsNested) {
    EXPECT_EQ(skip_error("8201930102a1780281c0c0"), Errc{});
    EXPECT_EQ(skip_error("820193"), Errc::truncated);
    EXPECT_EQ(skip_error("c1"), Errc::malformed);
}

TEST(Msgpack, TakesNoTimeForWhatIsOnlyClaimed) {
    EXPECT_EQ(skip_error("ddffffffffdfffffffff"), Errc::truncated);
    EXPECT_EQ(skip_error("c6ffffffff00"), Errc::truncated);
    // A thousand arrays, each in the other.
    EXPECT_EQ(skip_error(repeated("91", 1000) + "00"), Errc{});
}

TEST(AprilBrother, RefusesEveryTruncation) {
    EXPECT_EQ(torture("aprilbrother", from_hex(message)), 0U);
}

TEST(AprilBrother, KeepsTheDevicesBeforeATruncation) {
    auto bytes = from_hex(message);
    bytes[26] = 0x92;
    const auto sink = feed({}, "", bytes);

    EXPECT_TRUE(says(sink, "heard ble:123B6A1A64CF rssi=-86"));
    EXPECT_EQ(sink.refusals.size(), 1U);
}

TEST(AprilBrother, TakesTheGatewayFromTheTopicWhereTheMessageHasNone) {
    const auto bytes = from_hex("81a76465766963657390");

    EXPECT_TRUE(says(feed({}, "ab/30aea4e3b4c8", bytes), "status aprilbrother:30AEA4E3B4C8"));
    EXPECT_EQ(why(feed({}, "ab", bytes)), "malformed aprilbrother: no gateway");
}

TEST(AprilBrother, TakesAnAddressInBytesAsWell) {
    EXPECT_TRUE(says(feed({}, "", from_hex("82a36d6163c40630aea4e3b4c8a76465766963657390")),
                     "status aprilbrother:30AEA4E3B4C8"));
}

TEST(AprilBrother, RefusesWhatIsNoDevice) {
    EXPECT_EQ(why(feed({}, "ab/30aea4e3b4c8", from_hex("81a7646576696365739207c0"))),
              "malformed aprilbrother: device");
    EXPECT_EQ(why(feed({}, "ab/30aea4e3b4c8", from_hex("81a76465766963657391c40700123b6a1a64cf"))),
              "truncated aprilbrother: device");
    EXPECT_EQ(why(feed({}, "", R"({"mid":1,"mac":"30AEA4E3B4C8","devices":["0z"]})")),
              "malformed aprilbrother: device");
    EXPECT_EQ(why(feed({}, "", R"({"mid":1,"mac":"30AEA4E3B4C8","devices":{}})")),
              "malformed aprilbrother: devices");
}

TEST(AprilBrother, LeavesValuesOutThatCannotBe) {
    const auto sink = feed({}, "", R"({"mid":-1,"time":-5,"rssi":40,"mac":"30AEA4E3B4C8","devices":[]})");

    EXPECT_TRUE(says(sink, "status aprilbrother:30AEA4E3B4C8 online at="));
}

TEST(AprilBrother, TellsOfBytesBehindTheMap) {
    EXPECT_EQ(why(feed({}, "", from_hex(std::string(message) + "00"))),
              "malformed aprilbrother: bytes behind the map");
}

TEST(AprilBrother, RefusesAMapThatIsNone) {
    EXPECT_EQ(why(feed(pinned("aprilbrother"), "", from_hex("8100"))), "malformed aprilbrother: key");
    EXPECT_EQ(why(feed(pinned("aprilbrother"), "", from_hex("93"))), "malformed aprilbrother: not a map");
}

}  // namespace
}  // namespace cairn::test
