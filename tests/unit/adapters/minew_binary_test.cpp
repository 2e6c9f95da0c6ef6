// Minew BINARY-LONG and MINEW-CONNECT. Whole messages are golden files; here are the edges.
#include <gtest/gtest.h>

#include "feed.h"
#include "support/hex.h"

namespace cairn::test {
namespace {

constexpr std::string_view one_tag = "bb0100000034ac233fffffff0001fee150bada5500011a0201060303e1ff1216e1ffa10"
                                     "34affe7004500fa55daba50e1fe00b8dd";
constexpr std::string_view connect = "bb0200000000380000002a000000843e2400000022000100ac233fa08f5bc5180201060"
                                     "303e1ff1016e1ffa10164187017fd5b8fa03f23ac";
constexpr std::string_view topic = "/gw/ac233fc0aabb/status";

// A BINARY-LONG message around tags.
std::vector<std::uint8_t> binary(std::string_view tag_count, std::string_view tags) {
    auto bytes = from_hex("bb0100000000ac233fffffff" + std::string(tag_count) + std::string(tags) + "dd");
    bytes[5] = static_cast<std::uint8_t>(bytes.size());
    return bytes;
}

LineSink feed_tags(std::string_view tag_count, std::string_view tags) {
    return feed({}, "/upload", binary(tag_count, tags));
}

std::string why(const LineSink& sink) {
    return sink.refusals.size() == 1 ? std::string(name(sink.refusals[0].code)) + ' ' + sink.refusals[0].where
                                     : "not one refusal";
}

TEST(MinewBinary, RefusesEveryTruncation) {
    EXPECT_EQ(torture("minew.binary", from_hex(one_tag)), 0U);
}

TEST(MinewBinary, RefusesAMessageWhoseLengthsDoNotAddUp) {
    auto longer = from_hex(one_tag);
    longer.push_back(0xDD);
    EXPECT_EQ(why(feed({}, "", longer)), "malformed minew.binary: length");
    auto endless = from_hex(one_tag);
    endless.back() = 0xDE;
    EXPECT_EQ(why(feed({}, "", endless)), "malformed minew.binary: end byte");
    EXPECT_EQ(why(feed_tags("0002", "fee150bada550000")), "truncated bytes end early");
    EXPECT_EQ(why(feed_tags("0001", "fee150bada55000000")),
              "malformed minew.binary: bytes behind the last tag");
}

TEST(MinewBinary, DeliversNothingOfARefusedMessage) {
    EXPECT_EQ(feed_tags("0002", "fee150bada5500010002b8").frames, 0U);
}

TEST(MinewBinary, RefusesTheShortFormatByName) {
    EXPECT_EQ(why(feed({}, "", from_hex("bb000000000fac233fc02f870000dd"))),
              "unsupported minew.binary: short format");
}

TEST(MinewBinary, TakesAMessageWithoutTags) {
    EXPECT_TRUE(feed_tags("0000", "").lines.empty());
}

TEST(MinewBinary, CountsAnAdvertisementAndItsResponseOnce) {
    const auto sink = feed_tags("0001", "fee150bada550002"
                                        "0302010600b8"
                                        "03020a0401b0");

    EXPECT_TRUE(says(sink, "rssi=-72 at=2026-01-31T12:00:00.000Z by receipt payload=020106020a04"));
    EXPECT_EQ(sink.lines.size(), 2U);
}

TEST(MinewBinary, KeepsWhatIsNoPair) {
    // A response without its advertisement, two responses, and one packet twice.
    EXPECT_EQ(feed_tags("0001", "fee150bada550002"
                                "03020a0401b0"
                                "0302010600b8")
                  .lines.size(),
              3U);
    EXPECT_EQ(feed_tags("0001", "fee150bada550003"
                                "0302010600b8"
                                "03020a0401b0"
                                "03020a0401b0")
                  .lines.size(),
              3U);
    EXPECT_EQ(feed_tags("0001", "fee150bada550002"
                                "0302010600b8"
                                "0302010600b8")
                  .lines.size(),
              3U);
}

TEST(MinewBinary, PairsNoPacketsOfDifferentTags) {
    EXPECT_EQ(feed_tags("0002", "fee150bada550001"
                                "0302010600b8"
                                "fee150bada560001"
                                "03020a0401b0")
                  .lines.size(),
              3U);
}

TEST(MinewBinary, ReadsTheKindOfAddress) {
    EXPECT_TRUE(says(feed_tags("0001", "fee150bada550001"
                                       "0000b8"),
                     "address=public"));
    EXPECT_TRUE(says(feed_tags("0001", "fee150bada550001"
                                       "0002b8"),
                     "address=static"));
    EXPECT_TRUE(says(feed_tags("0001", "fee150bada550001"
                                       "0004b8"),
                     "address=resolvable"));
    EXPECT_TRUE(says(feed_tags("0001", "fee150bada550001"
                                       "0006b8"),
                     "address=non-resolvable"));
}

TEST(MinewConnect, RefusesEveryTruncation) {
    EXPECT_EQ(torture("minew.connect", from_hex(connect)), 0U);
}

TEST(MinewConnect, NeedsTheGatewayInTheTopic) {
    EXPECT_EQ(why(feed({}, "/upload", from_hex(connect))),
              "malformed minew.connect: no gateway in the topic");
}

TEST(MinewConnect, RefusesLengthsThatDisagree) {
    for (const std::size_t at : {10U, 16U}) {
        auto bytes = from_hex(connect);
        ++bytes[at];
        EXPECT_EQ(why(feed({}, topic, bytes)), "malformed minew.connect: length");
    }
    auto other = from_hex(connect);
    other[14] = 0x85;
    EXPECT_EQ(why(feed({}, topic, other)), "unsupported minew.connect: body type");
}

TEST(MinewConnect, RefusesABrokenEntryOnly) {
    // The first entry claims a payload longer than itself; the second has an angle block behind it.
    auto bytes = from_hex("bb0200000000 00000000 00000000 843e 00000000"
                          "0c00 0100 ac233fa08f5b c5 ff 0201"
                          "1100 0100 ac233fa08f5c c5 03 020106 0200 aabb");
    const auto size = static_cast<std::uint8_t>(bytes.size());
    bytes[6] = size;
    bytes[10] = static_cast<std::uint8_t>(size - 14);
    bytes[16] = static_cast<std::uint8_t>(size - 20);
    const auto sink = feed({}, topic, bytes);

    EXPECT_TRUE(says(sink, "heard ble:AC233FA08F5C rssi=-59"));
    EXPECT_TRUE(says(sink, "payload=020106"));
    EXPECT_EQ(why(sink), "malformed minew.connect: entry");
}

}  // namespace
}  // namespace cairn::test
