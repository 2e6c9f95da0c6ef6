// Deliveries from a real mosquitto, which logs every packet.
#include "cairn/net/mqtt_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <vector>

#include "cairn/core/limits.h"
#include "cairn/net/mqtt_publisher.h"
#include "support/broker.h"
#include "support/certificates.h"
#include "support/loop_thread.h"
#include "support/raw_client.h"
#include "support/scripted_broker.h"

namespace cairn::test {
namespace {

using net::Delivery;
using net::MqttPublisher;
using net::MqttPublisherOptions;
using net::MqttSource;
using net::MqttSourceOptions;
using net::MqttSourceStatus;
using namespace std::literals;
using testing::HasSubstr;
using testing::Not;

constexpr auto patience = std::chrono::seconds(20);

struct Received {
    std::string topic;
    std::string payload;
    Receipt receipt = 0;
    bool redelivery = false;
};

MqttSourceOptions from(const Broker& broker) {
    MqttSourceOptions options;
    options.broker = broker.endpoint();
    options.client_id = "edge";
    options.topics = {"gw/#"};
    options.retry_min = Millis{20};
    options.retry_max = Millis{100};
    return options;
}

enum class Answer : std::uint8_t { refuse, take, take_and_acknowledge };

/// A source on a loop of its own whose handler writes down what it is offered, and answers as it is told to.
class Listening {
public:
    explicit Listening(const MqttSourceOptions& options, Answer answer = Answer::take_and_acknowledge)
        : answer_(answer) {
        thread_.run([&] {
            source_ = *MqttSource::open(thread_.loop(), options,
                                        [this](const Delivery& delivery) { return on(delivery); });
        });
    }
    ~Listening() { close(); }
    Listening(const Listening&) = delete;
    Listening& operator=(const Listening&) = delete;

    /// As a program does that ends without the message: what was offered and refused stays unacknowledged.
    void close() {
        thread_.run([&] { source_.reset(); });
    }
    MqttSourceStatus status() {
        return thread_.run([&] { return source_->status(); });
    }
    template <typename Condition>
    bool wait_for_status(const Condition& condition) {
        const auto give_up_at = std::chrono::steady_clock::now() + patience;
        while (!condition(status())) {
            if (std::chrono::steady_clock::now() > give_up_at) return false;
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
        return true;
    }
    bool wait_until_connected() {
        return wait_for_status([](const MqttSourceStatus& status) { return status.connected; });
    }
    /// What was offered so far, once it is `count` offers.
    std::vector<Received> wait_for(std::size_t count) {
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, patience, [&] { return received_.size() >= count; });
        return received_;
    }
    bool wait_for_redelivery() {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, patience,
                                 [&] { return !received_.empty() && received_.back().redelivery; });
    }
    void take_from_now_on() {
        const std::lock_guard lock(mutex_);
        answer_ = Answer::take_and_acknowledge;
    }
    void acknowledge() {
        thread_.run([&] { source_->acknowledge(); });
    }
    bool is_window_full() {
        return thread_.run([&] { return source_->is_window_full(); });
    }

private:
    bool on(const Delivery& delivery) {
        const std::lock_guard lock(mutex_);
        received_.push_back({std::string(delivery.message.topic),
                             std::string(as_text(delivery.message.payload)), delivery.receipt,
                             delivery.redelivery});
        changed_.notify_all();
        if (answer_ == Answer::take_and_acknowledge) {
            thread_.loop().post([this] {
                if (source_) source_->acknowledge();
            });
        }
        return answer_ != Answer::refuse;
    }

