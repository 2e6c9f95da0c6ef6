// Which numbers belong to which opening of a buffer, so that copies of its file do not get in each other's
// way.
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "cairn/core/limits.h"
#include "unit/sdk/buffer_disk.h"

namespace cairn::test {
namespace {

constexpr Stream status = Stream::status;
constexpr Stream hearings = Stream::hearings;

/// Opens, appends, acknowledges what it appended if asked to, and closes.
EpochStart live(Disk& disk, bool is_acknowledged = false) {
    Buffer buffer = disk.open();
    append(buffer, 1);
    if (is_acknowledged) {
        EXPECT_TRUE(buffer.acknowledge(status, 1, buffer.next_sequence(status) - 1));
    }
    return buffer.epochs().back();
}

TEST(BufferEpoch, BeginsWithEachOpeningThatSomethingIsAppendedIn) {
    Disk disk;
    const EpochStart first = live(disk);
    static_cast<void>(disk.open());
    const EpochStart second = live(disk);

    Buffer buffer = disk.open();

    ASSERT_EQ(buffer.epochs().size(), 3U);
    EXPECT_EQ(buffer.epochs()[0], first);
    EXPECT_EQ(buffer.epochs()[1], second);
    EXPECT_EQ(first.first, (std::array<Sequence, streams_count>{1, 1, 1}));
    EXPECT_EQ(second.first, (std::array<Sequence, streams_count>{2, 1, 1}));
    EXPECT_EQ(buffer.epochs()[2].first, (std::array<Sequence, streams_count>{3, 1, 1}));
    EXPECT_NE(first.epoch, second.epoch);
    EXPECT_NE(second.epoch, buffer.epochs()[2].epoch);
}

TEST(BufferEpoch, IsAnotherOneInACopyOfTheFile) {
    Disk disk;
    live(disk);
    Disk other;
    std::filesystem::copy_file(disk.options.path, other.options.path);
    other.entropy = FakeEntropy({77});

    const EpochStart here = live(disk);
    const EpochStart there = live(other);

    EXPECT_EQ(here.first, there.first);
    EXPECT_NE(here.epoch, there.epoch);
}

TEST(BufferEpoch, IsForgottenSomeTimeAfterTheCloudHasAllOfIt) {
    Disk disk;
    EpochStart last;
    for (int i = 0; i < 30; ++i) last = live(disk, true);

    Buffer buffer = disk.open();

    EXPECT_EQ(buffer.epochs().size(), 10U);
    EXPECT_EQ(buffer.epochs()[8], last);
    EXPECT_EQ(buffer.epochs().back().first_of(status), 31U);
}

TEST(BufferEpoch, StaysAsLongAsSomethingOfItWaits) {
    Disk disk;
    const EpochStart first = live(disk);
    for (int i = 0; i < 30; ++i) {
        Buffer buffer = disk.open();
        ASSERT_TRUE(buffer.append(chained_block(hearings, buffer.next_sequence(hearings), 0)));
        ASSERT_TRUE(buffer.acknowledge(hearings, 1, buffer.next_sequence(hearings) - 1));
    }

    EXPECT_EQ(disk.open().epochs().front(), first);
}

TEST(BufferEpoch, GoesOnAcrossOpeningsWhereThereAreTooMany) {
    Disk disk;
    for (std::size_t i = 0; i < limits::epochs_max; ++i) live(disk);
    const EpochStart last = live(disk);

    EXPECT_EQ(live(disk), last);
    EXPECT_EQ(disk.open().epochs().size(), limits::epochs_max);
}

TEST(BufferEpoch, EndsItsChains) {
    Disk disk;
    {
        Buffer buffer = disk.open();
        ASSERT_TRUE(buffer.append(chained_block(hearings, 1, 0)));
        EXPECT_TRUE(buffer.chain_goes_on(hearings));
    }
    Buffer buffer = disk.open();

    EXPECT_FALSE(buffer.chain_goes_on(hearings));
    ASSERT_TRUE(buffer.append(chained_block(hearings, 2, 1)));
    ASSERT_TRUE(buffer.append(chained_block(hearings, 3, 0)));
    EXPECT_TRUE(buffer.chain_goes_on(hearings));
    EXPECT_TRUE(buffer.append(chained_block(hearings, 4, 1)));
    EXPECT_EQ(waiting_of(buffer, hearings), "1 2-2c10 3 4");
}

}  // namespace
}  // namespace cairn::test
