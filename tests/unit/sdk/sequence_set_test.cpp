// Numbers as ranges.
#include "cairn/sync/sequence_set.h"

#include <gtest/gtest.h>

#include <array>
#include <random>

namespace cairn::test {
namespace {

std::vector<SequenceRange> ranges_of(const SequenceSet& set) {
    return {set.ranges().begin(), set.ranges().end()};
}

TEST(SequenceSet, JoinsWhatTouches) {
    SequenceSet set;
    set.add({5, 7});
    set.add({10, 12});
    set.add({8, 9});

    EXPECT_EQ(ranges_of(set), (std::vector<SequenceRange>{{5, 12}}));
}

TEST(SequenceSet, TellsWhatIsThroughFromWhatLiesBeyond) {
    SequenceSet set(4);
    set.add({6, 6});
    set.add({9, 11});

    EXPECT_EQ(set.through(), 4U);
    ASSERT_EQ(set.beyond().size(), 2U);
    EXPECT_EQ(set.beyond()[1], (SequenceRange{9, 11}));
    EXPECT_EQ(set.last(), 11U);
    EXPECT_EQ(SequenceSet().through(), 0U);
    EXPECT_EQ(SequenceSet().last(), 0U);
}

TEST(SequenceSet, FindsTheRangeOfANumber) {
    SequenceSet set;
    set.add({2, 4});
    set.add({7, 7});

    EXPECT_EQ(set.range_at(1), std::nullopt);
    EXPECT_EQ(set.range_at(3), (SequenceRange{2, 4}));
    EXPECT_EQ(set.range_at(7), (SequenceRange{7, 7}));
    EXPECT_EQ(set.range_at(8), std::nullopt);
}

TEST(SequenceSet, PartsWhereSomethingIsRemoved) {
    SequenceSet set;
    set.add({2, 6});
    set.add({9, 12});

    set.remove({4, 4});
    set.remove({6, 10});
    set.remove({20, 30});

    EXPECT_EQ(ranges_of(set), (std::vector<SequenceRange>{{2, 3}, {5, 5}, {11, 12}}));
    set.remove({1, 99});
    EXPECT_EQ(set, SequenceSet());
}

TEST(SequenceSet, AddsNothingThatIsNoRange) {
    SequenceSet set(3);
    set.add({0, 9});
    set.add({9, 8});

    EXPECT_EQ(set, SequenceSet(3));
}

TEST(SequenceSet, GoesUpToTheLastNumberThereIs) {
    SequenceSet set;
    set.add({5, UINT64_MAX});
    set.add({UINT64_MAX, UINT64_MAX});

    EXPECT_EQ(ranges_of(set), (std::vector<SequenceRange>{{5, UINT64_MAX}}));
    EXPECT_EQ(set.missing({1, UINT64_MAX}), (std::vector<SequenceRange>{{1, 4}}));
}

TEST(SequenceSet, IsAsOneWouldWriteItDownNumberByNumber) {
    constexpr Sequence numbers = 40;
    std::mt19937 random(1);
    for (int round = 0; round < 300; ++round) {
        SequenceSet set;
        std::array<bool, numbers + 2> has{};
        for (int i = 0; i < 12; ++i) {
            const Sequence first = 1 + random() % numbers;
            const Sequence last = std::min<Sequence>(numbers, first + random() % 6);
            set.add({first, last});
            std::fill(has.begin() + static_cast<long>(first), has.begin() + static_cast<long>(last) + 1,
                      true);
            for (Sequence from = 1; from <= numbers; from += 3) {
                const SequenceRange asked{from, std::min(numbers, from + random() % 9)};
                const auto* begin = has.begin() + static_cast<long>(asked.first);
                const auto* end = has.begin() + static_cast<long>(asked.last) + 1;
                EXPECT_EQ(set.holds(asked), std::all_of(begin, end, [](bool one) { return one; }));
                EXPECT_EQ(set.touches(asked), std::any_of(begin, end, [](bool one) { return one; }));
                EXPECT_EQ(set.holds(from), has[from]);
                EXPECT_EQ(set.range_at(from).has_value(), has[from]);
                const auto* inside = std::find(has.begin() + static_cast<long>(from), has.end(), true);
                EXPECT_EQ(set.next_inside(from),
                          inside == has.end() ? std::nullopt : std::optional<Sequence>(inside - has.begin()));
                const auto* outside = std::find(has.begin() + static_cast<long>(from), has.end(), false);
                EXPECT_EQ(set.next_outside(from), static_cast<Sequence>(outside - has.begin()));
                SequenceSet filled = set;
                for (const SequenceRange& part : set.missing(asked)) {
                    EXPECT_FALSE(set.touches(part));
                    filled.add(part);
                }
                EXPECT_TRUE(filled.holds(asked));
                EXPECT_TRUE(filled.holds(set));
            }
        }
    }
}

}  // namespace
}  // namespace cairn::test
