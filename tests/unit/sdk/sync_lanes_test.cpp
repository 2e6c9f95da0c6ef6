// Streams, lanes, selective acknowledgement and chains, with a cloud in memory.
#include <gtest/gtest.h>

#include "cairn/sync/sync_client.h"
#include "cairn/wire/stream_sealer.h"
#include "support/fake_cloud.h"
#include "support/fake_entropy.h"
#include "support/records.h"
#include "support/temporary_directory.h"

namespace cairn::test {
namespace {

using protocol::Acknowledge;

/// An edge with three streams, whose sealer begins a chain when the client asks for it.
struct World {
    World() {
        BufferOptions buffer_options;
        buffer_options.path = directory.file("buffer.db");
        buffer.emplace(*Buffer::open(buffer_options, entropy));
        options.batch_bytes_max = 4096;
        for (const Stream stream : streams) next[stream] = buffer->next_sequence(stream);
    }
    SyncClient& client() {
        if (!made) made.emplace(options, *buffer, link, entropy);
        return *made;
    }
    void step() {
        now = now + Millis{10};
        client().step({now, noon + Millis{now.elapsed_ms}, 7, {}});
    }
    void steps(int count) {
        for (int i = 0; i < count; ++i) step();
    }
    /// Blocks of what was added, into `blocks`.
    void seal_into(std::vector<Block>& blocks) {
        for (Block& block : sealer.seal(next, noon, {.boot = 7, .sealed = now})) {
            ++next[block.stream];
            blocks.push_back(std::move(block));
        }
    }
    void begin_chains() {
        if (!made) return;
        for (const Stream stream : streams) {
            if (client().take_key_frame_request(stream)) sealer.start_chain(stream);
        }
    }
    void seal(const Record& record) {
        std::vector<Block> blocks;
        begin_chains();
        ASSERT_TRUE(sealer.add(record));
        seal_into(blocks);
        ASSERT_TRUE(buffer->append(blocks));
    }
    /// So many blocks of hearings, in one commit.
    void hear(int count) {
        std::vector<Block> blocks;
        begin_chains();
        for (int i = 0; i < count; ++i) {
            for (int tag_number = 0; tag_number < 60; ++tag_number)
                ASSERT_TRUE(sealer.add(sighting("AC233FA0" + std::to_string(1000 + tag_number))));
            seal_into(blocks);
        }
        ASSERT_TRUE(buffer->append(blocks));
    }
    void go_offline() {
        link.disconnect();
        link.connect_error = Errc::closed;
        step();
    }
    void come_back() {
        link.connect_error.reset();
        client().link_up();
        step();
    }
    SequenceSet& held(Stream stream) { return cloud.of(stream); }

