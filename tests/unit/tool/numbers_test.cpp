// Numbers on the command line.
#include <gtest/gtest.h>

#include "numbers.h"

namespace cairn::tool::test {
namespace {

TEST(ParseFinite, RefusesWhatIsNoNumber) {
    EXPECT_EQ(parse_finite("0.5"), 0.5);
    EXPECT_EQ(parse_finite("-1e3"), -1000.0);
    for (const auto* bad : {"", "nan", "inf", "-inf", "1e999", "1x", " 1"})
        EXPECT_FALSE(parse_finite(bad)) << bad;
}

TEST(ParseWhole, RefusesSigns) {
    EXPECT_EQ(parse_whole("18446744073709551615"), 18'446'744'073'709'551'615U);
    for (const auto* bad : {"", "-1", "+1", "1.0", "18446744073709551616"})
        EXPECT_FALSE(parse_whole(bad)) << bad;
}

}  // namespace
}  // namespace cairn::tool::test
