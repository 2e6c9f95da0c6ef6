// Bytes by hand, from MQTT 5.0 chapter 3.
#include "net/mqtt_packets.h"

#include <gtest/gtest.h>

#include <string>

namespace cairn::test {
namespace {

using namespace net;
using namespace std::literals;

std::string text_of(Bytes bytes) {
    return std::string(as_text(bytes));
}

/// The first packet in `bytes`; they must hold it.
template <typename Packet>
Packet read(MqttReader& reader, std::string_view bytes) {
    reader.feed(as_bytes(bytes));
    const auto packet = reader.front();
    EXPECT_TRUE(packet.has_value());
    EXPECT_TRUE(packet.has_value() && packet->has_value());
    return std::get<Packet>(packet->value());
}

void expect_malformed(std::string_view bytes, MqttVersion version = MqttVersion::v5) {
    MqttReader reader(version);
    reader.feed(as_bytes(bytes));
    const auto packet = reader.front();
    ASSERT_FALSE(packet.has_value());
    EXPECT_EQ(packet.error().code, Errc::malformed);
}

TEST(MqttPackets, ConnectTakesUpASessionThatStays) {
    MqttConnect connect;
    connect.client_id = "edge";
    connect.keep_alive_s = 30;
    connect.in_flight_max = 4096;
    EXPECT_EQ(text_of(connect_packet(connect)),
              "\x10\x19\0\4MQTT\5\0\0\x1e\x08\x11\xff\xff\xff\xff\x21\x10\0\0\4edge"sv);
}

TEST(MqttPackets, ConnectCarriesTheLogin) {
    MqttConnect connect;
    connect.version = MqttVersion::v3_1_1;
    connect.client_id = "e";
    connect.username = "u";
    connect.password = "pw";
    connect.keep_alive_s = 30;
    EXPECT_EQ(text_of(connect_packet(connect)), "\x10\x14\0\4MQTT\4\xc0\0\x1e\0\1e\0\1u\0\2pw"sv);
}

TEST(MqttPackets, SubscribeAsksForNothingRetained) {
    const std::vector<std::string> filters{"a/#", "b"};
    EXPECT_EQ(text_of(subscribe_packet(MqttVersion::v5, 1, filters)), "\x82\x0d\0\1\0\0\3a/#\x21\0\1b\x21"sv);
}

/// PUBLISH at QoS 1, flagged DUP: topic a/b, packet id 258, a user property k: v.
constexpr std::string_view message = "\x3a\x13\0\3a/b\1\2\7\x26\0\1k\0\1vhello"sv.substr(0, 21);

TEST(MqttReader, ReadsAMessageBehindItsProperties) {
    MqttReader reader(MqttVersion::v5);
    const auto publish = read<MqttPublish>(reader, message);

    EXPECT_EQ(publish.topic, "a/b");
    EXPECT_EQ(publish.packet_id, 258);
    EXPECT_EQ(text_of(publish.payload), "hell");
    EXPECT_TRUE(publish.is_duplicate);
    EXPECT_FALSE(publish.is_retained);
}

TEST(MqttReader, ReadsAMessageOfQosZeroWithoutAPacketId) {
    MqttReader reader(MqttVersion::v3_1_1);
    const auto publish = read<MqttPublish>(reader, "\x31\5\0\1ahi"sv);

    EXPECT_EQ(publish.packet_id, 0);
    EXPECT_EQ(text_of(publish.payload), "hi");
    EXPECT_TRUE(publish.is_retained);
}

TEST(MqttReader, PutsAPacketTogetherFromSingleBytes) {
    MqttReader reader(MqttVersion::v5);
    for (const char c : message.substr(0, message.size() - 1)) {
        reader.feed(as_bytes({&c, 1}));
        const auto packet = reader.front();
        ASSERT_TRUE(packet.has_value());
        ASSERT_FALSE(packet->has_value());
    }
    EXPECT_EQ(read<MqttPublish>(reader, message.substr(message.size() - 1)).topic, "a/b");
}

TEST(MqttReader, KeepsThePacketAtTheFrontUntilItIsPopped) {
    MqttReader reader(MqttVersion::v5);
    reader.feed(as_bytes("\xd0\0\x30\5\0\1a\0x"sv));
    EXPECT_TRUE(std::holds_alternative<MqttPong>(reader.front()->value()));
    EXPECT_TRUE(std::holds_alternative<MqttPong>(reader.front()->value()));
    reader.pop();
    EXPECT_EQ(std::get<MqttPublish>(reader.front()->value()).topic, "a");
    reader.pop();
    EXPECT_FALSE(reader.front()->has_value());
}

TEST(MqttReader, ReadsTheGreetingAndTheBrokersKeepAlive) {
    MqttReader reader(MqttVersion::v5);
    const auto connack = read<MqttConnack>(reader, "\x20\x0d\1\0\x0a\x13\0\x3c\x21\0\x0a\x1f\0\1n"sv);

    EXPECT_TRUE(connack.session_present);
    EXPECT_EQ(connack.code, 0);
    EXPECT_EQ(connack.keep_alive_s, 60);
}

TEST(MqttReader, ReadsTheRefusalOfAnOlderBroker) {
    MqttReader reader(MqttVersion::v5);
    EXPECT_EQ(read<MqttConnack>(reader, "\x20\2\0\1"sv).code, 1);
}

TEST(MqttReader, ReadsWhatBecameOfEachSubscription) {
    MqttReader reader(MqttVersion::v5);
    const auto suback = read<MqttSuback>(reader, "\x90\5\0\1\0\1\x87"sv);

    EXPECT_EQ(suback.packet_id, 1);
    EXPECT_EQ(text_of(suback.codes), "\1\x87");
}

TEST(MqttReader, ReadsWhyTheBrokerCloses) {
    MqttReader reader(MqttVersion::v5);
    EXPECT_EQ(read<MqttDisconnect>(reader, "\xe0\2\x8e\0"sv).code, 0x8e);
}

/// A PUBLISH at QoS 1 of `payload_bytes` without properties.
std::string long_message(std::size_t payload_bytes) {
    std::size_t left = 2 + 1 + 2 + 1 + payload_bytes;
    std::string bytes = "\x32";
    for (int i = 0; i < 3; ++i, left /= 128) bytes += static_cast<char>(left % 128 | 0x80U);
    bytes += static_cast<char>(left);
    return bytes + "\0\1a\0\7\0"s + std::string(payload_bytes, 'x');
}

/// Feeds as a socket does; the number of packets that came.
std::vector<bool> read_all(MqttReader& reader, std::string_view bytes) {
    std::vector<bool> oversized;
    while (!bytes.empty()) {
        const auto piece = bytes.substr(0, 16'384);
        bytes.remove_prefix(piece.size());
        reader.feed(as_bytes(piece));
        while (reader.front()->has_value()) {
            oversized.push_back(std::get<MqttPublish>(reader.front()->value()).is_oversized);
            reader.pop();
        }
    }
    return oversized;
}

TEST(MqttReader, ReadsOverMessagesThatAreTooLong) {
    MqttReader reader(MqttVersion::v5);
    const std::string bytes = long_message(limits::message_bytes_max) +
                              long_message(limits::message_bytes_max + 1) +
                              long_message(20 * limits::message_bytes_max) + long_message(3'000'000);

    EXPECT_EQ(read_all(reader, bytes), std::vector<bool>({false, true, true, true}));
}

TEST(MqttReader, RefusesWhatNoBrokerSends) {
    expect_malformed("\x10\0"sv);                      // CONNECT
    expect_malformed("\x34\7\0\1a\0\1\0x"sv);          // QoS 2
    expect_malformed("\x32\6\0\1a\0\0\0"sv);           // packet id 0
    expect_malformed("\x30\3\0\0\0"sv);                // no topic
    expect_malformed("\x30\4\0\x09"
                     "ab"sv);           // a topic that is longer than the packet
    expect_malformed("\x30\5\0\1a\x09x"sv);            // properties that are
    expect_malformed("\x20\1\0"sv);                    // half a CONNACK
    expect_malformed("\x20\4\0\0\1\x55"sv);            // a property that is not known
    expect_malformed("\x20\4\0\0\1\x13"sv);            // one that is cut
    expect_malformed("\x90\1\0"sv);                    // half a SUBACK
    expect_malformed("\x30\xff\xff\xff\xff\1"sv);      // a length of five bytes
    expect_malformed("\x90\x80\x80\x08"sv);            // an answer of 128 KiB
}

}  // namespace
}  // namespace cairn::test
