// What the dialects share: times, text, shapes of JSON.
#include <gtest/gtest.h>

#include "dialect/gateway_time.h"
#include "dialect/json_shape.h"
#include "dialect/text.h"

namespace cairn::adapters {
namespace {

TEST(HeardAt, KeepsToItsWindows) {
    constexpr Timestamp now{1'769'860'800'000};
    constexpr std::int64_t minute_ms = 60'000;
    constexpr std::int64_t day_ms = 24 * 60 * minute_ms;
    const auto believed = [&](std::int64_t offset_ms, Delivery delivery) {
        return heard_at(now.unix_ms + offset_ms, now, delivery).source == TimeSource::gateway;
    };

    EXPECT_TRUE(believed(5 * minute_ms, Delivery::live));
    EXPECT_FALSE(believed(5 * minute_ms + 1, Delivery::live));
    EXPECT_TRUE(believed(-day_ms, Delivery::live));
    EXPECT_FALSE(believed(-day_ms - 1, Delivery::live));
    EXPECT_TRUE(believed(-30 * day_ms, Delivery::buffered));
    EXPECT_FALSE(believed(-30 * day_ms - 1, Delivery::buffered));
    EXPECT_EQ(heard_at(std::nullopt, now, Delivery::live).at, now);
}

TEST(UnixTime, TellsSecondsFromMilliseconds) {
    EXPECT_EQ(unix_ms_of(1'769'860'800), 1'769'860'800'000);
    EXPECT_EQ(unix_ms_of(1'769'860'800.25), 1'769'860'800'250);
    EXPECT_EQ(unix_ms_of(1'769'860'800'250), 1'769'860'800'250);
    EXPECT_EQ(unix_ms_of(-1), std::nullopt);
    EXPECT_EQ(unix_ms_of(1e300), std::nullopt);
}

TEST(CleanText, KeepsWholeCharactersOnly) {
    EXPECT_EQ(clean_text<8>("caf\xC3\xA9").view(), "caf\xC3\xA9");
    EXPECT_EQ(clean_text<4>("caf\xC3\xA9").view(), "caf");
    EXPECT_EQ(clean_text<8>(std::string_view("ab\0\0", 4)).view(), "ab");
}

TEST(CleanText, ReplacesWhatIsNoText) {
    EXPECT_EQ(clean_text<8>("a\xE9z").view(), "a?z");
    EXPECT_EQ(clean_text<8>("a\nb\x7F").view(), "a?b?");
    EXPECT_EQ(clean_text<8>("a\xC2\x9Bz").view(), "a?z");       // a control character in two bytes
    EXPECT_EQ(clean_text<8>("\xC0\x80").view(), "??");          // overlong
    EXPECT_EQ(clean_text<8>("\xED\xA0\x80").view(), "???");     // half of a surrogate pair
    EXPECT_EQ(clean_text<8>("\xF4\x90\x80\x80").view(), "????");  // beyond the last character
    EXPECT_EQ(clean_text<8>("\xE2\x82").view(), "??");          // cut
}

TEST(JsonShape, FindsMembersOfTheOuterObjectOnly) {
    EXPECT_TRUE(has_member(R"({"a":{"b":1},"c":2})", "c"));
    EXPECT_FALSE(has_member(R"({"a":{"b":1},"c":2})", "b"));
    EXPECT_FALSE(has_member(R"({"a":"b","c":["d"]})", "b"));
    EXPECT_FALSE(has_member(R"({"a":"\"b\":","c":"\\"})", "b"));
    EXPECT_TRUE(has_member(R"({"a":"\\","c":1})", "c"));
    EXPECT_TRUE(has_member(R"( [ {"a" : 1}, {"b":1}])", "a"));
    EXPECT_FALSE(has_member(R"([{"a":1},{"b":1}])", "b"));
}

TEST(JsonShape, StandsAnyText) {
    for (const char* text : {"", "[", "{", "[[", "{\"", "{\"a", "{\"a\\", "{\"a\"", "{]", "x"}) {
        EXPECT_FALSE(has_member(text, "a")) << text;
    }
}

}  // namespace
}  // namespace cairn::adapters
