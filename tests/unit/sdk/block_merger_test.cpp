// Chains to one block, and what comes out of it.
#include "cairn/wire/block_merger.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "cairn/wire/block_reader.h"
#include "cairn/wire/stream_sealer.h"
#include "support/edge_trace.h"
#include "support/records.h"

namespace cairn::test {
namespace {

/// Blocks of one stream, numbered from 1, a second apart.
class Chain {
public:
    explicit Chain(std::uint32_t blocks_max = 64) : sealer_({.chain_blocks_max = blocks_max}) {}

    Block seal(const std::vector<Record>& records) {
        for (const Record& record : records) EXPECT_TRUE(sealer_.add(record));
        elapsed_ms_ += 1000;
        NextSequences next;
        for (Sequence& one : next.of) one = next_;
        auto blocks = sealer_.seal(next, noon + Millis{elapsed_ms_}, {.boot = 7, .sealed = {elapsed_ms_}});
        EXPECT_EQ(blocks.size(), 1U);
        ++next_;
        return blocks.at(0);
    }
    std::vector<Block> seal_sightings(int blocks) {
        std::vector<Block> sealed;
        for (int i = 0; i < blocks; ++i)
            sealed.push_back(seal({sighting("AC233FA03208", -60 - i, noon + Millis{1000 * i})}));
        return sealed;
    }

private:
    StreamSealer sealer_;
    Sequence next_ = 1;
    std::int64_t elapsed_ms_ = 0;
};

std::vector<std::string> sorted_texts(const std::vector<Block>& blocks) {
    std::vector<std::string> texts;
    BlockReader reader;
    for (const Block& block : blocks) {
        const auto read = reader.read(block, [&](const Record& record) { texts.push_back(text_of(record)); });
        EXPECT_TRUE(read) << read.error().where;
    }
    std::ranges::sort(texts);
    return texts;
}

Block merged(const std::vector<Block>& blocks) {
    BlockMerger merger;
    for (const Block& block : blocks) {
        const auto added = merger.add(block);
        EXPECT_TRUE(added) << added.error().where;
    }
    auto merged = merger.merge();
    EXPECT_TRUE(merged);
    return *std::move(merged);
}

TEST(BlockMerger, MakesOneBlockOfAChain) {
    const std::vector<Block> chain = Chain().seal_sightings(5);

    const Block one = merged(chain);

    EXPECT_EQ(one.sequence, 5U);
    EXPECT_EQ(one.merged_count, 5U);
    EXPECT_EQ(one.chain_place, 0U);
    EXPECT_EQ(one.record_count, 5U);
    EXPECT_EQ(one.sealed_at, chain.back().sealed_at);
    EXPECT_EQ(one.clock.sealed, chain.back().clock.sealed);
    EXPECT_EQ(sorted_texts({one}), sorted_texts(chain));
}

TEST(BlockMerger, MergesSeveralChains) {
    const std::vector<Block> chains = Chain(2).seal_sightings(5);
    ASSERT_EQ(chains[4].chain_place, 0U);

    EXPECT_EQ(sorted_texts({merged(chains)}), sorted_texts(chains));
}

TEST(BlockMerger, MergesPositions) {
    Chain line;
    std::vector<Block> chain;
    for (int i = 0; i < 3; ++i) chain.push_back(line.seal({position()}));

    EXPECT_EQ(sorted_texts({merged(chain)}), sorted_texts(chain));
}

TEST(BlockMerger, TakesLessThanTheChainOfABusyHall) {
    const Trace trace = make_trace({.seconds = 20, .gateways = 50, .tags = 2000});
    Chain line;
    std::vector<Block> chain;
    std::vector<Record> second;
    std::size_t bytes = 0;
    std::int64_t end_ms = trace.frames.front().sent_at.unix_ms + 1000;
    for (const TraceFrame& frame : trace.frames) {
        if (frame.sent_at.unix_ms >= end_ms) {
            bytes += chain.emplace_back(line.seal(second)).body.size();
            second.clear();
            end_ms += 1000;
        }
        for (const TraceHearing& hearing : frame.hearings) {
            const Advertisement one = trace.advertisement(hearing);
            second.emplace_back(Sighting{one.tag, one.gateway, one.heard_at, one.time_source, *one.rssi_dbm});
        }
    }

    const Block one = merged(chain);

    EXPECT_LT(one.body.size(), bytes * 97 / 100);
    EXPECT_EQ(sorted_texts({one}), sorted_texts(chain));
}

TEST(BlockMerger, RefusesWhatIsNotNext) {
    const std::vector<Block> chain = Chain().seal_sightings(4);
    const auto error_of = [&](const Block& block) {
        BlockMerger merger;
        EXPECT_TRUE(merger.add(chain[0]));
        const auto added = merger.add(block);
        return added ? Errc{} : added.error().code;
    };
    EXPECT_EQ(BlockMerger().add(chain[1]).error().code, Errc::malformed);
    EXPECT_EQ(error_of(chain[2]), Errc::malformed);
    EXPECT_EQ(error_of(chain[0]), Errc::malformed);
    EXPECT_EQ(error_of(merged(chain)), Errc::malformed);
    Block other_boot = chain[1];
    other_boot.clock.boot = 8;
    EXPECT_EQ(error_of(other_boot), Errc::malformed);
    Block other_time = chain[1];
    other_time.sealed_at = other_time.sealed_at + Millis{301};
    EXPECT_EQ(error_of(other_time), Errc::malformed);
    EXPECT_EQ(error_of(chain[1]), Errc{});
}

TEST(BlockMerger, RefusesARowBlock) {
    EXPECT_EQ(BlockMerger().add(block_of(1)).error().code, Errc::malformed);
}

TEST(BlockMerger, BeginsAnewAfterAMerge) {
    const std::vector<Block> chain = Chain().seal_sightings(2);
    BlockMerger merger;
    for (int i = 0; i < 2; ++i) {
        EXPECT_TRUE(merger.empty());
        for (const Block& block : chain) ASSERT_TRUE(merger.add(block));
        const auto one = merger.merge();
        ASSERT_TRUE(one);
        EXPECT_EQ(sorted_texts({*one}), sorted_texts(chain));
    }
}

}  // namespace
}  // namespace cairn::test
