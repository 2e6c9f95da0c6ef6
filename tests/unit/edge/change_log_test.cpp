// Which lines of a state that flaps are told.
#include "linux/change_log.h"

#include <gtest/gtest.h>

namespace cairn::edge::test {
namespace {

constexpr Instant start{1'000'000};

TEST(ChangeLog, TellsEachChangeOnce) {
    ChangeLog changes;

    EXPECT_TRUE(changes.should_tell("up", start));
    EXPECT_FALSE(changes.should_tell("up", start + Millis{500'000}));
    EXPECT_TRUE(changes.should_tell("down", start + Millis{500'001}));
}

TEST(ChangeLog, TellsAFlappingStateOnceAMinute) {
    ChangeLog changes;
    int told = 0;
    for (int second = 0; second < 600; ++second) {
        told += changes.should_tell(second % 2 == 0 ? "up" : "down", start + Millis{second * 1'000}) ? 1 : 0;
    }

    EXPECT_GE(told, 2);
    EXPECT_LE(told, 22);
}

TEST(ChangeLog, TellsTheStateThatItComesToRestIn) {
    ChangeLog changes;
    EXPECT_TRUE(changes.should_tell("up", start));
    EXPECT_TRUE(changes.should_tell("down", start + Millis{1'000}));
    EXPECT_FALSE(changes.should_tell("up", start + Millis{2'000}));
    EXPECT_FALSE(changes.should_tell("up", start + Millis{30'000}));

    EXPECT_TRUE(changes.should_tell("up", start + Millis{62'000}));
}

}  // namespace
}  // namespace cairn::edge::test
