// What the cloud takes from its edges: who they are, and every block once.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <random>
#include <span>

#include "cairn/core/crc32c.h"
#include "unit/cloud/store_support.h"

namespace cairn::cloud::test {
namespace {

using testing::ElementsAre;

const Origin dock{"dock", {{7}}};
const Origin dock_after_a_new_disk{"dock", {{8}}};
const Origin yard{"yard", {{7}}};

TEST(Store, KnowsAnEdgeByItsSecret) {
    const OpenStore open;

    EXPECT_EQ(open.dock.secret.size(), 64U);
    EXPECT_NE(open.dock.secret, open.yard.secret);
    EXPECT_TRUE(*open.store.is_credential(open.dock));
    EXPECT_TRUE(*open.store.is_credential(open.yard));
}

TEST(Store, KnowsNoEdgeByAnotherSecret) {
    const OpenStore open;

    EXPECT_FALSE(*open.store.is_credential({"dock", open.yard.secret}));
    EXPECT_FALSE(*open.store.is_credential({"nobody", open.dock.secret}));
    EXPECT_FALSE(*open.store.is_credential({"", ""}));
    EXPECT_FALSE(*open.store.is_credential({"dock", ""}));
    EXPECT_FALSE(*open.store.is_credential({"dock", open.dock.secret + "00"}));
    EXPECT_FALSE(*open.store.is_credential({"dock", open.dock.secret.substr(1)}));
    EXPECT_FALSE(*open.store.is_credential({"dock", std::string(64, '0')}));
    EXPECT_FALSE(*open.store.is_credential({"dock", std::string(64, 'x')}));
}

/// The worst luck there is.
class ZeroEntropy final : public Entropy {
public:
    std::uint64_t next() override { return 0; }
};

TEST(Store, TakesNoPartOfASecretForTheWhole) {
    OpenStore open;
    ZeroEntropy zeros;
    const auto credential = *open.store.add_edge("unlucky", zeros, now);
    ASSERT_TRUE(*open.store.is_credential(credential));

    for (const std::size_t size : {0U, 2U, 62U, 63U, 65U, 66U}) {
        EXPECT_FALSE(*open.store.is_credential({"unlucky", std::string(size, '0')})) << size;
    }
    EXPECT_FALSE(*open.store.is_credential({"unlucky", "0x" + std::string(62, '0')}));
    EXPECT_FALSE(*open.store.is_credential({"unlucky", std::string(64, 'x')}));
}

TEST(Store, KeepsOnlyAHashOfTheSecret) {
    const OpenStore open;
    std::string file;
    for (const char* part : {"", "-wal"}) {
        std::ifstream stream(open.path + part, std::ios::binary);
        file.append(std::istreambuf_iterator<char>(stream), {});
    }

    EXPECT_NE(file.find("dock"), std::string::npos);
    EXPECT_EQ(file.find(open.dock.secret), std::string::npos);
}

TEST(Store, RefusesWhatIsNoEdgeName) {
    OpenStore open;

    for (const std::string& name : {std::string(), std::string("a b"), std::string("a/b"),
                                    std::string("\xC3\xA4"), std::string(64, 'a'), std::string("a\0b", 3)}) {
        EXPECT_EQ(open.store.add_edge(name, open.entropy, now).error().code, Errc::malformed) << name;
    }
    EXPECT_TRUE(open.store.add_edge(std::string(63, 'a'), open.entropy, now));
    EXPECT_TRUE(open.store.add_edge("Hall-1_b.2", open.entropy, now));
}

TEST(Store, AddsAnEdgeOnce) {
    OpenStore open;

    EXPECT_EQ(open.store.add_edge("dock", open.entropy, now).error().code, Errc::denied);
    EXPECT_TRUE(*open.store.is_credential(open.dock));
}

TEST(Store, ReplacesACredential) {
    OpenStore open;

    const auto fresh = open.store.replace_credential("dock", open.entropy);

    ASSERT_TRUE(fresh);
    EXPECT_FALSE(*open.store.is_credential(open.dock));
    EXPECT_TRUE(*open.store.is_credential(*fresh));
    EXPECT_TRUE(*open.store.is_credential(open.yard));
    EXPECT_EQ(open.store.replace_credential("nobody", open.entropy).error().code, Errc::denied);
}

TEST(Store, WithdrawsACredentialAndKeepsWhatCame) {
    OpenStore open;
    ASSERT_TRUE(open.store.accept({"dock", {{7}}}, {{block(1)}}, {}, now));

    ASSERT_TRUE(open.store.withdraw_credential("dock"));

    EXPECT_FALSE(*open.store.is_credential(open.dock));
    EXPECT_FALSE(*open.store.is_credential({"dock", std::string(64, 'x')}));
    EXPECT_EQ(records_of(open.store).size(), 1U);
    EXPECT_TRUE(open.store.edges()->at(0).is_withdrawn);
    EXPECT_FALSE(open.store.edges()->at(1).is_withdrawn);
    EXPECT_EQ(open.store.withdraw_credential("nobody").error().code, Errc::denied);
}

TEST(Store, LetsAWithdrawnEdgeInAgainWithANewCredential) {
    OpenStore open;
    ASSERT_TRUE(open.store.withdraw_credential("dock"));

    const auto fresh = open.store.replace_credential("dock", open.entropy);

    ASSERT_TRUE(fresh);
    EXPECT_TRUE(*open.store.is_credential(*fresh));
    EXPECT_FALSE(open.store.edges()->at(0).is_withdrawn);
}

TEST(Store, ListsItsEdgesByName) {
    const OpenStore open;

    const auto edges = *open.store.edges();

    ASSERT_EQ(edges.size(), 2U);
    EXPECT_EQ(edges[0].edge, "dock");
    EXPECT_EQ(edges[1].edge, "yard");
    EXPECT_EQ(edges[0].added_at, now);
    EXPECT_EQ(edges[0].last_block_at, Timestamp{});
}

TEST(Store, StartsEveryStreamAtZero) {
    const OpenStore open;

    EXPECT_EQ(watermark(open.store, dock), 0U);
    EXPECT_EQ(open.store.last_offset(), 0U);
    EXPECT_TRUE(open.store.ping());
}

TEST(Store, StoresABlockWithItsRecords) {
    OpenStore open;

    EXPECT_EQ(through(open.store.accept(dock, {{block(1)}}, {}, now)), 1U);

    EXPECT_EQ(watermark(open.store, dock), 1U);
    EXPECT_EQ(open.store.last_offset(), 1U);
    EXPECT_THAT(sighted(records_of(open.store)), ElementsAre("ble:T1"));
}

TEST(Store, MakesNoTagOfAGatewaysProperty) {
    OpenStore open;
    Attribute property = attribute("T", AttributeKind::property, "apn=internet");
    property.tag = {};

    EXPECT_EQ(through(open.store.accept(dock, {{block(1, {property})}}, {}, now)), 1U);

    EXPECT_TRUE(open.store.tags({})->empty());
    EXPECT_EQ(records_of(open.store).size(), 1U);
}

TEST(Store, StoresWhatIsSentAgainOnce) {
    OpenStore open;
    const auto batch = blocks(1, 3);
    ASSERT_TRUE(open.store.accept(dock, batch, {}, now));

    EXPECT_EQ(through(open.store.accept(dock, batch, {}, now)), 3U);

    EXPECT_THAT(sighted(records_of(open.store)), ElementsAre("ble:T1", "ble:T2", "ble:T3"));
    EXPECT_EQ(open.store.tag(tag("T1"))->value().sighting_count, 1U);
    EXPECT_EQ(open.store.edges()->front().blocks, 3U);
}

TEST(Store, TakesTheNewPartOfABatchThatOverlaps) {
    OpenStore open;
    ASSERT_TRUE(open.store.accept(dock, blocks(1, 2), {}, now));

    EXPECT_EQ(through(open.store.accept(dock, blocks(1, 4), {}, now)), 4U);

    EXPECT_THAT(sighted(records_of(open.store)), ElementsAre("ble:T1", "ble:T2", "ble:T3", "ble:T4"));
}

TEST(Store, HasEveryBlockOnceHoweverBatchesOverlap) {
    constexpr Sequence last = 24;
    const auto whole = blocks(1, last);
    for (std::uint32_t seed = 1; seed <= 20; ++seed) {
        OpenStore open;
        std::mt19937 random(seed);
        for (Sequence stored = 0; stored < last;) {
            const auto first = static_cast<std::size_t>(random() % (stored + 1));  // in `whole`
            const std::size_t count = 1 + random() % (whole.size() - first);
            stored = through(open.store.accept(dock, std::span(whole).subspan(first, count), {}, now));
        }

        EXPECT_EQ(records_of(open.store).size(), last) << "seed " << seed;
        EXPECT_EQ(open.store.tag(tag("T7"))->value().sighting_count, 1U) << "seed " << seed;
    }
}

TEST(Store, TakesMoreTagsThanItGathersInMemory) {
    OpenStore open;
    constexpr int tags_a_block = 11'000;
    std::vector<Block> batch;
    for (Sequence sequence = 1; sequence <= 5; ++sequence) {
        Sealer sealer;
        for (int i = 0; i < tags_a_block; ++i) {
            ASSERT_TRUE(sealer.add(sighting(std::to_string(sequence) + "-" + std::to_string(i))));
        }
        ASSERT_TRUE(sealer.add(sighting("EVERYWHERE")));
        batch.push_back(sealer.seal(sequence, now));
    }

    ASSERT_TRUE(open.store.accept(dock, batch, {}, now));

    EXPECT_EQ(open.store.tags({"", SIZE_MAX, ""})->size(), 5U * tags_a_block + 1);
    EXPECT_EQ(open.store.tag(tag("EVERYWHERE"))->value().sighting_count, 5U);
    EXPECT_EQ(open.store.gateways(all())->front().sighting_count, 5U * (tags_a_block + 1));
}

TEST(Store, KeepsTheFirstOfTwoBlocksWithOneNumber) {
    OpenStore open;
    ASSERT_TRUE(open.store.accept(dock, {{block(1)}}, {}, now));

    EXPECT_EQ(through(open.store.accept(dock, {{block(1, {sighting("OTHER")})}}, {}, now)), 1U);

    EXPECT_THAT(sighted(records_of(open.store)), ElementsAre("ble:T1"));
}

TEST(Store, StoresWhatComesBehindAHoleAndThenTheHole) {
    OpenStore open;

    const auto first = open.store.accept(dock, {{block(1), block(3)}}, {}, now);
    ASSERT_TRUE(first);
    const SequenceSet& held = first->held[Stream::status];
    EXPECT_EQ(held.through(), 1U);
    EXPECT_THAT(held.beyond(), ElementsAre(SequenceRange{3, 3}));

    EXPECT_EQ(through(open.store.accept(dock, {{block(2)}}, {}, now)), 3U);
    EXPECT_THAT(sighted(records_of(open.store)), ElementsAre("ble:T1", "ble:T3", "ble:T2"));
}

TEST(Store, KeepsRangesAcrossARestart) {
    OpenStore open;
    ASSERT_TRUE(open.store.accept(dock, {{block(1), block(3), block(4), block(9)}}, {}, now));
    open.reopen();

    const SequenceSet held = (*open.store.held(dock))[Stream::status];

    EXPECT_EQ(held.through(), 1U);
    EXPECT_EQ(std::vector(held.beyond().begin(), held.beyond().end()),
              (std::vector<SequenceRange>{{3, 4}, {9, 9}}));
}

TEST(Store, StoresNothingWhenThereAreTooManyHoles) {
    OpenStore open;
    std::vector<Block> few;
    for (Sequence i = 1; i <= protocol::ranges_max; ++i) few.push_back(block(2 * i));
    ASSERT_TRUE(open.store.accept(dock, few, {}, now));

    const auto stored = open.store.accept(dock, {{block(1000)}}, {}, now);

    EXPECT_EQ(defect(stored), Errc::malformed);
    EXPECT_FALSE((*open.store.held(dock))[Stream::status].touches({1000, 1000}));
    // What fills a hole comes through.
    EXPECT_EQ(through(open.store.accept(dock, {{block(1), block(1000)}}, {}, now)), 2U);
}

TEST(Store, KeepsTheStreamsOfAnEdgeApart) {
    OpenStore open;
    Block other = block(1, {sighting("B")});
    other.stream = Stream::hearings;

    const auto stored = open.store.accept(dock, {{block(1), other}}, {}, now);

    ASSERT_TRUE(stored);
    EXPECT_EQ(stored->held[Stream::status].through(), 1U);
    EXPECT_EQ(stored->held[Stream::positions].through(), 0U);
    EXPECT_EQ(stored->held[Stream::hearings].through(), 1U);
    EXPECT_EQ(stored->blocks, 2U);
    EXPECT_EQ((*open.store.held(dock))[Stream::hearings].through(), 1U);
    EXPECT_EQ((*open.store.held(dock))[Stream::positions].through(), 0U);
}

Block merged(Sequence last, std::uint32_t count) {
    Block made = block(last);
    made.merged_count = count;
    return made;
}

TEST(Store, TakesAMergedBlockForAllItsNumbers) {
    OpenStore open;

    EXPECT_EQ(through(open.store.accept(dock, {{merged(60, 60)}}, {}, now)), 60U);
    EXPECT_EQ(through(open.store.accept(dock, {{block(7), merged(60, 60), block(61)}}, {}, now)), 61U);
    EXPECT_THAT(sighted(records_of(open.store)), ElementsAre("ble:T60", "ble:T61"));
}

TEST(Store, RefusesAMergedBlockOfWhichAPartIsStored) {
    OpenStore open;
    ASSERT_TRUE(open.store.accept(dock, {{block(1), block(2)}}, {}, now));

    EXPECT_EQ(defect(open.store.accept(dock, {{block(3), merged(4, 3)}}, {}, now)), Errc::malformed);
    EXPECT_EQ(watermark(open.store, dock), 3U);
}

TEST(Store, KeepsTheEpochsOfAnEdgeApart) {
    OpenStore open;
    ASSERT_TRUE(open.store.accept(dock, blocks(1, 2), {}, now));

    EXPECT_EQ(through(open.store.accept(dock_after_a_new_disk, blocks(1, 1), {}, now)), 1U);

    EXPECT_EQ(watermark(open.store, dock), 2U);
    EXPECT_EQ(watermark(open.store, dock_after_a_new_disk), 1U);
    EXPECT_EQ(records_of(open.store).size(), 3U);
}

/// Two copies of one buffer went on behind number 3, the second one under an epoch of its own.
TEST(Store, KeepsCopiesOfABufferApartFromWhereTheyPart) {
    OpenStore open;
    const Origin copy{"dock", {{7}, {8, {4, 1, 1}}}};
    ASSERT_TRUE(open.store.accept(dock, blocks(1, 5), {}, now));

    EXPECT_EQ(watermark(open.store, copy), 3U);
    ASSERT_TRUE(open.store.accept(copy, blocks(3, 4), {}, now));
    ASSERT_TRUE(open.store.accept(dock, blocks(6, 7), {}, now));

    EXPECT_EQ(watermark(open.store, copy), 4U);
    EXPECT_EQ(watermark(open.store, dock), 7U);
    EXPECT_EQ(records_of(open.store).size(), 8U);
}

TEST(Store, CountsWhatIsBeforeTheFirstEpochAsHeld) {
    OpenStore open;
    const Origin later{"dock", {{8, {4, 1, 1}}}};

    EXPECT_EQ(watermark(open.store, later), 3U);
    EXPECT_EQ(defect(open.store.accept(later, blocks(3, 3), {}, now)), Errc::malformed);
    ASSERT_TRUE(open.store.accept(later, blocks(4, 4), {}, now));
    EXPECT_EQ(watermark(open.store, later), 4U);
}

TEST(Store, RefusesABlockOfTwoEpochs) {
    OpenStore open;
    const Origin copy{"dock", {{7}, {8, {4, 1, 1}}}};

    EXPECT_EQ(defect(open.store.accept(copy, {{merged(4, 2)}}, {}, now)), Errc::malformed);
    EXPECT_FALSE(defect(open.store.accept(copy, {{merged(5, 2)}}, {}, now)) == Errc::malformed);
}

TEST(Store, PartsAGapOfTwoEpochs) {
    OpenStore open;
    const Origin copy{"dock", {{7, {2, 1, 1}}, {8, {4, 1, 1}}}};

    ASSERT_TRUE(open.store.accept(copy, {}, {{Gap{1, 6, GapReason::corrupt, 5}}}, now));

    const auto gaps = *open.store.gaps();
    ASSERT_EQ(gaps.size(), 2U);
    EXPECT_EQ(gaps[0].epoch, 7U);
    EXPECT_EQ(gaps[0].gap.first, 2U);
    EXPECT_EQ(gaps[0].gap.last, 3U);
    EXPECT_EQ(gaps[0].gap.record_count, 5U);
    EXPECT_EQ(gaps[1].epoch, 8U);
    EXPECT_EQ(gaps[1].gap.first, 4U);
    EXPECT_EQ(gaps[1].gap.last, 6U);
    EXPECT_EQ(gaps[1].gap.record_count, 0U);
    EXPECT_EQ(watermark(open.store, copy), 6U);
}

TEST(Store, KeepsEpochsOfAllSixtyFourBits) {
    OpenStore open;
    const Origin high{"dock", {{UINT64_MAX}}};

    ASSERT_TRUE(open.store.accept(high, {{block(1)}}, {{Gap{2, 3, GapReason::overflow, 5}}}, now));

    EXPECT_EQ(watermark(open.store, high), 3U);
    EXPECT_EQ(open.store.gaps()->front().epoch, UINT64_MAX);
}

TEST(Store, KeepsEdgesApartThatShareNumbers) {
    OpenStore open;
    ASSERT_TRUE(open.store.accept(dock, {{block(1, {sighting("A")})}}, {}, now));
    ASSERT_TRUE(open.store.accept(yard, {{block(1, {sighting("B")})}}, {}, now));

    const auto found = records_of(open.store);

    EXPECT_THAT(sighted(found), ElementsAre("ble:A", "ble:B"));
    EXPECT_EQ(found[0].edge, "dock");
    EXPECT_EQ(found[1].edge, "yard");
}

TEST(Store, RefusesBlocksOfAnEdgeThatItDoesNotKnow) {
    OpenStore open;

    EXPECT_EQ(open.store.accept({"nobody", {{1}}}, {{block(1)}}, {}, now).error().code, Errc::denied);
    EXPECT_EQ(open.store.last_offset(), 0U);
}

TEST(Store, GoesOnBehindAGap) {
    OpenStore open;

    EXPECT_EQ(through(open.store.accept(dock, {{block(4)}}, {{Gap{1, 3, GapReason::corrupt, 42}}}, now)), 4U);

    const auto gaps = *open.store.gaps();
    ASSERT_EQ(gaps.size(), 1U);
    EXPECT_EQ(gaps[0].edge, "dock");
    EXPECT_EQ(gaps[0].epoch, 7U);
    EXPECT_EQ(gaps[0].gap.first, 1U);
    EXPECT_EQ(gaps[0].gap.last, 3U);
    EXPECT_EQ(gaps[0].gap.reason, GapReason::corrupt);
    EXPECT_EQ(gaps[0].gap.record_count, 42U);
    EXPECT_EQ(gaps[0].stored_at, now);
    EXPECT_EQ(open.store.edges()->front().lost_records, 42U);
}

TEST(Store, TakesGapsBetweenBlocks) {
    OpenStore open;
    const std::vector<Block> around{block(1), block(4), block(6)};
    const std::vector<Gap> between{{2, 3, GapReason::overflow, 10}, {5, 5, GapReason::corrupt, 1}};

    EXPECT_EQ(through(open.store.accept(dock, around, between, now)), 6U);

    EXPECT_EQ(open.store.gaps()->size(), 2U);
    EXPECT_THAT(sighted(records_of(open.store)), ElementsAre("ble:T1", "ble:T4", "ble:T6"));
}

TEST(Store, StoresAGapThatIsSentAgainOnce) {
    OpenStore open;
    const std::vector<Gap> gap{{1, 3, GapReason::overflow, 10}};
    ASSERT_TRUE(open.store.accept(dock, {}, gap, now));

    EXPECT_EQ(through(open.store.accept(dock, {}, gap, now)), 3U);

    EXPECT_EQ(open.store.gaps()->size(), 1U);
    EXPECT_EQ(open.store.edges()->front().lost_records, 10U);
}

// The edge dropped blocks whose acknowledgement it never saw.
TEST(Store, CountsOfAGapOnlyWhatItDoesNotHave) {
    OpenStore open;
    ASSERT_TRUE(open.store.accept(dock, blocks(1, 3), {}, now));

    EXPECT_EQ(through(open.store.accept(dock, {}, {{Gap{2, 5, GapReason::overflow, 10}}}, now)), 5U);

    const auto gaps = *open.store.gaps();
    EXPECT_EQ(gaps[0].gap.first, 4U);
    EXPECT_EQ(gaps[0].gap.last, 5U);
    EXPECT_EQ(gaps[0].gap.record_count, 8U);
    EXPECT_EQ(records_of(open.store).size(), 3U);
}

// The edge went on dropping before it saw the acknowledgement of the first gap.
TEST(Store, CountsAGapThatHasGrownOnce) {
    OpenStore open;
    ASSERT_TRUE(open.store.accept(dock, {}, {{Gap{1, 3, GapReason::overflow, 30}}}, now));

    ASSERT_TRUE(open.store.accept(dock, {}, {{Gap{1, 5, GapReason::overflow, 50}}}, now));

    EXPECT_EQ(open.store.edges()->front().lost_records, 50U);
    EXPECT_EQ(open.store.gaps()->back().gap.first, 4U);
    EXPECT_EQ(open.store.gaps()->back().gap.record_count, 20U);
}

TEST(Store, RefusesAGapThatEndsBeforeItStarts) {
    OpenStore open;

    EXPECT_EQ(defect(open.store.accept(dock, {}, {{Gap{1, 0, GapReason::overflow, 1}}}, now)),
              Errc::malformed);
    EXPECT_EQ(watermark(open.store, dock), 0U);
}

TEST(Store, RefusesNumbersThatNoEdgeCanReach) {
    OpenStore open;

    EXPECT_EQ(defect(open.store.accept(dock, {}, {{Gap{1, UINT64_MAX, GapReason::overflow, 1}}}, now)),
              Errc::malformed);
}

TEST(Store, TakesGapsHoweverManyRecordsTheyClaim) {
    OpenStore open;
    ASSERT_TRUE(open.store.accept(dock, {}, {{Gap{1, 1, GapReason::overflow, UINT64_MAX}}}, now));

    EXPECT_EQ(through(open.store.accept(dock, {}, {{Gap{2, 2, GapReason::overflow, UINT64_MAX}}}, now)), 2U);
    EXPECT_GT(open.store.edges()->front().lost_records, 0U);
}

TEST(Store, RefusesABlockThatFailsItsChecksumAndStoresWhatComesBeforeIt) {
    OpenStore open;
    auto batch = blocks(1, 3);
    batch[1].body[batch[1].body.size() / 2] ^= 0x10;

    EXPECT_EQ(defect(open.store.accept(dock, batch, {}, now)), Errc::corrupt);

    EXPECT_EQ(watermark(open.store, dock), 1U);
    EXPECT_THAT(sighted(records_of(open.store)), ElementsAre("ble:T1"));
}

TEST(Store, KeepsWhatItCannotReadAndGoesOn) {
    OpenStore open;
    auto batch = blocks(1, 3);
    // NOLINTNEXTLINE(clang-analyzer-optin.core.EnumCastOutOfRange): a codec of a later version
    batch[1].codec = static_cast<BlockCodec>(200);
    batch[2].body = {1, 2, 3};
    batch[2].crc32c = crc32c(batch[2].body);
    batch.push_back(block(4));

    EXPECT_EQ(through(open.store.accept(dock, batch, {}, now)), 4U);

    const auto edge = open.store.edges()->front();
    EXPECT_EQ(edge.blocks, 4U);
    EXPECT_EQ(edge.unreadable_blocks, 2U);
    EXPECT_EQ(edge.records, 2U);
    const auto found = records_of(open.store);
    EXPECT_THAT(sighted(found), ElementsAre("ble:T1", "ble:T4"));
    EXPECT_EQ(found[1].offset, 2U);
}

TEST(Store, RefusesABodyAboveTheLimit) {
    OpenStore open;
    Block large = block(1);
    large.body.assign(limits::block_body_bytes_max + 1, 0);
    large.crc32c = crc32c(large.body);

    EXPECT_EQ(defect(open.store.accept(dock, {{large}}, {}, now)), Errc::malformed);
    EXPECT_EQ(watermark(open.store, dock), 0U);
}

TEST(Store, CountsWhatAnEdgeBrought) {
    OpenStore open;
    const Timestamp later = now + Millis{5};
    ASSERT_TRUE(open.store.accept(dock, {{block(1, {sighting("A"), sighting("B")}), block(2)}}, {}, later));

    const auto edge = open.store.edges()->front();

    EXPECT_EQ(edge.blocks, 2U);
    EXPECT_EQ(edge.records, 3U);
    EXPECT_EQ(edge.last_block_at, later);
}

}  // namespace
}  // namespace cairn::cloud::test
