#include "net/mqtt_packets.h"

#include <algorithm>
#include <utility>

namespace cairn::net {
namespace {

// Packet types in the upper half of the first byte, 2.1.2.
constexpr std::uint8_t type_connect = 0x10;
constexpr std::uint8_t type_connack = 0x20;
constexpr std::uint8_t type_publish = 0x30;
constexpr std::uint8_t type_puback = 0x40;
constexpr std::uint8_t type_subscribe = 0x82;  // with the flags that it must have
constexpr std::uint8_t type_suback = 0x90;
constexpr std::uint8_t type_pingreq = 0xC0;
constexpr std::uint8_t type_pingresp = 0xD0;
constexpr std::uint8_t type_disconnect = 0xE0;

constexpr std::uint8_t property_session_expiry = 0x11;
constexpr std::uint8_t property_server_keep_alive = 0x13;
constexpr std::uint8_t property_receive_maximum = 0x21;

constexpr std::uint8_t qos_1 = 0x01;
constexpr std::uint8_t no_retained = 0x20;  // Retain Handling 2, 3.8.3.1

/// Topic, packet id and properties around a largest payload.
constexpr std::size_t publish_head_bytes_max = 2 + 65'535 + 2;
constexpr std::size_t packet_bytes_max = limits::message_bytes_max + publish_head_bytes_max + 4'096;
/// What is no message is short; a SUBACK has a byte for each filter.
constexpr std::size_t answer_bytes_max = 64 * 1024;

void put_u16(std::vector<std::uint8_t>& out, std::size_t number) {
    out.push_back(static_cast<std::uint8_t>(number >> 8U));
    out.push_back(static_cast<std::uint8_t>(number));
}
/// Longer text is cut: no topic, name or password of 64 KiB means anything.
void put_text(std::vector<std::uint8_t>& out, std::string_view text) {
    const std::size_t size = std::min<std::size_t>(text.size(), 65'535);
    put_u16(out, size);
    out.insert(out.end(), text.begin(), text.begin() + static_cast<std::ptrdiff_t>(size));
}

/// 2.1.4 and 1.5.5: the Remaining Length in front of what follows.
std::vector<std::uint8_t> packet(std::uint8_t first, const std::vector<std::uint8_t>& body) {
    std::vector<std::uint8_t> out{first};
    std::size_t left = body.size();
    do {
        const auto low = static_cast<std::uint8_t>(left % 128);
        left /= 128;
        out.push_back(left > 0 ? static_cast<std::uint8_t>(low | 0x80U) : low);
    } while (left > 0);
    out.insert(out.end(), body.begin(), body.end());
    return out;
}

/// 1.5.5: at most four bytes. truncated: there are more to come.
Result<std::size_t> take_variable(ByteReader& reader) {
    std::size_t number = 0;
    for (unsigned shift = 0; shift < 28; shift += 7) {
        CAIRN_TRY(const std::uint8_t byte, reader.take_u8());
        number |= static_cast<std::size_t>(byte & 0x7FU) << shift;
        if ((byte & 0x80U) == 0) return number;
    }
    return fail(Errc::malformed, "mqtt: a length of over four bytes");
}

Result<Bytes> take_text(ByteReader& reader) {
    CAIRN_TRY(const std::uint16_t size, reader.take_u16_be());
    return reader.take(size);
}

/// Reads over the value of a property of this kind, 2.2.2.2.
Result<void> skip_property(std::uint8_t kind, ByteReader& reader) {
    switch (kind) {
        case 0x01:
        case 0x17:
        case 0x19:
        case 0x24:
        case 0x25:
        case 0x28:
        case 0x29:
        case 0x2A: CAIRN_CHECK(reader.take(1)); return {};
        case 0x13:
        case 0x21:
        case 0x22:
        case 0x23: CAIRN_CHECK(reader.take(2)); return {};
        case 0x02:
        case 0x11:
        case 0x18:
        case 0x27: CAIRN_CHECK(reader.take(4)); return {};
        case 0x0B: CAIRN_CHECK(take_variable(reader)); return {};
        case 0x26: CAIRN_CHECK(take_text(reader)); [[fallthrough]];  // a name before the value
        case 0x03:
        case 0x08:
        case 0x09:
        case 0x12:
        case 0x15:
        case 0x16:
        case 0x1A:
        case 0x1C:
        case 0x1F: CAIRN_CHECK(take_text(reader)); return {};
        default: return fail(Errc::malformed, "mqtt: a property that is not known");
    }
}

/// A packet that is whole and yet ends too early is malformed, not truncated.
Failure broken(const char* where) {
    return fail(Errc::malformed, where);
}

/// The properties as they stand, without their length. 3.1.1 has none.
Result<Bytes> take_properties(MqttVersion version, ByteReader& reader) {
    if (version == MqttVersion::v3_1_1) return Bytes();
    CAIRN_TRY(const std::size_t size, take_variable(reader));
    return reader.take(size);
}

Result<MqttPacket> read_connack(MqttVersion version, Bytes body) {
    ByteReader reader(body);
    const auto flags = reader.take_u8();
    const auto code = reader.take_u8();
    if (!flags || !code) return broken("mqtt: CONNACK");
    MqttConnack connack{*code, (*flags & 1U) != 0, std::nullopt};
    // A broker that does not know MQTT 5 refuses in the form of 3.1.1.
    if (reader.empty()) return MqttPacket(connack);
    const auto properties = take_properties(version, reader);
    if (!properties) return broken("mqtt: CONNACK");
    ByteReader left(*properties);
    while (!left.empty()) {
        const auto kind = left.take_u8();
        if (*kind == property_server_keep_alive) {
            const auto seconds = left.take_u16_be();
            if (!seconds) return broken("mqtt: CONNACK");
            connack.keep_alive_s = *seconds;
        } else if (!skip_property(*kind, left)) {
            return broken("mqtt: CONNACK");
        }
    }
    return MqttPacket(connack);
}

Result<MqttPacket> read_suback(MqttVersion version, Bytes body) {
    ByteReader reader(body);
    const auto packet_id = reader.take_u16_be();
    if (!packet_id || !take_properties(version, reader)) return broken("mqtt: SUBACK");
    return MqttPacket(MqttSuback{*packet_id, reader.rest()});
}

/// Topic and packet id, which stand in front of all else; `reader` is left behind them.
Result<MqttPublish> read_publish_head(std::uint8_t first, ByteReader& reader) {
    const unsigned qos = (first >> 1U) & 3U;
    if (qos > 1) return broken("mqtt: a PUBLISH of a QoS that was not asked for");
    MqttPublish publish;
    publish.is_duplicate = (first & 8U) != 0;
    publish.is_retained = (first & 1U) != 0;
    CAIRN_TRY(const Bytes topic, take_text(reader));
    publish.topic = as_text(topic);
    if (topic.empty()) return broken("mqtt: a PUBLISH without a topic");
    if (qos == 0) return publish;
    CAIRN_TRY(publish.packet_id, reader.take_u16_be());
    if (publish.packet_id == 0) return broken("mqtt: a PUBLISH with the packet id 0");
    return publish;
}

Result<MqttPacket> read_publish(MqttVersion version, std::uint8_t first, Bytes body) {
    ByteReader reader(body);
    auto publish = read_publish_head(first, reader);
    if (!publish || !take_properties(version, reader)) return broken("mqtt: PUBLISH");
    publish->payload = reader.rest();
    publish->is_oversized = publish->payload.size() > limits::message_bytes_max;
    if (publish->is_oversized) publish->payload = {};
    return MqttPacket(*publish);
}

/// Known from its first byte, so that nobody waits for the rest of what will be no packet.
bool is_brokers(std::uint8_t first) noexcept {
    switch (first & 0xF0U) {
        case type_connack:
        case type_publish:
        case type_suback:
        case type_pingresp:
        case type_disconnect: return true;
        default: return false;
    }
}

Result<MqttPacket> read_packet(MqttVersion version, std::uint8_t first, Bytes body) {
    switch (first & 0xF0U) {
        case type_connack: return read_connack(version, body);
        case type_publish: return read_publish(version, first, body);
        case type_suback: return read_suback(version, body);
        case type_pingresp: return MqttPacket(MqttPong{});
        default: return MqttPacket(MqttDisconnect{body.empty() ? std::uint8_t{0} : body.front()});
    }
}

}  // namespace

std::vector<std::uint8_t> connect_packet(const MqttConnect& connect) {
    std::vector<std::uint8_t> body;
    put_text(body, "MQTT");
    body.push_back(static_cast<std::uint8_t>(connect.version));
    const bool has_login = !connect.username.empty();
    body.push_back(has_login ? 0xC0 : 0x00);  // no clean start, no will
    put_u16(body, connect.keep_alive_s);
    if (connect.version == MqttVersion::v5) {
        body.push_back(8);  // bytes of properties
        body.insert(body.end(), {property_session_expiry, 0xFF, 0xFF, 0xFF, 0xFF, property_receive_maximum});
        put_u16(body, connect.in_flight_max);
    }
    put_text(body, connect.client_id);
    if (has_login) {
        put_text(body, connect.username);
        put_text(body, connect.password);
    }
    return packet(type_connect, body);
}

std::vector<std::uint8_t> subscribe_packet(MqttVersion version, std::uint16_t packet_id,
                                           std::span<const std::string> filters) {
    std::vector<std::uint8_t> body;
    put_u16(body, packet_id);
    if (version == MqttVersion::v5) body.push_back(0);  // no properties
    for (const std::string& filter : filters) {
        put_text(body, filter);
        body.push_back(version == MqttVersion::v5 ? qos_1 | no_retained : qos_1);
    }
    return packet(type_subscribe, body);
}

std::array<std::uint8_t, 4> puback_packet(std::uint16_t packet_id) noexcept {
    return {type_puback, 2, static_cast<std::uint8_t>(packet_id >> 8U), static_cast<std::uint8_t>(packet_id)};
}
std::array<std::uint8_t, 2> ping_packet() noexcept {
    return {type_pingreq, 0};
}
std::array<std::uint8_t, 2> disconnect_packet() noexcept {
    return {type_disconnect, 0};
}

void MqttReader::feed(Bytes bytes) {
    const std::size_t skipped = std::min(skip_bytes_, bytes.size());
    skip_bytes_ -= skipped;
    bytes = bytes.subspan(skipped);
    // What was popped goes once it is the larger part, so that a byte is moved once or twice, not more.
    if (at_ > 0 && at_ >= bytes_.size() - at_) {
        bytes_.erase(bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>(at_));
        at_ = 0;
    }
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
}

Result<std::optional<MqttPacket>> MqttReader::front() {
    const Bytes all = Bytes(bytes_).subspan(at_);
    ByteReader reader(all);
    const auto first = reader.take_u8();
    if (!first) return std::optional<MqttPacket>();
    if (!is_brokers(*first)) return broken("mqtt: a packet that no broker sends");
    const auto size = take_variable(reader);
    if (!size && size.error().code == Errc::truncated) return std::optional<MqttPacket>();
    if (!size) return fail(size.error());
    const bool is_publish = (*first & 0xF0U) == type_publish;
    if (!is_publish && *size > answer_bytes_max) return broken("mqtt: an answer of over 64 KiB");
    const std::size_t head_bytes = all.size() - reader.left();
    if (*size > packet_bytes_max) {
        const Bytes body = reader.rest().first(std::min(*size, reader.left()));
        front_bytes_ = head_bytes + body.size();
        return oversized(*first, body, *size - body.size());
    }
    const auto body = reader.take(*size);
    if (!body) return std::optional<MqttPacket>();
    front_bytes_ = head_bytes + *size;
    front_left_out_ = 0;
    CAIRN_TRY(const MqttPacket read, read_packet(version_, *first, *body));
    return std::optional(read);
}

/// Of a message that is too long even to be held, only the head is waited for.
Result<std::optional<MqttPacket>> MqttReader::oversized(std::uint8_t first, Bytes body,
                                                        std::size_t left_out_bytes) {
    ByteReader reader(body);
    auto publish = read_publish_head(first, reader);
    if (!publish && publish.error().code == Errc::truncated) return std::optional<MqttPacket>();
    if (!publish) return fail(publish.error());
    publish->is_oversized = true;
    front_left_out_ = left_out_bytes;
    return std::optional<MqttPacket>(*publish);
}

void MqttReader::pop() {
    at_ += std::exchange(front_bytes_, 0);
    skip_bytes_ = std::exchange(front_left_out_, 0);
    if (at_ < bytes_.size()) return;
    at_ = 0;
    constexpr std::size_t kept_bytes = 64 * 1024;  // a single long message is not paid for ever
    if (bytes_.capacity() > kept_bytes)
        bytes_ = {};
    else
        bytes_.clear();
}

}  // namespace cairn::net
