// The edge's half of the conversation, with a cloud in memory.
#include "cairn/sync/sync_client.h"

#include <gtest/gtest.h>

#include "cairn/core/limits.h"
#include "support/fake_cloud.h"
#include "support/fake_entropy.h"
#include "support/records.h"
#include "support/temporary_directory.h"

namespace cairn::test {
namespace {

using protocol::Acknowledge;
using protocol::Pong;
using protocol::Refusal;
using protocol::RefusalReason;
using protocol::Welcome;

constexpr const char* secret = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

/// A buffer, a client, a link and a cloud, and a clock that only moves when told.
struct World {
    World() {
        options.credential = {"warehouse", secret};
        BufferOptions buffer_options;
        buffer_options.path = directory.file("buffer.db");
        buffer_options.size_bytes_max = 64 * 1024;
        buffer.emplace(*Buffer::open(buffer_options, entropy));
    }
    /// Makes the client; set options before the first call.
    SyncClient& client() {
        if (!made) made.emplace(options, *buffer, link, entropy);
        return *made;
    }
    void step() { next = client().step({now, noon + Millis{now.elapsed_ms}, boot, wall_uncertainty}); }
    /// Goes where the client asked to be called next.
    void step_when_due() {
        now = std::max(now, next);
        step();
    }
    void go(Millis ahead) {
        now = now + ahead;
        step();
    }
    void append(int count, int record_count = 3) {
        for (int i = 0; i < count; ++i)
            ASSERT_TRUE(buffer->append(block_of(buffer->next_sequence(Stream::status), record_count)));
    }
    void get_online() {
        step();
        step();
        ASSERT_EQ(status().state, SyncState::online);
    }
    /// Goes on until the client waits for its next try, and answers for how long.
    Millis wait_for_retry() {
        while (status().state != SyncState::waiting) step_when_due();
        return next - now;
    }
    const SyncStatus& status() { return client().status(); }

