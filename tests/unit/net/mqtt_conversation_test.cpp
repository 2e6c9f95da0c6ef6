// How a conversation is marked and numbered on a broker.
#include "net/mqtt_conversation.h"

#include <gtest/gtest.h>

#include <array>

#include "cairn/net/broker_url.h"

namespace cairn::test {
namespace {

using net::Arrival;
using net::BrokerUrl;
using net::MessageOrder;

TEST(MqttTopics, AreOfOneEdge) {
    EXPECT_EQ(net::mqtt_up_topic("dock-1"), "cairn/v2/dock-1/up");
    EXPECT_EQ(net::mqtt_down_topic("dock-1"), "cairn/v2/dock-1/down");
    EXPECT_EQ(net::edge_of_up_topic("cairn/v2/dock-1/up"), "dock-1");
}

TEST(MqttTopics, OfOtherFormsAreOfNobody) {
    for (const char* topic : {"", "cairn/v2/up", "cairn/v2//up", "cairn/v2/a/b/up", "cairn/v1/dock/up",
                              "cairn/v2/dock/down", "cairn/v2/#/up"}) {
        EXPECT_FALSE(net::edge_of_up_topic(topic)) << topic;
    }
}

TEST(ConversationMark, IsTwelveBytesBigEndian) {
    const auto bytes = encode(net::ConversationMark{0x0102030405060708, 0x090A0B0C});

    EXPECT_EQ(bytes, (std::array<std::uint8_t, 12>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}));
    const auto mark = net::parse_conversation_mark(bytes);
    ASSERT_TRUE(mark);
    EXPECT_EQ(mark->conversation, 0x0102030405060708U);
    EXPECT_EQ(mark->number, 0x090A0B0CU);
}

TEST(ConversationMark, OfAnotherLengthIsNone) {
    EXPECT_FALSE(net::parse_conversation_mark({}));
    EXPECT_FALSE(net::parse_conversation_mark(std::array<std::uint8_t, 11>{}));
    EXPECT_FALSE(net::parse_conversation_mark(std::array<std::uint8_t, 13>{}));
}

TEST(MessageOrder, TellsTheNextFromRepeatedOnesAndGaps) {
    MessageOrder order;

    EXPECT_EQ(order.take(1), Arrival::next);
    EXPECT_EQ(order.take(2), Arrival::next);
    EXPECT_EQ(order.take(1), Arrival::repeated);
    EXPECT_EQ(order.take(2), Arrival::repeated);
    EXPECT_EQ(order.take(4), Arrival::gap);
    EXPECT_EQ(order.take(3), Arrival::next);
}

TEST(BrokerUrl, SaysWhereAndHow) {
    const auto with_tls = BrokerUrl::parse("mqtts://broker.example:18883");
    ASSERT_TRUE(with_tls);
    EXPECT_TRUE(with_tls->has_tls);
    EXPECT_EQ(with_tls->endpoint.text(), "broker.example:18883");
    EXPECT_EQ(with_tls->text(), "mqtts://broker.example:18883");

    EXPECT_FALSE(BrokerUrl::parse("mqtt://broker.example:18883")->has_tls);
}

TEST(BrokerUrl, KnowsTheUsualPorts) {
    EXPECT_EQ(BrokerUrl::parse("mqtts://broker.example")->endpoint.port, 8883);
    EXPECT_EQ(BrokerUrl::parse("mqtt://[::1]")->endpoint.text(), "[::1]:1883");
}

TEST(BrokerUrl, IsNothingElse) {
    for (const char* text : {"", "broker.example", "broker.example:1883", "https://broker.example",
                             "mqtts://", "mqtts://broker:99999", "mqtts://broker/path", "mqtt://a:b:c"}) {
        EXPECT_FALSE(BrokerUrl::parse(text)) << text;
    }
}

TEST(BrokerUrl, IsPrivateWithTlsOrOnThisMachine) {
    EXPECT_TRUE(BrokerUrl::parse("mqtts://broker.example")->is_private());
    EXPECT_TRUE(BrokerUrl::parse("mqtt://localhost")->is_private());
    EXPECT_FALSE(BrokerUrl::parse("mqtt://broker.example")->is_private());
}

}  // namespace
}  // namespace cairn::test
