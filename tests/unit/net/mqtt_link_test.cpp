// MqttLink and MqttListener at a real mosquitto.
#include "cairn/net/mqtt_link.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <mutex>
#include <string>
#include <vector>

#include "cairn/core/limits.h"
#include "cairn/net/mqtt_listener.h"
#include "net/broker_connection.h"
#include "net/mqtt_conversation.h"
#include "support/broker.h"
#include "support/certificates.h"
#include "support/driven_link.h"
#include "support/loop_thread.h"
#include "support/program.h"

namespace cairn::test {
namespace {

using net::LinkPeer;
using net::MqttLink;
using net::MqttLinkOptions;
using net::MqttListener;
using net::MqttListenerOptions;
using testing::HasSubstr;
using Driven = DrivenLink<MqttLink, MqttLinkOptions>;

net::BrokerAccess access_to(const Broker& broker) {
    net::BrokerAccess access;
    access.url = {broker.endpoint(), false};
    return access;
}

MqttLinkOptions to(const Broker& broker, const std::string& edge = "dock") {
    MqttLinkOptions options;
    options.broker = access_to(broker);
    options.edge = edge;
    options.connect_timeout = Millis{4'000};
    return options;
}

/// A listener that sends every message back.
class Echo {
public:
    explicit Echo(MqttListenerOptions options, bool trusts = true) : trusts_(trusts) {
        net::LinkPeerCallbacks callbacks;
        callbacks.on_opened = [this](LinkPeer& peer) {
            ++opened;
            if (trusts_) peer.trust();
        };
        callbacks.on_message = [this](LinkPeer& peer, Bytes message) {
            ++messages;
            send_failed = send_failed || !peer.send(message).has_value();
        };
        callbacks.on_closed = [this](LinkPeer&) { ++closed; };
        thread_.run([&] { listener_ = MqttListener::open(thread_.loop(), options, std::move(callbacks)); });
    }
    explicit Echo(const Broker& broker) : Echo(options_for(broker)) {}
    ~Echo() {
        thread_.run([&] { listener_.reset(); });
    }
    Echo(const Echo&) = delete;
    Echo& operator=(const Echo&) = delete;

    static MqttListenerOptions options_for(const Broker& broker) {
        MqttListenerOptions options;
        options.broker = access_to(broker);
        options.retry_min = Millis{50};
        options.retry_max = Millis{200};
        return options;
    }
    void close() {
        thread_.run([&] { listener_->close(); });
    }

    std::atomic<int> opened{0};
    std::atomic<int> closed{0};
    std::atomic<int> messages{0};
    std::atomic<bool> send_failed{false};

private:
    bool trusts_;
    LoopThread thread_;
    std::unique_ptr<MqttListener> listener_;
};

/// Somebody at the broker who says what it likes, and keeps what the cloud answers to "dock".
class Stranger {
public:
    explicit Stranger(const Broker& broker) {
        net::BrokerClientOptions options;
        options.access = access_to(broker);
        options.client_id = "stranger";
        options.packet_bytes_max = limits::link_message_bytes_max;
        options.waiting_bytes_max = limits::link_message_bytes_max;
        net::BrokerEvents events;
        events.opened = [this] { is_open_ = true; };
        events.received = [this](const net::BrokerMessage& message) { keep(message); };
        events.closed = [](const Error&) {};
        thread_.run([&] {
            connection_ = std::make_unique<net::BrokerConnection>(thread_.loop(), options, std::move(events));
            connection_->open({net::mqtt_down_topic("dock")}, {"nobody", {}, false});
        });
        EXPECT_TRUE(eventually([this] { return is_open_.load(); }));
    }
    ~Stranger() {
        thread_.run([&] { connection_.reset(); });
    }
    Stranger(const Stranger&) = delete;
    Stranger& operator=(const Stranger&) = delete;

    void say(std::uint64_t conversation, std::uint32_t number, std::string_view text) {
        thread_.run([&] {
            EXPECT_TRUE(connection_->publish(net::mqtt_up_topic("dock"),
                                             encode(net::ConversationMark{conversation, number}),
                                             as_bytes(text)));
        });
    }
    /// Whether the cloud has ended this conversation.
    bool is_ended(std::uint64_t conversation) {
        const std::lock_guard lock(mutex_);
        return std::ranges::find(ended_, conversation) != ended_.end();
    }

private:
    void keep(const net::BrokerMessage& message) {
        const auto mark = net::parse_conversation_mark(message.correlation);
        const std::lock_guard lock(mutex_);
        if (mark && message.payload.empty()) ended_.push_back(mark->conversation);
    }

    std::atomic<bool> is_open_{false};
    std::mutex mutex_;
    std::vector<std::uint64_t> ended_;
    LoopThread thread_;
    std::unique_ptr<net::BrokerConnection> connection_;
};

TEST(MqttLink, CarriesMessagesBothWaysWholeAndInOrder) {
    const Broker broker;
    const Echo cloud(broker);
    Driven edge(to(broker));
    ASSERT_TRUE(edge.connect());

    for (std::uint8_t i = 0; i < 20; ++i) ASSERT_TRUE(edge.send(message_of(1'000, i)));
    for (std::uint8_t i = 0; i < 20; ++i) {
        const auto answer = edge.receive();
        ASSERT_TRUE(answer) << answer.error().where;
        EXPECT_EQ(*answer, message_of(1'000, i));
    }
}

TEST(MqttLink, TakesTheLargestMessage) {
    const Broker broker;
    const Echo cloud(broker);
    Driven edge(to(broker));
    ASSERT_TRUE(edge.connect());

    ASSERT_TRUE(edge.send(message_of(limits::link_message_bytes_max)));
    EXPECT_TRUE(eventually([&] { return cloud.messages == 1; }));
    EXPECT_EQ(edge.send(message_of(limits::link_message_bytes_max + 1)).error().code, Errc::full);
}

TEST(MqttLink, SaysThatNoBrokerIsThere) {
    Broker broker;
    broker.stop();
    Driven edge(to(broker));

    const auto connected = edge.connect();
    ASSERT_FALSE(connected);
    EXPECT_EQ(connected.error().code, Errc::closed);
    EXPECT_THAT(connected.error().where, HasSubstr("nothing listens there"));
}

TEST(MqttLink, SaysThatNoCloudIsThere) {
    const Broker broker;
    Driven edge(to(broker));

    const auto connected = edge.connect();
    ASSERT_FALSE(connected);
    EXPECT_EQ(connected.error().code, Errc::closed);
    EXPECT_THAT(connected.error().where, HasSubstr("no cloud"));
}

TEST(MqttLink, SaysThatTheBrokerRefusesItsName) {
    const Broker broker({.username = "dock", .password = "right"});
    auto options = to(broker);
    options.broker.username = "dock";
    options.broker.password = "wrong";
    Driven edge(options);

    EXPECT_EQ(edge.connect().error().code, Errc::denied);
}

TEST(MqttLink, SaysThatTheBrokersPacketsAreTooSmall) {
    const Broker broker({.more = "max_packet_size 1000000\n"});
    Driven edge(to(broker));

    const auto connected = edge.connect();
    ASSERT_FALSE(connected);
    EXPECT_EQ(connected.error().code, Errc::full);
    EXPECT_EQ(connected.error().detail, 1'000'000);
    EXPECT_THAT(connected.error().where, HasSubstr("max_packet_size"));
}

TEST(MqttLink, SaysThatTheAccessListKeepsItSilent) {
    const TemporaryDirectory folder;
    std::ofstream(folder.file("acl")) << "topic read cairn/v2/#\ntopic write cairn/v2/cloud\n";
    const Broker broker({.more = "acl_file " + folder.file("acl") + "\n"});
    const Echo cloud(broker);
    Driven edge(to(broker));
    ASSERT_TRUE(edge.connect());

    ASSERT_TRUE(edge.send(message_of(10)));

    const auto answer = edge.receive();
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, Errc::denied);
    EXPECT_THAT(answer.error().where, HasSubstr("access list"));
}

TEST(MqttLink, SpeaksTlsAndChecksTheBrokersCertificate) {
    const Certificates made;
    const Certificates others;
    const Broker broker(
        {.certificate_file = made.files().certificate_file, .key_file = made.files().key_file});
    auto options = to(broker);
    options.broker.url.has_tls = true;
    options.broker.ca_file = made.ca_file();
    auto cloud_options = Echo::options_for(broker);
    cloud_options.broker = options.broker;
    const Echo cloud(cloud_options);
    Driven edge(options);
    const auto connected = edge.connect();
    ASSERT_TRUE(connected) << connected.error().where;
    ASSERT_TRUE(edge.send(message_of(100)));
    EXPECT_TRUE(edge.receive());

    options.broker.ca_file = others.ca_file();
    Driven distrustful(options);
    EXPECT_THAT(distrustful.connect().error().where, HasSubstr("certificate is refused"));
}

TEST(MqttLink, LearnsThatTheCloudHasLeft) {
    const Broker broker;
    Echo cloud(broker);
    Driven edge(to(broker));
    ASSERT_TRUE(edge.connect());

    cloud.close();

    const auto answer = edge.receive();
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, Errc::closed);
    EXPECT_THAT(answer.error().where, HasSubstr("cloud"));
}

TEST(MqttLink, ConnectsAgainAfterTheBrokerWasAway) {
    Broker broker;
    const Echo cloud(broker);
    Driven edge(to(broker));
    ASSERT_TRUE(edge.connect());

    broker.stop(SIGKILL);
    EXPECT_EQ(edge.receive().error().code, Errc::closed);
    broker.start();

    EXPECT_TRUE(eventually([&] { return edge.connect().has_value(); }));
    ASSERT_TRUE(edge.send(message_of(10)));
    EXPECT_TRUE(edge.receive());
    EXPECT_TRUE(eventually([&] { return cloud.opened == 1 + cloud.closed; }));
}

TEST(MqttLink, HearsNothingOfAnEarlierConversation) {
    const Broker broker;
    const Echo cloud(broker);
    Driven edge(to(broker));
    ASSERT_TRUE(edge.connect());
    ASSERT_TRUE(edge.send(message_of(10, 1)));
    edge.link().disconnect();
    ASSERT_TRUE(edge.connect());

    ASSERT_TRUE(edge.send(message_of(10, 2)));

    const auto answer = edge.receive();
    ASSERT_TRUE(answer);
    EXPECT_EQ(*answer, message_of(10, 2));
    EXPECT_TRUE(eventually([&] { return cloud.closed == 1; }));
}

TEST(MqttLink, RefusesANameThatIsNoLevelOfATopic) {
    net::EventLoop loop;
    MqttLinkOptions options;
    options.edge = "a/b";

    EXPECT_EQ(MqttLink::make(loop, options).error().code, Errc::malformed);
}

TEST(MqttListener, LeavesOutRepeatedMessages) {
    const Broker broker;
    const Echo cloud(broker);
    Stranger stranger(broker);
    EXPECT_TRUE(eventually([&] { return broker.log().find("cairn/v2/cloud") != std::string::npos; }));

    stranger.say(7, 1, "a");
    stranger.say(7, 2, "b");
    stranger.say(7, 2, "b");
    stranger.say(7, 3, "c");
    stranger.say(7, 5, "a gap, at which all before it has arrived");

    EXPECT_TRUE(eventually([&] { return stranger.is_ended(7); }));
    EXPECT_EQ(cloud.messages, 3);
    EXPECT_TRUE(eventually([&] { return cloud.closed == 1; }));
}

TEST(MqttListener, EndsAConversationThatItDidNotBegin) {
    const Broker broker;
    const Echo cloud(broker);
    Stranger stranger(broker);
    EXPECT_TRUE(eventually([&] { return broker.log().find("cairn/v2/cloud") != std::string::npos; }));

    stranger.say(9, 4, "b");

    EXPECT_TRUE(eventually([&] { return stranger.is_ended(9); }));
    EXPECT_EQ(cloud.opened, 0);
}

TEST(MqttListener, EndsConversationsThatNeverProveAName) {
    const Broker broker;
    auto options = Echo::options_for(broker);
    options.greeting_timeout = Millis{500};
    const Echo cloud(options, false);
    Stranger stranger(broker);
    EXPECT_TRUE(eventually([&] { return broker.log().find("cairn/v2/cloud") != std::string::npos; }));

    stranger.say(1, 1, "a");

    EXPECT_TRUE(eventually([&] { return stranger.is_ended(1) && cloud.closed == 1; }));
}

TEST(MqttListener, HasOneUnprovedConversationAnEdge) {
    const Broker broker;
    const Echo cloud(Echo::options_for(broker), false);
    Stranger stranger(broker);
    EXPECT_TRUE(eventually([&] { return broker.log().find("cairn/v2/cloud") != std::string::npos; }));

    for (std::uint64_t conversation = 1; conversation <= 5; ++conversation)
        stranger.say(conversation, 1, "a");

    EXPECT_TRUE(eventually([&] { return cloud.opened == 5 && cloud.closed == 4; }));
}

TEST(MqttListener, EndsALongGreeting) {
    const Broker broker;
    const Echo cloud(Echo::options_for(broker), false);
    Stranger stranger(broker);
    EXPECT_TRUE(eventually([&] { return broker.log().find("cairn/v2/cloud") != std::string::npos; }));

    stranger.say(1, 1, std::string(limits::greeting_bytes_max + 1, 'x'));

    EXPECT_TRUE(eventually([&] { return stranger.is_ended(1); }));
    EXPECT_EQ(cloud.messages, 0);
}

TEST(MqttListener, TurnsAwayMoreEdgesThanItMayHave) {
    const Broker broker;
    auto options = Echo::options_for(broker);
    options.peers_max = 1;
    const Echo cloud(options);
    Driven first(to(broker, "first"));
    ASSERT_TRUE(first.connect());
    ASSERT_TRUE(first.send(message_of(10)));
    ASSERT_TRUE(first.receive());

    Driven second(to(broker, "second"));
    ASSERT_TRUE(second.connect());
    ASSERT_TRUE(second.send(message_of(10)));

    EXPECT_THAT(second.receive().error().where, HasSubstr("ended the conversation"));
    EXPECT_EQ(cloud.opened, 1);
}

}  // namespace
}  // namespace cairn::test