    TemporaryDirectory directory;
    FakeEntropy entropy;
    SyncOptions options;
    std::optional<Buffer> buffer;
    FakeCloud cloud;
    FakeLink link{cloud};
    std::optional<SyncClient> made;
    std::uint64_t boot = 77;
    std::optional<Millis> wall_uncertainty;
    Instant now{1'000'000};
    Instant next{0};
};

Acknowledge acknowledge(Sequence through) {
    return {{{Stream::status, through, {}}}, 1 << 20};
}

std::vector<Sequence> up_to(Sequence last) {
    std::vector<Sequence> numbers;
    for (Sequence i = 1; i <= last; ++i) numbers.push_back(i);
    return numbers;
}

TEST(SyncClient, WaitsUntilItIsDriven) {
    World world;

    EXPECT_EQ(world.status().state, SyncState::waiting);
    EXPECT_EQ(world.link.connects, 0);
}

TEST(SyncClient, SaysWhoItIs) {
    World world;

    world.get_online();

    ASSERT_TRUE(world.cloud.hello);
    EXPECT_EQ(world.cloud.hello->protocol_version, 2U);
    EXPECT_EQ(world.cloud.hello->boot, 77U);
    EXPECT_EQ(world.cloud.hello->sent, world.now);
    EXPECT_EQ(world.cloud.hello->edge, "warehouse");
    EXPECT_EQ(world.cloud.hello->secret, secret);
    EXPECT_EQ(world.cloud.hello->epochs, world.buffer->epochs());
    EXPECT_EQ(world.cloud.hello->software.substr(0, 10), "cairn-sdk ");
}

TEST(SyncClient, DeliversWhatWaitsInOrderAndEmptiesTheBuffer) {
    World world;
    world.append(10);

    world.get_online();
    world.step();

    EXPECT_EQ(world.cloud.stored, up_to(10));
    EXPECT_EQ(world.cloud.complaint, "");
    EXPECT_EQ(world.buffer->stats().blocks, 0U);
    EXPECT_EQ(world.buffer->acknowledged(Stream::status).through(), 10U);
    EXPECT_EQ(world.status().acknowledged_blocks, 10U);
    EXPECT_EQ(world.status().last_acknowledged_at, noon + Millis{world.now.elapsed_ms});
    EXPECT_GT(world.status().sent_bytes, 0U);
    EXPECT_FALSE(world.status().last_error);
}

TEST(SyncClient, DeliversEveryByteOfABlock) {
    World world;
    world.append(1, 50);
    const Block block = world.buffer->peek(Stream::status, 0, 1 << 20)->blocks[0];

    world.get_online();
    world.step();

    const Block& arrived = world.cloud.batches.at(0).blocks.at(0);
    EXPECT_EQ(arrived.sequence, block.sequence);
    EXPECT_EQ(arrived.sealed_at, block.sealed_at);
    EXPECT_EQ(arrived.record_count, block.record_count);
    EXPECT_EQ(arrived.codec, block.codec);
    EXPECT_EQ(arrived.crc32c, block.crc32c);
    EXPECT_EQ(arrived.body, block.body);
}

TEST(SyncClient, SendsANewBlockAtTheNextStep) {
    World world;
    world.get_online();
    world.append(1);

    world.step();

    EXPECT_EQ(world.cloud.stored, up_to(1));
}

TEST(SyncClient, SendsNothingButPingsWhenNothingWaits) {
    World world;
    world.get_online();
    for (int i = 0; i < 1000 && world.cloud.pings < 3; ++i) world.step_when_due();

    EXPECT_TRUE(world.cloud.batches.empty());
    EXPECT_EQ(world.cloud.pings, 3);
    EXPECT_EQ(world.now.elapsed_ms / 1000, 1000 + 3 * 30);
    EXPECT_EQ(world.status().state, SyncState::online);
    EXPECT_EQ(world.cloud.hellos, 1);
}

TEST(SyncClient, SendsGapsInTheirPlaces) {
    World world;
    world.append(5);
    ASSERT_TRUE(world.buffer->quarantine(Stream::status, 2));
    ASSERT_TRUE(world.buffer->quarantine(Stream::status, 3));

    world.get_online();
    world.step();

    EXPECT_EQ(world.cloud.stored, (std::vector<Sequence>{1, 4, 5}));
    ASSERT_EQ(world.cloud.gaps.size(), 1U);
    EXPECT_EQ(world.cloud.gaps[0].first, 2U);
    EXPECT_EQ(world.cloud.gaps[0].last, 3U);
    EXPECT_EQ(world.cloud.gaps[0].record_count, 6U);
    EXPECT_EQ(world.buffer->acknowledged(Stream::status).through(), 5U);
}

// How much at once.

TEST(SyncClient, HasOnlySoManyBatchesInFlight) {
    World world;
    world.options.batch_bytes_max = 1;  // one block a batch
    world.options.batches_in_flight_max = 3;
    world.cloud.is_silent = true;
    world.append(10);

    world.get_online();
    for (int i = 0; i < 5; ++i) world.step();
    EXPECT_EQ(world.cloud.batches.size(), 3U);

    world.link.say(acknowledge(1));
    world.step();
    EXPECT_EQ(world.cloud.batches.size(), 4U);
    EXPECT_EQ(world.buffer->acknowledged(Stream::status).through(), 1U);
}

TEST(SyncClient, TakesOneAcknowledgementForSeveralBatches) {
    World world;
    world.options.batch_bytes_max = 1;
    world.cloud.is_silent = true;
    world.append(4);
    world.get_online();

    world.link.say(acknowledge(3));
    world.step();
    EXPECT_EQ(world.buffer->acknowledged(Stream::status).through(), 3U);

    world.link.say(acknowledge(2));
    world.link.say(acknowledge(4));
    world.step();
    EXPECT_EQ(world.buffer->acknowledged(Stream::status).through(), 4U);
}

TEST(SyncClient, TakesTheAcknowledgementOfPartOfABatch) {
    World world;
    world.cloud.is_silent = true;
    world.append(4);
    world.get_online();
    ASSERT_EQ(world.cloud.batches.size(), 1U);

    world.link.say(acknowledge(2));
    world.step();

    EXPECT_EQ(world.buffer->acknowledged(Stream::status).through(), 2U);
    EXPECT_EQ(world.status().state, SyncState::online);
}

TEST(SyncClient, KeepsToTheCreditsThatTheCloudGives) {
    World world;
    world.cloud.credit_bytes = 1;  // whatever its size, one block goes when nothing else is on its way
    world.cloud.is_silent = true;
    world.append(3);

    world.get_online();
    world.step();
    EXPECT_EQ(world.cloud.batches.size(), 1U);

    world.cloud.is_silent = false;
    world.link.say(Acknowledge{{{Stream::status, 1, {}}}, 1});
    for (int i = 0; i < 3; ++i) world.step();
    EXPECT_EQ(world.cloud.batches.size(), 3U);
    EXPECT_EQ(world.cloud.stored, up_to(3));
}

TEST(SyncClient, SendsNothingWithoutCredits) {
    World world;
    world.cloud.credit_bytes = 0;
    world.append(3);
    world.get_online();
    for (int i = 0; i < 3; ++i) world.step();
    EXPECT_TRUE(world.cloud.batches.empty());

    world.cloud.credit_bytes = 1 << 20;
    world.link.say(Acknowledge{{}, 1 << 20});
    world.step();
    world.step();

    EXPECT_EQ(world.cloud.stored, up_to(3));
}

TEST(SyncClient, SendsSmallerBatchesWhenTheLinkIsTooSlow) {
    World world;
    world.append(100, 60);
    world.cloud.is_silent = true;
    world.options.batches_in_flight_max = 1;
    world.get_online();
    const std::size_t first = world.cloud.batches.at(0).blocks.size();
    for (int tries = 0; tries < 8; ++tries) {
        static_cast<void>(world.wait_for_retry());
        world.cloud.set_watermark(0);
        world.step_when_due();
        world.step();
    }

    EXPECT_LT(world.cloud.batches.back().blocks.size(), first);
    EXPECT_GE(world.cloud.batches.back().blocks.size(), 1U);
}

TEST(SyncClient, KeepsAMessageThatTheLinkHasNoRoomFor) {
    World world;
    world.append(3);
    world.get_online();
    world.append(3);
    world.link.is_blocked = true;
    for (int i = 0; i < 5; ++i) world.go(Millis{100});
    EXPECT_EQ(world.cloud.stored, up_to(3));

    world.link.is_blocked = false;
    for (int i = 0; i < 5; ++i) world.go(Millis{100});

    EXPECT_EQ(world.cloud.stored, up_to(6));
    EXPECT_EQ(world.cloud.complaint, "");
    EXPECT_EQ(world.cloud.hellos, 1);
}

// Starting again.

TEST(SyncClient, GoesOnBehindWhatTheCloudHas) {
    World world;
    world.append(5);
    world.cloud.set_watermark(3);

    world.get_online();
    world.step();

    EXPECT_EQ(world.cloud.stored, (std::vector<Sequence>{4, 5}));
    EXPECT_EQ(world.cloud.batches.at(0).blocks.at(0).sequence, 4U);
    EXPECT_EQ(world.buffer->acknowledged(Stream::status).through(), 5U);
}

TEST(SyncClient, SendsAgainWhatWasNotAcknowledged) {
    World world;
    world.append(5);
    world.cloud.is_silent = true;
    world.get_online();
    ASSERT_EQ(world.cloud.stored, up_to(5));
    world.cloud.set_watermark(2);  // the rest did not reach the disk
    world.cloud.stored = up_to(2);
    world.cloud.is_silent = false;

    static_cast<void>(world.wait_for_retry());
    world.step_when_due();
    for (int i = 0; i < 3; ++i) world.step();

    EXPECT_EQ(world.cloud.stored, up_to(5));
    EXPECT_EQ(world.buffer->stats().blocks, 0U);
}

TEST(SyncClient, TellsACloudThatHasForgotten) {
    World world;
    world.append(4);
    world.get_online();
    world.step();
    ASSERT_EQ(world.buffer->acknowledged(Stream::status).through(), 4U);
    world.append(1);
    world.link.disconnect();
    static_cast<void>(world.wait_for_retry());
    world.cloud = FakeCloud();
    world.cloud.set_watermark(1);

    world.step_when_due();
    for (int i = 0; i < 3; ++i) world.step();

    ASSERT_EQ(world.cloud.gaps.size(), 1U);
    EXPECT_EQ(world.cloud.gaps[0].first, 2U);
    EXPECT_EQ(world.cloud.gaps[0].last, 4U);
    EXPECT_EQ(world.cloud.gaps[0].reason, GapReason::forgotten);
    EXPECT_EQ(world.cloud.stored, std::vector<Sequence>{5});
    EXPECT_EQ(world.cloud.complaint, "");
    EXPECT_EQ(world.buffer->acknowledged(Stream::status).through(), 5U);
}

/// The acknowledgement was heard, the connection ended with it, and then the cloud was restored.
TEST(SyncClient, ForgetsNothingForACloudThatWasRestoredSince) {
    World world;
    world.append(2);
    world.cloud.is_silent = true;
    world.get_online();
    world.link.say(acknowledge(2));
    world.link.fail_at = world.link.calls + 1;
    world.step();
    world.link.fail_at = -1;
    world.cloud = FakeCloud();

    static_cast<void>(world.wait_for_retry());
    world.step_when_due();
    for (int i = 0; i < 3; ++i) world.step();

    EXPECT_EQ(world.cloud.stored, up_to(2));
    EXPECT_TRUE(world.cloud.gaps.empty());
    EXPECT_EQ(world.buffer->stats().blocks, 0U);
}

// Time.

TEST(SyncClient, ClosesALinkThatDoesNotAnswer) {
    World world;
    world.append(1);
    world.cloud.is_silent = true;
    world.get_online();
    const Instant sent_at = world.now;

    static_cast<void>(world.wait_for_retry());

    EXPECT_EQ(world.now, sent_at + world.options.answer_timeout);
    EXPECT_FALSE(world.link.is_connected);
    EXPECT_EQ(world.status().last_error->code, Errc::closed);
    EXPECT_EQ(world.buffer->stats().blocks, 1U);
}

// A block cannot be cut: on a slow link the next attempt gets more time, until one comes through.
TEST(SyncClient, WaitsLongerForAnAnswerAfterThereWasNone) {
    World world;
    world.append(1);
    world.cloud.is_silent = true;
    world.get_online();
    Millis expected = world.options.answer_timeout;
    for (int tries = 0; tries < 8; ++tries) {
        const Instant sent_at = world.now;
        static_cast<void>(world.wait_for_retry());
        EXPECT_EQ(world.now, sent_at + expected) << tries;
        expected = std::min(expected * 2, world.options.answer_timeout * 64);
        world.cloud.set_watermark(0);
        world.step_when_due();
        world.step();
    }
}

TEST(SyncClient, ClosesALinkThatDoesNotAnswerAPing) {
    World world;
    world.get_online();
    world.cloud.is_silent = true;
    const Instant online_at = world.now;

    static_cast<void>(world.wait_for_retry());

    EXPECT_EQ(world.now, online_at + world.options.ping_interval + world.options.answer_timeout);
    EXPECT_EQ(world.cloud.pings, 1);
}

TEST(SyncClient, GivesUpAConnectionThatNeverComes) {
    World world;
    world.link.connect_error = Errc::would_block;
    world.step();
    EXPECT_EQ(world.status().state, SyncState::connecting);
    const Instant asked_at = world.now;

    static_cast<void>(world.wait_for_retry());

    EXPECT_EQ(world.now, asked_at + world.options.answer_timeout);
    EXPECT_EQ(world.status().connect_attempts, 1U);
}

TEST(SyncClient, WaitsLongerAfterEveryFailureUpToALimit) {
    World world;
    world.link.connect_error = Errc::closed;
    Millis expected = world.options.retry_min;
    for (int tries = 1; tries <= 12; ++tries) {
        world.step_when_due();
        const Millis delay = world.wait_for_retry();

        EXPECT_GE(delay, expected / 2);
        EXPECT_LE(delay, expected);
        EXPECT_EQ(world.status().connect_attempts, static_cast<std::uint32_t>(tries));
        expected = std::min(expected * 2, world.options.retry_max);
    }
    EXPECT_EQ(expected, world.options.retry_max);
    EXPECT_EQ(world.link.connects, 12);
}

TEST(SyncClient, DoesNotTryBeforeItsTime) {
    World world;
    world.link.connect_error = Errc::closed;
    world.step();
    const Millis delay = world.wait_for_retry();

    world.go(delay - Millis{1});
    EXPECT_EQ(world.link.connects, 1);
    world.go(Millis{1});
    EXPECT_EQ(world.link.connects, 2);
}

TEST(SyncClient, TriesAtOnceWhenTheNetworkIsBack) {
    World world;
    world.link.connect_error = Errc::closed;
    for (int i = 0; i < 10; ++i) world.step_when_due();
    world.link.connect_error.reset();

    world.client().link_up();
    world.step();

    EXPECT_EQ(world.status().state, SyncState::greeting);
}

TEST(SyncClient, StartsItsBackOffAnewAfterASuccess) {
    World world;
    world.link.connect_error = Errc::closed;
    for (int i = 0; i < 10; ++i) world.step_when_due();
    world.link.connect_error.reset();
    world.append(1);
    world.step_when_due();
    world.step();
    world.step();
    ASSERT_EQ(world.cloud.stored, up_to(1));
    EXPECT_EQ(world.status().connect_attempts, 0U);
    EXPECT_FALSE(world.status().last_error);

    world.link.disconnect();
    EXPECT_LE(world.wait_for_retry(), world.options.retry_min);
}

// A cloud that refuses or is wrong.

TEST(SyncClient, ShowsARefusalAndTriesAgainMuchLater) {
    for (const auto reason : {RefusalReason::credential, RefusalReason::version, RefusalReason::protocol}) {
        World world;
        world.append(1);
        world.cloud.answer_to_hello = Refusal{reason, "the secret is wrong: run `cairn-cloud edge add`"};
        world.step();

        const Millis delay = world.wait_for_retry();

        EXPECT_GE(delay, world.options.retry_max / 2);
        EXPECT_EQ(world.status().last_error->code, Errc::denied);
        EXPECT_EQ(world.status().refusal,
                  std::string(name(reason)) + ": the secret is wrong: run `cairn-cloud edge add`");
        EXPECT_EQ(world.status().refusal.find(secret), std::string::npos);
        EXPECT_EQ(world.buffer->stats().blocks, 1U);
    }
}

TEST(SyncClient, TriesAgainSoonWhenTheCloudIsBusy) {
    for (const auto reason : {RefusalReason::busy, RefusalReason::unavailable}) {
        World world;
        world.cloud.answer_to_hello = Refusal{reason, "later"};
        world.step();

        EXPECT_LE(world.wait_for_retry(), world.options.retry_min);
        EXPECT_EQ(world.status().last_error->code, Errc::closed);
    }
}

TEST(SyncClient, ForgetsARefusalWhenItIsWelcome) {
    World world;
    world.cloud.answer_to_hello = Refusal{RefusalReason::busy, "later"};
    world.step();
    static_cast<void>(world.wait_for_retry());
    world.cloud.answer_to_hello.reset();

    world.step_when_due();
    world.step();

    EXPECT_EQ(world.status().state, SyncState::online);
    EXPECT_EQ(world.status().refusal, "");
    EXPECT_FALSE(world.status().last_error);
}

TEST(SyncClient, TriesMuchLaterWhenTheCertificateIsRefused) {
    World world;
    world.link.connect_error = Errc::denied;
    world.step();

    EXPECT_GE(world.wait_for_retry(), world.options.retry_max / 2);
    EXPECT_EQ(world.status().last_error->code, Errc::denied);
}

TEST(SyncClient, DeletesNothingForACloudThatHasMoreThanThereIs) {
    World world;
    world.append(3);
    world.cloud.set_watermark(4);
    world.step();

    EXPECT_GE(world.wait_for_retry(), world.options.retry_max / 2);

    EXPECT_EQ(world.status().last_error->code, Errc::denied);
    EXPECT_EQ(world.buffer->stats().blocks, 3U);
    EXPECT_TRUE(world.cloud.batches.empty());
}

/// Of a disk that was copied while it ran: the copy sends what had not been sent by then.
TEST(SyncClient, ForgetsWhatACopyOfItsFileHasSent) {
    World world;
    world.append(3);
    static_cast<void>(world.client());
    world.append(3);
    world.cloud.set_watermark(5);

    world.get_online();
    world.step();

    EXPECT_FALSE(world.status().last_error);
    EXPECT_EQ(world.cloud.stored, std::vector<Sequence>{6});
    EXPECT_EQ(world.buffer->stats().blocks, 0U);
}

TEST(SyncClient, DeletesNothingForAnAcknowledgementOfWhatWasNotSent) {
    World world;
    world.options.batch_bytes_max = 1;
    world.options.batches_in_flight_max = 2;
    world.cloud.is_silent = true;
    world.append(5);
    world.get_online();

    world.link.say(acknowledge(3));
    world.step();

    EXPECT_EQ(world.status().state, SyncState::waiting);
    EXPECT_EQ(world.status().last_error->code, Errc::malformed);
    EXPECT_EQ(world.buffer->stats().blocks, 5U);
}

TEST(SyncClient, ClosesWhenTheCloudBreaksTheProtocol) {
    const std::vector<protocol::ToEdge> odd{Welcome{}, Pong{}};
    for (const auto& message : odd) {
        World world;
        world.get_online();
        world.link.say(message);
        world.step();

        EXPECT_EQ(world.status().last_error->code, Errc::malformed) << message.index();
        EXPECT_FALSE(world.link.is_connected);
    }
    World world;
    world.cloud.answer_to_hello = acknowledge(0);
    world.step();
    world.step();
    EXPECT_EQ(world.status().last_error->code, Errc::malformed);
}

TEST(SyncClient, ClosesWhenAMessageIsNone) {
    const std::vector<FakeCloud::Message> odd{
        {}, {0xFF}, FakeCloud::Message(8 * 1024, 0), FakeCloud::Message(9 * 1024, 0)};
    for (const auto& message : odd) {
        World world;
        world.get_online();
        world.link.to_edge.push_back(message);
        world.step();

        EXPECT_TRUE(world.status().last_error) << message.size();
        EXPECT_EQ(world.status().state, SyncState::waiting);
    }
}

TEST(SyncState, HasANameForEveryState) {
    EXPECT_STREQ(name(SyncState::waiting), "waiting");
    EXPECT_STREQ(name(SyncState::connecting), "connecting");
    EXPECT_STREQ(name(SyncState::greeting), "greeting");
    EXPECT_STREQ(name(SyncState::online), "online");
}

}  // namespace
}  // namespace cairn::test
