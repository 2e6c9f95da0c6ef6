// The edges that are connected: one connection each, counted, and told on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cairn/sync/protocol.h"
#include "http/sync_peers.h"
#include "unit/cloud/store_support.h"

namespace cairn::cloud::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class FixedClock final : public Clock {
public:
    Instant now() override { return {}; }
    Timestamp wall() override { return cloud::test::now; }
};

class FakePeer final : public net::LinkPeer {
public:
    Result<void> send(Bytes message) override {
        if (is_full) return fail(Errc::full, "fake");
        answers.push_back(std::move(protocol::parse_to_edge(message)).value());
        return {};
    }
    void trust() override { is_trusted = true; }
    void close() override { is_closed = true; }
    const std::string& address() const noexcept override { return address_; }

    bool is_full = false;
    bool is_trusted = false;
    bool is_closed = false;
    std::vector<protocol::ToEdge> answers;

private:
    std::string address_ = "192.0.2.1:5000";
};

struct OpenPeers {
    OpenStore open;
    FixedClock clock;
    Counters counters;
    int stored = 0;
    SyncPeers peers{open.store, clock, counters, [this] { ++stored; }};

    void connect(FakePeer& peer) {
        peers.open(peer);
        say(peer, hello(open.dock.secret));
    }
    protocol::Hello hello(const std::string& secret) const {
        protocol::Hello message;
        message.edge = "dock";
        message.secret = secret;
        message.epochs = {{7}};
        return message;
    }
    void say(FakePeer& peer, const protocol::ToCloud& message) {
        peers.receive(peer, protocol::encode(message));
    }
};

TEST(SyncPeers, WelcomeAnEdgeAndCountIt) {
    OpenPeers open;
    FakePeer peer;

    open.connect(peer);

    ASSERT_EQ(peer.answers.size(), 1U);
    EXPECT_TRUE(std::holds_alternative<protocol::Welcome>(peer.answers[0]));
    EXPECT_TRUE(peer.is_trusted);
    EXPECT_THAT(open.counters.edges_connected, ElementsAre("dock"));
}

TEST(SyncPeers, TellWhenRecordsWereStored) {
    OpenPeers open;
    FakePeer peer;
    open.connect(peer);

    open.say(peer, protocol::Batch{blocks(1, 2), {}});
    EXPECT_EQ(open.stored, 1);
    open.say(peer, protocol::Ping{});
    EXPECT_EQ(open.stored, 1);
}

TEST(SyncPeers, CloseTheOlderOfTwoConnectionsOfAnEdge) {
    OpenPeers open;
    FakePeer older;
    FakePeer newer;
    open.connect(older);

    open.connect(newer);

    EXPECT_TRUE(older.is_closed);
    EXPECT_FALSE(newer.is_closed);
    ASSERT_EQ(older.answers.size(), 2U);
    const auto* refusal = std::get_if<protocol::Refusal>(&older.answers[1]);
    ASSERT_NE(refusal, nullptr);
    EXPECT_EQ(refusal->reason, protocol::RefusalReason::busy);
    EXPECT_EQ(open.counters.sync_refusals["busy"], 1U);
}

TEST(SyncPeers, StillCountAnEdgeWhoseOlderConnectionEnds) {
    OpenPeers open;
    FakePeer older;
    FakePeer newer;
    open.connect(older);
    open.connect(newer);

    open.peers.forget(older);
    EXPECT_THAT(open.counters.edges_connected, ElementsAre("dock"));
    open.peers.forget(newer);
    EXPECT_THAT(open.counters.edges_connected, IsEmpty());
}

TEST(SyncPeers, TakeNothingMoreFromAConnectionThatIsReplaced) {
    OpenPeers open;
    FakePeer older;
    FakePeer newer;
    open.connect(older);
    open.connect(newer);

    open.say(older, protocol::Batch{blocks(1, 2), {}});

    EXPECT_EQ(open.stored, 0);
    EXPECT_EQ(open.open.store.last_offset(), 0U);
}

TEST(SyncPeers, TellAnEdgeWhatAnotherProcessLeftForIt) {
    OpenPeers open;
    FakePeer peer;
    open.connect(peer);
    open.peers.send_orders();
    ASSERT_EQ(peer.answers.size(), 1U);
    {
        auto other = *Store::open(open.open.path);
        ASSERT_TRUE(other.set_config("dock", "a = 1\n", now));
    }

    open.peers.send_orders();
    open.peers.send_orders();

    ASSERT_EQ(peer.answers.size(), 2U);
    EXPECT_EQ(std::get<protocol::Config>(peer.answers[1]).toml, "a = 1\n");
}

TEST(SyncPeers, TellAnEdgeThatComesWhatWaitsForIt) {
    OpenPeers open;
    FakePeer peer;
    ASSERT_TRUE(open.open.store.rotate_credential("dock", open.open.entropy));

    open.connect(peer);

    ASSERT_EQ(peer.answers.size(), 2U);
    EXPECT_TRUE(std::holds_alternative<protocol::NewSecret>(peer.answers[1]));
}

TEST(SyncPeers, GiveFewerCreditsWhenThereAreManyEdges) {
    OpenPeers open;
    std::vector<FakePeer> strangers(100);
    for (FakePeer& stranger : strangers) open.peers.open(stranger);
    FakePeer peer;

    open.connect(peer);

    const auto& welcome = std::get<protocol::Welcome>(peer.answers.at(0));
    EXPECT_LT(welcome.credit_bytes, credit_bytes_usual);
    EXPECT_GE(welcome.credit_bytes, 256U * 1024);
}

TEST(SyncPeers, CountRefusalsByReason) {
    OpenPeers open;
    FakePeer peer;
    open.peers.open(peer);

    open.say(peer, open.hello(std::string(64, '0')));

    EXPECT_TRUE(peer.is_closed);
    EXPECT_FALSE(peer.is_trusted);
    EXPECT_EQ(open.counters.sync_refusals["credential"], 1U);
    EXPECT_THAT(open.counters.edges_connected, IsEmpty());
}

TEST(SyncPeers, CloseAPeerThatDoesNotReadItsAnswers) {
    OpenPeers open;
    FakePeer peer;
    open.connect(peer);
    peer.is_full = true;

    open.say(peer, protocol::Ping{});

    EXPECT_TRUE(peer.is_closed);
}

TEST(SyncPeers, LetAStrangerGoWithoutAWord) {
    OpenPeers open;
    FakePeer peer;
    open.peers.open(peer);

    open.peers.forget(peer);
    open.peers.forget(peer);

    EXPECT_THAT(open.counters.edges_connected, IsEmpty());
}

}  // namespace
}  // namespace cairn::cloud::test