    LoopThread thread_;
    std::unique_ptr<MqttSource> source_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<Received> received_;
    Answer answer_;
};

void publish(const Broker& broker, const std::string& topic, const std::string& payload, int qos = 1,
             const std::string& further = "") {
    const std::string command = "mosquitto_pub -h 127.0.0.1 -p " + std::to_string(broker.port()) + " -t " +
                                topic + " -m '" + payload + "' -q " + std::to_string(qos) + " " + further;
    ASSERT_EQ(std::system(command.c_str()), 0);
}

bool wait_for_log(const Broker& broker, const std::string& line) {
    const auto give_up_at = std::chrono::steady_clock::now() + patience;
    while (broker.log().find(line) == std::string::npos) {
        if (std::chrono::steady_clock::now() > give_up_at) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return true;
}

TEST(MqttSource, DeliversWhatIsPublished) {
    const Broker broker;
    Listening listening(from(broker));
    ASSERT_TRUE(listening.wait_until_connected());
    publish(broker, "gw/1/up", "hello");

    const auto received = listening.wait_for(1);

    ASSERT_EQ(received.size(), 1U);
    EXPECT_EQ(received[0].topic, "gw/1/up");
    EXPECT_EQ(received[0].payload, "hello");
    EXPECT_NE(received[0].receipt, 0U);
    EXPECT_FALSE(received[0].redelivery);
}

TEST(MqttSource, DeliversQosZeroWithoutAReceipt) {
    const Broker broker;
    Listening listening(from(broker));
    ASSERT_TRUE(listening.wait_until_connected());
    publish(broker, "gw/1", "hello", 0);

    const auto received = listening.wait_for(1);

    ASSERT_EQ(received.size(), 1U);
    EXPECT_EQ(received[0].receipt, 0U);
}

// MQTT 3.1.1, 3.1, 3.3 and 3.14: CONNECT, PUBLISH at QoS 0 with RETAIN, DISCONNECT.
void publish_retained(const Broker& broker, std::string_view topic, std::string_view payload) {
    RawClient client(broker.port());
    const auto size = static_cast<char>(2 + topic.size() + payload.size());
    const std::string publish =
        std::string("\x31"sv) + size + '\0' + static_cast<char>(topic.size()) + std::string(topic);
    ASSERT_TRUE(client.send("\x10\x0c\0\4MQTT\4\2\0\x3c\0\0"sv));
    ASSERT_EQ(client.read(4), "\x20\2\0\0"sv);
    ASSERT_TRUE(client.send(publish + std::string(payload) + "\xe0\0"s));
    client.end_sending();
    client.read(1);
}

TEST(MqttSource, LeavesOutRetainedMessages) {
    const Broker broker;
    publish_retained(broker, "gw/1", "old");
    Listening listening(from(broker));
    ASSERT_TRUE(listening.wait_for_status([](const auto& status) { return status.subscribed; }));
    publish_retained(broker, "gw/1", "live");

    const auto received = listening.wait_for(1);

    ASSERT_EQ(received.size(), 1U);
    EXPECT_EQ(received[0].payload, "live");
}

TEST(MqttSource, OffersAgainWhatWasRefusedAndNothingBeforeIt) {
    const Broker broker;
    Listening listening(from(broker), Answer::refuse);
    ASSERT_TRUE(listening.wait_until_connected());
    publish(broker, "gw/1", "first", 0);
    publish(broker, "gw/1", "second", 0);

    ASSERT_GE(listening.wait_for(2).size(), 2U);
    listening.take_from_now_on();
    std::vector<Received> received;
    while (received.empty() || received.back().payload != "second")
        received = listening.wait_for(received.size() + 1);

    EXPECT_EQ(received[0].payload, "first");
    EXPECT_EQ(received[1].payload, "first");
    EXPECT_EQ(received[received.size() - 2].payload, "first");
}

TEST(MqttSource, LetsManyWaitForOneAcknowledgement) {
    const Broker broker;
    Listening listening(from(broker), Answer::take);
    ASSERT_TRUE(listening.wait_until_connected());
    for (int i = 0; i < 30; ++i) publish(broker, "gw/1", std::to_string(i));
    ASSERT_EQ(listening.wait_for(30).size(), 30U);
    EXPECT_THAT(broker.log(), Not(HasSubstr("Received PUBACK from edge")));

    listening.acknowledge();

    ASSERT_TRUE(wait_for_log(broker, "Received PUBACK from edge (Mid: 30"));
    EXPECT_EQ(listening.status().acknowledged, 30U);
}

TEST(MqttSource, HasNoMoreInFlightThanItSays) {
    const Broker broker;
    auto options = from(broker);
    options.in_flight_max = 3;
    Listening listening(options, Answer::take);
    ASSERT_TRUE(listening.wait_for_status([](const auto& status) { return status.subscribed; }));
    for (int i = 0; i < 5; ++i) publish(broker, "gw/1", std::to_string(i));

    EXPECT_EQ(listening.wait_for(3).size(), 3U);
    EXPECT_TRUE(listening.is_window_full());
    listening.acknowledge();
    EXPECT_EQ(listening.wait_for(5).size(), 5U);
    EXPECT_FALSE(listening.is_window_full());
}

TEST(MqttSource, GivesEqualMessagesReceiptsOfTheirOwn) {
    const Broker broker;
    Listening listening(from(broker));
    ASSERT_TRUE(listening.wait_until_connected());
    publish(broker, "gw/1", "hello");
    publish(broker, "gw/1", "hello");

    const auto received = listening.wait_for(2);

    ASSERT_EQ(received.size(), 2U);
    EXPECT_NE(received[0].receipt, received[1].receipt);
}

TEST(MqttSource, AcknowledgesOnlyWhatWasTaken) {
    const Broker broker;
    Listening listening(from(broker), Answer::refuse);
    ASSERT_TRUE(listening.wait_until_connected());
    publish(broker, "gw/1", "hello");

    const auto offered = listening.wait_for(2);
    ASSERT_GE(offered.size(), 2U);
    EXPECT_EQ(offered[0].receipt, offered[1].receipt);
    EXPECT_THAT(broker.log(), Not(HasSubstr("Received PUBACK from edge")));

    listening.take_from_now_on();
    EXPECT_TRUE(wait_for_log(broker, "Received PUBACK from edge"));
}

TEST(MqttSource, GivesBackWhatWasNotTakenWhenItCloses) {
    const Broker broker;
    Received first;
    {
        Listening listening(from(broker), Answer::refuse);
        ASSERT_TRUE(listening.wait_until_connected());
        publish(broker, "gw/1", "hello");
        first = listening.wait_for(1).at(0);
    }
    EXPECT_THAT(broker.log(), Not(HasSubstr("Received PUBACK from edge")));

    Listening again(from(broker));
    const auto received = again.wait_for(1);

    ASSERT_EQ(received.size(), 1U);
    EXPECT_EQ(received[0].payload, "hello");
    EXPECT_EQ(received[0].receipt, first.receipt);
    EXPECT_TRUE(received[0].redelivery);
}

TEST(MqttSource, LosesNothingThatWaitsBehindWhatWasNotTaken) {
    const Broker broker;
    {
        Listening listening(from(broker), Answer::refuse);
        ASSERT_TRUE(listening.wait_until_connected());
        for (int i = 0; i < 5; ++i) publish(broker, "gw/1", "message " + std::to_string(i));
        listening.wait_for(1);
    }
    EXPECT_THAT(broker.log(), Not(HasSubstr("Received PUBACK from edge")));

    Listening again(from(broker));
    const auto received = again.wait_for(5);

    ASSERT_EQ(received.size(), 5U);
    for (std::size_t i = 0; i < 5; ++i) EXPECT_EQ(received[i].payload, "message " + std::to_string(i));
}

TEST(MqttSource, ReceivesWhatWasPublishedWhileItWasAway) {
    const Broker broker;
    {
        Listening listening(from(broker));
        ASSERT_TRUE(listening.wait_until_connected());
    }
    publish(broker, "gw/1", "meanwhile");

    Listening again(from(broker));

    EXPECT_EQ(again.wait_for(1).at(0).payload, "meanwhile");
}

TEST(MqttSource, ReturnsToARestartedBroker) {
    Broker broker;
    Listening listening(from(broker));
    ASSERT_TRUE(listening.wait_until_connected());
    broker.stop();
    ASSERT_TRUE(listening.wait_for_status([](const auto& status) { return !status.connected; }));
    EXPECT_FALSE(listening.status().last_error.empty());
    broker.start();
    ASSERT_TRUE(listening.wait_until_connected());
    publish(broker, "gw/1", "hello again");

    EXPECT_EQ(listening.wait_for(1).at(0).payload, "hello again");
    EXPECT_TRUE(listening.status().last_error.empty());
}

TEST(MqttSource, WaitsForABrokerThatComesLater) {
    Broker broker;
    broker.stop();
    Listening listening(from(broker));
    ASSERT_TRUE(listening.wait_for_status([](const auto& status) { return !status.last_error.empty(); }));
    EXPECT_THAT(listening.status().last_error, HasSubstr("no connection to the broker"));
    broker.start();

    EXPECT_TRUE(listening.wait_until_connected());
}

TEST(MqttSource, SaysThatThePasswordIsWrong) {
    const Broker broker({.username = "edge", .password = "right"});
    auto options = from(broker);
    options.username = "edge";
    options.password = "wrong";
    Listening listening(options);

    ASSERT_TRUE(listening.wait_for_status([](const auto& status) { return !status.last_error.empty(); }));
    EXPECT_EQ(listening.status().last_error, "broker refused the user name or password");
    EXPECT_FALSE(listening.status().connected);
}

TEST(MqttSource, GivesBackOverTlsToo) {
    const Certificates made({"127.0.0.1"});
    const Broker broker(
        {.certificate_file = made.files().certificate_file, .key_file = made.files().key_file});
    auto options = from(broker);
    options.ca_file = made.ca_file();
    {
        Listening listening(options, Answer::refuse);
        ASSERT_TRUE(listening.wait_until_connected());
        publish(broker, "gw/1", "hello", 1, "--cafile " + made.ca_file());
        listening.wait_for(1);
    }
    EXPECT_THAT(broker.log(), Not(HasSubstr("Received PUBACK from edge")));

    Listening again(options);

    EXPECT_TRUE(again.wait_for(1).at(0).redelivery);
}

TEST(MqttSource, SaysThatTheCertificateIsRefused) {
    const Certificates made({"127.0.0.1"});
    const Certificates other;
    const Broker broker(
        {.certificate_file = made.files().certificate_file, .key_file = made.files().key_file});
    auto options = from(broker);
    options.ca_file = other.ca_file();
    Listening listening(options);

    ASSERT_TRUE(listening.wait_for_status([](const auto& status) { return !status.last_error.empty(); }));
    EXPECT_THAT(listening.status().last_error, HasSubstr("certificate"));
}

TEST(MqttSource, RefusesAnOversizedMessageAndGoesOn) {
    const Broker broker;
    Listening listening(from(broker));
    ASSERT_TRUE(listening.wait_until_connected());
    MqttPublisherOptions options;
    options.broker = broker.endpoint();
    const auto publisher = *MqttPublisher::open(options);
    const std::string largest(limits::message_bytes_max, 'x');
    ASSERT_TRUE(publisher->publish("gw/1", as_bytes(largest + "x"), 1));
    ASSERT_TRUE(publisher->publish("gw/2", as_bytes(largest), 1));

    const auto received = listening.wait_for(1);

    ASSERT_EQ(received.size(), 1U);
    EXPECT_EQ(received[0].topic, "gw/2");
    EXPECT_EQ(listening.status().oversized, 1U);
    EXPECT_EQ(listening.status().received, 2U);
}

TEST(MqttSource, StaysConnectedWhileThereIsNoRoom) {
    const Broker broker;
    auto options = from(broker);
    options.keep_alive = Millis{1'000};
    Listening listening(options, Answer::refuse);
    ASSERT_TRUE(listening.wait_until_connected());
    publish(broker, "gw/1", "hello");
    listening.wait_for(15);  // three seconds of offers

    EXPECT_TRUE(listening.status().connected);
    EXPECT_THAT(broker.log(), Not(HasSubstr("exceeded timeout")));
    listening.take_from_now_on();
    EXPECT_TRUE(wait_for_log(broker, "Received PUBACK from edge"));
}

TEST(MqttSource, DeliversAgainWhatWasTakenAndNotAcknowledged) {
    Broker broker;
    Listening listening(from(broker), Answer::take);
    ASSERT_TRUE(listening.wait_until_connected());
    publish(broker, "gw/1", "hello");
    const auto first = listening.wait_for(1).at(0);
    broker.stop();
    broker.start();
    ASSERT_TRUE(listening.wait_for_redelivery());
    listening.acknowledge();

    EXPECT_TRUE(wait_for_log(broker, "Received PUBACK from edge"));
    EXPECT_EQ(listening.wait_for(2).at(1).receipt, first.receipt);
}

MqttSourceOptions from(const ScriptedBroker& broker) {
    MqttSourceOptions options;
    options.broker = broker.endpoint();
    options.client_id = "edge";
    options.topics = {"gw/#"};
    options.retry_min = Millis{20};
    options.retry_max = Millis{100};
    return options;
}

TEST(MqttSource, SpeaksAnOlderMqttToABrokerThatKnowsNoBetter) {
    ScriptedBroker broker;
    Listening listening(from(broker));
    ASSERT_EQ(broker.take_client().at(8), '\x05');
    broker.say("\x20\2\0\1"sv);
    broker.hang_up();
    // MQTT 3.1.1, 3.1: level 4, no clean session, 30 s.
    EXPECT_EQ(broker.take_client(), "\x10\x10\0\4MQTT\4\0\0\x1e\0\4edge"sv);
    broker.say("\x20\2\0\0"sv);
    EXPECT_EQ(broker.take_packet(), "\x82\x09\0\1\0\4gw/#\1"sv);
    broker.say("\x90\3\0\1\1"sv);
    broker.say("\x32\x0a\0\4gw/1\0\7hi"sv);

    EXPECT_EQ(broker.take_packet(), "\x40\2\0\7"sv);
    EXPECT_EQ(listening.wait_for(1).at(0).payload, "hi");
    EXPECT_TRUE(listening.status().subscribed);
}

TEST(MqttSource, TakesTenMessagesForTheWindowOfAnOlderBroker) {
    ScriptedBroker broker;
    Listening listening(from(broker), Answer::take);
    broker.take_client();
    broker.say("\x20\2\0\1"sv);
    broker.take_client();
    broker.say("\x20\2\0\0\x90\3\0\1\1"sv);
    for (char id = 1; id <= 9; ++id) broker.say("\x32\x0a\0\4gw/1\0"s + id + "hi");
    ASSERT_EQ(listening.wait_for(9).size(), 9U);
    EXPECT_FALSE(listening.is_window_full());
    broker.say("\x32\x0a\0\4gw/1\0\x0ahi"sv);
    ASSERT_EQ(listening.wait_for(10).size(), 10U);

    EXPECT_TRUE(listening.is_window_full());
}

TEST(MqttSource, NamesTheSubscriptionThatIsRefused) {
    ScriptedBroker broker;
    Listening listening(from(broker));
    broker.take_client();
    broker.say("\x20\3\0\0\0\x90\4\0\1\0\x87"sv);

    EXPECT_TRUE(listening.wait_for_status(
        [](const auto& status) { return status.last_error == "broker refused the subscription to gw/#"; }));
}

TEST(MqttSource, SaysThatTheClientIdIsTakenByAnother) {
    ScriptedBroker broker;
    Listening listening(from(broker));
    broker.take_client();
    broker.say("\x20\3\0\0\0\xe0\2\x8e\0"sv);

    EXPECT_TRUE(listening.wait_for_status([](const auto& status) {
        return status.last_error == "another client connected with the same client_id";
    }));
}

TEST(MqttSource, LeavesABrokerThatSpeaksNoMqttAndComesAgain) {
    ScriptedBroker broker;
    Listening listening(from(broker));
    broker.take_client();
    broker.say("HTTP/1.1 400 Bad Request\r\n\r\n");
    EXPECT_TRUE(listening.wait_for_status(
        [](const auto& status) { return status.last_error.starts_with("broker sends what is no MQTT"); }));

    EXPECT_EQ(broker.take_client().substr(4, 4), "MQTT");
}

TEST(MqttSource, LeavesABrokerThatFallsSilent) {
    ScriptedBroker broker;
    auto options = from(broker);
    options.keep_alive = Millis{1'000};
    Listening listening(options);
    broker.take_client();
    broker.say("\x20\3\0\0\0\x90\4\0\1\0\1"sv);
    broker.take_packet();
    EXPECT_EQ(broker.take_packet(), "\xc0\0"sv);

    EXPECT_TRUE(listening.wait_for_status(
        [](const auto& status) { return status.last_error == "broker does not answer"; }));
}

TEST(MqttSource, RefusesOptionsThatCannotBe) {
    net::EventLoop loop;
    MqttSourceOptions none;
    EXPECT_EQ(MqttSource::open(loop, none, {}).error().code, Errc::malformed);

    MqttSourceOptions nameless;
    nameless.topics = {"gw/#"};
    nameless.client_id.clear();
    EXPECT_EQ(MqttSource::open(loop, nameless, {}).error().code, Errc::malformed);

    MqttSourceOptions closed;
    closed.topics = {"gw/#"};
    closed.in_flight_max = 0;
    EXPECT_EQ(MqttSource::open(loop, closed, {}).error().code, Errc::malformed);
}

}  // namespace
}  // namespace cairn::test
