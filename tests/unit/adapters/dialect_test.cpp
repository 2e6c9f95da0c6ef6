// What the dialects share: times, text, shapes of JSON.
#include <gtest/gtest.h>

#include <string>

#include "dialect/gateway_time.h"
#include "dialect/json_repair.h"
#include "dialect/text.h"
#include "moko/local_time.h"

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

TEST(LocalTime, ReadsEveryWayOfWritingIt) {
    const auto utc_ms = [](std::string_view text) {
        const auto at = moko::parse_local_time(text);
        return at ? at->unix_ms : -1;
    };
    constexpr std::int64_t at_ms = 1'780'955'028'000;  // 2026-06-08T21:43:48Z

    EXPECT_EQ(utc_ms("2026-6-8&21:43:48+00"), at_ms);
    EXPECT_EQ(utc_ms("2026-06-08&21:43:48"), at_ms);
    EXPECT_EQ(utc_ms("2026-6-9&5:43:48+08"), at_ms);
    EXPECT_EQ(utc_ms("2026-06-08&18:13:48-03:30"), at_ms);
    EXPECT_EQ(utc_ms("2026-06-09&03:13:48+0530"), at_ms);
    EXPECT_EQ(utc_ms("2026-06-09&03:13:48+5.5"), at_ms);
}

TEST(LocalTime, RefusesWhatIsNone) {
    for (const char* text :
         {"", "&", "2026-6-8", "2026-13-8&21:43:48+00", "2026-2-30&21:43:48+00", "2026-6-8&24:43:48+00",
          "2026-6-8&21:60:48+00", "2026-6-8&21:43:48+15", "2026-6-8&21:43:48+00x", "2026-6-8&21:43:48 00",
          "2026-6--8&21:43:48+00", "2026-6-8&21:43:-8+00", "2026-6-8 21:43:48+00", "2026-6-8&21:43:48+"}) {
        EXPECT_FALSE(moko::parse_local_time(text)) << text;
    }
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

std::string repaired(std::string text) {
    repair_json(text);
    return text;
}

TEST(JsonRepair, TouchesOnlyWhatIsBrokenInStrings) {
    EXPECT_EQ(repaired("{\"a\":\"\xC3\xA9\\n\\u00e9\\\\\"}"), "{\"a\":\"\xC3\xA9\\n\\u00e9\\\\\"}");
    EXPECT_EQ(repaired("[\"\xE9\"]"), "[\"?\"]");
    EXPECT_EQ(repaired("[\"\t\"]"), "[\"?\"]");
    EXPECT_EQ(repaired("[\"\\q\"]"), "[\"?q\"]");
    EXPECT_EQ(repaired("[\"\\ude00\"]"), "[\"?ude00\"]");
    EXPECT_EQ(repaired("[\"\\ud83d\\n\"]"), "[\"?ud83d\\n\"]");
    EXPECT_EQ(repaired("[\"\xC3\"]"), "[\"?\"]");  // the quote is no part of the cut character
    EXPECT_EQ(repaired("[\xE9\t]"), "[\xE9\t]");
}

TEST(JsonRepair, StandsAnyText) {
    for (const char* text : {"", "\"", "\"\\", "\"\\u", "\"\\ud83d", "\"\\ud83d\\", "\"\xF0\x9F"}) {
        EXPECT_EQ(repaired(text).size(), std::string_view(text).size()) << text;
    }
}

}  // namespace
}  // namespace cairn::adapters
