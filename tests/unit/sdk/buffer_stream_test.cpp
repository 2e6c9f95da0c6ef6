// Three streams in one buffer, chains of blocks, and acknowledgements out of order.
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "cairn/core/limits.h"
#include "unit/sdk/buffer_disk.h"

namespace cairn::test {
namespace {

constexpr Stream hearings = Stream::hearings;

/// Appends a chain of `count` blocks to the hearings.
void append_chain(Buffer& buffer, std::uint32_t count, std::size_t size = 1000) {
    for (std::uint32_t place = 0; place < count; ++place)
        ASSERT_TRUE(buffer.append(chained_block(hearings, buffer.next_sequence(hearings), place, size)));
}

std::string heard(Buffer& buffer, Sequence after = 0) {
    return waiting_of(buffer, hearings, after);
}

std::vector<SequenceRange> beyond(const Buffer& buffer) {
    const auto ranges = buffer.acknowledged(Stream::status).beyond();
    return {ranges.begin(), ranges.end()};
}

/// The numbers of the hearings that stand in the file, waiting or not.
std::string stored(Buffer& buffer) {
    // What is acknowledged leaves with the next commit.
    EXPECT_TRUE(buffer.remember(std::array<Receipt, 1>{1}));
    std::string text;
    for (Sequence sequence = 1; sequence < buffer.next_sequence(hearings); ++sequence) {
        if (buffer.block(hearings, sequence)) text += (text.empty() ? "" : " ") + std::to_string(sequence);
    }
    return text;
}

TEST(BufferStreams, CountEachForItself) {
    Disk disk;
    {
        Buffer buffer = disk.open();
        const std::array blocks{chained_block(Stream::hearings, 1, 0), chained_block(Stream::status, 1, 0),
                                chained_block(Stream::hearings, 2, 0),
                                chained_block(Stream::positions, 1, 0)};
        ASSERT_TRUE(buffer.append(blocks, std::array<Receipt, 1>{7}));
    }

    Buffer buffer = disk.open();

    EXPECT_EQ(waiting_of(buffer, Stream::status), "1");
    EXPECT_EQ(waiting_of(buffer, Stream::positions), "1");
    EXPECT_EQ(waiting_of(buffer, Stream::hearings), "1 2");
    EXPECT_EQ(buffer.next_sequence(Stream::hearings), 3U);
    EXPECT_EQ(buffer.stats().of(Stream::hearings).blocks, 2U);
    EXPECT_EQ(buffer.stats().of(Stream::positions).records, 10U);
    EXPECT_EQ(buffer.stats().blocks, 4U);
    EXPECT_EQ(buffer.stats().body_bytes, 4000U);
}

TEST(BufferStreams, AreAcknowledgedEachForItself) {
    Disk disk;
    Buffer buffer = disk.open();
    for (const Stream stream : streams)
        for (Sequence i = 1; i <= 3; ++i) ASSERT_TRUE(buffer.append(chained_block(stream, i, 0)));

    ASSERT_TRUE(buffer.acknowledge(Stream::positions, 1, 2));

    EXPECT_EQ(waiting_of(buffer, Stream::status), "1 2 3");
    EXPECT_EQ(waiting_of(buffer, Stream::positions), "3");
    EXPECT_EQ(waiting_of(buffer, Stream::hearings), "1 2 3");
}

TEST(BufferStreams, GiveRoomFromTheLastNamedOn) {
    Disk disk;
    disk.options.size_bytes_max = smallest_buffer_bytes;
    Buffer buffer = disk.open();
    for (const Stream stream : streams)
        for (Sequence i = 1; i <= 2; ++i) ASSERT_TRUE(buffer.append(chained_block(stream, i, 0, 10'000)));

    ASSERT_TRUE(buffer.append(chained_block(Stream::status, 3, 0, 30'000)));

    EXPECT_EQ(waiting_of(buffer, Stream::status), "1 2 3");
    EXPECT_EQ(waiting_of(buffer, Stream::positions), "1-1x10 2");
    EXPECT_EQ(waiting_of(buffer, Stream::hearings), "1-2x20");
    EXPECT_EQ(buffer.stats().of(Stream::hearings).dropped_records, 20U);
    EXPECT_EQ(buffer.stats().of(Stream::positions).dropped_records, 10U);
}

TEST(BufferStreams, TakeNoRoomFromThoseNamedBefore) {
    Disk disk;
    disk.options.size_bytes_max = smallest_buffer_bytes;
    Buffer buffer = disk.open();
    for (Sequence i = 1; i <= 6; ++i) ASSERT_TRUE(buffer.append(chained_block(Stream::status, i, 0, 10'000)));

    ASSERT_TRUE(buffer.append(chained_block(Stream::hearings, 1, 0, 10'000)));
    ASSERT_TRUE(buffer.append(chained_block(Stream::hearings, 2, 0, 10'000)));

    EXPECT_EQ(waiting_of(buffer, Stream::status), "1 2 3 4 5 6");
    EXPECT_EQ(heard(buffer), "1-2x20");
    EXPECT_EQ(buffer.next_sequence(hearings), 3U);
    EXPECT_EQ(buffer.stats().of(hearings).dropped_records, 20U);
    EXPECT_EQ(buffer.stats().of(hearings).blocks, 0U);
}

TEST(BufferStreams, RefuseABlockOfNone) {
    Disk disk;
    Buffer buffer = disk.open();
    for (const int number : {0, 4}) {
        Block block = chained_block(static_cast<Stream>(number), 1, 0);
        EXPECT_EQ(buffer.append(block).error().code, Errc::malformed) << number;
    }
}

// Acknowledgements beyond the first missing number.

TEST(BufferAcknowledged, CanLieBeyondWhatIsMissing) {
    Disk disk;
    Buffer buffer = disk.open();
    append(buffer, 9, 100);

    ASSERT_TRUE(buffer.acknowledge(Stream::status, 3, 4));
    ASSERT_TRUE(buffer.acknowledge(Stream::status, 7, 7));

    EXPECT_EQ(waiting(buffer), "1 2 5 6 8 9");
    EXPECT_EQ(waiting(buffer, 2), "5 6 8 9");
    EXPECT_EQ(buffer.acknowledged(Stream::status).through(), 0U);
    EXPECT_EQ(beyond(buffer), (std::vector<SequenceRange>{{3, 4}, {7, 7}}));
    EXPECT_EQ(buffer.stats().blocks, 6U);
    EXPECT_EQ(buffer.stats().body_bytes, 600U);
    EXPECT_EQ(buffer.stats().kept_bytes, 0U);
}

TEST(BufferAcknowledged, IsKeptAcrossAReopening) {
    Disk disk;
    {
        Buffer buffer = disk.open();
        append(buffer, 9, 100);
        ASSERT_TRUE(buffer.acknowledge(Stream::status, 3, 4));
        ASSERT_TRUE(buffer.acknowledge(Stream::status, 7, 7));
    }
    Buffer buffer = disk.open();

    EXPECT_EQ(waiting(buffer), "1 2 5 6 8 9");
    ASSERT_TRUE(buffer.acknowledge(Stream::status, 1, 5));
    EXPECT_EQ(buffer.acknowledged(Stream::status).through(), 5U);
    EXPECT_EQ(beyond(buffer), (std::vector<SequenceRange>{{7, 7}}));
    ASSERT_TRUE(buffer.acknowledge(Stream::status, 6, 6));
    EXPECT_EQ(buffer.acknowledged(Stream::status).through(), 7U);
    EXPECT_EQ(waiting(buffer), "8 9");
}

TEST(BufferAcknowledged, RefusesNumbersThatNeverWere) {
    Disk disk;
    Buffer buffer = disk.open();
    append(buffer, 3);

    EXPECT_EQ(buffer.acknowledge(Stream::status, 0, 2).error().code, Errc::malformed);
    EXPECT_EQ(buffer.acknowledge(Stream::status, 2, 1).error().code, Errc::malformed);
    EXPECT_EQ(buffer.acknowledge(Stream::status, 2, 4).error().code, Errc::malformed);
    EXPECT_EQ(buffer.acknowledge(Stream::positions, 1, 1).error().code, Errc::malformed);
}

TEST(BufferAcknowledged, HasABoundedNumberOfRanges) {
    Disk disk;
    Buffer buffer = disk.open();
    const Sequence most = 2 * limits::acknowledged_ranges_max;
    std::vector<Block> blocks;
    for (Sequence i = 1; i <= most + 3; ++i) blocks.push_back(opaque_block(i, 10));
    ASSERT_TRUE(buffer.append(blocks));
    for (Sequence i = 2; i <= most; i += 2) ASSERT_TRUE(buffer.acknowledge(Stream::status, i, i));

    EXPECT_EQ(buffer.acknowledge(Stream::status, most + 2, most + 2).error().code, Errc::full);

    EXPECT_EQ(buffer.acknowledged(Stream::status).beyond().size(), limits::acknowledged_ranges_max);
    ASSERT_TRUE(buffer.acknowledge(Stream::status, 1, 1));
    EXPECT_TRUE(buffer.acknowledge(Stream::status, most + 2, most + 2));
}

// Chains.

TEST(BufferChain, IsKeptInTheFileUntilAllOfItIsAcknowledged) {
    Disk disk;
    Buffer buffer = disk.open();
    append_chain(buffer, 4);
    append_chain(buffer, 2);

    ASSERT_TRUE(buffer.acknowledge(hearings, 1, 3));
    EXPECT_EQ(heard(buffer), "4 5 6");
    EXPECT_EQ(stored(buffer), "1 2 3 4 5 6");
    EXPECT_EQ(buffer.stats().of(hearings).kept_bytes, 3000U);
    EXPECT_EQ(buffer.stats().of(hearings).body_bytes, 3000U);

    ASSERT_TRUE(buffer.acknowledge(hearings, 4, 4));
    EXPECT_EQ(stored(buffer), "5 6");
    EXPECT_EQ(buffer.stats().of(hearings).kept_bytes, 0U);
}

TEST(BufferChain, IsKeptWhileItMayGoOn) {
    Disk disk;
    Buffer buffer = disk.open();
    append_chain(buffer, 2);
    ASSERT_TRUE(buffer.acknowledge(hearings, 1, 2));
    EXPECT_EQ(stored(buffer), "1 2");
    EXPECT_EQ(buffer.stats().of(hearings).blocks, 0U);

    ASSERT_TRUE(buffer.append(chained_block(hearings, 3, 2)));
    EXPECT_EQ(stored(buffer), "1 2 3");
    ASSERT_TRUE(buffer.append(chained_block(hearings, 4, 0)));
    EXPECT_EQ(stored(buffer), "1 2 3 4");
    ASSERT_TRUE(buffer.acknowledge(hearings, 3, 3));
    EXPECT_EQ(stored(buffer), "4");
}

TEST(BufferChain, LeavesTheFileWithTheBlockThatEndsIt) {
    Disk disk;
    Buffer buffer = disk.open();
    append_chain(buffer, 3);
    ASSERT_TRUE(buffer.acknowledge(hearings, 1, 3));

    append_chain(buffer, 1);

    EXPECT_EQ(stored(buffer), "4");
    EXPECT_EQ(buffer.stats().of(hearings).kept_bytes, 0U);
}

TEST(BufferChain, IsRemovedWhenItWasAcknowledgedOutOfOrder) {
    Disk disk;
    Buffer buffer = disk.open();
    for (int i = 0; i < 4; ++i) append_chain(buffer, 3);

    ASSERT_TRUE(buffer.acknowledge(hearings, 6, 11));  // the end of the second, the third, most of the fourth
    EXPECT_EQ(stored(buffer), "1 2 3 4 5 6 10 11 12");
    ASSERT_TRUE(buffer.acknowledge(hearings, 4, 5));
    EXPECT_EQ(stored(buffer), "1 2 3 10 11 12");
    EXPECT_EQ(heard(buffer), "1 2 3 12");
}

TEST(BufferChain, IsReadFromItsFirstBlockOn) {
    Disk disk;
    Buffer buffer = disk.open();
    append_chain(buffer, 2);
    append_chain(buffer, 4);
    ASSERT_TRUE(buffer.acknowledge(hearings, 3, 4));
    std::string numbers;
    const auto note = [&](const Block& block) { numbers += std::to_string(block.sequence) + " "; };

    ASSERT_TRUE(buffer.chain_of(hearings, 6, note));
    EXPECT_EQ(numbers, "3 4 5 ");
    ASSERT_TRUE(buffer.chain_of(hearings, 3, note));
    EXPECT_EQ(numbers, "3 4 5 ");
    EXPECT_EQ(buffer.chain_of(hearings, 7, note).error().code, Errc::malformed);
    EXPECT_EQ(buffer.block(hearings, 7).error().code, Errc::malformed);
    EXPECT_EQ(buffer.block(hearings, 5)->chain_place, 2U);
}

TEST(BufferChain, IsNotAppendedToWithoutItsBlocks) {
    Disk disk;
    Buffer buffer = disk.open();
    ASSERT_TRUE(buffer.append(chained_block(hearings, 1, 1)));
    append_chain(buffer, 2);
    ASSERT_TRUE(buffer.append(chained_block(hearings, 4, 1)));
    EXPECT_FALSE(buffer.chain_goes_on(hearings));
    ASSERT_TRUE(buffer.append(chained_block(hearings, 5, 0)));
    ASSERT_TRUE(buffer.append(chained_block(hearings, 6, 3)));

    EXPECT_EQ(heard(buffer), "1-1c10 2 3 4-4c10 5 6-6c10");
    EXPECT_EQ(buffer.stats().of(hearings).records, 30U);
    EXPECT_EQ(buffer.stats().quarantined_blocks, 0U);
}

/// A disk that damages a page while the next block is sealed already.
TEST(BufferChain, IsNotAppendedToWhenItWasSetAside) {
    Disk disk;
    Buffer buffer = disk.open();
    append_chain(buffer, 3);
    ASSERT_TRUE(buffer.quarantine(hearings, 2));

    ASSERT_TRUE(buffer.append(chained_block(hearings, 4, 3)));

    EXPECT_EQ(heard(buffer), "1 2-4c30");
    EXPECT_TRUE(buffer.append(chained_block(hearings, 5, 0)));
}

TEST(BufferChain, HasABoundedLength) {
    Disk disk;
    Buffer buffer = disk.open();
    append_chain(buffer, limits::chain_blocks_max, 10);

    const auto next = buffer.next_sequence(hearings);
    EXPECT_EQ(buffer.append(chained_block(hearings, next, limits::chain_blocks_max)).error().code,
              Errc::malformed);
}

TEST(BufferChain, IsDroppedWholeWhenTheBufferIsFull) {
    Disk disk;
    disk.options.size_bytes_max = smallest_buffer_bytes;
    Buffer buffer = disk.open();
    for (int i = 0; i < 3; ++i) append_chain(buffer, 3, 7000);

    append_chain(buffer, 1, 7000);

    EXPECT_EQ(heard(buffer), "1-3x30 4 5 6 7 8 9 10");
}

TEST(BufferChain, LosesOnlyWhatIsNotAcknowledgedWhenItIsDropped) {
    Disk disk;
    disk.options.size_bytes_max = smallest_buffer_bytes;
    Buffer buffer = disk.open();
    for (int i = 0; i < 3; ++i) append_chain(buffer, 3, 7000);
    ASSERT_TRUE(buffer.acknowledge(hearings, 1, 1));
    ASSERT_TRUE(buffer.acknowledge(hearings, 3, 3));

    append_chain(buffer, 1, 7000);

    EXPECT_EQ(heard(buffer), "2-2x10 4 5 6 7 8 9 10");
    EXPECT_EQ(buffer.stats().of(hearings).dropped_records, 10U);
    EXPECT_EQ(buffer.stats().of(hearings).kept_bytes, 0U);
    EXPECT_EQ(buffer.stats().of(hearings).body_bytes, 49'000U);
}

TEST(BufferChain, CannotGoOnWhenItHadToMakeRoomForItself) {
    Disk disk;
    disk.options.size_bytes_max = smallest_buffer_bytes;
    Buffer buffer = disk.open();
    append_chain(buffer, 6, 10'000);

    ASSERT_TRUE(buffer.append(chained_block(hearings, 7, 6, 10'000)));
    ASSERT_TRUE(buffer.append(chained_block(hearings, 8, 0, 10'000)));

    EXPECT_EQ(heard(buffer), "1-7x70 8");
    EXPECT_EQ(buffer.stats().of(hearings).dropped_records, 70U);
}

TEST(BufferChain, MakesRoomByGoingWhenAllOfItIsAcknowledged) {
    Disk disk;
    disk.options.size_bytes_max = smallest_buffer_bytes;
    disk.options.overflow = Overflow::refuse_new;
    Buffer buffer = disk.open();
    append_chain(buffer, 3, 20'000);
    ASSERT_TRUE(buffer.acknowledge(hearings, 1, 3));

    EXPECT_TRUE(buffer.append(chained_block(hearings, 4, 0, 20'000)));

    EXPECT_EQ(stored(buffer), "4");
}

TEST(BufferChain, TakesTheRestWithADamagedBlock) {
    Disk disk;
    {
        Buffer buffer = disk.open();
        append_chain(buffer, 4);
        append_chain(buffer, 2);
    }
    disk.execute("UPDATE block SET body = x'00' WHERE id & 0xFFFF = 2");
    Buffer buffer = disk.open();

    EXPECT_EQ(heard(buffer), "1 2-2c10 3-3c10 4-4c10 5 6");

    EXPECT_EQ(buffer.stats().quarantined_blocks, 3U);
    EXPECT_EQ(buffer.stats().of(hearings).blocks, 3U);
    ASSERT_TRUE(buffer.acknowledge(hearings, 1, 4));
    EXPECT_EQ(stored(buffer), "5 6");
}

TEST(BufferChain, LosesWhatNeedsRowsThatHaveVanished) {
    Disk disk;
    {
        Buffer buffer = disk.open();
        append_chain(buffer, 4);
        append_chain(buffer, 2);
    }
    disk.execute("DELETE FROM block WHERE id & 0xFFFF = 2");
    Buffer buffer = disk.open();

    EXPECT_EQ(heard(buffer), "1 2-2c0 3-3c10 4-4c10 5 6");

    EXPECT_EQ(buffer.stats().of(hearings).blocks, 3U);
    EXPECT_EQ(buffer.stats().of(hearings).body_bytes, 3000U);
}

TEST(BufferChain, SaysCorruptToWhoReadsADamagedBlockOfIt) {
    Disk disk;
    {
        Buffer buffer = disk.open();
        append_chain(buffer, 4);
    }
    disk.execute("UPDATE block SET body = x'00' WHERE id & 0xFFFF = 2");
    Buffer buffer = disk.open();

    EXPECT_EQ(buffer.chain_of(hearings, 4, [](const Block&) {}).error().code, Errc::corrupt);
    EXPECT_EQ(buffer.block(hearings, 2).error().code, Errc::corrupt);
}

// Merging.

Block merged_block(Sequence last, std::uint32_t count, std::size_t size = 1500) {
    Block block = chained_block(hearings, last, 0, size, 10 * count);
    block.merged_count = count;
    return block;
}

TEST(BufferMerging, PutsOneBlockInThePlaceOfAChain) {
    Disk disk;
    {
        Buffer buffer = disk.open();
        append_chain(buffer, 4);
        append_chain(buffer, 2);

        ASSERT_TRUE(buffer.replace(merged_block(4, 4)));
    }
    Buffer buffer = disk.open();

    EXPECT_EQ(heard(buffer), "4 5 6");
    const auto merged = buffer.block(hearings, 4);
    ASSERT_TRUE(merged);
    EXPECT_EQ(merged->merged_count, 4U);
    EXPECT_EQ(merged->record_count, 40U);
    EXPECT_EQ(buffer.stats().of(hearings).blocks, 3U);
    EXPECT_EQ(buffer.stats().of(hearings).records, 60U);
    EXPECT_EQ(buffer.stats().of(hearings).body_bytes, 3500U);
    EXPECT_EQ(buffer.next_sequence(hearings), 7U);
    ASSERT_TRUE(buffer.acknowledge(hearings, 1, 4));
    EXPECT_EQ(heard(buffer), "5 6");
}

TEST(BufferMerging, TakesSeveralChainsAndTheLast) {
    Disk disk;
    Buffer buffer = disk.open();
    append_chain(buffer, 4);
    append_chain(buffer, 2);

    ASSERT_TRUE(buffer.replace(merged_block(6, 6)));

    EXPECT_EQ(heard(buffer), "6");
    EXPECT_FALSE(buffer.chain_goes_on(hearings)) << "a merged block cannot be gone on with";
    ASSERT_TRUE(buffer.append(chained_block(hearings, 7, 0)));
    ASSERT_TRUE(buffer.acknowledge(hearings, 1, 6));
    EXPECT_EQ(stored(buffer), "7");
}

TEST(BufferMerging, RefusesWhatWasHandedOutOrAcknowledged) {
    Disk disk;
    Buffer buffer = disk.open();
    append_chain(buffer, 4);
    append_chain(buffer, 4);
    ASSERT_EQ(waiting_of(buffer, hearings, 0, 1), "1");

    EXPECT_EQ(buffer.replace(merged_block(4, 4)).error().code, Errc::malformed);
    ASSERT_TRUE(buffer.acknowledge(hearings, 6, 6));
    EXPECT_EQ(buffer.replace(merged_block(8, 4)).error().code, Errc::malformed);
}

TEST(BufferMerging, RefusesWhatAnEarlierRunMayHaveHandedOut) {
    Disk disk;
    {
        Buffer buffer = disk.open();
        append_chain(buffer, 4);
    }
    Buffer buffer = disk.open();

    EXPECT_EQ(buffer.replace(merged_block(4, 4)).error().code, Errc::malformed);
}

TEST(BufferMerging, RefusesWhatIsNotTheBlocksThatWait) {
    Disk disk;
    Buffer buffer = disk.open();
    append_chain(buffer, 4);
    append_chain(buffer, 4);
    ASSERT_TRUE(buffer.quarantine(hearings, 8));
    Block other_records = merged_block(4, 4);
    other_records.record_count = 39;
    Block chained = merged_block(4, 4);
    chained.chain_place = 1;

    for (const Block& wrong : {merged_block(3, 3), merged_block(4, 3), merged_block(4, 1), merged_block(8, 8),
                               merged_block(9, 9), merged_block(4, 5), merged_block(4, 4, 0),
                               merged_block(4, 4, limits::block_body_bytes_max + 1), other_records, chained})
        EXPECT_EQ(buffer.replace(wrong).error().code, Errc::malformed)
            << wrong.sequence << " " << wrong.merged_count;

    EXPECT_TRUE(buffer.replace(merged_block(4, 4)));
    EXPECT_EQ(heard(buffer), "4 5 6 7 8-8c10");
}

/// Only another copy of the file can have sent a part of it.
TEST(BufferMerging, BecomesAGapWhereAPartIsAcknowledged) {
    Disk disk;
    Buffer buffer = disk.open();
    append_chain(buffer, 4);
    append_chain(buffer, 4);
    ASSERT_TRUE(buffer.replace(merged_block(4, 4)));
    ASSERT_TRUE(buffer.replace(merged_block(8, 4)));

    ASSERT_TRUE(buffer.acknowledge(hearings, 3, 5));

    EXPECT_EQ(heard(buffer), "1-8c80");
    EXPECT_EQ(stored(buffer), "");
    EXPECT_EQ(buffer.stats().quarantined_blocks, 2U);
    ASSERT_TRUE(buffer.acknowledge(hearings, 1, 8));
    EXPECT_EQ(heard(buffer), "");
}

TEST(BufferMerging, IsAcknowledgedWhole) {
    Disk disk;
    Buffer buffer = disk.open();
    append_chain(buffer, 4);
    append_chain(buffer, 2);
    ASSERT_TRUE(buffer.replace(merged_block(4, 4)));

    ASSERT_TRUE(buffer.acknowledge(hearings, 1, 4));
    EXPECT_TRUE(buffer.acknowledge(hearings, 3, 6));

    EXPECT_EQ(buffer.stats().quarantined_blocks, 0U);
    EXPECT_EQ(heard(buffer), "");
}

TEST(BufferMerging, IsRefusedInAnAppend) {
    Disk disk;
    Buffer buffer = disk.open();
    Block block = chained_block(hearings, 1, 0);
    block.merged_count = 2;

    EXPECT_EQ(buffer.append(block).error().code, Errc::malformed);
}

TEST(BufferMerging, IsDroppedAndSetAsideAsAllItStandsFor) {
    Disk disk;
    disk.options.size_bytes_max = smallest_buffer_bytes;
    Buffer buffer = disk.open();
    append_chain(buffer, 4, 5000);
    append_chain(buffer, 4, 5000);
    ASSERT_TRUE(buffer.replace(merged_block(4, 4, 10'000)));
    ASSERT_TRUE(buffer.replace(merged_block(8, 4, 10'000)));
    ASSERT_TRUE(buffer.quarantine(hearings, 8));
    append_chain(buffer, 6, 10'000);

    EXPECT_EQ(heard(buffer), "1-4x40 5-8c40 9 10 11 12 13 14");
}

// The clocks of boots.

TEST(BufferBoot, IsRememberedWithTheLastThatWasSaid) {
    Disk disk;
    {
        Buffer buffer = disk.open();
        ASSERT_TRUE(buffer.save_boot({0xFFFF'0000'0000'0001U, -5, 900}));
        ASSERT_TRUE(buffer.save_boot({0xFFFF'0000'0000'0001U, 1'700'000'000'000, 20}));
    }
    Buffer buffer = disk.open();

    const auto clock = buffer.boot(0xFFFF'0000'0000'0001U);
    ASSERT_TRUE(clock && *clock);
    EXPECT_EQ((*clock)->offset_ms, 1'700'000'000'000);
    EXPECT_EQ((*clock)->uncertainty_ms, 20U);
    EXPECT_FALSE(*buffer.boot(2));
}

TEST(BufferBoot, LeavesWhenThereAreTooMany) {
    Disk disk;
    Buffer buffer = disk.open();
    for (std::uint64_t boot = 1; boot <= limits::boots_max + 2; ++boot)
        ASSERT_TRUE(buffer.save_boot({boot, 1, 1}));

    EXPECT_FALSE(*buffer.boot(2));
    EXPECT_TRUE(*buffer.boot(3));
    EXPECT_TRUE(*buffer.boot(limits::boots_max + 2));
}

}  // namespace
}  // namespace cairn::test
