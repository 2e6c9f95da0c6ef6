// Blocks that are read with others: chains, as they arrive and as they are read again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cairn/core/crc32c.h"
#include "cairn/wire/stream_sealer.h"
#include "unit/cloud/store_support.h"

namespace cairn::cloud::test {
namespace {

using testing::ElementsAre;

const Origin dock{"dock", {{7}}};

/// Seals hearings: one block of a chain after the other.
struct Chain {
    StreamSealer sealer;
    NextSequences next;

    Block seal(std::string_view tag_name, std::uint64_t boot = 0) {
        const Timestamp at = now + Millis{1000 * static_cast<std::int64_t>(next[Stream::hearings])};
        EXPECT_TRUE(sealer.add(Record(sighting(tag_name, at))));
        auto blocks = sealer.seal(next, at, {.boot = boot, .sealed = {5'000}});
        EXPECT_EQ(blocks.size(), 1U);
        ++next[Stream::hearings];
        return blocks.at(0);
    }
    std::vector<Block> seal(int count) {
        std::vector<Block> blocks;
        for (int i = 0; i < count; ++i) blocks.push_back(seal("T" + std::to_string(next[Stream::hearings])));
        return blocks;
    }
};

Sequence stored_through(const Store& store) {
    return (*store.held(dock))[Stream::hearings].through();
}

TEST(StoreChain, IsReadBlockByBlock) {
    OpenStore open;
    Chain chain;
    const auto blocks = chain.seal(3);
    ASSERT_EQ(blocks[2].chain_place, 2U);

    for (const Block& block : blocks) ASSERT_TRUE(open.store.accept(dock, {{block}}, {}, now));

    EXPECT_THAT(sighted(records_of(open.store)), ElementsAre("ble:T1", "ble:T2", "ble:T3"));
    EXPECT_EQ(open.store.edges()->front().unreadable_blocks, 0U);
}

TEST(StoreChain, GoesOnAfterARestart) {
    OpenStore open;
    Chain chain;
    ASSERT_TRUE(open.store.accept(dock, chain.seal(3), {}, now));
    open.reopen();

    const auto stored = open.store.accept(dock, chain.seal(2), {}, now);

    ASSERT_TRUE(stored);
    EXPECT_EQ(stored->blocks, 2U);
    EXPECT_TRUE(stored->unread.empty());
    EXPECT_EQ(records_of(open.store).size(), 5U);
}

TEST(StoreChain, IsReadFromTheMiddleWithoutWhatComesBefore) {
    OpenStore open;
    Chain chain;
    ASSERT_TRUE(open.store.accept(dock, chain.seal(5), {}, now));

    EXPECT_THAT(sighted(records_of(open.store, 3)), ElementsAre("ble:T4", "ble:T5"));
    EXPECT_THAT(sighted(records_of(open.store, 0, 100, tag("T4"))), ElementsAre("ble:T4"));
}

TEST(StoreChain, IsNotStoredWhenItsBeginningIsMissing) {
    OpenStore open;
    Chain chain;
    const auto blocks = chain.seal(3);

    const auto stored = open.store.accept(dock, {{blocks[2]}}, {}, now);

    ASSERT_TRUE(stored);
    EXPECT_EQ(stored->blocks, 0U);
    ASSERT_EQ(stored->unread.size(), 1U);
    EXPECT_EQ(stored->unread[0].stream, Stream::hearings);
    EXPECT_EQ(stored->unread[0].sequence, 3U);
    EXPECT_FALSE((*open.store.held(dock))[Stream::hearings].touches({3, 3}));
    // Sent again behind its chain, it is.
    ASSERT_TRUE(open.store.accept(dock, blocks, {}, now));
    EXPECT_EQ(stored_through(open.store), 3U);
}

TEST(StoreChain, IsNotStoredBehindAGap) {
    OpenStore open;
    Chain chain;
    const auto blocks = chain.seal(3);
    ASSERT_TRUE(
        open.store.accept(dock, {{blocks[0]}}, {{Gap{2, 2, GapReason::corrupt, 1, Stream::hearings}}}, now));

    EXPECT_EQ(open.store.accept(dock, {{blocks[2]}}, {}, now)->unread.size(), 1U);
}

TEST(StoreChain, IsNotStoredBehindAnotherChain) {
    OpenStore open;
    Chain chain;
    Chain other;
    ASSERT_TRUE(open.store.accept(dock, chain.seal(2), {}, now));
    static_cast<void>(other.seal("X"));
    static_cast<void>(other.seal("Y"));

    EXPECT_EQ(open.store.accept(dock, {{other.seal("Z")}}, {}, now)->unread.size(), 1U);
    EXPECT_EQ(open.store.accept(dock, chain.seal(1), {}, now)->blocks, 1U);
}

TEST(StoreChain, IsKeptUnreadWhereItsBeginningCannotBeRead) {
    OpenStore open;
    Chain chain;
    auto blocks = chain.seal(2);
    blocks[0].body = {1, 2, 3};
    blocks[0].crc32c = crc32c(blocks[0].body);

    const auto stored = open.store.accept(dock, blocks, {}, now);

    ASSERT_TRUE(stored);
    EXPECT_EQ(stored->blocks, 2U);
    EXPECT_EQ(open.store.edges()->front().unreadable_blocks, 2U);
}

TEST(StoreChain, IsRefusedWhereItFailsItsChecksum) {
    OpenStore open;
    Chain chain;
    auto blocks = chain.seal(3);
    blocks[1].body.back() ^= 1U;

    EXPECT_EQ(defect(open.store.accept(dock, blocks, {}, now)), Errc::corrupt);
    EXPECT_EQ(stored_through(open.store), 1U);
}

TEST(StoreChain, TakesTwoChainsOfAStreamInTurns) {
    OpenStore open;
    Chain chain;
    const auto early = chain.seal(4);
    chain.sealer.start_chains();
    const auto late = chain.seal(4);
    ASSERT_EQ(late[0].chain_place, 0U);

    for (std::size_t i = 0; i < 4; ++i) {
        ASSERT_EQ(open.store.accept(dock, {{late[i]}}, {}, now)->blocks, 1U);
        ASSERT_EQ(open.store.accept(dock, {{early[i]}}, {}, now)->blocks, 1U);
    }

    EXPECT_EQ(stored_through(open.store), 8U);
    EXPECT_THAT(sighted(records_of(open.store)),
                ElementsAre("ble:T5", "ble:T1", "ble:T6", "ble:T2", "ble:T7", "ble:T3", "ble:T8", "ble:T4"));
}

TEST(StoreChain, ForgetsWhatWasReadOfABatchThatWasNotStored) {
    OpenStore open;
    Chain chain;
    const auto blocks = chain.seal(2);
    const std::vector<Gap> bad{{1, 0, GapReason::overflow, 1}};
    EXPECT_EQ(defect(open.store.accept({"nobody", {{7}}}, blocks, {}, now)), Errc::denied);

    EXPECT_EQ(open.store.accept(dock, {{blocks[1]}}, {}, now)->unread.size(), 1U);
}

TEST(StoreChain, SetsTheTimesOfTheEdgesClockRight) {
    OpenStore open;
    Chain chain;
    Block block = chain.seal("A", 99);
    const Timestamp told = std::get<Sighting>(Record(sighting("A", now + Millis{1000}))).at;
    block.clock.correction_ms = -3'600'000;
    block.clock.uncertainty_ms = 25;
    ASSERT_TRUE(open.store.accept(dock, {{block}}, {}, now + Millis{10'000}));

    const auto found = records_of(open.store);

    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(std::get<Sighting>(found[0].record).at, told + Millis{-3'600'000});
    EXPECT_EQ(found[0].uncertainty_ms, 25U);
    EXPECT_EQ(open.store.tag(tag("A"))->value().last_seen_at, told + Millis{-3'600'000});
}

}  // namespace
}  // namespace cairn::cloud::test
