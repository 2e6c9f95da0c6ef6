// Text from outside and time as text.
#include <gtest/gtest.h>

#include <string>

#include "cairn/core/utf8.h"

namespace cairn::test {
namespace {

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

}  // namespace
}  // namespace cairn::test
