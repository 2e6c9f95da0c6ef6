// A buffer looked at, judged and saved while nobody uses it.
#include "cairn/buffer/inspection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "unit/sdk/buffer_disk.h"

namespace cairn::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr Stream hearings = Stream::hearings;

/// Two chains of hearings of three blocks each, the first acknowledged up to its second, and two of status.
void fill(Disk& disk) {
    Buffer buffer = disk.open();
    for (Sequence i = 1; i <= 6; ++i)
        ASSERT_TRUE(buffer.append(chained_block(hearings, i, static_cast<std::uint32_t>((i - 1) % 3))));
    append(buffer, 2);
    ASSERT_TRUE(buffer.acknowledge(hearings, 1, 2));
    ASSERT_TRUE(buffer.save_state("map", as_bytes("north")));
    ASSERT_TRUE(buffer.save_boot({7, 1'000, 20}));
}

std::vector<std::string> findings_of(const Disk& disk) {
    std::vector<std::string> findings;
    auto inspection = BufferInspection::open(disk.options);
    EXPECT_TRUE(inspection) << inspection.error().where;
    const auto count = inspection->verify([&](const std::string& finding) { findings.push_back(finding); });
    EXPECT_TRUE(count) << (count ? "" : count.error().where);
    if (!count) return findings;
    EXPECT_EQ(*count, findings.size());
    return findings;
}

std::string blocks_of(const Disk& disk, Stream stream) {
    std::string text;
    auto inspection = BufferInspection::open(disk.options);
    EXPECT_TRUE(inspection) << inspection.error().where;
    EXPECT_TRUE(inspection->blocks(stream, [&](const BufferInspection::Item& item) {
        text += std::to_string(item.block.sequence) + (item.is_sound ? "" : "!") +
                (item.is_acknowledged ? "a " : " ");
    }));
    return text;
}

std::string bytes_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

TEST(BufferInspection, ShowsWhatWaitsAndWhatIsKept) {
    Disk disk;
    fill(disk);

    EXPECT_EQ(blocks_of(disk, hearings), "1a 2a 3 4 5 6 ");
    EXPECT_EQ(blocks_of(disk, Stream::status), "1 2 ");
    const auto inspection = BufferInspection::open(disk.options);
    EXPECT_EQ(inspection->stats().blocks, 6U);
    EXPECT_EQ(inspection->acknowledged(hearings).through(), 2U);
    EXPECT_EQ(inspection->next_sequence(hearings), 7U);
}

TEST(BufferInspection, WritesNothingEvenWhereAJournalWaits) {
    Disk disk;
    {
        Buffer buffer = disk.open();
        append(buffer, 3);
        // As a killed process leaves them.
        std::filesystem::copy(disk.options.path, disk.options.path + ".killed");
        std::filesystem::copy(disk.options.path + "-wal", disk.options.path + ".killed-wal");
    }
    disk.options.path += ".killed";
    const std::string file = bytes_of(disk.options.path);
    const std::string journal = bytes_of(disk.options.path + "-wal");
    ASSERT_FALSE(journal.empty());

    EXPECT_EQ(blocks_of(disk, Stream::status), "1 2 3 ");
    EXPECT_THAT(findings_of(disk), IsEmpty());

    EXPECT_EQ(bytes_of(disk.options.path), file);
    EXPECT_EQ(bytes_of(disk.options.path + "-wal"), journal);
    EXPECT_FALSE(std::filesystem::exists(disk.options.path + "-reserve"));
}

TEST(BufferInspection, RefusesAFileThatIsInUse) {
    Disk disk;
    const Buffer buffer = disk.open();

    EXPECT_EQ(BufferInspection::open(disk.options).error().code, Errc::would_block);
}

TEST(BufferInspection, MakesNoFile) {
    Disk disk;

    EXPECT_EQ(BufferInspection::open(disk.options).error().code, Errc::io);
    EXPECT_FALSE(std::filesystem::exists(disk.options.path));
}

TEST(BufferInspection, RefusesWhatIsNoBuffer) {
    Disk disk;
    std::ofstream(disk.options.path) << std::string(5000, 'x');

    EXPECT_EQ(BufferInspection::open(disk.options).error().code, Errc::unsupported);
}

// Judging.

TEST(BufferVerification, FindsNothingWrongWithASoundFile) {
    Disk disk;
    fill(disk);

    EXPECT_THAT(findings_of(disk), IsEmpty());
}

TEST(BufferVerification, SaysWhatIsWrongAndWhere) {
    const struct {
        const char* sql;
        const char* finding;
    } cases[] = {
        {"UPDATE block SET body = x'00' WHERE id = (3 << 48) + 5", "hearings 5: fails its checksum"},
        {"UPDATE block SET record_count = 3 WHERE id = (1 << 48) + 1", "status 1: fails its checksum"},
        {"DELETE FROM block WHERE id = (3 << 48) + 5", "hearings 5: missing, and no gap tells of it"},
        {"DELETE FROM block WHERE id = (3 << 48) + 5", "hearings 6: the chain before it is not whole"},
        {"DELETE FROM block WHERE id = (3 << 48) + 5", "hearings: its sums are not those of its rows"},
        {"INSERT INTO gap VALUES ((3 << 48) + 5, 5, 1, 0)", "hearings 5: stands there twice"},
        {"UPDATE stream SET records = 1 WHERE id = 3", "hearings: its sums contradict its rows"},
        {"UPDATE state SET blob = x'00'", "state map: fails its checksum"},
    };
    for (const auto& [sql, finding] : cases) {
        Disk disk;
        fill(disk);
        disk.execute(sql);

        EXPECT_THAT(findings_of(disk), ::testing::Contains(finding)) << sql;
    }
}

// Saving.

Result<RepairReport> repair(Disk& disk) {
    return repair_buffer(disk.options, disk.directory.file("new.db"), disk.entropy);
}

TEST(BufferRepair, TakesASoundFileAsItIs) {
    Disk disk;
    fill(disk);
    const EpochStart epoch = disk.open().epochs().front();

    const auto report = repair(disk);

    ASSERT_TRUE(report) << report.error().where;
    EXPECT_EQ(report->blocks, 6U);
    EXPECT_EQ(report->records, 60U);
    EXPECT_EQ(report->lost_blocks, 0U);
    EXPECT_EQ(report->states, 1U);
    disk.options.path = disk.directory.file("new.db");
    EXPECT_THAT(findings_of(disk), IsEmpty());
    Buffer buffer = disk.open();
    EXPECT_EQ(buffer.epochs().front(), epoch);
    EXPECT_EQ(waiting_of(buffer, hearings), "3 4 5 6");
    EXPECT_EQ(waiting(buffer), "1 2");
    EXPECT_EQ(buffer.next_sequence(hearings), 7U);
    EXPECT_EQ(as_text(**buffer.load_state("map")), "north");
    EXPECT_EQ((*buffer.boot(7))->offset_ms, 1'000);
    EXPECT_TRUE(buffer.append(chained_block(hearings, 7, 0)));
}

TEST(BufferRepair, MakesGapsOfWhatIsDamaged) {
    Disk disk;
    fill(disk);
    disk.execute("UPDATE block SET body = x'00' WHERE id = (3 << 48) + 5; "
                 "DELETE FROM block WHERE id = (1 << 48) + 2; UPDATE stream SET records = 0 WHERE id = 1;"
                 "UPDATE state SET blob = x'00'");

    const auto report = repair(disk);

    ASSERT_TRUE(report) << report.error().where;
    EXPECT_EQ(report->blocks, 3U);
    EXPECT_EQ(report->lost_blocks, 2U);
    EXPECT_EQ(report->lost_records, 20U);
    EXPECT_EQ(report->lost_states, 1U);
    disk.options.path = disk.directory.file("new.db");
    EXPECT_THAT(findings_of(disk), IsEmpty());
    Buffer buffer = disk.open();
    EXPECT_EQ(waiting_of(buffer, hearings), "3 4 5-6c20");
    EXPECT_EQ(waiting(buffer), "1");
}

TEST(BufferRepair, SavesWhatStandsBesideAPageThatIsBroken) {
    Disk disk;
    {
        Buffer buffer = disk.open();
        append(buffer, 400, 3'000);
    }
    std::uint64_t page = 0;
    {
        auto database = sqlite::Database::open(disk.options.path);
        page = static_cast<std::uint64_t>(*database->number("PRAGMA page_count")) / 2;
    }
    {
        std::fstream file(disk.options.path, std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(static_cast<std::streamoff>(page * 4096));
        file << std::string(4096, '\x5A');
    }
    EXPECT_THAT(findings_of(disk), ::testing::Not(IsEmpty()));

    const auto report = repair(disk);

    ASSERT_TRUE(report) << report.error().where;
    EXPECT_GT(report->blocks, 390U);
    EXPECT_EQ(report->blocks + report->lost_blocks, 400U);
    EXPECT_GT(report->lost_blocks, 0U);
    disk.options.path = disk.directory.file("new.db");
    EXPECT_THAT(findings_of(disk), IsEmpty());
}

TEST(BufferRepair, OverwritesNothing) {
    Disk disk;
    fill(disk);
    std::ofstream(disk.directory.file("new.db")) << "mine";

    EXPECT_EQ(repair(disk).error().code, Errc::malformed);
    EXPECT_EQ(bytes_of(disk.directory.file("new.db")), "mine");
}

TEST(BufferRepair, KeepsGapsThatWereAndWhatIsAcknowledgedBeyondThem) {
    Disk disk;
    disk.options.size_bytes_max = smallest_buffer_bytes;
    {
        Buffer buffer = disk.open();
        append(buffer, 8, 20'000);
        ASSERT_TRUE(buffer.acknowledge(Stream::status, 7, 7));
    }

    ASSERT_TRUE(repair(disk));

    disk.options.path = disk.directory.file("new.db");
    EXPECT_THAT(findings_of(disk), IsEmpty());
    Buffer buffer = disk.open();
    EXPECT_EQ(waiting(buffer), "1-5x50 6 8");
    EXPECT_EQ(buffer.stats().dropped_records, 50U);
}

}  // namespace
}  // namespace cairn::test
