// Both ends of the spool, on real files.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "mosquitto/spool_reader.h"
#include "mosquitto/spool_writer.h"
#include "support/temporary_directory.h"

namespace cairn::test {
namespace {

using namespace spool;
namespace fs = std::filesystem;

SpoolWriter writer_in(const TemporaryDirectory& folder) {
    return std::move(*SpoolWriter::open({folder.path()}));
}
SpoolReader reader_of(const TemporaryDirectory& folder) {
    return std::move(*SpoolReader::open(folder.path()));
}
void write(SpoolWriter& writer, const std::string& payload) {
    ASSERT_TRUE(writer.append("gw/1", as_bytes(payload), Durability::soon));
}
void write_many(SpoolWriter& writer, std::size_t count, const std::string& payload) {
    for (std::size_t i = 0; i < count; ++i) write(writer, payload + std::to_string(i));
}
std::vector<std::string> read_all(SpoolReader& reader) {
    std::vector<std::string> payloads;
    const auto take = [&](const Offered& offered) {
        payloads.emplace_back(as_text(offered.message.payload));
        return true;
    };
    for (int i = 0; i < 4; ++i) EXPECT_TRUE(reader.read(100'000, take));
    return payloads;
}
std::string bytes_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}
void replace(const std::string& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
}

TEST(Spool, GivesMessagesInTheirOrder) {
    const TemporaryDirectory folder;
    auto writer = writer_in(folder);
    auto reader = reader_of(folder);
    EXPECT_TRUE(read_all(reader).empty());
    write(writer, "a");
    write(writer, "");
    EXPECT_EQ(read_all(reader), (std::vector<std::string>{"a", ""}));
    write(writer, "c");
    EXPECT_EQ(read_all(reader), (std::vector<std::string>{"c"}));
    EXPECT_EQ(reader.status().read, 3U);
}

TEST(Spool, OffersAgainWhatWasRefused) {
    const TemporaryDirectory folder;
    auto writer = writer_in(folder);
    write(writer, "a");
    write(writer, "b");
    auto reader = reader_of(folder);
    std::uint64_t receipt = 0;
    EXPECT_EQ(*reader.read(10, [&](const Offered& offered) { return receipt = offered.receipt, false; }), 0U);
    std::vector<std::uint64_t> receipts;
    EXPECT_EQ(
        *reader.read(1, [&](const Offered& offered) { return receipts.push_back(offered.receipt), true; }),
        1U);
    EXPECT_EQ(receipts, std::vector{receipt});
}

TEST(Spool, GivesAgainUnderTheSameReceiptsWhatWasNotForgotten) {
    const TemporaryDirectory folder;
    auto writer = writer_in(folder);
    write_many(writer, 3'000, "x");
    const auto receipts_of = [&](SpoolReader reader) {
        std::vector<std::uint64_t> receipts;
        EXPECT_TRUE(reader.read(10'000, [&](const Offered& offered) {
            EXPECT_TRUE(offered.may_be_known);
            receipts.push_back(offered.receipt);
            return true;
        }));
        return receipts;
    };
    const auto first = receipts_of(reader_of(folder));

    EXPECT_EQ(first.size(), 3'000U);
    EXPECT_EQ(std::set(first.begin(), first.end()).size(), 3'000U);
    EXPECT_EQ(receipts_of(reader_of(folder)), first);
}

TEST(Spool, SaysOfWhatCameLaterThatItIsNew) {
    const TemporaryDirectory folder;
    auto reader = reader_of(folder);
    auto writer = writer_in(folder);
    write(writer, "a");

    EXPECT_EQ(*reader.read(1, [](const Offered& offered) { return !offered.may_be_known; }), 1U);
}

TEST(Spool, ForgetsSegmentsThatAreReadToTheirEnd) {
    const TemporaryDirectory folder;
    auto writer = writer_in(folder);
    write_many(writer, 2 * segment_messages_max + 1, "x");
    auto reader = reader_of(folder);
    EXPECT_EQ(read_all(reader).size(), 2 * segment_messages_max + 1);
    EXPECT_EQ(segments_in(folder.path())->size(), 3U);

    ASSERT_TRUE(reader.forget());

    EXPECT_EQ(*segments_in(folder.path()), std::vector<std::uint64_t>{3});
    write(writer, "y");
    EXPECT_EQ(read_all(reader), std::vector<std::string>{"y"});
}

TEST(Spool, NeverGivesANumberTwice) {
    const TemporaryDirectory folder;
    for (int i = 0; i < 3; ++i) {
        auto writer = writer_in(folder);
        write(writer, "x");
        auto reader = reader_of(folder);
        EXPECT_FALSE(read_all(reader).empty());
        ASSERT_TRUE(reader.forget());
    }
    EXPECT_EQ(*segments_in(folder.path()), std::vector<std::uint64_t>{3});
}

TEST(Spool, TakesTheLongestMessage) {
    const TemporaryDirectory folder;
    auto writer = writer_in(folder);
    const std::string longest(limits::message_bytes_max, 'x');
    const std::string topic(65'535, 't');
    ASSERT_TRUE(writer.append(topic, as_bytes(longest), Durability::at_once));
    write(writer, "next");
    auto reader = reader_of(folder);

    EXPECT_EQ(read_all(reader), (std::vector<std::string>{longest, "next"}));
}

TEST(Spool, IsSharedWithTheFoldersGroup) {
    const TemporaryDirectory folder;
    auto writer = writer_in(folder);
    write(writer, "x");

    struct stat found{};
    ASSERT_EQ(::stat(segment_path(folder.path(), 1).c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 0777U, 0660U);
}

TEST(Spool, RefusesWhatItHasNoRoomFor) {
    const TemporaryDirectory folder;
    auto writer = std::move(*SpoolWriter::open({folder.path(), 2 * segment_bytes}));
    write_many(writer, 2 * segment_messages_max, "x");
    const auto refused = writer.append("gw/1", {}, Durability::at_once);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::full);

    auto reader = reader_of(folder);
    EXPECT_EQ(read_all(reader).size(), 2 * segment_messages_max);
    static_cast<void>(reader.forget());
    write(writer, "room again");
    EXPECT_EQ(read_all(reader), std::vector<std::string>{"room again"});
}

TEST(Spool, SurvivesADiskThatRefuses) {
    const TemporaryDirectory folder;
    auto writer = writer_in(folder);
    write(writer, "before");
    ::signal(SIGXFSZ, SIG_IGN);
    rlimit usual{};
    ::getrlimit(RLIMIT_FSIZE, &usual);
    // What a disk without room answers in the middle of a record, and then for a new segment.
    const rlimit small{100, usual.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
    for (int i = 0; i < 3; ++i) {
        const auto refused = writer.append("gw/1", as_bytes(std::string(500, 'x')), Durability::at_once);
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, Errc::full);
    }
    ::setrlimit(RLIMIT_FSIZE, &usual);
    write(writer, "after");
    auto reader = reader_of(folder);

    EXPECT_EQ(read_all(reader), (std::vector<std::string>{"before", "after"}));
    EXPECT_EQ(reader.status().damaged_segments, 0U);
}

TEST(Spool, HasOneWriter) {
    const TemporaryDirectory folder;
    const auto writer = writer_in(folder);
    EXPECT_EQ(SpoolWriter::open({folder.path()}).error().code, Errc::would_block);
}

TEST(Spool, SaysThatTheFolderIsNotThere) {
    const TemporaryDirectory folder;
    EXPECT_EQ(SpoolWriter::open({folder.file("none")}).error().code, Errc::io);
    EXPECT_EQ(SpoolReader::open(folder.file("none")).error().code, Errc::io);
}

/// What a loss of power may leave of the last record, which was not synced yet: of each of its sectors the
/// bytes, nothing, or garbage.
std::string cut(const std::string& bytes, std::size_t synced, std::size_t end, std::mt19937& random) {
    constexpr std::size_t sector_bytes = 512;
    std::string left = bytes;
    for (std::size_t at = synced; at < end;) {
        const std::size_t sector_end = std::min(end, (at / sector_bytes + 1) * sector_bytes);
        const auto luck = random() % 4;
        for (; at < sector_end; ++at) {
            if (luck == 0) left[at] = '\0';
            if (luck == 1) left[at] = static_cast<char>(random());
        }
    }
    return left;
}

TEST(Spool, KeepsAllThatWasSyncedWhenThePowerGoes) {
    for (unsigned seed = 0; seed < 200; ++seed) {
        const TemporaryDirectory folder;
        std::mt19937 random(seed);
        const std::size_t before = 1 + random() % 20;
        std::size_t synced = header_bytes;
        std::vector<std::string> kept;
        std::string last;
        {
            auto writer = writer_in(folder);
            for (std::size_t i = 0; i <= before; ++i) {
                last = std::string(random() % 3'000, static_cast<char>('a' + i));
                write(writer, last);
                if (i == before) break;
                kept.push_back(last);
                synced += record_head_bytes + 2 + 4 + last.size();
            }
        }
        const std::string path = segment_path(folder.path(), 1);
        const std::size_t end = synced + record_head_bytes + 2 + 4 + last.size();
        replace(path, cut(bytes_of(path), synced, end, random));
        auto writer = writer_in(folder);
        write(writer, "after");
        auto reader = reader_of(folder);
        auto found = read_all(reader);

        ASSERT_FALSE(found.empty());
        EXPECT_EQ(found.back(), "after");
        found.pop_back();
        if (found.size() > kept.size()) {
            EXPECT_EQ(found.back(), last);
            found.pop_back();
        }
        EXPECT_EQ(found, kept) << "seed " << seed;
    }
}

TEST(Spool, KeepsAsideWhatIsDamagedAndGoesOn) {
    const TemporaryDirectory folder;
    auto writer = writer_in(folder);
    write_many(writer, segment_messages_max, "x");
    write(writer, "y");
    const std::string path = segment_path(folder.path(), 1);
    std::string bytes = bytes_of(path);
    bytes[header_bytes + record_head_bytes + 2 + 4] ^= 1;
    replace(path, bytes);
    auto reader = reader_of(folder);

    EXPECT_EQ(read_all(reader), std::vector<std::string>{"y"});
    EXPECT_EQ(reader.status().damaged_segments, 1U);
    ASSERT_TRUE(reader.forget());
    EXPECT_EQ(bytes_of(path + ".damaged"), bytes);
}

TEST(Spool, WaitsForARecordThatIsBeingWritten) {
    const TemporaryDirectory folder;
    auto writer = writer_in(folder);
    write(writer, "whole");
    const std::string path = segment_path(folder.path(), 1);
    const std::string whole = bytes_of(path);
    auto reader = reader_of(folder);
    std::string half = whole;
    half[header_bytes + record_head_bytes + 2 + 4 + 4] = '\0';
    replace(path, half);
    EXPECT_TRUE(read_all(reader).empty());
    replace(path, whole);

    EXPECT_EQ(read_all(reader), std::vector<std::string>{"whole"});
}

TEST(Spool, LeavesASegmentOfANewerVersionAlone) {
    const TemporaryDirectory folder;
    auto writer = writer_in(folder);
    write(writer, "x");
    const std::string path = segment_path(folder.path(), 1);
    std::string bytes = bytes_of(path);
    bytes[7] = 2;
    replace(path, bytes);
    auto reader = reader_of(folder);

    EXPECT_EQ(reader.read(1, [](const Offered&) { return true; }).error().code, Errc::unsupported);
    EXPECT_TRUE(fs::exists(path));
}

}  // namespace
}  // namespace cairn::test
