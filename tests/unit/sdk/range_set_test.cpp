// Ranges of numbers.
#include "buffer/range_set.h"

#include <gtest/gtest.h>

#include <string>

namespace cairn::test {
namespace {

std::string text(std::span<const SequenceRange> ranges) {
    std::string all;
    for (const auto& [first, last] : ranges)
        all += (all.empty() ? "" : " ") + std::to_string(first) + "-" + std::to_string(last);
    return all;
}

RangeSet set_of(std::initializer_list<SequenceRange> ranges) {
    RangeSet set;
    for (const SequenceRange& range : ranges) set.add(range);
    return set;
}

TEST(RangeSet, JoinsWhatOverlapsOrTouches) {
    EXPECT_EQ(text(set_of({{5, 6}, {1, 2}, {9, 9}}).ranges()), "1-2 5-6 9-9");
    EXPECT_EQ(text(set_of({{1, 2}, {5, 6}, {3, 4}}).ranges()), "1-6");
    EXPECT_EQ(text(set_of({{1, 2}, {5, 6}, {8, 9}, {2, 8}}).ranges()), "1-9");
    EXPECT_EQ(text(set_of({{4, 9}, {5, 6}}).ranges()), "4-9");
    EXPECT_EQ(text(set_of({{5, 6}, {4, 4}}).ranges()), "4-6");
}

TEST(RangeSet, FindsTheRangeOfANumber) {
    const RangeSet set = set_of({{2, 4}, {7, 7}});

    EXPECT_FALSE(set.contains(1));
    EXPECT_EQ(set.range_at(3), (SequenceRange{2, 4}));
    EXPECT_TRUE(set.contains(4));
    EXPECT_FALSE(set.contains(5));
    EXPECT_EQ(set.range_at(7), (SequenceRange{7, 7}));
    EXPECT_FALSE(set.contains(8));
}

TEST(RangeSet, TellsCoveringFromOverlapping) {
    const RangeSet set = set_of({{2, 4}, {7, 9}});

    EXPECT_TRUE(set.covers({3, 4}));
    EXPECT_FALSE(set.covers({3, 7}));
    EXPECT_TRUE(set.overlaps({4, 6}));
    EXPECT_FALSE(set.overlaps({5, 6}));
    EXPECT_FALSE(set.overlaps({10, 99}));
}

TEST(RangeSet, KnowsThroughWhereItIsWhole) {
    EXPECT_EQ(RangeSet().through(), 0U);
    EXPECT_EQ(set_of({{2, 4}}).through(), 0U);
    EXPECT_EQ(set_of({{1, 3}, {5, 6}}).through(), 3U);
}

TEST(RangeSet, FindsWhatIsNextInsideAndOutside) {
    const RangeSet set = set_of({{2, 4}, {7, 9}});

    EXPECT_EQ(set.next_outside(1), 1U);
    EXPECT_EQ(set.next_outside(2), 5U);
    EXPECT_EQ(set.next_outside(9), 10U);
    EXPECT_EQ(set.next_inside(0), 2U);
    EXPECT_EQ(set.next_inside(3), 3U);
    EXPECT_EQ(set.next_inside(5), 7U);
    EXPECT_EQ(set.next_inside(10), std::nullopt);
}

TEST(RangeSet, PartsARangeByWhatItHas) {
    const RangeSet set = set_of({{2, 4}, {7, 9}});

    EXPECT_EQ(text(set.outside({1, 12})), "1-1 5-6 10-12");
    EXPECT_EQ(text(set.outside({3, 8})), "5-6");
    EXPECT_EQ(text(set.outside({2, 4})), "");
    EXPECT_EQ(text(set.outside({5, 5})), "5-5");
}

}  // namespace
}  // namespace cairn::test
