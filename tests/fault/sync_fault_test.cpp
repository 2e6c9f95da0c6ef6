// Breaks the n-th call of the link, for n = 0, 1, 2 and so on until a run meets no break: the loop
// itself proves that every point was hit. After each run the cloud has every block once.
#include <gtest/gtest.h>

#include <algorithm>

#include "cairn/sync/sync_client.h"
#include "support/fake_cloud.h"
#include "support/fake_entropy.h"
#include "support/records.h"
#include "support/sim_disk.h"

namespace cairn::test {
namespace {

constexpr Sequence blocks_early = 6;   // wait before the client starts
constexpr Sequence blocks_all = 12;    // the others come one by one
constexpr Sequence quarantined = 4;    // becomes a gap
constexpr int steps_max = 20'000;

struct Fault {
    int call = 0;
    bool for_good = false;  // every call from there on, for a while
    Break how = Break::before;
};

/// One life of an edge with a link that breaks once; answers whether it met the fault.
bool run(const Fault& fault) {
    SimDisk disk("sim_sync");
    FakeEntropy entropy;
    BufferOptions buffer_options;
    buffer_options.path = "buffer.db";
    buffer_options.vfs = disk.name();
    auto buffer = Buffer::open(buffer_options, entropy);
    EXPECT_TRUE(buffer);
    const auto append = [&] { EXPECT_TRUE(buffer->append(block_of(buffer->next_sequence(Stream::status)))); };
    while (buffer->next_sequence(Stream::status) <= blocks_early) append();
    EXPECT_TRUE(buffer->quarantine(Stream::status, quarantined));

    FakeCloud cloud;
    FakeLink link(cloud);
    link.fail_at = fault.call;
    link.fail_from_then_on = fault.for_good;
    link.how = fault.how;
    SyncOptions options;
    options.batch_bytes_max = 400;  // a few blocks a batch
    options.batches_in_flight_max = 2;
    SyncClient client(options, *buffer, link, entropy);

    Instant now{0};
    int steps = 0;
    while (buffer->acknowledged(Stream::status).through() < blocks_all && ++steps < steps_max) {
        const Instant next = client.step({now, noon, 1, {}});
        EXPECT_GE(next, now);
        if (link.calls > fault.call + 30) link.fail_from_then_on = false;
        if (steps % 3 == 0 && buffer->next_sequence(Stream::status) <= blocks_all) append();
        now = std::max(now + Millis{1}, std::min(next, now + Millis{5'000}));
    }

    std::vector<Sequence> expected;
    for (Sequence i = 1; i <= blocks_all; ++i) {
        if (i != quarantined) expected.push_back(i);
    }
    std::ranges::sort(cloud.stored);  // new blocks may go before those that waited
    EXPECT_EQ(cloud.stored, expected);
    EXPECT_EQ(cloud.gaps.size(), 1U);
    EXPECT_EQ(cloud.complaint, "");
    EXPECT_EQ(buffer->stats().blocks, 0U);
    EXPECT_EQ(buffer->acknowledged(Stream::status).through(), blocks_all);
    EXPECT_LT(steps, steps_max);
    return link.calls > fault.call;
}

void break_every_call(Break how, bool for_good) {
    int call = 0;
    while (run({call, for_good, how})) {
        ASSERT_FALSE(::testing::Test::HasFailure()) << "at call " << call;
        ++call;
    }
    EXPECT_GT(call, 20);
}

TEST(SyncFault, LosesNothingWhenAnyCallFindsTheLinkClosed) {
    break_every_call(Break::before, false);
}

TEST(SyncFault, LosesNothingWhenTheLinkClosesBehindAnyCall) {
    break_every_call(Break::after, false);
}

TEST(SyncFault, LosesNothingWhenAnyCallWouldBlock) {
    break_every_call(Break::block, false);
}

TEST(SyncFault, LosesNothingWhenTheLinkStaysAwayFromAnyCallOn) {
    break_every_call(Break::before, true);
    break_every_call(Break::after, true);
}

/// The edge is killed after any step, and a new one goes on with the file.
TEST(SyncFault, LosesNothingWhenTheEdgeIsRestartedAtAnyStep) {
    bool was_restarted = true;
    for (int kill_at = 1; was_restarted; ++kill_at) {
        was_restarted = false;
        SimDisk disk("sim_sync");
        FakeEntropy entropy;
        BufferOptions buffer_options;
        buffer_options.path = "buffer.db";
        buffer_options.vfs = disk.name();
        FakeCloud cloud;
        FakeLink link(cloud);
        SyncOptions options;
        options.batch_bytes_max = 400;
        Instant now{0};
        int steps = 0;
        for (bool is_done = false; !is_done;) {
            auto buffer = Buffer::open(buffer_options, entropy);
            ASSERT_TRUE(buffer);
            link.disconnect();
            SyncClient client(options, *buffer, link, entropy);
            while (true) {
                if (buffer->next_sequence(Stream::status) <= blocks_all) {
                    ASSERT_TRUE(buffer->append(block_of(buffer->next_sequence(Stream::status))));
                }
                now = std::max(now + Millis{1}, std::min(client.step({now, noon, 1, {}}), now + Millis{100}));
                is_done = buffer->acknowledged(Stream::status).through() == blocks_all;
                if (is_done || ++steps == kill_at) break;
                ASSERT_LT(steps, steps_max);
            }
            was_restarted = was_restarted || !is_done;
        }

        EXPECT_EQ(cloud.stored.size(), blocks_all);
        EXPECT_EQ(cloud.watermark(), blocks_all);
        EXPECT_EQ(cloud.complaint, "");
    }
}

}  // namespace
}  // namespace cairn::test
