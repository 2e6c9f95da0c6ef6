// Bytes from outside become text.
#include <gtest/gtest.h>

#include "utf8.h"

namespace cairn::tool::test {
namespace {

TEST(ToUtf8, LeavesTextAsItIs) {
    for (const std::string text : {"", "dock", "21 \u00B0C", "\u20AC", "\U0001F4E6"})
        EXPECT_EQ(to_utf8(text), text);
}

TEST(ToUtf8, ReplacesEachByteThatIsPartOfNoCharacter) {
    EXPECT_EQ(to_utf8("\xFF"
                      "a\xC3"),
              "?a?");
    EXPECT_EQ(to_utf8("\xC0\xAF"), "??") << "overlong";
    EXPECT_EQ(to_utf8("\xE0\x80\xAF"), "???") << "overlong";
    EXPECT_EQ(to_utf8("\xED\xA0\x80"), "???") << "a surrogate";
    EXPECT_EQ(to_utf8("\xF4\x90\x80\x80"), "????") << "beyond U+10FFFF";
    EXPECT_EQ(to_utf8("\xE2\x82"), "??") << "cut";
    EXPECT_EQ(to_utf8("\xF0\x9F\x93"
                      "a"),
              "???a");
}

}  // namespace
}  // namespace cairn::tool::test
