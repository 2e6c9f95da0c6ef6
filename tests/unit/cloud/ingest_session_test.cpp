// The conversation with one edge: every message has its answer, and a refusal is the last word.
#include "cairn/cloud/ingest_session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include "cairn/core/limits.h"
#include "cairn/sync/protocol.h"
#include "unit/cloud/store_support.h"

namespace cairn::cloud::test {
namespace {

using protocol::Acknowledge;
using protocol::Batch;
using protocol::Hello;
using protocol::Ping;
using protocol::Pong;
using protocol::Refusal;
using protocol::RefusalReason;
using protocol::ToCloud;
using protocol::Welcome;
using testing::HasSubstr;
using testing::Not;

constexpr Epoch epoch = 7;
const Origin dock{"dock", epoch};

/// A session on a store of its own, and what an edge would say to it.
struct Talk {
    OpenStore open;
    IngestSession session{open.store};

    IngestAnswer say(const ToCloud& message) { return session.receive(encode(message), now); }
    Hello hello() const {
        return {protocol::version_spoken, open.dock.edge, open.dock.secret, epoch, "edge 1"};
    }
    void greet() { ASSERT_TRUE(said<Welcome>(say(hello()))); }

    template <typename Message>
    static std::optional<Message> said(const IngestAnswer& answer) {
        const auto parsed = protocol::parse_to_edge(answer.message);
        if (!parsed) return std::nullopt;
        const auto* message = std::get_if<Message>(&*parsed);
        return message != nullptr ? std::optional<Message>(*message) : std::nullopt;
    }
};

void expect_refusal(const IngestAnswer& answer, RefusalReason reason) {
    const auto refusal = Talk::said<Refusal>(answer);
    ASSERT_TRUE(refusal);
    EXPECT_EQ(refusal->reason, reason) << refusal->text;
    EXPECT_FALSE(refusal->text.empty());
    EXPECT_TRUE(answer.close);
    EXPECT_FALSE(answer.log.empty());
}

/// Runs a statement past the store.
void execute(const std::string& path, const char* sql) {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open(path.c_str(), &database), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(database, sql, nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(database);
    sqlite3_close(database);
}

TEST(IngestSession, WelcomesAnEdgeWithWhatItHas) {
    Talk talk;
    ASSERT_TRUE(talk.open.store.accept(dock, blocks(1, 3), {}, now));

    const IngestAnswer answer = talk.say(talk.hello());

    const auto welcome = Talk::said<Welcome>(answer);
    ASSERT_TRUE(welcome);
    EXPECT_EQ(welcome->acknowledged_through, 3U);
    EXPECT_EQ(welcome->batch_bytes_max, limits::batch_bytes_max);
    EXPECT_FALSE(answer.close);
    EXPECT_THAT(answer.log, HasSubstr("dock"));
    EXPECT_EQ(talk.session.edge(), "dock");
}

TEST(IngestSession, StartsANewEpochAtZero) {
    Talk talk;
    ASSERT_TRUE(talk.open.store.accept(dock, blocks(1, 3), {}, now));
    Hello hello = talk.hello();
    hello.epoch = epoch + 1;

    EXPECT_EQ(Talk::said<Welcome>(talk.say(hello))->acknowledged_through, 0U);
}

TEST(IngestSession, AcknowledgesWhatIsStored) {
    Talk talk;
    talk.greet();

    const IngestAnswer answer = talk.say(Batch{blocks(1, 3), {}});

    EXPECT_EQ(Talk::said<Acknowledge>(answer)->through, 3U);
    EXPECT_EQ(answer.stored_blocks, 3U);
    EXPECT_FALSE(answer.close);
    EXPECT_EQ(*talk.open.store.watermark(dock), 3U);
    EXPECT_EQ(records_of(talk.open.store).size(), 3U);
}

TEST(IngestSession, AcknowledgesWhatIsSentAgain) {
    Talk talk;
    talk.greet();
    ASSERT_TRUE(Talk::said<Acknowledge>(talk.say(Batch{blocks(1, 3), {}})));

    const IngestAnswer answer = talk.say(Batch{blocks(2, 4), {}});

    EXPECT_EQ(Talk::said<Acknowledge>(answer)->through, 4U);
    EXPECT_EQ(answer.stored_blocks, 1U);
    EXPECT_EQ(records_of(talk.open.store).size(), 4U);
}

TEST(IngestSession, AcknowledgesGaps) {
    Talk talk;
    talk.greet();

    const IngestAnswer answer = talk.say(Batch{blocks(3, 3), {{1, 2, GapReason::overflow, 9}}});

    EXPECT_EQ(Talk::said<Acknowledge>(answer)->through, 3U);
    EXPECT_EQ(answer.stored_blocks, 1U);
    EXPECT_EQ(talk.open.store.gaps()->size(), 1U);
}

TEST(IngestSession, AnswersAPing) {
    Talk talk;
    talk.greet();

    const IngestAnswer answer = talk.say(Ping{});

    EXPECT_TRUE(Talk::said<Pong>(answer));
    EXPECT_FALSE(answer.close);
    EXPECT_TRUE(answer.log.empty());
}

TEST(IngestSession, NamesTheWayOutOfAWrongCredential) {
    for (const bool is_known : {true, false}) {
        Talk talk;
        Hello hello = talk.hello();
        if (is_known) {
            hello.secret = talk.open.yard.secret;
        } else {
            hello.edge = "nobody";
        }

        const IngestAnswer answer = talk.say(hello);

        expect_refusal(answer, RefusalReason::credential);
        EXPECT_THAT(Talk::said<Refusal>(answer)->text, HasSubstr("cairn-cloud edge add"));
        EXPECT_EQ(talk.session.edge(), "");
    }
}

TEST(IngestSession, NeverLogsASecretOrWhatIsNoName) {
    Talk talk;
    Hello hello = talk.hello();
    hello.edge = "dock\nfine";
    const IngestAnswer refused = talk.say(hello);
    EXPECT_THAT(refused.log, Not(HasSubstr("fine")));
    EXPECT_THAT(refused.log, Not(HasSubstr(hello.secret)));

    IngestSession second(talk.open.store);
    hello = talk.hello();
    hello.software = "edge\n1";
    const IngestAnswer welcomed = second.receive(encode(ToCloud(hello)), now);
    EXPECT_THAT(welcomed.log, HasSubstr("edge?1"));
    EXPECT_THAT(welcomed.log, Not(HasSubstr(hello.secret)));
}

TEST(IngestSession, RefusesAnotherVersionOfTheProtocol) {
    Talk talk;
    Hello hello = talk.hello();
    hello.protocol_version = protocol::version_spoken + 1;

    expect_refusal(talk.say(hello), RefusalReason::version);
}

TEST(IngestSession, RefusesEverythingBeforeHello) {
    Talk batch;
    expect_refusal(batch.say(Batch{blocks(1, 1), {}}), RefusalReason::protocol);
    EXPECT_EQ(batch.open.store.last_offset(), 0U);

    Talk ping;
    expect_refusal(ping.say(Ping{}), RefusalReason::protocol);
}

TEST(IngestSession, DoesNotLookIntoWhatIsNoHello) {
    const Talk known;
    Hello endless = known.hello();
    endless.software.assign(limits::greeting_bytes_max, 'x');
    const std::vector<std::vector<std::uint8_t>> messages{encode(ToCloud(endless)), {0x12, 0xFF}};
    for (const auto& message : messages) {
        Talk talk;
        const IngestAnswer answer = talk.session.receive(message, now);
        expect_refusal(answer, RefusalReason::protocol);
        EXPECT_EQ(Talk::said<Refusal>(answer)->text, "the first message is not a Hello");
    }
}

TEST(IngestSession, RefusesASecondHello) {
    Talk talk;
    talk.greet();

    expect_refusal(talk.say(talk.hello()), RefusalReason::protocol);
}

TEST(IngestSession, RefusesWhatIsNoMessage) {
    const std::vector<std::vector<std::uint8_t>> messages{
        {}, {0xFF}, {0x0A}, {0x0A, 0x05, 0x01}, std::vector<std::uint8_t>(1000, 0xAA)};
    for (const auto& message : messages) {
        Talk talk;
        expect_refusal(talk.session.receive(message, now), RefusalReason::protocol);
    }
}

TEST(IngestSession, RefusesAMessageAboveTheLimit) {
    Talk talk;
    talk.greet();
    const std::vector<std::uint8_t> message(limits::link_message_bytes_max + 1);

    expect_refusal(talk.session.receive(message, now), RefusalReason::protocol);
}

TEST(IngestSession, RefusesEveryTruncationOfAHello) {
    const Talk whole;
    const auto message = encode(ToCloud(whole.hello()));
    for (std::size_t size = 0; size < message.size(); ++size) {
        Talk talk;
        const IngestAnswer answer = talk.session.receive(Bytes(message).first(size), now);
        EXPECT_TRUE(answer.close) << "at " << size << " bytes";
        EXPECT_EQ(talk.session.edge(), "");
    }
}

TEST(IngestSession, RefusesABatchThatStartsBehindAHole) {
    Talk talk;
    talk.greet();

    const IngestAnswer answer = talk.say(Batch{blocks(2, 3), {}});

    expect_refusal(answer, RefusalReason::protocol);
    EXPECT_EQ(answer.stored_blocks, 0U);
    EXPECT_EQ(*talk.open.store.watermark(dock), 0U);
}

TEST(IngestSession, RefusesADamagedBlockAndKeepsWhatCameBeforeIt) {
    Talk talk;
    talk.greet();
    Batch batch{blocks(1, 3), {}};
    batch.blocks[1].body[5] ^= 1;

    const IngestAnswer answer = talk.say(batch);

    expect_refusal(answer, RefusalReason::protocol);
    EXPECT_THAT(Talk::said<Refusal>(answer)->text, HasSubstr("checksum"));
    EXPECT_EQ(answer.stored_blocks, 1U);
    EXPECT_EQ(*talk.open.store.watermark(dock), 1U);
}

TEST(IngestSession, LetsAnEdgeOfANewerVersionGoOn) {
    Talk talk;
    talk.greet();
    Batch batch{blocks(1, 2), {}};
    // NOLINTNEXTLINE(clang-analyzer-optin.core.EnumCastOutOfRange): a codec of a later version
    batch.blocks[0].codec = static_cast<BlockCodec>(77);

    EXPECT_EQ(Talk::said<Acknowledge>(talk.say(batch))->through, 2U);
    EXPECT_EQ(talk.open.store.edges()->front().unreadable_blocks, 1U);
}

TEST(IngestSession, AsksToTryLaterWhenNothingCanBeStored) {
    Talk talk;
    talk.greet();
    execute(talk.open.path, "DROP TABLE tag_sighting");

    const IngestAnswer answer = talk.say(Batch{blocks(1, 1), {}});

    expect_refusal(answer, RefusalReason::unavailable);
    EXPECT_EQ(answer.stored_blocks, 0U);
    EXPECT_EQ(*talk.open.store.watermark(dock), 0U);
}

TEST(IngestSession, AsksToTryLaterWhenCredentialsCannotBeRead) {
    Talk talk;
    execute(talk.open.path, "DROP TABLE gateway; DROP TABLE gap; PRAGMA foreign_keys = OFF; DROP TABLE edge");

    expect_refusal(talk.say(talk.hello()), RefusalReason::unavailable);
}

TEST(IngestSession, NamesNoEdgeThatItCouldNotWelcome) {
    Talk talk;
    execute(talk.open.path, "PRAGMA foreign_keys = OFF; DROP TABLE stream");

    expect_refusal(talk.say(talk.hello()), RefusalReason::unavailable);
    EXPECT_EQ(talk.session.edge(), "");
}

TEST(IngestSession, TakesNothingAfterARefusal) {
    Talk talk;
    talk.greet();
    expect_refusal(talk.say(talk.hello()), RefusalReason::protocol);

    const IngestAnswer answer = talk.say(Batch{blocks(1, 1), {}});

    EXPECT_TRUE(answer.close);
    EXPECT_TRUE(answer.message.empty());
    EXPECT_EQ(talk.open.store.last_offset(), 0U);
    EXPECT_TRUE(talk.say(talk.hello()).message.empty());
}

TEST(IngestSession, TakesNoBatchOnceTheCredentialIsWithdrawnOrReplaced) {
    for (const bool replaces : {false, true}) {
        Talk talk;
        talk.greet();
        if (replaces) {
            ASSERT_TRUE(talk.open.store.replace_credential("dock", talk.open.entropy));
        } else {
            ASSERT_TRUE(talk.open.store.withdraw_credential("dock"));
        }

        const IngestAnswer answer = talk.say(Batch{{block(1)}, {}});

        expect_refusal(answer, RefusalReason::credential);
        EXPECT_THAT(Talk::said<Refusal>(answer)->text, HasSubstr("cairn-cloud edge add --replace"));
        EXPECT_EQ(*talk.open.store.watermark(dock), 0U);
    }
}

}  // namespace
}  // namespace cairn::cloud::test
