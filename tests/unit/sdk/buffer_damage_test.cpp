// A file that cannot be trusted: an edge goes on by itself, and nothing is deleted.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "unit/sdk/buffer_disk.h"

namespace cairn::test {
namespace {

/// Overwrites a part of the file, as a failing card does.
void damage(const std::string& path, std::uint64_t at, std::size_t size) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(at));
    file << std::string(size, '\x5A');
    ASSERT_TRUE(file.flush());
}

std::string bytes_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// A closed buffer of a few blocks, with all of it in the file itself. Answers their epoch.
Epoch fill(Disk& disk, std::size_t blocks = 50) {
    Buffer buffer = disk.open();
    append(buffer, blocks, 10'000);
    return buffer.epochs().back().epoch;
}

TEST(BufferDamage, IsMovedAsideAndANewFileBegun) {
    Disk disk;
    const Epoch epoch = fill(disk);
    damage(disk.options.path, 4096, 4096 * 8);
    const std::string before = bytes_of(disk.options.path);

    Buffer buffer = disk.open();

    ASSERT_EQ(buffer.epochs().size(), 1U);
    EXPECT_NE(buffer.epochs()[0].epoch, epoch);
    EXPECT_EQ(buffer.stats().blocks, 0U);
    ASSERT_TRUE(buffer.moved_aside().starts_with(disk.options.path + ".damaged-2")) << buffer.moved_aside();
    EXPECT_EQ(bytes_of(buffer.moved_aside()), before);
    EXPECT_TRUE(buffer.append(opaque_block(1, 100)));
}

TEST(BufferDamage, IsMovedAsideUnderANameOfItsOwnEachTime) {
    Disk disk;
    std::string first;
    for (int i = 0; i < 2; ++i) {
        fill(disk);
        damage(disk.options.path, 0, 4096);
        const Buffer buffer = disk.open();
        ASSERT_FALSE(buffer.moved_aside().empty());
        EXPECT_NE(buffer.moved_aside(), first);
        first = buffer.moved_aside();
        EXPECT_TRUE(std::filesystem::exists(first));
    }
}

TEST(BufferDamage, StaysWhereItIsWhenToldSo) {
    Disk disk;
    fill(disk);
    damage(disk.options.path, 4096, 4096 * 8);
    const std::string before = bytes_of(disk.options.path);
    disk.options.damaged = Damaged::refuse;

    EXPECT_EQ(disk.open_error(), Errc::corrupt);
    EXPECT_EQ(bytes_of(disk.options.path), before);
}

TEST(BufferDamage, OfTheHeaderIsToldFromAStrangersFileByTheReserve) {
    Disk disk;
    fill(disk);
    damage(disk.options.path, 0, 100);
    ASSERT_TRUE(std::filesystem::remove(disk.options.path + "-reserve"));

    EXPECT_EQ(disk.open_error(), Errc::unsupported);
    std::ofstream(disk.options.path + "-reserve") << "";
    EXPECT_EQ(disk.open_error(), Errc{});
}

TEST(BufferDamage, OfASoundFileIsNone) {
    Disk disk;
    fill(disk);

    EXPECT_EQ(disk.open().moved_aside(), "");
}

TEST(BufferDamage, OfALargeFileIsSoughtInAllButItsBlocks) {
    Disk disk;
    fill(disk, 1000);
    ASSERT_GT(std::filesystem::file_size(disk.options.path), 9'000'000U);
    EXPECT_EQ(disk.open().moved_aside(), "");
    {
        auto database = sqlite::Database::open(disk.options.path);
        const auto root = *database->number("SELECT rootpage FROM sqlite_schema WHERE name = 'gap'");
        damage(disk.options.path, static_cast<std::uint64_t>(root - 1) * 4096, 4096);
    }

    EXPECT_NE(disk.open().moved_aside(), "");
}

// Age.

constexpr Millis hour{3'600'000};

Block aged_block(Sequence sequence, std::uint64_t boot, Millis elapsed, Millis civil) {
    Block block = opaque_block(sequence, 100);
    block.clock.boot = boot;
    block.clock.sealed = Instant{} + elapsed;
    block.sealed_at = noon + civil;
    return block;
}

TEST(BufferAge, LosesWhatIsOlderThanItsStreamIsKept) {
    Disk disk;
    disk.options.age_max = {hour, Millis{0}, Millis{0}};
    Buffer buffer = disk.open();
    for (int i = 0; i < 4; ++i)
        ASSERT_TRUE(buffer.append(aged_block(buffer.next_sequence(Stream::status), 7, hour / 2 * i, {})));

    const auto backlog = buffer.peek(Stream::status, 0, everything);

    ASSERT_EQ(backlog->gaps.size(), 1U);
    EXPECT_EQ(backlog->gaps[0].reason, GapReason::expired);
    EXPECT_EQ(backlog->gaps[0].last, 1U);
    EXPECT_EQ(backlog->blocks.size(), 3U);
    EXPECT_EQ(buffer.stats().of(Stream::status).expired_records, 10U);
    EXPECT_EQ(buffer.stats().dropped_records, 0U);
}

TEST(BufferAge, BelievesNoCivilClockThatJumps) {
    Disk disk;
    disk.options.age_max = {hour, hour, hour};
    Buffer buffer = disk.open();
    ASSERT_TRUE(buffer.append(aged_block(1, 7, Millis{0}, -hour * 500'000)));
    ASSERT_TRUE(buffer.append(aged_block(2, 7, Millis{1000}, {})));
    ASSERT_TRUE(buffer.append(aged_block(3, 8, Millis{0}, hour * 2)));

    EXPECT_EQ(waiting(buffer), "1 2 3");
}

TEST(BufferAge, KnowsTheAgeOfAnEarlierBootByItsClock) {
    Disk disk;
    disk.options.age_max = {hour, hour, hour};
    Buffer buffer = disk.open();
    ASSERT_TRUE(buffer.append(aged_block(1, 7, Millis{1000}, {})));
    ASSERT_TRUE(buffer.append(aged_block(2, 8, Millis{1000}, {})));
    ASSERT_TRUE(buffer.save_boot({7, 0, 20}));
    ASSERT_TRUE(buffer.append(aged_block(3, 8, Millis{2000}, {})));
    EXPECT_EQ(buffer.stats().blocks, 3U);

    ASSERT_TRUE(buffer.save_boot({8, (hour * 2).count(), 20}));
    ASSERT_TRUE(buffer.append(aged_block(4, 8, Millis{3000}, {})));

    EXPECT_EQ(buffer.stats().blocks, 3U);
    EXPECT_EQ(buffer.stats().expired_records, 10U);
}

TEST(BufferAge, IsOfTheCivilClockWhereNoBootIsKnown) {
    Disk disk;
    disk.options.age_max = {hour, hour, hour};
    Buffer buffer = disk.open();
    ASSERT_TRUE(buffer.append(aged_block(1, 0, {}, {})));

    ASSERT_TRUE(buffer.append(aged_block(2, 0, {}, hour * 2)));

    EXPECT_EQ(buffer.stats().expired_records, 10U);
}

TEST(BufferAge, IsThatOfTheYoungestOfAChain) {
    Disk disk;
    disk.options.age_max = {hour, hour, hour};
    Buffer buffer = disk.open();
    Block second = aged_block(2, 7, hour, {});
    second.chain_place = 1;
    ASSERT_TRUE(buffer.append(aged_block(1, 7, {}, {})));
    ASSERT_TRUE(buffer.append(second));

    ASSERT_TRUE(buffer.append(aged_block(3, 7, hour * 3 / 2, {})));
    EXPECT_EQ(buffer.stats().blocks, 3U);
    ASSERT_TRUE(buffer.append(aged_block(4, 7, hour * 5 / 2, {})));
    EXPECT_EQ(waiting(buffer), "1-2e20 3 4");
}

TEST(BufferAge, IsLookedAtInStepsThatTakeNoTime) {
    Disk disk;
    disk.options.age_max = {hour, hour, hour};
    Buffer buffer = disk.open();
    for (Sequence i = 1; i <= 20; ++i) ASSERT_TRUE(buffer.append(aged_block(i, 7, {}, {})));

    ASSERT_TRUE(buffer.append(aged_block(21, 7, hour * 2, {})));
    EXPECT_EQ(buffer.stats().blocks, 13U);
    ASSERT_TRUE(buffer.append(aged_block(22, 7, hour * 2, {})));
    ASSERT_TRUE(buffer.append(aged_block(23, 7, hour * 2, {})));
    EXPECT_EQ(waiting(buffer), "1-20e200 21 22 23");
}

}  // namespace
}  // namespace cairn::test