    TemporaryDirectory directory;
    FakeEntropy entropy;
    SyncOptions options;
    std::optional<Buffer> buffer;
    StreamSealer sealer;
    NextSequences next;
    FakeCloud cloud;
    FakeLink link{cloud};
    std::optional<SyncClient> made;
    Instant now{1'000'000};
};

TEST(SyncLanes, SendTheFirstStreamFirst) {
    World world;
    world.hear(2);
    world.seal(position());
    world.seal(gateway_status());

    world.steps(4);

    ASSERT_EQ(world.cloud.order.size(), 4U);
    const auto& blocks = world.cloud.batches.at(0).blocks;
    EXPECT_EQ(blocks.at(0).stream, Stream::status);
    EXPECT_EQ(blocks.at(1).stream, Stream::positions);
    EXPECT_EQ(world.cloud.complaint, "");
    EXPECT_EQ(world.buffer->stats().blocks, 0U);
}

TEST(SyncLanes, SendNewBlocksBesideTheBacklog) {
    World world;
    world.hear(200);
    const Sequence backlog_last = world.next[Stream::hearings] - 1;
    world.cloud.credit_bytes = 4096;
    world.steps(3);
    ASSERT_LT(world.held(Stream::hearings).through(), backlog_last);
    world.hear(1);
    world.steps(4);

    EXPECT_TRUE(world.held(Stream::hearings).holds({backlog_last + 1, backlog_last + 1}));
    EXPECT_LT(world.held(Stream::hearings).through(), backlog_last);

    world.steps(400);
    EXPECT_EQ(world.held(Stream::hearings).through(), world.next[Stream::hearings] - 1);
    EXPECT_EQ(world.held(Stream::hearings).beyond().size(), 0U);
    EXPECT_EQ(world.cloud.complaint, "");
    EXPECT_EQ(world.buffer->stats().blocks, 0U);
}

TEST(SyncLanes, GiveTheBacklogItsShareWhileNewBlocksKeepComing) {
    World world;
    world.hear(400);
    const Sequence backlog_last = world.next[Stream::hearings] - 1;
    world.cloud.credit_bytes = 8192;
    world.steps(2);
    const Sequence before = world.held(Stream::hearings).through();
    for (int i = 0; i < 60; ++i) {
        world.hear(8);
        world.step();
    }

    EXPECT_GT(world.held(Stream::hearings).through(), before + 20);
    EXPECT_GT(world.held(Stream::hearings).last(), backlog_last + 20);
    EXPECT_EQ(world.cloud.complaint, "");
}

TEST(SyncLanes, SendNothingAgainThatTheCloudHasBehindAHole) {
    World world;
    world.hear(6);
    world.held(Stream::hearings) = SequenceSet(2);
    world.held(Stream::hearings).add({4, 5});
    // The chain is whole in the file, so every block can go by itself.
    world.steps(3);

    EXPECT_EQ(world.cloud.order,
              (std::vector<std::pair<Stream, Sequence>>{{Stream::hearings, 3}, {Stream::hearings, 6}}));
    EXPECT_EQ(world.buffer->stats().blocks, 0U);
}

TEST(SyncLanes, ForgetWhatIsAcknowledgedBehindAHole) {
    World world;
    world.cloud.is_silent = true;
    for (int i = 0; i < 4; ++i) world.seal(gateway_status());
    world.steps(2);

    world.link.say(Acknowledge{{{Stream::status, 0, {{2, 3}}}}, 1 << 20});
    world.step();

    EXPECT_EQ(world.buffer->stats().blocks, 2U);
    EXPECT_EQ(world.client().status().acknowledged_blocks, 2U);
    EXPECT_EQ(world.client().status().state, SyncState::online);
}

TEST(SyncLanes, BelieveNoAcknowledgementOfAnotherStream) {
    World world;
    world.cloud.is_silent = true;
    world.seal(gateway_status());
    world.steps(2);

    world.link.say(Acknowledge{{{Stream::hearings, 1, {}}}, 1 << 20});
    world.step();

    EXPECT_EQ(world.client().status().last_error->code, Errc::malformed);
    EXPECT_EQ(world.client().status().state, SyncState::waiting);
    EXPECT_EQ(world.buffer->stats().blocks, 1U);
}

TEST(SyncLanes, GiveARestoredCloudTheChainOfWhatWaits) {
    World world;
    world.hear(5);
    world.steps(3);
    ASSERT_EQ(world.buffer->stats().blocks, 0U);
    static_cast<void>(world.client().take_key_frame_request(Stream::hearings));
    world.go_offline();
    world.hear(1);  // the chain goes on, so its blocks are still in the file
    world.cloud = FakeCloud();
    world.come_back();
    world.steps(3);

    EXPECT_TRUE(world.cloud.gaps.empty());
    EXPECT_EQ(world.held(Stream::hearings).through(), 6U);
    EXPECT_EQ(world.cloud.complaint, "");
}

TEST(SyncLanes, GiveTheChainAgainToACloudThatCannotReadABlock) {
    World world;
    world.hear(3);
    world.cloud.unread = 3;
    world.step();
    world.cloud.unread.reset();
    world.steps(3);

    EXPECT_EQ(world.held(Stream::hearings).through(), 3U);
    EXPECT_TRUE(world.cloud.gaps.empty());
    EXPECT_TRUE(world.client().take_key_frame_request(Stream::hearings));
    EXPECT_FALSE(world.client().take_key_frame_request(Stream::hearings));
}

TEST(SyncLanes, SetAsideABlockThatTheCloudCanNeverRead) {
    World world;
    world.hear(4);
    world.cloud.unread = 3;

    world.steps(8);

    ASSERT_FALSE(world.cloud.gaps.empty());
    EXPECT_EQ(world.cloud.gaps[0].first, 3U);
    EXPECT_EQ(world.cloud.gaps[0].reason, GapReason::corrupt);
    EXPECT_EQ(world.held(Stream::hearings).through(), 4U);
    EXPECT_GE(world.buffer->stats().quarantined_blocks, 1U);
    EXPECT_EQ(world.client().status().state, SyncState::online);
}

/// As many as may be on their way, and none of them can be read.
TEST(SyncLanes, GoOnAfterRequestsForAllThatIsOnItsWay) {
    World world;
    world.options.batch_bytes_max = 1;
    world.options.batches_in_flight_max = 2;
    world.hear(3);
    world.cloud.is_silent = true;
    world.steps(3);
    world.cloud.is_silent = false;

    world.link.say(protocol::KeyFrameRequest{Stream::hearings, 1});
    world.link.say(protocol::KeyFrameRequest{Stream::hearings, 2});
    world.steps(6);

    EXPECT_EQ(world.buffer->stats().blocks, 0U);
    EXPECT_EQ(world.client().status().state, SyncState::online);
}

TEST(SyncLanes, BelieveNoRequestForWhatWasNotSent) {
    World world;
    world.hear(1);
    world.steps(3);
    world.link.say(protocol::KeyFrameRequest{Stream::hearings, 1});  // it has said to have it
    world.step();

    EXPECT_EQ(world.client().status().last_error->code, Errc::malformed);
}

// Time.

TEST(SyncLanes, SayOfABlockHowFarItsClockWasWrong) {
    World world;
    world.cloud.now = noon + Millis{3'600'000} + Millis{world.now.elapsed_ms};
    world.seal(gateway_status());  // sealed at noon, when the boot had 1,000,000 ms
    world.steps(3);

    const Block& block = world.cloud.batches.at(0).blocks.at(0);
    EXPECT_NEAR(static_cast<double>(block.clock.correction_ms), 3'600'000.0 + 1'000'000.0, 30.0);
    EXPECT_LE(block.clock.uncertainty_ms, 30U);
    ASSERT_TRUE(world.client().status().clock);
    EXPECT_EQ(world.client().status().clock->boot, 7U);
}

TEST(SyncLanes, BelieveTheKernelMoreThanTheCloud) {
    World world;
    world.cloud.now = Timestamp{5};
    world.seal(gateway_status());
    for (int i = 0; i < 4; ++i) {
        world.now = world.now + Millis{10};
        world.client().step({world.now, noon + Millis{world.now.elapsed_ms}, 7, Millis{12}});
    }

    const Block& block = world.cloud.batches.at(0).blocks.at(0);
    EXPECT_EQ(block.clock.correction_ms, 1'000'000);
    EXPECT_EQ(block.clock.uncertainty_ms, 13U);
}

TEST(SyncLanes, SayNothingOfTheClockOfABootThatNobodyKnows) {
    World world;
    ASSERT_TRUE(world.sealer.add(gateway_status()));
    auto blocks = world.sealer.seal(world.next, noon, {.boot = 8, .sealed = world.now});
    ASSERT_TRUE(world.buffer->append(blocks));
    world.steps(3);

    EXPECT_EQ(world.cloud.batches.at(0).blocks.at(0).clock.uncertainty_ms, UINT32_MAX);
    EXPECT_EQ(world.cloud.batches.at(0).blocks.at(0).clock.correction_ms, 0);
}

// The link's budget.

TEST(SyncLanes, KeepToTheRateOfTheLink) {
    World world;
    world.options.link.bytes_per_s_max = 10'000;
    world.options.link.burst_bytes = 5'000;
    world.hear(200);
    const Instant begin = world.now;
    while (world.now < begin + Millis{10'000}) world.step();

    EXPECT_LT(world.client().status().sent_bytes, 10'000U * 10 + 5'000 + 8'192);
    EXPECT_GT(world.client().status().sent_bytes, 20'000U);
}

TEST(SyncLanes, SendStatusAndPositionsOnlyWhenTheBudgetIsNearlySpent) {
    World world;
    world.options.link.month_bytes_max = 60'000;
    world.options.batch_bytes_max = 2048;
    world.hear(700);
    world.seal(gateway_status());
    world.steps(200);
    ASSERT_TRUE(world.client().status().budget);
    EXPECT_TRUE(world.client().status().budget->is_scarce);
    EXPECT_GT(world.buffer->stats().of(Stream::hearings).blocks, 0U);
    EXPECT_EQ(world.buffer->stats().of(Stream::status).blocks, 0U);
    const std::uint64_t waiting = world.buffer->stats().of(Stream::hearings).blocks;

    world.seal(position());
    world.steps(3);

    EXPECT_EQ(world.buffer->stats().of(Stream::positions).blocks, 0U);
    EXPECT_EQ(world.buffer->stats().of(Stream::hearings).blocks, waiting);
}

TEST(SyncLanes, RememberTheBudgetAcrossARestart) {
    World world;
    world.options.link.month_bytes_max = 1'000'000;
    world.hear(100);
    world.steps(50);
    const std::uint64_t spent = world.client().status().budget->spent_bytes;
    ASSERT_GT(spent, 10'000U);
    world.made.reset();

    world.step();

    EXPECT_GE(world.client().status().budget->spent_bytes, spent);
}

TEST(SyncLanes, RestFromAMonthWhoseBudgetIsSpent) {
    World world;
    world.options.link.month_bytes_max = 5'000;
    world.hear(10);
    world.steps(10);

    EXPECT_EQ(world.client().status().state, SyncState::waiting);
    EXPECT_EQ(world.client().status().last_error->code, Errc::full);
    const int connects = world.link.connects;
    const Instant next = world.client().step({world.now + Millis{100'000}, noon, 7, {}});
    EXPECT_EQ(world.link.connects, connects);
    EXPECT_GE(next, world.now + Millis{100'000 + 60'000});
    // noon is on the last day of a month.
    world.client().step({world.now + Millis{200'000}, noon + Millis{24LL * 3'600'000}, 7, {}});
    EXPECT_GT(world.link.connects, connects);
}

// Orders.

TEST(SyncLanes, HandOverOrdersAndReportOnThem) {
    World world;
    world.steps(2);
    protocol::Command command;
    command.id = "c1";
    world.link.say(command);
    world.link.say(protocol::NewSecret{"fresh"});
    world.step();

    const auto first = world.client().take_order();
    ASSERT_TRUE(first);
    EXPECT_EQ(std::get<protocol::Command>(*first).id, "c1");
    EXPECT_EQ(std::get<protocol::NewSecret>(*world.client().take_order()).secret, "fresh");
    EXPECT_FALSE(world.client().take_order());
    world.client().set_secret("fresh");
    world.client().report(protocol::CommandState{"c1", protocol::CommandOutcome::sent, ""});
    world.client().report(protocol::SecretKept{});
    world.steps(2);

    ASSERT_EQ(world.cloud.reports.size(), 2U);
    EXPECT_EQ(std::get<protocol::CommandState>(world.cloud.reports[0]).id, "c1");
    EXPECT_TRUE(std::holds_alternative<protocol::SecretKept>(world.cloud.reports[1]));
    world.go_offline();
    world.come_back();
    world.steps(2);
    EXPECT_EQ(world.cloud.hello->secret, "fresh");
}

TEST(SyncLanes, TakeNoOrdersBeforeTheWelcome) {
    World world;
    world.cloud.answer_to_hello = protocol::Config{1, ""};
    world.steps(2);

    EXPECT_EQ(world.client().status().last_error->code, Errc::malformed);
    EXPECT_FALSE(world.client().take_order());
}

TEST(SyncLanes, TellWhenTheBacklogWillBeGone) {
    World world;
    world.hear(300);
    world.cloud.credit_bytes = 4096;
    EXPECT_FALSE(world.client().status().drain);
    world.steps(150);

    ASSERT_TRUE(world.client().status().drain);
    EXPECT_GE(*world.client().status().drain, Millis{0});
}

}  // namespace
}  // namespace cairn::test
