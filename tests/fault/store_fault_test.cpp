// Breaks the n-th call of the cloud's disk, for n = 0, 1, 2 and so on until a run meets no break. What was
// acknowledged to an edge is there afterwards, once, and so is what a later process tells it.
#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <string>

#include "cairn/cloud/store.h"
#include "support/fake_entropy.h"
#include "support/records.h"
#include "support/sim_disk.h"

namespace cairn::test {
namespace {

constexpr Sequence batches = 8;
constexpr auto path = "cloud.db";
const cloud::Origin origin{"dock", {{77}}};

/// Takes batches in until the disk refuses; answers the highest number that was acknowledged.
Sequence live(SimDisk& disk) {
    auto store = cloud::Store::open(path, disk.name());
    FakeEntropy entropy;
    if (!store || !store->add_edge(origin.edge, entropy, noon)) return 0;
    Sequence acknowledged = 0;
    for (Sequence sequence = 1; sequence <= batches; ++sequence) {
        const Block block = block_of(sequence);
        const auto stored = store->accept(origin, {&block, 1}, {}, noon);
        if (!stored) return acknowledged;
        acknowledged = stored->held[block.stream].through();
    }
    return acknowledged;
}

/// What the store would say to the edge now; everything up to there is in it, once.
Sequence audited(cloud::Store& store, Sequence acknowledged) {
    const auto held = store.held(origin);
    EXPECT_TRUE(held);
    const Sequence watermark = (*held)[Stream::status].through();
    EXPECT_GE(watermark, acknowledged);
    EXPECT_LE(watermark, acknowledged + 1);
    std::uint64_t records = 0;
    const auto read = store.records(
        0, 1'000, {}, [&](const cloud::StoredRecord& stored) { EXPECT_EQ(stored.offset, ++records); });
    EXPECT_TRUE(read);
    EXPECT_EQ(records, watermark * 3);
    return watermark;
}

/// Breaks every call; `bring_back` makes the disk what the break has left.
void break_every_call(const std::function<void(SimDisk&, int call)>& bring_back) {
    int call = 0;
    for (bool was_broken = true; was_broken; ++call) {
        SimDisk disk("sim_store");
        disk.cut_at = call;
        Sequence acknowledged = live(disk);
        was_broken = disk.is_dead();
        bring_back(disk, call);
        {
            auto store = cloud::Store::open(path, disk.name());
            ASSERT_TRUE(store) << "call " << call << ": " << store.error().where;
            acknowledged = audited(*store, acknowledged);
            disk.die();
        }

        disk.restart(static_cast<std::uint64_t>(call));
        auto store = cloud::Store::open(path, disk.name());

        ASSERT_TRUE(store) << "call " << call << ": " << store.error().where;
        EXPECT_EQ(audited(*store, acknowledged), acknowledged);
        ASSERT_FALSE(::testing::Test::HasFailure()) << "call " << call;
    }
    EXPECT_GT(call, 40);
}

TEST(StoreFault, HasWhatItAcknowledgedWhenThePowerGoesAtAnyCall) {
    break_every_call([](SimDisk& disk, int call) { disk.restart(static_cast<std::uint64_t>(call) * 7); });
}

TEST(StoreFault, MakesDurableWhatAKilledProcessHasLeft) {
    break_every_call([](SimDisk& disk, int) { disk.restart_process(); });
}

}  // namespace
}  // namespace cairn::test
