#include "cairn/decode/deduplicator.h"

#include <gtest/gtest.h>

#include <string>

#include "support/hex.h"

namespace cairn::test {
namespace {

const auto bytes = from_hex("0201060303E1FF");
const auto others = from_hex("0201060303E1FE");
constexpr Timestamp noon{1'800'000'000'000};
constexpr Millis window{5'000};

Deduplicator deduplicator(std::size_t advertisements_max = 64) {
    return *Deduplicator::create({window, advertisements_max});
}

TEST(Deduplicator, KnowsTheSameBytesOfATagAgain) {
    auto seen = deduplicator();

    EXPECT_FALSE(seen.is_repeat("ble:A", bytes, noon));
    EXPECT_TRUE(seen.is_repeat("ble:A", bytes, noon));
    EXPECT_FALSE(seen.is_repeat("ble:B", bytes, noon));
    EXPECT_FALSE(seen.is_repeat("ble:A", others, noon));
}

TEST(Deduplicator, BridgesTheWindowInBothDirections) {
    auto seen = deduplicator();
    ASSERT_FALSE(seen.is_repeat("ble:A", bytes, noon));

    EXPECT_TRUE(seen.is_repeat("ble:A", bytes, noon + window)) << "of a gateway whose clock is ahead";
    EXPECT_TRUE(seen.is_repeat("ble:A", bytes, noon + Millis{-5'000})) << "of one whose clock is late";
    EXPECT_FALSE(seen.is_repeat("ble:A", bytes, noon + Millis{-5'001})) << "buffered: another one";
}

TEST(Deduplicator, LetsATagThatRepeatsItselfThroughOnceAWindow) {
    auto seen = deduplicator();
    int decoded = 0;
    for (int second = 0; second < 60; ++second) {
        if (!seen.is_repeat("ble:A", bytes, noon + Millis{1'000 * second})) ++decoded;
    }

    EXPECT_EQ(decoded, 10) << "every sixth";
}

TEST(Deduplicator, TellsABacklogApartByItsTimes) {
    auto seen = deduplicator();
    for (int minute = 0; minute < 10; ++minute) {
        EXPECT_FALSE(seen.is_repeat("ble:A", bytes, noon + Millis{60'000 * minute}));
    }
}

TEST(Deduplicator, ForgetsTheOldestWhenThereIsNoRoom) {
    auto seen = deduplicator(4);
    ASSERT_FALSE(seen.is_repeat("ble:0", bytes, noon));
    for (int i = 1; i <= 4; ++i) {
        ASSERT_FALSE(seen.is_repeat("ble:" + std::to_string(i), bytes, noon + Millis{i}));
    }

    EXPECT_TRUE(seen.is_repeat("ble:4", bytes, noon));
    EXPECT_FALSE(seen.is_repeat("ble:0", bytes, noon));
}

TEST(Deduplicator, FindsNoRepeatWithoutAWindow) {
    auto seen = *Deduplicator::create({Millis{0}, 64});

    EXPECT_FALSE(seen.is_repeat("ble:A", bytes, noon));
    EXPECT_FALSE(seen.is_repeat("ble:A", bytes, noon));
}

TEST(Deduplicator, TakesTimesFromOneEndToTheOther) {
    auto seen = deduplicator();

    EXPECT_FALSE(seen.is_repeat("ble:A", bytes, Timestamp{INT64_MAX}));
    EXPECT_FALSE(seen.is_repeat("ble:A", bytes, Timestamp{INT64_MIN}));
}

TEST(Deduplicator, RefusesWhatItCannotHold) {
    EXPECT_EQ(Deduplicator::create({Millis{-1}, 64}).error().code, Errc::malformed);
    EXPECT_EQ(Deduplicator::create({window, (std::size_t{1} << 24) + 1}).error().code, Errc::full);
}

}  // namespace
}  // namespace cairn::test
