// Minew JSON-LONG. Its whole messages are golden files; here are its edges.
#include <gtest/gtest.h>

#include "feed.h"

namespace cairn::test {
namespace {

LineSink feed_minew(std::string_view text, std::string_view topic = "") {
    return feed(pinned("minew.json-long"), topic, text);
}

const std::string gateway = R"({"type":"Gateway","mac":"AC233FC001EA"})";
const std::string sensor =
    R"({"type":"S1","mac":"AC233FA018E3","rssi":-54,"battery":100,"temperature":26.69,"humidity":65.14})";
const std::string response =
    R"({"type":"Unknown","mac":"AC233FA018E3","bleName":"","rssi":-53,"rawData":""})";
const std::string other = R"({"type":"Unknown","mac":"AC233FA03208","bleName":"","rssi":-79,"rawData":""})";

std::size_t heard(const LineSink& sink) {
    std::size_t count = 0;
    for (const auto& line : sink.lines) count += line.starts_with("heard ") ? 1U : 0U;
    return count;
}

TEST(MinewJsonLong, RefusesEveryTruncation) {
    EXPECT_EQ(torture("minew.json-long", as_bytes("[" + gateway + "," + sensor + "," + response + "]")), 0U);
}

TEST(MinewJsonLong, CountsASensorAndItsEmptyResponseOnce) {
    EXPECT_EQ(heard(feed_minew("[" + gateway + "," + sensor + "," + response + "]")), 1U);
}

TEST(MinewJsonLong, CountsAnEmptyRecordOfAnotherTagOrAtAnotherPlace) {
    EXPECT_EQ(heard(feed_minew("[" + gateway + "," + sensor + "," + other + "]")), 2U);
    EXPECT_EQ(heard(feed_minew("[" + gateway + "," + sensor + "," + other + "," + response + "]")), 3U);
    EXPECT_EQ(heard(feed_minew("[" + gateway + "," + response + "]")), 1U);
    EXPECT_EQ(heard(feed_minew("[" + gateway + "," + sensor + "," + response + "," + response + "]")), 2U);
}

TEST(MinewJsonLong, TakesTheGatewayFromTheTopicInEitherCase) {
    for (const char* topic : {"/gw/AC233FC011F2/status", "/gw/ac233fc011f2/status", "site/ac233fc011f2"}) {
        EXPECT_TRUE(says(feed_minew("[" + sensor + "]", topic), "frame minew:AC233FC011F2")) << topic;
    }
    EXPECT_TRUE(
        says(feed_minew("[" + sensor + "]", "/sur/g2/status"), "refused malformed \"minew: no gateway\""));
}

TEST(MinewJsonLong, TakesTheGatewayOfTheMessageBeforeThatOfTheTopic) {
    EXPECT_TRUE(says(feed_minew("[" + gateway + "]", "/gw/ac233fc011f2/status"), "frame minew:AC233FC001EA"));
    EXPECT_TRUE(says(feed_minew("[" + sensor + "," + gateway + "]"), "frame minew:AC233FC001EA"));
}

TEST(MinewJsonLong, TellsTheGatewayWithoutATypeByItsLoad) {
    const auto sink =
        feed_minew(R"([{"mac":"AC233FA03208","rssi":-79},{"mac":"AC233FC001EA","gatewayFree":9}])");

    EXPECT_TRUE(says(sink, "status minew:AC233FC001EA online memory_free_pct=9"));
    EXPECT_EQ(heard(sink), 1U);
}

TEST(MinewJsonLong, RefusesAFieldAndKeepsTheRecord) {
    const auto sink = feed_minew(
        R"([{"type":"Gateway","mac":"AC233FC001EA","gatewayFree":400,"gatewayLoad":"low","timestamp":5},)"
        R"({"type":"iBeacon","mac":"C3000025EF6A","rssi":-600,"ibeaconUuid":"E2","ibeaconMajor":0,)"
        R"("ibeaconMinor":70000,"timestamp":"yesterday","rawData":"0"}])");

    EXPECT_TRUE(says(sink, "status minew:AC233FC001EA online at=2026-01-31T12:00:00.000Z"));
    EXPECT_TRUE(says(sink, "heard ble:C3000025EF6A rssi=none at=2026-01-31T12:00:00.000Z by receipt"));
    EXPECT_FALSE(says(sink, "ibeacon="));
    EXPECT_EQ(sink.refusals.size(), 7U);
}

TEST(MinewJsonLong, RefusesElementsThatAreNone) {
    const auto sink = feed_minew("[" + gateway + R"(,7,null,[],{"type":"S1"},{"type":"S1","mac":4}])");

    EXPECT_EQ(sink.refusals.size(), 5U);
    EXPECT_TRUE(says(sink, "status minew:AC233FC001EA"));
}

TEST(MinewJsonLong, RefusesWhatIsNoList) {
    EXPECT_TRUE(says(feed_minew("{}"), "minew: not a list"));
    EXPECT_TRUE(says(feed_minew("\xC3\x28"), "json: not a document"));
}

TEST(MinewJsonLong, FindsNothingInAnEmptyList) {
    EXPECT_TRUE(feed_minew("[]").lines.empty());
}

TEST(MinewJsonLong, NamesAnotherLayout) {
    const auto sink = feed_minew(R"([{"m":"AC233FC001EA","r":-54}])", "/gw/ac233fc001ea/status");

    ASSERT_EQ(sink.refusals.size(), 1U);
    EXPECT_EQ(sink.refusals[0].code, Errc::unsupported);
    EXPECT_STREQ(sink.refusals[0].where, "minew: not JSON-LONG, perhaps JSON-SHORT");
}

LineSink feed_raw(std::string_view text) {
    return feed(pinned("minew.json-raw"), "", text);
}

TEST(MinewJsonRaw, RefusesEveryTruncation) {
    EXPECT_EQ(torture("minew.json-raw", as_bytes(R"([{"gateway":"AC233FC001EA","locator":"AC233FC001EB"},)"
                                                 R"({"mac":"C3000025EF6A","rssi":-65,"timestamp":1}])")),
              0U);
}

TEST(MinewJsonRaw, RefusesPartsAndKeepsTheirNeighbours) {
    EXPECT_TRUE(says(feed_raw("{}"), "minew.json-raw: not a list"));
    EXPECT_TRUE(says(feed_raw("[7]"), "minew.json-raw: element"));
    EXPECT_TRUE(says(feed_raw(R"([{"gateway":"x"}])"), "minew.json-raw: gateway"));
    EXPECT_TRUE(says(feed_raw(R"([{"mac":"C3000025EF6A"}])"), "minew.json-raw: gateway"));
    EXPECT_TRUE(feed_raw("[]").lines.empty());
    const auto sink = feed_raw(R"([{"gateway":"AC233FC001EA"},7,{"rssi":-60},{"mac":5},)"
                               R"({"mac":"C3000025EF6A","rssi":-65,"timestamp":"soon"}])");
    EXPECT_EQ(sink.refusals.size(), 4U);
    EXPECT_TRUE(says(sink, "heard ble:C3000025EF6A rssi=-65 at=2026-01-31T12:00:00.000Z by receipt"));
}

TEST(MinewJsonLong, BelievesOnlyATimeThatCanBe) {
    const auto at = [](const std::string& time) {
        return feed_minew("[" + gateway + R"(,{"type":"S1","mac":"AC233FA018E3","timestamp":")" + time +
                          "\"}]");
    };

    EXPECT_TRUE(says(at("2026-01-31T11:59:30Z"), "at=2026-01-31T11:59:30.000Z by gateway"));
    EXPECT_TRUE(says(at("1970-01-01T00:10:00Z"), "at=2026-01-31T12:00:00.000Z by receipt"));
    EXPECT_TRUE(says(at("2026-02-30T00:00:00Z"), "refused malformed \"minew: timestamp\""));
}

TEST(MinewJsonLong, ReadsTheLongestMessage) {
    const std::string tag =
        R"({"timestamp":"2026-01-31T11:59:30Z","type":"Unknown","mac":"AC233FA03208","bleName":"","rssi":-79,)"
        R"("rawData":"0201060303E1FF0D16E1FFA10264000832A03F23AC"},)";
    const std::size_t tags = (limits::message_bytes_max - gateway.size() - 2) / tag.size();
    std::string text = "[" + repeated(tag, tags) + gateway + "]";

    const auto sink = feed_minew(text);

    EXPECT_EQ(heard(sink), tags);
    EXPECT_TRUE(sink.refusals.empty());
}

}  // namespace
}  // namespace cairn::test
