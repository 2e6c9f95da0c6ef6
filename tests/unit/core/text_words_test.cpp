// Text from outside and time as text.
#include <gtest/gtest.h>

#include <string_view>

#include <array>
#include <cstdint>
#include <string>
#include <utility>

#include "cairn/core/base64.h"
#include "cairn/core/hex.h"
#include "cairn/core/time_text.h"
#include "cairn/core/utf8.h"

namespace cairn::test {
namespace {

/// The bytes as text, or the name of the error.
std::string from_base64(std::string_view text, std::size_t room = 16) {
    std::array<std::uint8_t, 16> bytes{};
    const auto size = parse_base64(text, MutableBytes(bytes).first(room));
    if (!size) return "! " + std::string(name(size.error().code));
    return {bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(*size)};
}

TEST(Hex, WritesEveryByteInEitherCaseAtEveryLength) {
    std::array<std::uint8_t, 256> bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i);
    for (const HexCase hex_case : {HexCase::lower, HexCase::upper}) {
        const std::string_view digits = hex_case == HexCase::lower ? "0123456789abcdef" : "0123456789ABCDEF";
        std::string expected;
        for (const std::uint8_t byte : bytes) (expected += digits[byte >> 4]) += digits[byte & 0x0F];
        for (std::size_t size = 0; size <= bytes.size(); ++size) {
            std::string written(2 * size, '.');
            write_hex(Bytes(bytes).first(size), written.data(), hex_case);
            EXPECT_EQ(written, expected.substr(0, 2 * size));
        }
    }
}

TEST(Base64, ReadsThePublishedExamplesWithAndWithoutPadding) {
    // RFC 4648 section 10.
    EXPECT_EQ(from_base64(""), "");
    EXPECT_EQ(from_base64("Zg=="), "f");
    EXPECT_EQ(from_base64("Zm8="), "fo");
    EXPECT_EQ(from_base64("Zm9v"), "foo");
    EXPECT_EQ(from_base64("Zm9vYg=="), "foob");
    EXPECT_EQ(from_base64("Zm9vYmE"), "fooba");
    EXPECT_EQ(from_base64("Zm9vYmFy"), "foobar");
}

TEST(Base64, TakesEitherAlphabet) {
    EXPECT_EQ(from_base64("+/+/"), "\xFB\xFF\xBF");
    EXPECT_EQ(from_base64("-_-_"), "\xFB\xFF\xBF");
}

TEST(Base64, HasOneSpellingForBytes) {
    for (const char* text : {"Z", "Zm9vY", "Zh==", "Zm9=", "Zm 9", "Zm=v", "===", "Zm9v\n"})
        EXPECT_EQ(from_base64(text), "! malformed") << text;
}

TEST(Base64, IsFullWhenTheBytesDoNotFit) {
    EXPECT_EQ(from_base64("Zm9v", 3), "foo");
    EXPECT_EQ(from_base64("Zm9v", 2), "! full");
    EXPECT_EQ(from_base64("Zm8=", 1), "! full");
}

TEST(Utf8, TakesWellFormedCharactersOfEveryLength) {
    for (const char* text : {"", "a", "\x7F", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF",
                             "\xEE\x80\x80", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"})
        EXPECT_TRUE(is_utf8(text)) << text;
}

TEST(Utf8, RefusesWhatIsOverlongSurrogateBeyondOrCut) {
    for (const char* text :
         {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xF0\x8F\xBF\xBF",
          "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "\xC3", "\xE2\x82", "\xF0\x9F\x98", "\xC3("})
        EXPECT_FALSE(is_utf8(text)) << text;
}

std::string printable(std::string_view text) {
    std::string out;
    while (!text.empty()) out += take_printable(text, "?");
    return out;
}

TEST(Utf8, GivesASubstituteForEachByteThatIsNoCharacter) {
    std::string_view text = "a\xE2\x82\xC3\xA9";

    EXPECT_EQ(take_character(text, "?"), "a");
    EXPECT_EQ(take_character(text, "?"), "?");
    EXPECT_EQ(take_character(text, ""), "");
    EXPECT_EQ(take_character(text, "?"), "\xC3\xA9");
    EXPECT_TRUE(text.empty());
}

TEST(Utf8, KeepsControlCharactersOnlyWhereTheyAreAskedFor) {
    std::string_view bell = "\x07";

    EXPECT_EQ(take_character(bell, "?"), "\x07");
    EXPECT_EQ(printable(std::string_view("\0\x1F ~\x7F", 5)), "?? ~?");
    EXPECT_EQ(printable("\xC2\x80\xC2\x9F\xC2\xA0\xC3\x80"), "??\xC2\xA0\xC3\x80");  // U+0080, U+009F
    EXPECT_EQ(printable("t\xC3\xBCr \xE2\x82\xAC\xFF"), "t\xC3\xBCr \xE2\x82\xAC?");
}

std::int64_t unix_ms_in(std::string_view text) {
    return parse_time(text).value_or(Timestamp{-1}).unix_ms;
}

TEST(TimeText, ReadsItsForms) {
    EXPECT_EQ(unix_ms_in("1970-01-01T00:00:00Z"), 0);
    EXPECT_EQ(unix_ms_in("2020-11-09T02:59:07.335Z"), 1'604'890'747'335);
    EXPECT_EQ(unix_ms_in("2020-11-09t02:59:07.3359999z"), 1'604'890'747'335);
    EXPECT_EQ(unix_ms_in("2020-11-09 04:59:07+02:00"), 1'604'890'747'000);
    EXPECT_EQ(unix_ms_in("2020-11-08T21:29:07-05:30"), 1'604'890'747'000);
    EXPECT_EQ(unix_ms_in("2024-02-29T00:00:00Z"), 1'709'164'800'000);
    EXPECT_EQ(unix_ms_in("2016-12-31T23:59:60Z"), 1'483'228'800'000);
}

TEST(TimeText, RefusesEverythingElse) {
    for (const char* text : {"",
                             "2020",
                             "2020-11-09",
                             "2020-11-09T02:59:07",
                             "2020-11-09T02:59Z",
                             "2020-11-09T02:59:07.Z",
                             "2020-11-09T24:00:00Z",
                             "2020-11-09T02:60:00Z",
                             "2020-11-09T02:59:61Z",
                             "2023-02-29T00:00:00Z",
                             "2020-13-01T00:00:00Z",
                             "2020-00-01T00:00:00Z",
                             "2020-11-09T02:59:07Zx",
                             "2020-11-09T02:59:07+2:00",
                             "2020-11-09T02:59:07+0200",
                             "20201109T025907Z",
                             "-020-11-09T02:59:07Z",
                             "2020-6-8T02:59:07Z",
                             "2020-11-09T02:59:07.12x5Z",
                             "1969-12-31T23:59:59Z",
                             "1970-01-01T00:59:00+01:00",
                             "9999-12-31T23:59:60Z"}) {
        EXPECT_EQ(parse_time(text), std::nullopt) << text;
    }
}

TEST(TimeText, ReadsWhatItWrites) {
    for (const auto& [unix_ms, text] : {std::pair{std::int64_t{1}, "1970-01-01T00:00:00.001Z"},
                                        {1'709'164'799'999, "2024-02-28T23:59:59.999Z"},
                                        {1'800'000'000'120, "2027-01-15T08:00:00.120Z"},
                                        {253'402'300'799'999, "9999-12-31T23:59:59.999Z"}}) {
        EXPECT_EQ(time_text({unix_ms}).view(), text);
        EXPECT_EQ(unix_ms_in(text), unix_ms);
    }
}

TEST(TimeText, IsEmptyWhereThereIsNoTimeToWrite) {
    for (const std::int64_t never :
         {std::int64_t{0}, std::int64_t{-1}, std::int64_t{253'402'300'800'000}, INT64_MAX, INT64_MIN}) {
        EXPECT_EQ(time_text({never}).view(), "") << never;
    }
}

}  // namespace
}  // namespace cairn::test
