// Captures and their restamping. The messages are published samples: docs/formats/moko.md and minew.md.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "cairn/core/hex.h"
#include "capture.h"
#include "text.h"

namespace cairn::tool::test {
namespace {

constexpr Timestamp now{1'800'000'000'123};  // 2027-01-15T08:00:00.123Z

// MKGW4 heartbeat of 2026-08-07T08:52:40Z.
constexpr auto heartbeat = "ef3004c5e390f30bce000700000"
                           "46a759cd8";
// MKGW4 scan, two records of 2025-03-20T01:52:21Z and one second later.
constexpr auto scan = "ef30a0d91e5d40266300100300056"
                      "7db74d500030005"
                      "67db74d600";

std::string bytes(std::string_view hex) {
    std::vector<std::uint8_t> out(hex.size() / 2);
    return std::string(as_text(Bytes(out).first(*parse_hex(hex, out))));
}

TEST(Capture, ReadsTextAndBytes) {
    const auto text = parse_capture(R"({"topic":"a/b","payload":"{\"x\":1}","t_ms":17})");
    const auto binary = parse_capture(R"({"topic":"a/b","payload_hex":"EF3004"})");

    ASSERT_TRUE(text);
    EXPECT_EQ(text->topic, "a/b");
    EXPECT_EQ(text->payload, "{\"x\":1}");
    EXPECT_EQ(text->t_ms, 17);
    ASSERT_TRUE(binary);
    EXPECT_EQ(binary->payload, "\xEF\x30\x04");
    EXPECT_EQ(binary->t_ms, 0);
}

TEST(Capture, ReadsBytesAsPeopleWriteThem) {
    EXPECT_EQ(parse_capture(R"({"topic":"a","payload_hex":"0xEF 30:04"})")->payload, "\xEF\x30\x04");
}

TEST(Capture, RefusesWhatIsNone) {
    EXPECT_STREQ(parse_capture("ef30").error().where, "capture: not a JSON object");
    EXPECT_STREQ(parse_capture(R"({"payload":"x"})").error().where, "capture: no topic");
    EXPECT_STREQ(parse_capture(R"({"topic":"a"})").error().where,
                 "capture: neither payload nor payload_hex is a text");
    EXPECT_STREQ(parse_capture(R"({"topic":"a","payload_hex":"xy"})").error().where,
                 "capture: payload_hex is not hexadecimal");
    EXPECT_STREQ(parse_capture(R"({"topic":"a","payload":"","t_ms":"soon"})").error().where,
                 "capture: t_ms is not a number");
}

TEST(Capture, RefusesTopicsThatNoMessageIsSentTo) {
    constexpr auto wildcard = "topic: holds a wildcard (+ or #), which no message is sent to";

    EXPECT_STREQ(parse_capture(R"({"topic":"a/+/b","payload":""})").error().where, wildcard);
    EXPECT_STREQ(parse_capture(R"({"topic":"a/#","payload":""})").error().where, wildcard);
    EXPECT_STREQ(parse_capture(R"({"topic":"","payload":""})").error().where, "topic: empty");
    EXPECT_FALSE(parse_capture(R"({"topic":"a\u0000","payload":""})"));
    EXPECT_FALSE(parse_capture(R"({"topic":")" + std::string(65'536, 'a') + R"(","payload":""})"));
}

TEST(Restamp, MovesMillisecondsAndKeepsTheirDistance) {
    EXPECT_EQ(restamped(R"({"data":[{"timestamp":1786359514903},{"timestamp":1786359514000}]})", now),
              R"({"data":[{"timestamp":1800000000123},{"timestamp":1799999999220}]})");
}

TEST(Restamp, MovesSecondsAndText) {
    EXPECT_EQ(restamped(R"([{"time":1786359514}])", now), R"([{"time":1800000000}])");
    EXPECT_EQ(restamped(R"([{"timestamp":"2019-08-01T05:54:25Z"}])", now),
              R"([{"timestamp":"2027-01-15T08:00:00Z"}])");
    EXPECT_EQ(restamped(R"({"at":"2020-11-09T02:59:07.335Z"})", now), R"({"at":"2027-01-15T08:00:00.123Z"})");
}

TEST(Restamp, LeavesUptimesAndEverythingElse) {
    for (const char* same : {R"({"timestamp":1017,"rssi":-83,"gatewayLoad":0.03})", R"({"at":""})", "[]",
                             "text", R"({"timestamp":"soon"})", ""}) {
        EXPECT_EQ(restamped(same, now), same);
    }
}

TEST(Restamp, MovesTheTimesOfMkgw4Frames) {
    EXPECT_EQ(hex_text(restamped(bytes(heartbeat), now)), "ef3004c5e390f30bce0007000004"
                                                          "6b49d200");
    EXPECT_EQ(hex_text(restamped(bytes(scan), now)), "ef30a0d91e5d402663001003000"
                                                     "56b49d1ff00030005"
                                                     "6b49d20000");
}

TEST(Restamp, LeavesMkgw4ClocksThatAreNotSet) {
    std::string unset = bytes(heartbeat);
    unset.replace(14, 4, std::string("\0\0\4\1", 4));

    EXPECT_EQ(restamped(unset, now), unset);
}

TEST(Restamp, SurvivesEveryTruncationOfAFrame) {
    const std::string whole = bytes(scan);

    for (std::size_t size = 0; size <= whole.size(); ++size) {
        EXPECT_EQ(restamped(whole.substr(0, size), now).size(), size);
    }
}

TEST(Restamp, MovesTimesInOtherZones) {
    EXPECT_EQ(restamped(R"([{"timestamp":"2026-01-31T13:00:00+01:00"}])", now),
              R"([{"timestamp":"2027-01-15T08:00:00Z"}])");
}

}  // namespace
}  // namespace cairn::tool::test
