// The program cairn on the buffer of an edge.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "cairn/buffer/buffer.h"
#include "cairn/crypto/storage_keys.h"
#include "cairn/wire/stream_sealer.h"
#include "support/fake_entropy.h"
#include "support/program.h"
#include "support/records.h"
#include "support/temporary_directory.h"

namespace cairn::test {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

struct Answer {
    int exit_code = 0;
    std::string text;  // both streams
};

struct BufferOnDisk {
    /// Chains of hearings, beside positions and status.
    void fill() {
        Buffer buffer = open();
        StreamSealer sealer;
        for (std::int64_t i = 0; i < 3; ++i) {
            for (const Record& record : every_kind()) ASSERT_TRUE(sealer.add(record));
            NextSequences next;
            for (const Stream stream : streams) next[stream] = buffer.next_sequence(stream);
            ASSERT_TRUE(buffer.append(sealer.seal(next, noon + Millis{i * 1000}, {7, {i * 1000}})));
        }
        ASSERT_TRUE(buffer.acknowledge(Stream::hearings, 1, 1));
    }
    Buffer open() {
        auto opened = Buffer::open(options, entropy);
        EXPECT_TRUE(opened) << opened.error().where;
        return std::move(opened).value();
    }
    Answer cairn(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), {CAIRN_TOOL_PROGRAM, "buffer"});
        const TemporaryDirectory output;
        Program program(std::move(arguments), output.file("output"));
        const int exit_code = program.wait();
        return {exit_code, program.output()};
    }

    BufferOnDisk() { options.path = folder.file("buffer.db"); }

    TemporaryDirectory folder;
    FakeEntropy entropy;
    BufferOptions options;
};

TEST(ToolBuffer, PrintsTheRecordsThatWait) {
    BufferOnDisk disk;
    disk.fill();

    const Answer answer = disk.cairn({"cat", disk.options.path, "--stream", "hearings"});

    EXPECT_EQ(answer.exit_code, 0) << answer.text;
    EXPECT_THAT(answer.text,
                AllOf(StartsWith("hearings 2 "), HasSubstr(" rssiDbm=-67"), HasSubstr("hearings 3 ")));
    EXPECT_THAT(disk.cairn({"cat", disk.options.path, "--all"}).text, HasSubstr("hearings 1 sighting"));
    EXPECT_THAT(disk.cairn({"cat", disk.options.path, "--json"}).text,
                AllOf(HasSubstr(R"({"stream":"positions","block":1,"type":"position")"), EndsWith("}\n")));
}

TEST(ToolBuffer, SaysWhatWaitsAndThatAllIsWell) {
    BufferOnDisk disk;
    disk.fill();

    EXPECT_THAT(disk.cairn({"stat", disk.options.path}).text, HasSubstr("hearings: 2 blocks wait"));
    EXPECT_THAT(disk.cairn({"stat", disk.options.path, "--json"}).text,
                HasSubstr(R"("acknowledgedThrough":1)"));
    const Answer verified = disk.cairn({"verify", disk.options.path});
    EXPECT_EQ(verified.exit_code, 0);
    EXPECT_EQ(verified.text, "all is as it should be\n");
    EXPECT_THAT(
        disk.cairn({"export", disk.options.path}).text,
        AllOf(StartsWith(R"({"stream":"status","block":1,"mergedCount":1,)"), HasSubstr("bodyBase64")));
}

TEST(ToolBuffer, FindsAndMendsDamage) {
    BufferOnDisk disk;
    disk.fill();
    {
        std::fstream file(disk.options.path, std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(-1, std::ios::end);
        while (file.peek() == 0) file.seekp(-1, std::ios::cur);
        file.put('\x5A');
    }

    const Answer verified = disk.cairn({"verify", disk.options.path});
    const Answer repaired = disk.cairn({"repair", disk.options.path, disk.folder.file("new.db")});

    EXPECT_EQ(verified.exit_code, 1) << verified.text;
    EXPECT_EQ(repaired.exit_code, 0) << repaired.text;
    EXPECT_THAT(repaired.text, StartsWith("saved "));
    EXPECT_EQ(disk.cairn({"verify", disk.folder.file("new.db")}).exit_code, 0);
    EXPECT_THAT(disk.cairn({"repair", disk.options.path, disk.folder.file("new.db")}).text,
                HasSubstr("the new file is there"));
}

TEST(ToolBuffer, LeavesAFileAloneThatIsInUseOrMissing) {
    BufferOnDisk disk;
    const Buffer buffer = disk.open();

    const Answer answer = disk.cairn({"stat", disk.options.path});

    EXPECT_EQ(answer.exit_code, 1);
    EXPECT_THAT(answer.text, HasSubstr("is in use; end cairn-edge first"));
    EXPECT_THAT(disk.cairn({"cat", disk.folder.file("none.db")}).text, HasSubstr("is not there"));
    EXPECT_FALSE(std::filesystem::exists(disk.folder.file("none.db")));
}

TEST(ToolBuffer, ReadsAnEncryptedFileWithItsKeysAndNamesTheOneItMisses) {
    BufferOnDisk disk;
    crypto::MbedtlsStorageCipher cipher;
    const std::vector<std::uint8_t> secret(32, 0xAA);
    disk.options.cipher = &cipher;
    disk.options.keys = {crypto::storage_key(secret, {})};
    disk.fill();
    const std::string keys = disk.folder.file("keys");
    std::ofstream(keys) << std::string(64, 'a') << '\n';
    ASSERT_EQ(::chmod(keys.c_str(), 0600), 0);

    const Answer without = disk.cairn({"cat", disk.options.path});
    const Answer with = disk.cairn({"cat", disk.options.path, "--keys", keys});

    char id[9];
    std::snprintf(id, sizeof id, "%08x", disk.options.keys[0].id);
    EXPECT_EQ(without.exit_code, 1);
    EXPECT_THAT(without.text, HasSubstr("is encrypted with key " + std::string(id)));
    EXPECT_EQ(with.exit_code, 0) << with.text;
    EXPECT_THAT(with.text, HasSubstr("rssiDbm=-67"));
}

}  // namespace
}  // namespace cairn::test
