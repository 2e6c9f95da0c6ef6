// The outbox on a real disk.
#include "cairn/buffer/buffer.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <fstream>

#include "cairn/core/limits.h"
#include "unit/sdk/buffer_disk.h"

namespace cairn::test {
namespace {

TEST(Buffer, SetsRoomAsideOnARealDisk) {
    Disk disk;
    const Buffer buffer = disk.open();

    EXPECT_TRUE(buffer.stats().has_reserve);
    EXPECT_EQ(std::filesystem::file_size(disk.options.path + "-reserve"), 12U * 1024 * 1024);
}

TEST(Buffer, StartsEmptyWithAnEpochThatIsNotZero) {
    Disk disk;
    disk.entropy = FakeEntropy({0, 5, 6, 0, 0xFFFF'0000'1234'5678U});
    Buffer buffer = disk.open();

    ASSERT_EQ(buffer.epochs().size(), 1U);
    EXPECT_EQ(buffer.epochs()[0].epoch, 0xFFFF'0000'1234'5678U);
    EXPECT_EQ(buffer.next_sequence(Stream::status), 1U);
    EXPECT_EQ(buffer.acknowledged(Stream::status).through(), 0U);
    EXPECT_EQ(waiting(buffer), "");
    EXPECT_EQ(buffer.stats().oldest_at, Timestamp{});
}

TEST(Buffer, KeepsEveryFieldOfABlockAcrossAReopening) {
    Disk disk;
    const Block block = block_of(1);
    ASSERT_TRUE(disk.open().append(block));

    Buffer buffer = disk.open();
    const auto backlog = buffer.peek(Stream::status, 0, everything);

    ASSERT_TRUE(backlog);
    ASSERT_EQ(backlog->blocks.size(), 1U);
    EXPECT_EQ(backlog->blocks[0].sequence, 1U);
    EXPECT_EQ(backlog->blocks[0].sealed_at, block.sealed_at);
    EXPECT_EQ(backlog->blocks[0].record_count, block.record_count);
    EXPECT_EQ(backlog->blocks[0].codec, block.codec);
    EXPECT_EQ(backlog->blocks[0].crc32c, block.crc32c);
    EXPECT_EQ(backlog->blocks[0].body, block.body);
    EXPECT_EQ(buffer.next_sequence(Stream::status), 2U);
}

TEST(Buffer, HandsOutBlocksOldestFirst) {
    Disk disk;
    Buffer buffer = disk.open();
    append(buffer, 5);

    EXPECT_EQ(waiting(buffer), "1 2 3 4 5");
    EXPECT_EQ(waiting(buffer, 3), "4 5");
    EXPECT_EQ(waiting(buffer, 5), "");
    EXPECT_EQ(waiting(buffer, 99), "");
}

TEST(Buffer, HandsOutAsMuchAsAskedForButAtLeastOne) {
    Disk disk;
    Buffer buffer = disk.open();
    append(buffer, 5);

    EXPECT_EQ(waiting(buffer, 0, 0), "1");
    EXPECT_EQ(waiting(buffer, 0, 1999), "1");
    EXPECT_EQ(waiting(buffer, 0, 3200), "1 2 3");
}

TEST(Buffer, ForgetsWhatIsAcknowledged) {
    Disk disk;
    Buffer buffer = disk.open();
    append(buffer, 5);

    ASSERT_TRUE(buffer.acknowledge(Stream::status, 1, 3));

    EXPECT_EQ(waiting(buffer), "4 5");
    EXPECT_EQ(buffer.acknowledged(Stream::status).through(), 3U);
    EXPECT_EQ(buffer.stats().blocks, 2U);
    EXPECT_EQ(buffer.stats().records, 20U);
    EXPECT_EQ(buffer.stats().body_bytes, 2000U);
    EXPECT_EQ(buffer.stats().oldest_at, noon + Millis{4});
}

TEST(Buffer, TakesTheSameAcknowledgementTwice) {
    Disk disk;
    Buffer buffer = disk.open();
    append(buffer, 3);

    EXPECT_TRUE(buffer.acknowledge(Stream::status, 1, 2));
    EXPECT_TRUE(buffer.acknowledge(Stream::status, 1, 2));
    EXPECT_TRUE(buffer.acknowledge(Stream::status, 1, 1));

    EXPECT_EQ(waiting(buffer), "3");
    EXPECT_EQ(buffer.acknowledged(Stream::status).through(), 2U);
}

TEST(Buffer, RefusesTheAcknowledgementOfWhatItNeverHad) {
    Disk disk;
    Buffer buffer = disk.open();
    append(buffer, 3);

    EXPECT_EQ(buffer.acknowledge(Stream::status, 1, 4).error().code, Errc::malformed);
    EXPECT_EQ(waiting(buffer), "1 2 3");
}

TEST(Buffer, GoesOnCountingWhenEverythingIsAcknowledged) {
    Disk disk;
    {
        Buffer buffer = disk.open();
        append(buffer, 3);
        ASSERT_TRUE(buffer.acknowledge(Stream::status, 1, 3));
    }

    Buffer buffer = disk.open();
    EXPECT_EQ(buffer.next_sequence(Stream::status), 4U);
    append(buffer, 1);
    EXPECT_EQ(waiting(buffer), "4");
}

TEST(BufferDeathTest, AssertsThatNumbersHaveNoHole) {
    Disk disk;
    Buffer buffer = disk.open();

    EXPECT_DEATH(static_cast<void>(buffer.append(opaque_block(2, 10))), "");
}

TEST(Buffer, RefusesABlockWithoutABodyOrWithTooLargeAOne) {
    Disk disk;
    Buffer buffer = disk.open();

    EXPECT_EQ(buffer.append(opaque_block(1, 0)).error().code, Errc::malformed);
    EXPECT_EQ(buffer.append(opaque_block(1, limits::block_body_bytes_max + 1)).error().code, Errc::malformed);
}

// The size of the buffer.

TEST(Buffer, RefusesALimitThatIsTooSmall) {
    Disk disk;
    disk.options.size_bytes_max = smallest_buffer_bytes - 1;

    EXPECT_EQ(disk.open_error(), Errc::malformed);
}

TEST(Buffer, RefusesNewBlocksWhenItShallNotDropOldOnes) {
    Disk disk;
    disk.options.size_bytes_max = smallest_buffer_bytes;
    disk.options.overflow = Overflow::refuse_new;
    Buffer buffer = disk.open();
    append(buffer, 2, 30'000);

    EXPECT_EQ(buffer.append(opaque_block(3, 30'000)).error().code, Errc::full);
    ASSERT_TRUE(buffer.acknowledge(Stream::status, 1, 1));
    EXPECT_TRUE(buffer.append(opaque_block(3, 30'000)));
    EXPECT_EQ(waiting(buffer), "2 3");
    EXPECT_EQ(buffer.stats().dropped_records, 0U);
}

TEST(Buffer, DropsTheOldestIntoOneGrowingGap) {
    Disk disk;
    disk.options.size_bytes_max = smallest_buffer_bytes;
    Buffer buffer = disk.open();

    append(buffer, 10, 20'000);

    EXPECT_EQ(waiting(buffer), "1-7x70 8 9 10");
    EXPECT_EQ(buffer.stats().blocks, 3U);
    EXPECT_EQ(buffer.stats().body_bytes, 60'000U);
    EXPECT_EQ(buffer.stats().dropped_records, 70U);
}

TEST(Buffer, KeepsItsGapsAndItsCountAcrossAReopening) {
    Disk disk;
    disk.options.size_bytes_max = smallest_buffer_bytes;
    {
        Buffer buffer = disk.open();
        append(buffer, 5, 20'000);
    }

    Buffer buffer = disk.open();

    EXPECT_EQ(waiting(buffer), "1-2x20 3 4 5");
    EXPECT_EQ(buffer.stats().dropped_records, 20U);
}

TEST(Buffer, NeverChangesAGapThatWasHandedOut) {
    // The cloud may have stored "1-2" already; were it to become "1-3", the cloud could not tell the rest.
    Disk disk;
    disk.options.size_bytes_max = smallest_buffer_bytes;
    Buffer buffer = disk.open();
    append(buffer, 5, 20'000);
    ASSERT_EQ(waiting(buffer), "1-2x20 3 4 5");

    append(buffer, 5, 20'000);

    EXPECT_EQ(waiting(buffer), "1-2x20 3-3x10 4-4x10 5-5x10 6-7x20 8 9 10");
}

TEST(Buffer, NeverChangesAGapThatAnEarlierRunMayHaveHandedOut) {
    Disk disk;
    disk.options.size_bytes_max = smallest_buffer_bytes;
    {
        Buffer buffer = disk.open();
        append(buffer, 5, 20'000);
    }
    Buffer buffer = disk.open();

    append(buffer, 5, 20'000);

    EXPECT_EQ(waiting(buffer), "1-2x20 3-3x10 4-4x10 5-5x10 6-7x20 8 9 10");
}

TEST(Buffer, AcknowledgesGapsToo) {
    Disk disk;
    disk.options.size_bytes_max = smallest_buffer_bytes;
    Buffer buffer = disk.open();
    append(buffer, 5, 20'000);

    ASSERT_TRUE(buffer.acknowledge(Stream::status, 1, 2));
    EXPECT_EQ(waiting(buffer), "3 4 5");
    ASSERT_TRUE(buffer.acknowledge(Stream::status, 1, 5));
    EXPECT_EQ(waiting(buffer), "");
}

TEST(Buffer, HandsOutAGapWholeWhenHalfOfItIsAcknowledged) {
    Disk disk;
    disk.options.size_bytes_max = smallest_buffer_bytes;
    Buffer buffer = disk.open();
    append(buffer, 6, 20'000);

    ASSERT_TRUE(buffer.acknowledge(Stream::status, 1, 2));

    EXPECT_EQ(waiting(buffer), "1-3x30 4 5 6");
}

TEST(Buffer, RefusesABlockThatIsLargerThanAllOfIt) {
    Disk disk;
    disk.options.size_bytes_max = smallest_buffer_bytes;
    Buffer buffer = disk.open();
    append(buffer, 1);

    EXPECT_EQ(buffer.append(opaque_block(2, 70'000)).error().code, Errc::full);
    EXPECT_EQ(waiting(buffer), "1");
}

TEST(Buffer, AccountsForEveryRecordUnderOverflowAndAcknowledgements) {
    Disk disk;
    disk.options.size_bytes_max = smallest_buffer_bytes;
    Buffer buffer = disk.open();
    std::uint64_t accepted = 0;
    std::uint64_t delivered = 0;
    std::uint64_t lost = 0;
    Sequence through = 0;
    const auto deliver = [&](std::size_t size_bytes_max) {
        const auto backlog = buffer.peek(Stream::status, through, size_bytes_max);
        ASSERT_TRUE(backlog);
        for (const Block& block : backlog->blocks) {
            delivered += block.record_count;
            through = std::max(through, block.sequence);
        }
        for (const Gap& gap : backlog->gaps) {
            lost += gap.record_count;
            through = std::max(through, gap.last);
        }
        ASSERT_TRUE(buffer.acknowledge(Stream::status, 1, through));
    };

    for (std::uint32_t i = 1; i <= 300; ++i) {
        ASSERT_TRUE(buffer.append(opaque_block(i, 500 + i * 37 % 9000, i)));
        accepted += i;
        if (i % 40 == 0) deliver(20'000);
    }
    while (through + 1 < buffer.next_sequence(Stream::status)) deliver(20'000);

    EXPECT_GT(lost, 0U);
    EXPECT_GT(delivered, 0U);
    EXPECT_EQ(delivered + lost, accepted);
    EXPECT_EQ(buffer.stats().records, 0U);
    EXPECT_EQ(buffer.stats().body_bytes, 0U);
}

// Damage.

TEST(Buffer, QuarantinesABlockWithAFlippedByte) {
    Disk disk;
    {
        Buffer buffer = disk.open();
        append(buffer, 3);
    }
    disk.execute("UPDATE block SET body = x'00' || substr(body, 2) WHERE id & 0xFFFF = 2");
    Buffer buffer = disk.open();

    EXPECT_EQ(waiting(buffer), "1 2-2c10 3");

    EXPECT_EQ(buffer.stats().quarantined_blocks, 1U);
    EXPECT_EQ(buffer.stats().blocks, 2U);
    EXPECT_EQ(buffer.stats().dropped_records, 0U);
    ASSERT_TRUE(buffer.acknowledge(Stream::status, 1, 3));
    EXPECT_EQ(waiting(buffer), "");
}

TEST(Buffer, QuarantinesABlockWhoseOtherFieldsAreDamaged) {
    for (const char* sql : {"UPDATE block SET record_count = 11 WHERE id & 0xFFFF = 2",
                            "UPDATE block SET sealed_at = sealed_at + 1 WHERE id & 0xFFFF = 2",
                            "UPDATE block SET codec = 2 WHERE id & 0xFFFF = 2",
                            "UPDATE block SET crc32c = crc32c + 1 WHERE id & 0xFFFF = 2",
                            "UPDATE block SET head_crc32c = 0 WHERE id & 0xFFFF = 2",
                            "UPDATE block SET body = x'' WHERE id & 0xFFFF = 2"}) {
        Disk disk;
        {
            Buffer buffer = disk.open();
            append(buffer, 3);
        }
        disk.execute(sql);
        Buffer buffer = disk.open();

        EXPECT_EQ(waiting(buffer).substr(0, 6), "1 2-2c") << sql;
        EXPECT_EQ(buffer.stats().quarantined_blocks, 1U) << sql;
    }
}

TEST(Buffer, DeclaresRowsThatHaveVanished) {
    Disk disk;
    {
        Buffer buffer = disk.open();
        append(buffer, 5);
    }
    disk.execute("DELETE FROM block WHERE id & 0xFFFF IN (2, 3)");
    Buffer buffer = disk.open();

    EXPECT_EQ(waiting(buffer), "1 2-3c0 4 5");
}

TEST(Buffer, KeepsWhatIsQuarantinedButNotForEver) {
    Disk disk;
    Buffer buffer = disk.open();
    append(buffer, 70, 100);
    for (Sequence sequence = 1; sequence <= 70; ++sequence)
        ASSERT_TRUE(buffer.quarantine(Stream::status, sequence));

    EXPECT_EQ(waiting(buffer), "1-70c700");
    EXPECT_EQ(buffer.stats().quarantined_blocks, 64U);
    EXPECT_EQ(buffer.quarantine(Stream::status, 3).error().code, Errc::malformed);
}

TEST(Buffer, KeepsTheBodyOfAQuarantinedBlockInTheFile) {
    Disk disk;
    {
        Buffer buffer = disk.open();
        append(buffer, 2, 100);
        ASSERT_TRUE(buffer.quarantine(Stream::status, 1));
    }

    {
        auto database = sqlite::Database::open(disk.options.path);
        EXPECT_EQ(*database->number("SELECT length(body) FROM quarantine WHERE id & 0xFFFF = 1"), 100);
    }
    EXPECT_EQ(disk.open().stats().quarantined_blocks, 1U);
}

TEST(Buffer, KeepsGapsOfDifferentReasonsApart) {
    Disk disk;
    disk.options.size_bytes_max = smallest_buffer_bytes;
    Buffer buffer = disk.open();
    append(buffer, 3, 20'000);
    ASSERT_TRUE(buffer.quarantine(Stream::status, 1));

    append(buffer, 2, 20'000);

    EXPECT_EQ(waiting(buffer), "1-1c10 2-2x10 3 4 5");
}

// The file.

TEST(Buffer, RefusesAFileThatIsHeldByAnother) {
    Disk disk;
    const Buffer buffer = disk.open();

    EXPECT_EQ(disk.open_error(), Errc::would_block);
}

TEST(Buffer, RefusesAFileThatIsHeldByAnotherProcess) {
    Disk disk;
    std::array<int, 2> ready{};
    ASSERT_EQ(pipe(ready.data()), 0);
    const pid_t child = fork();
    if (child == 0) {
        const auto opened = Buffer::open(disk.options, disk.entropy);
        const char sign = opened ? 'y' : 'n';
        static_cast<void>(!write(ready[1], &sign, 1));
        pause();
        _exit(0);
    }
    char sign = 0;
    ASSERT_EQ(read(ready[0], &sign, 1), 1);
    ASSERT_EQ(sign, 'y');

    EXPECT_EQ(disk.open_error(), Errc::would_block);

    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    EXPECT_EQ(disk.open_error(), Errc{});
    close(ready[0]);
    close(ready[1]);
}

std::string bytes_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

TEST(Buffer, RefusesAFileThatIsSomethingElseAndLeavesItAlone) {
    Disk disk;
    std::ofstream(disk.options.path) << std::string(5000, 'x');
    const std::string before = bytes_of(disk.options.path);

    EXPECT_EQ(disk.open_error(), Errc::unsupported);
    EXPECT_EQ(bytes_of(disk.options.path), before);
}

TEST(Buffer, RefusesAnotherProgramsDatabaseAndLeavesItAlone) {
    Disk disk;
    disk.execute("CREATE TABLE theirs (a); INSERT INTO theirs VALUES (1)");
    const std::string before = bytes_of(disk.options.path);

    EXPECT_EQ(disk.open_error(), Errc::unsupported);
    EXPECT_EQ(bytes_of(disk.options.path), before);
}

TEST(Buffer, RefusesAFileOfANewerOrAnOlderVersionByName) {
    for (const auto& [sql, where] :
         {std::pair{"PRAGMA user_version = 5", "buffer: made by a newer version"},
          std::pair{"PRAGMA user_version = 3", "buffer: made by an older version"}}) {
        Disk disk;
        static_cast<void>(disk.open());
        disk.execute(sql);

        const auto opened = Buffer::open(disk.options, disk.entropy);

        ASSERT_FALSE(opened);
        EXPECT_EQ(opened.error().code, Errc::unsupported);
        EXPECT_STREQ(opened.error().where, where);
    }
}

TEST(Buffer, RefusesAFileOfAVersionThatNeverWas) {
    Disk disk;
    static_cast<void>(disk.open());
    disk.execute("PRAGMA user_version = 0");
    disk.options.damaged = Damaged::refuse;

    EXPECT_EQ(disk.open_error(), Errc::corrupt);
}

TEST(Buffer, SaysCorruptWhenTheFileContradictsItself) {
    for (const char* sql :
         {"DELETE FROM stream", "DELETE FROM buffer", "UPDATE buffer SET file = 0",
          "UPDATE epoch SET status_first = 2", "UPDATE stream SET acknowledged_through = 2",
          "UPDATE stream SET next_sequence = 3", "INSERT INTO acknowledged VALUES (1 << 48 | 3, 2)",
          "INSERT INTO acknowledged VALUES (1 << 48 | 1, 1)",
          "INSERT INTO acknowledged VALUES (1 << 48 | 3, 9)", "INSERT INTO gap VALUES (1 << 48 | 4, 4, 1, 0)",
          "INSERT INTO receipts VALUES (1, x'0102')", "DROP TABLE gap", "DROP TABLE state"}) {
        Disk disk;
        {
            Buffer buffer = disk.open();
            append(buffer, 3);
        }
        disk.execute(sql);
        disk.options.damaged = Damaged::refuse;

        const Errc code = disk.open_error();

        EXPECT_TRUE(code == Errc::corrupt) << sql << ": " << name(code);
    }
}

TEST(Buffer, SaysIoWhenTheFileCannotBeMade) {
    Disk disk;
    disk.options.path = disk.directory.file("no/such/directory/buffer.db");

    EXPECT_EQ(disk.open_error(), Errc::io);
}

// Receipts.

TEST(Buffer, RecognisesReceiptsAcrossAReopening) {
    Disk disk;
    const std::array<Receipt, 2> with_block{11, 0xFFFF'FFFF'FFFF'FFFFU};
    const std::array<Receipt, 1> without{13};
    {
        Buffer buffer = disk.open();
        ASSERT_TRUE(buffer.append(opaque_block(1, 100), with_block));
        ASSERT_TRUE(buffer.remember(without));
        EXPECT_TRUE(buffer.seen(11));
    }

    const Buffer buffer = disk.open();

    EXPECT_TRUE(buffer.seen(11));
    EXPECT_TRUE(buffer.seen(0xFFFF'FFFF'FFFF'FFFFU));
    EXPECT_TRUE(buffer.seen(13));
    EXPECT_FALSE(buffer.seen(12));
}

TEST(Buffer, ForgetsReceiptsBehindItsWindow) {
    Disk disk;
    disk.options.receipts_max = 10;
    {
        Buffer buffer = disk.open();
        for (Receipt i = 1; i <= 100; ++i) ASSERT_TRUE(buffer.remember(std::array{i}));
        EXPECT_FALSE(buffer.seen(90));
        EXPECT_TRUE(buffer.seen(91));
    }
    {
        auto database = sqlite::Database::open(disk.options.path);
        EXPECT_LE(*database->number("SELECT count(*) FROM receipts"), 10 + 32);
    }

    const Buffer buffer = disk.open();

    EXPECT_FALSE(buffer.seen(90));
    EXPECT_TRUE(buffer.seen(91));
    EXPECT_TRUE(buffer.seen(100));
}

TEST(Buffer, KeepsNoReceiptsWhenItShallNot) {
    Disk disk;
    disk.options.receipts_max = 0;
    Buffer buffer = disk.open();

    ASSERT_TRUE(buffer.remember(std::array<Receipt, 1>{7}));
    EXPECT_FALSE(buffer.seen(7));
}

TEST(Buffer, RemembersNoReceiptOfARefusedBlock) {
    Disk disk;
    disk.options.size_bytes_max = smallest_buffer_bytes;
    Buffer buffer = disk.open();

    EXPECT_FALSE(buffer.append(opaque_block(1, 70'000), std::array<Receipt, 1>{7}));
    EXPECT_FALSE(buffer.seen(7));
}

// Sudden death.

TEST(Buffer, KeepsEverythingThatWasDurableWhenItsProcessIsKilled) {
    Disk disk;
    for (int run = 0; run < 5; ++run) {
        std::array<int, 2> reports{};
        ASSERT_EQ(pipe(reports.data()), 0);
        const pid_t child = fork();
        if (child == 0) {
            auto buffer = Buffer::open(disk.options, disk.entropy);
            if (!buffer) _exit(1);
            while (true) {
                const Sequence next = buffer->next_sequence(Stream::status);
                const bool appended =
                    buffer->append(opaque_block(next, 3000), std::array<Receipt, 1>{next}).has_value();
                if (!appended || write(reports[1], &next, sizeof next) != sizeof next) _exit(1);
            }
        }
        close(reports[1]);
        Sequence durable = 0;
        for (int i = 0; i < 20 + 7 * run; ++i)
            ASSERT_EQ(read(reports[0], &durable, sizeof durable), static_cast<ssize_t>(sizeof durable));
        kill(child, SIGKILL);
        waitpid(child, nullptr, 0);
        Sequence reported = 0;
        while (read(reports[0], &reported, sizeof reported) > 0) durable = reported;
        close(reports[0]);

        Buffer buffer = disk.open();
        const auto backlog = buffer.peek(Stream::status, 0, everything);

        ASSERT_TRUE(backlog);
        EXPECT_TRUE(backlog->gaps.empty());
        ASSERT_GE(backlog->blocks.size(), durable);
        for (Sequence i = 1; i <= durable; ++i) {
            EXPECT_EQ(backlog->blocks[i - 1].body, opaque_block(i, 3000).body);
            EXPECT_TRUE(buffer.seen(i));
        }
    }
}

}  // namespace
}  // namespace cairn::test
