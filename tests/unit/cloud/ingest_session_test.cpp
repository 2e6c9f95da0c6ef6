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
const Origin dock{"dock", {{epoch}}};

/// A session on a store of its own, and what an edge would say to it.
struct Talk {
    OpenStore open;
    IngestSession session{open.store};

    IngestAnswer say(const ToCloud& message) { return session.receive(encode(message), now); }
    Hello hello() const {
        return {protocol::version_spoken, open.dock.edge, open.dock.secret, {{epoch}}, "edge 1", 0, {}};
    }
    void greet() { ASSERT_TRUE(said<Welcome>(say(hello()))); }

    template <typename Message>
    static std::optional<Message> said(const IngestAnswer& answer) {
        for (const auto& one : answer.messages) {
            const auto parsed = protocol::parse_to_edge(one);
            if (!parsed) return std::nullopt;
            if (const auto* message = std::get_if<Message>(&*parsed)) return *message;
        }
        return std::nullopt;
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
    EXPECT_EQ(welcome->held.at(0).through, 3U);
    EXPECT_EQ(welcome->credit_bytes, credit_bytes_usual);
    EXPECT_EQ(welcome->cloud_at, now);
    EXPECT_FALSE(answer.close);
    EXPECT_THAT(answer.log, HasSubstr("dock"));
    EXPECT_EQ(talk.session.edge(), "dock");
}

TEST(IngestSession, StartsANewEpochAtZero) {
    Talk talk;
    ASSERT_TRUE(talk.open.store.accept(dock, blocks(1, 3), {}, now));
    Hello hello = talk.hello();
    hello.epochs = {{epoch + 1}};

    EXPECT_EQ(Talk::said<Welcome>(talk.say(hello))->held.at(0).through, 0U);
}

TEST(IngestSession, AcknowledgesWhatIsStored) {
    Talk talk;
    talk.greet();

    const IngestAnswer answer = talk.say(Batch{blocks(1, 3), {}});

    EXPECT_EQ(Talk::said<Acknowledge>(answer)->held.at(0).through, 3U);
    EXPECT_EQ(answer.stored_blocks, 3U);
    EXPECT_FALSE(answer.close);
    EXPECT_EQ(watermark(talk.open.store, dock), 3U);
    EXPECT_EQ(records_of(talk.open.store).size(), 3U);
}

TEST(IngestSession, AcknowledgesWhatIsSentAgain) {
    Talk talk;
    talk.greet();
    ASSERT_TRUE(Talk::said<Acknowledge>(talk.say(Batch{blocks(1, 3), {}})));

    const IngestAnswer answer = talk.say(Batch{blocks(2, 4), {}});

    EXPECT_EQ(Talk::said<Acknowledge>(answer)->held.at(0).through, 4U);
    EXPECT_EQ(answer.stored_blocks, 1U);
    EXPECT_EQ(records_of(talk.open.store).size(), 4U);
}

TEST(IngestSession, AcknowledgesGaps) {
    Talk talk;
    talk.greet();

    const IngestAnswer answer = talk.say(Batch{blocks(3, 3), {{1, 2, GapReason::overflow, 9}}});

    EXPECT_EQ(Talk::said<Acknowledge>(answer)->held.at(0).through, 3U);
    EXPECT_EQ(answer.stored_blocks, 1U);
    EXPECT_EQ(talk.open.store.gaps()->size(), 1U);
}

TEST(IngestSession, AnswersAPing) {
    Talk talk;
    talk.greet();

    const IngestAnswer answer = talk.say(Ping{Instant{55}});

    const auto pong = Talk::said<Pong>(answer);
    ASSERT_TRUE(pong);
    EXPECT_EQ(pong->asked, Instant{55});
    EXPECT_EQ(pong->cloud_at, now);
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

TEST(IngestSession, AcknowledgesWhatComesBehindAHole) {
    Talk talk;
    talk.greet();

    const IngestAnswer answer = talk.say(Batch{blocks(2, 3), {}});

    const auto acknowledge = Talk::said<Acknowledge>(answer);
    ASSERT_TRUE(acknowledge);
    EXPECT_EQ(acknowledge->held.at(0).through, 0U);
    EXPECT_EQ(acknowledge->held.at(0).ranges, (std::vector<SequenceRange>{{2, 3}}));
    EXPECT_EQ(answer.stored_blocks, 2U);
}

TEST(IngestSession, RefusesABlockOfWhichAPartIsStored) {
    Talk talk;
    talk.greet();
    Block part = block(5);
    part.merged_count = 3;
    ASSERT_TRUE(Talk::said<Acknowledge>(talk.say(Batch{blocks(1, 3), {}})));

    const IngestAnswer answer = talk.say(Batch{{block(6), part}, {}});

    expect_refusal(answer, RefusalReason::protocol);
    EXPECT_EQ(watermark(talk.open.store, dock), 3U);
}

TEST(IngestSession, RefusesAnEpochThatIsNone) {
    Talk talk;
    Hello hello = talk.hello();
    hello.epochs = {{0}};

    expect_refusal(talk.say(hello), RefusalReason::protocol);
    EXPECT_EQ(talk.session.edge(), "");
}

TEST(IngestSession, TellsThePeerWhatCreditItHas) {
    Talk talk;
    talk.session.set_credit_bytes(12345);
    EXPECT_EQ(Talk::said<Welcome>(talk.say(talk.hello()))->credit_bytes, 12345U);

    talk.session.set_credit_bytes(99);
    EXPECT_EQ(Talk::said<Acknowledge>(talk.say(Batch{blocks(1, 1), {}}))->credit_bytes, 99U);
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
    EXPECT_EQ(watermark(talk.open.store, dock), 1U);
}

TEST(IngestSession, LetsAnEdgeOfANewerVersionGoOn) {
    Talk talk;
    talk.greet();
    Batch batch{blocks(1, 2), {}};
    // NOLINTNEXTLINE(clang-analyzer-optin.core.EnumCastOutOfRange): a codec of a later version
    batch.blocks[0].codec = static_cast<BlockCodec>(77);

    EXPECT_EQ(Talk::said<Acknowledge>(talk.say(batch))->held.at(0).through, 2U);
    EXPECT_EQ(talk.open.store.edges()->front().unreadable_blocks, 1U);
}

TEST(IngestSession, AsksToTryLaterWhenNothingCanBeStored) {
    Talk talk;
    talk.greet();
    execute(talk.open.path, "DROP TABLE tag_sighting");

    const IngestAnswer answer = talk.say(Batch{blocks(1, 1), {}});

    expect_refusal(answer, RefusalReason::unavailable);
    EXPECT_EQ(answer.stored_blocks, 0U);
    EXPECT_EQ(watermark(talk.open.store, dock), 0U);
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
    EXPECT_TRUE(answer.messages.empty());
    EXPECT_EQ(talk.open.store.last_offset(), 0U);
    EXPECT_TRUE(talk.say(talk.hello()).messages.empty());
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
        EXPECT_EQ(watermark(talk.open.store, dock), 0U);
    }
}

// The way back.

TEST(IngestSession, TellsAnEdgeItsOrdersOnceAConnection) {
    Talk talk;
    protocol::Command command;
    command.expires_at = now + Millis{60'000};
    command.name = "reboot";
    const std::string id = *talk.open.store.add_command("dock", command, now);
    ASSERT_TRUE(talk.open.store.set_config("dock", "a = 1\n", now));
    EXPECT_TRUE(talk.session.orders(now).messages.empty()) << "before Hello";
    talk.greet();

    const IngestAnswer orders = talk.session.orders(now);

    EXPECT_EQ(orders.messages.size(), 2U);
    EXPECT_EQ(Talk::said<protocol::Command>(orders)->id, id);
    EXPECT_EQ(Talk::said<protocol::Config>(orders)->toml, "a = 1\n");
    EXPECT_TRUE(talk.session.orders(now).messages.empty());
    IngestSession again(talk.open.store);
    static_cast<void>(again.receive(encode(ToCloud(talk.hello())), now));
    EXPECT_EQ(again.orders(now).messages.size(), 2U);
}

TEST(IngestSession, KeepsWhatTheEdgeReports) {
    Talk talk;
    protocol::Command command;
    command.expires_at = now + Millis{60'000};
    const std::string id = *talk.open.store.add_command("dock", command, now);
    ASSERT_TRUE(talk.open.store.set_config("dock", "a = 1\n", now));
    talk.greet();

    EXPECT_FALSE(talk.say(protocol::CommandState{id, protocol::CommandOutcome::done, "fine"}).close);
    EXPECT_FALSE(talk.say(protocol::ConfigState{1, true, ""}).close);
    EXPECT_FALSE(talk.say(protocol::CommandState{"c999", protocol::CommandOutcome::done, ""}).close);

    EXPECT_EQ(talk.open.store.commands("dock")->at(0).outcome, protocol::CommandOutcome::done);
    EXPECT_TRUE((*talk.open.store.config("dock"))->is_applied);
    EXPECT_TRUE(talk.session.orders(now).messages.empty());
}

TEST(IngestSession, ReplacesASecretOnceTheEdgeHasIt) {
    Talk talk;
    talk.greet();
    ASSERT_TRUE(talk.open.store.rotate_credential("dock", talk.open.entropy));

    const auto told = Talk::said<protocol::NewSecret>(talk.session.orders(now));
    ASSERT_TRUE(told);
    EXPECT_TRUE(*talk.open.store.is_credential(talk.open.dock));
    EXPECT_FALSE(talk.say(protocol::SecretKept{}).close);

    EXPECT_FALSE(*talk.open.store.is_credential(talk.open.dock));
    EXPECT_TRUE(*talk.open.store.is_credential({"dock", told->secret}));
    EXPECT_TRUE(Talk::said<Acknowledge>(talk.say(Batch{blocks(1, 1), {}}))) << "the session goes on";
}

TEST(IngestSession, TakesTheNewSecretInAHelloForItsBeingKept) {
    Talk talk;
    ASSERT_TRUE(talk.open.store.rotate_credential("dock", talk.open.entropy));
    Hello hello = talk.hello();
    hello.secret = **talk.open.store.next_secret("dock");
    ASSERT_TRUE(Talk::said<Welcome>(talk.say(hello)));

    EXPECT_TRUE(talk.session.orders(now).messages.empty());

    EXPECT_FALSE(*talk.open.store.is_credential(talk.open.dock));
    EXPECT_FALSE(talk.say(protocol::SecretKept{}).close) << "it may have waited for this connection";
}

TEST(IngestSession, RefusesToHaveToldASecretThatItDidNot) {
    Talk talk;
    talk.greet();

    expect_refusal(talk.say(protocol::SecretKept{}), RefusalReason::protocol);
}

TEST(IngestSession, AsksForTheChainOfABlockThatItCannotRead) {
    Talk talk;
    talk.greet();
    Block alone = block(4);
    alone.stream = Stream::hearings;
    alone.chain_place = 2;

    const IngestAnswer answer = talk.say(Batch{{alone}, {}});

    const auto request = Talk::said<protocol::KeyFrameRequest>(answer);
    ASSERT_TRUE(request);
    EXPECT_EQ(request->stream, Stream::hearings);
    EXPECT_EQ(request->sequence, 4U);
    EXPECT_EQ(answer.stored_blocks, 0U);
    EXPECT_FALSE(answer.close);
}

}  // namespace
}  // namespace cairn::cloud::test
