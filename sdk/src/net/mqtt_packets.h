// MQTT 5 and 3.1.1, as a receiver of messages speaks them: packets to bytes and back. No socket, no wait.
//
// Chapter numbers are those of MQTT 5.0, of which 3.1.1 is a subset but for the properties.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "cairn/core/bytes.h"
#include "cairn/core/limits.h"
#include "cairn/core/result.h"

namespace cairn::net {

/// The protocol level of CONNECT.
enum class MqttVersion : std::uint8_t { v3_1_1 = 4, v5 = 5 };

struct MqttConnect {
    MqttVersion version = MqttVersion::v5;
    std::string client_id;
    std::string username;  // empty: neither it nor the password is sent
    std::string password;
    std::uint16_t keep_alive_s = 60;
    std::uint16_t in_flight_max = 1'000;  // Receive Maximum; 3.1.1 has none
};

/// Takes up a session, which then stays for ever.
std::vector<std::uint8_t> connect_packet(const MqttConnect& connect);
/// At QoS 1; without the retained messages, where MQTT 5 lets one ask for that.
std::vector<std::uint8_t> subscribe_packet(MqttVersion version, std::uint16_t packet_id,
                                           std::span<const std::string> filters);
std::array<std::uint8_t, 4> puback_packet(std::uint16_t packet_id) noexcept;
std::array<std::uint8_t, 2> ping_packet() noexcept;
std::array<std::uint8_t, 2> disconnect_packet() noexcept;

/// 0 is success. 3.1.1 has return codes up to 5, MQTT 5 reason codes from 0x80 on.
struct MqttConnack {
    std::uint8_t code = 0;
    bool session_present = false;
    std::optional<std::uint16_t> keep_alive_s;  // the broker's own, to be used instead
};
struct MqttSuback {
    std::uint16_t packet_id = 0;
    Bytes codes;  // one for each filter; 0x80 and up: refused
};
struct MqttPublish {
    std::string_view topic;
    Bytes payload;                // empty when oversized
    std::uint16_t packet_id = 0;  // 0: QoS 0, nothing to acknowledge
    bool is_duplicate = false;
    bool is_retained = false;
    bool is_oversized = false;  // payload over limits::message_bytes_max, read over
};
struct MqttPong {};
/// MQTT 5 only: the broker says why it closes.
struct MqttDisconnect {
    std::uint8_t code = 0;
};
using MqttPacket = std::variant<MqttConnack, MqttSuback, MqttPublish, MqttPong, MqttDisconnect>;

/// Puts packets together from pieces of any size. Holds one packet and the piece it came with at most.
class MqttReader {
public:
    explicit MqttReader(MqttVersion version) noexcept : version_(version) {}

    void feed(Bytes bytes);
    /// The packet at the front, which stays there until pop(); nullopt: it is not whole yet. Views live
    /// until pop() or feed(). malformed: the connection is of no more use.
    Result<std::optional<MqttPacket>> front();
    /// Only after front() has answered a packet.
    void pop();

private:
    Result<std::optional<MqttPacket>> oversized(std::uint8_t first, Bytes body, std::size_t left_out_bytes);

    MqttVersion version_;
    std::vector<std::uint8_t> bytes_;
    std::size_t at_ = 0;          // of the front in bytes_
    std::size_t front_bytes_ = 0;       // to be popped
    std::size_t front_left_out_ = 0;    // of an oversized message, behind them
    std::size_t skip_bytes_ = 0;        // of one that was popped, yet to come
};

}  // namespace cairn::net
