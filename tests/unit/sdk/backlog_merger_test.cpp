// Chains that wait become one block each, and nothing else of them changes.
#include "edge/backlog_merger.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "cairn/wire/block_reader.h"
#include "cairn/wire/stream_sealer.h"
#include "support/fake_entropy.h"
#include "support/records.h"
#include "support/temporary_directory.h"

namespace cairn::test {
namespace {

struct Bench {
    Bench() : buffer(open()), merger(buffer) {}

    Buffer open() {
        BufferOptions options;
        options.path = directory.file("edge.db");
        auto opened = Buffer::open(options, entropy);
        EXPECT_TRUE(opened);
        return std::move(opened).value();
    }
    /// A block of each stream, a second later.
    void append() {
        elapsed_ms += 1000;
        EXPECT_TRUE(sealer.add(sighting("AC233FA03208", -60, noon + Millis{elapsed_ms})));
        EXPECT_TRUE(sealer.add(Record(position())));
        NextSequences next;
        for (const Stream stream : streams) next[stream] = buffer.next_sequence(stream);
        EXPECT_TRUE(
            buffer.append(sealer.seal(next, noon + Millis{elapsed_ms}, {.boot = 7, .sealed = {elapsed_ms}})));
    }
    void append(int blocks) {
        for (int i = 0; i < blocks; ++i) append();
    }
    void merge() {
        while (merger.step()) {
        }
    }
    /// "4:10" is a block that ends with number 4 and holds 10 records.
    std::string waiting(Stream stream) {
        std::string text;
        BlockReader reader;
        const auto backlog = buffer.peek(stream, 0, 1U << 30U);
        for (const Block& block : backlog->blocks) {
            std::uint32_t count = 0;
            if (!reader.is_next(block)) {
                EXPECT_TRUE(buffer.chain_of(stream, block.sequence, [&](const Block& before) {
                    EXPECT_TRUE(reader.read(before, [](const Record&) {}));
                }));
            }
            const auto read = reader.read(block, [&](const Record&) { ++count; });
            EXPECT_TRUE(read) << read.error().where;
            text += std::to_string(block.sequence) + ":" + std::to_string(count) + " ";
        }
        return text;
    }

    TemporaryDirectory directory;
    FakeEntropy entropy;
    Buffer buffer;
    BacklogMerger merger;
    StreamSealer sealer{{.chain_blocks_max = 4}};
    std::int64_t elapsed_ms = 0;
};

TEST(BacklogMerger, MergesEveryChainThatHasEnded) {
    Bench bench;
    bench.append(10);

    bench.merge();

    EXPECT_EQ(bench.waiting(Stream::hearings), "4:4 8:4 9:1 10:1 ");
    EXPECT_EQ(bench.waiting(Stream::positions), "4:4 8:4 9:1 10:1 ");
}

TEST(BacklogMerger, GoesOnWithWhatIsAppended) {
    Bench bench;
    bench.append(3);
    bench.merge();
    bench.append(2);
    bench.merge();

    EXPECT_EQ(bench.waiting(Stream::hearings), "4:4 5:1 ");
}

TEST(BacklogMerger, LeavesWhatWasSent) {
    Bench bench;
    bench.append(2);
    bench.waiting(Stream::hearings);  // peeked, as by a session
    bench.append(7);

    bench.merge();

    EXPECT_EQ(bench.waiting(Stream::hearings), "1:1 2:1 3:1 4:1 8:4 9:1 ");
}

TEST(BacklogMerger, LeavesWhatAnEarlierRunMayHaveSent) {
    Bench bench;
    bench.append(5);
    BacklogMerger later(bench.buffer);

    EXPECT_FALSE(later.step());
}

TEST(BacklogMerger, BeginsTheChainAnewAfterAPause) {
    Bench bench;
    bench.append(3);
    bench.merge();
    bench.merger.pause();
    bench.append(2);

    bench.merge();

    EXPECT_EQ(bench.waiting(Stream::hearings), "4:4 5:1 ");
}

TEST(BacklogMerger, GoesRoundWhatIsAcknowledged) {
    Bench bench;
    bench.append(9);
    ASSERT_TRUE(bench.buffer.acknowledge(Stream::hearings, 1, 6));

    bench.merge();

    EXPECT_EQ(bench.waiting(Stream::hearings), "7:1 8:1 9:1 ");
    EXPECT_EQ(bench.waiting(Stream::positions), "4:4 8:4 9:1 ");
}

TEST(BacklogMerger, KeepsItsNumbersAcrossARestart) {
    Bench bench;
    bench.append(5);
    bench.merge();
    ASSERT_TRUE(bench.buffer.acknowledge(Stream::hearings, 1, 4));

    EXPECT_EQ(bench.waiting(Stream::hearings), "5:1 ");
}

}  // namespace
}  // namespace cairn::test
