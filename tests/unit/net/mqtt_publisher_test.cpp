// Publishing to a real mosquitto.
#include "cairn/net/mqtt_publisher.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "support/broker.h"
#include "support/certificates.h"

namespace cairn::test {
namespace {

using net::MqttPublisher;
using net::MqttPublisherOptions;
using testing::HasSubstr;

MqttPublisherOptions to(const Broker& broker) {
    MqttPublisherOptions options;
    options.broker = broker.endpoint();
    options.client_id = "publisher";
    return options;
}

TEST(MqttPublisher, HasTheBrokersReceiptForQosOne) {
    const Broker broker;
    const auto publisher = MqttPublisher::open(to(broker));
    ASSERT_TRUE(publisher);

    EXPECT_TRUE((*publisher)->publish("gw/1", as_bytes("hello"), 1));
    EXPECT_THAT(broker.log(), HasSubstr("Sending PUBACK to publisher"));
}

TEST(MqttPublisher, SendsAtQosZero) {
    const Broker broker;
    const auto publisher = MqttPublisher::open(to(broker));
    ASSERT_TRUE(publisher);

    EXPECT_TRUE((*publisher)->publish("gw/1", {}, 0));
}

TEST(MqttPublisher, HearsWhatItListensTo) {
    const Broker broker;
    const auto publisher = MqttPublisher::open(to(broker));
    ASSERT_TRUE(publisher);
    ASSERT_TRUE((*publisher)->listen("gw/+/replies"));

    ASSERT_TRUE((*publisher)->publish("gw/1/commands", as_bytes("other"), 1));
    ASSERT_TRUE((*publisher)->publish("gw/1/replies", as_bytes("hello"), 1));

    const auto heard = (*publisher)->wait_for_message(Millis{10'000});
    ASSERT_TRUE(heard);
    EXPECT_EQ(heard->topic, "gw/1/replies");
    EXPECT_EQ(heard->payload, "hello");
    EXPECT_FALSE((*publisher)->wait_for_message(Millis{1}));
}

TEST(MqttPublisher, LeavesNothingBehindAtTheBroker) {
    const Broker broker;
    {
        const auto publisher = MqttPublisher::open(to(broker));
        ASSERT_TRUE(publisher && (*publisher)->listen("gw/#"));
    }
    const auto again = MqttPublisher::open(to(broker));
    ASSERT_TRUE(again && (*again)->publish("gw/1", as_bytes("hello"), 1));

    EXPECT_FALSE((*again)->wait_for_message(Millis{100}));
}

TEST(MqttPublisher, MayLeaveItsNameToTheBroker) {
    const Broker broker;
    auto options = to(broker);
    options.client_id.clear();

    EXPECT_TRUE(MqttPublisher::open(options));
}

TEST(MqttPublisher, SaysThatNoBrokerIsThere) {
    MqttPublisherOptions options;
    options.broker = {"127.0.0.1", free_port()};
    std::string reason;
    const auto publisher = MqttPublisher::open(options, &reason);

    ASSERT_FALSE(publisher);
    EXPECT_EQ(publisher.error().code, Errc::closed);
    EXPECT_THAT(reason, HasSubstr("no connection to the broker"));
}

TEST(MqttPublisher, SaysThatThePasswordIsWrong) {
    const Broker broker({.username = "gateway", .password = "right"});
    auto options = to(broker);
    options.username = "gateway";
    options.password = "wrong";
    std::string reason;
    const auto publisher = MqttPublisher::open(options, &reason);

    ASSERT_FALSE(publisher);
    EXPECT_EQ(publisher.error().code, Errc::denied);
    EXPECT_EQ(reason, "broker refused the user name or password");

    options.password = "right";
    EXPECT_TRUE(MqttPublisher::open(options));
}

TEST(MqttPublisher, NoticesThatTheBrokerIsGone) {
    Broker broker;
    const auto publisher = MqttPublisher::open(to(broker));
    ASSERT_TRUE(publisher);
    broker.stop();

    Result<void> sent;
    for (int i = 0; i < 1000 && sent; ++i) sent = (*publisher)->publish("gw/1", as_bytes("hello"), 1);

    ASSERT_FALSE(sent);
    EXPECT_EQ(sent.error().code, Errc::closed);
}

TEST(MqttPublisher, ChecksTheBrokersCertificate) {
    const Certificates made({"127.0.0.1"});
    const Certificates other;
    const Broker broker(
        {.certificate_file = made.files().certificate_file, .key_file = made.files().key_file});
    auto options = to(broker);
    options.ca_file = made.ca_file();
    const auto publisher = MqttPublisher::open(options);
    ASSERT_TRUE(publisher);
    EXPECT_TRUE((*publisher)->publish("gw/1", as_bytes("hello"), 1));

    options.ca_file = other.ca_file();
    std::string reason;
    EXPECT_EQ(MqttPublisher::open(options, &reason).error().code, Errc::denied);
    EXPECT_NE(reason.find("broker's certificate is refused: not signed by ca_file"), std::string::npos)
        << reason;
}

TEST(MqttPublisher, ChecksTheBrokersName) {
    const Certificates made({"other.example"});
    const Broker broker(
        {.certificate_file = made.files().certificate_file, .key_file = made.files().key_file});
    auto options = to(broker);
    options.ca_file = made.ca_file();
    std::string reason;
    const auto publisher = MqttPublisher::open(options, &reason);

    ASSERT_FALSE(publisher);
    EXPECT_EQ(publisher.error().code, Errc::denied);
    EXPECT_NE(reason.find("for another name than 127.0.0.1"), std::string::npos) << reason;
}

TEST(MqttPublisher, TellsARefusedCertificateFromAnAbsentBroker) {
    const Certificates made({"127.0.0.1"});
    MqttPublisherOptions options;
    options.broker = {"127.0.0.1", free_port()};
    options.ca_file = made.ca_file();

    EXPECT_EQ(MqttPublisher::open(options).error().code, Errc::closed);
}

}  // namespace
}  // namespace cairn::test
