#include "raddec/binary.h"

#include <array>
#include <numeric>

#include "cairn/core/hex.h"
#include "cairn/core/inline_vector.h"
#include "dialect/rssi.h"
#include "raddec/hearing.h"

namespace cairn::adapters::raddec {
namespace {

constexpr std::uint8_t flag = 0x10;
constexpr std::uint8_t property_time = 0xF0;
constexpr std::uint8_t property_packets = 0xF1;
constexpr std::size_t count_max = 15;
constexpr int rssi_offset = 127;

struct Receiver {
    GatewayId gateway;
    std::optional<std::int8_t> rssi_dbm;
};

struct Content {
    Transmitter transmitter;
    InlineVector<Receiver, count_max> receivers;
    std::optional<std::int64_t> unix_ms;
    InlineVector<Bytes, count_max> packets;
};

std::uint8_t sum_of(Bytes bytes) noexcept {
    return static_cast<std::uint8_t>(std::accumulate(bytes.begin(), bytes.end(), 0U));
}

// By kind: unknown, EUI-64, EUI-48, random 48, TID-96, EPC-96, UUID-128, EURID-32.
constexpr std::array<std::size_t, 8> identifier_bytes{0, 8, 6, 6, 12, 12, 16, 4};

Result<InlineString<32>> take_identifier(ByteReader& reader, std::uint8_t kind) noexcept {
    if (kind >= identifier_bytes.size() || identifier_bytes[kind] == 0) {
        return fail(Errc::malformed, "raddec: kind of identifier");
    }
    CAIRN_TRY(const Bytes bytes, reader.take(identifier_bytes[kind]));
    InlineString<32> digits;
    append_hex(digits, bytes);
    return digits;
}

Result<Receiver> take_receiver(ByteReader& reader) noexcept {
    CAIRN_TRY(const std::uint8_t level, reader.take_u8());
    CAIRN_TRY(const std::uint8_t decodings, reader.take_u8());
    static_cast<void>(decodings);
    CAIRN_TRY(const std::uint8_t kind, reader.take_u8());
    CAIRN_TRY(const auto digits, take_identifier(reader, kind));
    CAIRN_TRY(const GatewayId gateway, receiver_of(digits));
    return Receiver{gateway, known_rssi_dbm(static_cast<std::int8_t>(level - rssi_offset))};
}

Result<void> take_packets(ByteReader& reader, Content& content) noexcept {
    CAIRN_TRY(const std::uint8_t count, reader.take_u8());
    for (unsigned i = 0; i < count; ++i) {
        CAIRN_TRY(const std::uint8_t size, reader.take_u8());
        CAIRN_TRY(const Bytes packet, reader.take(size));
        static_cast<void>(content.packets.push_back(packet));
    }
    return {};
}

Result<void> take_properties(ByteReader& reader, Content& content) noexcept {
    while (!reader.empty()) {
        CAIRN_TRY(const std::uint8_t property, reader.take_u8());
        if (property == property_time) {
            CAIRN_TRY(const Bytes time, reader.take(6));
            content.unix_ms = 0;
            for (const std::uint8_t byte : time) content.unix_ms = *content.unix_ms << 8 | byte;
        } else if (property == property_packets) {
            CAIRN_CHECK(take_packets(reader, content));
        } else {
            return fail(Errc::unsupported, "raddec: property");
        }
    }
    return {};
}

Result<void> parse(Bytes message, Content& content) noexcept {
    constexpr std::size_t front_bytes = 3;  // flag and length
    ByteReader reader(message.subspan(front_bytes));
    CAIRN_TRY(const std::uint8_t kind, reader.take_u8());
    CAIRN_TRY(const auto digits, take_identifier(reader, kind));
    CAIRN_TRY(content.transmitter, transmitter_of(kind, digits));
    CAIRN_TRY(const std::uint8_t count, reader.take_u8());
    for (std::size_t i = 0; i < (count & 0x0FU); ++i) {
        CAIRN_TRY(const Receiver receiver, take_receiver(reader));
        static_cast<void>(content.receivers.push_back(receiver));
    }
    if (reader.empty()) return fail(Errc::truncated, "raddec: no checksum");
    // The checksum ends the message, or in older versions the part before the properties.
    const Bytes rest = reader.rest();
    const bool at_end = sum_of(message.first(message.size() - 1)) == message.back();
    ByteReader properties(at_end ? rest.first(rest.size() - 1) : rest.subspan(1));
    return take_properties(properties, content);
}

}  // namespace

bool is_binary(Bytes message) noexcept {
    if (message.size() < 4 || message[0] != flag) return false;
    if ((message[1] << 8 | message[2]) != static_cast<int>(message.size())) return false;
    if (sum_of(message.first(message.size() - 1)) == message.back()) return true;
    ByteReader reader(message.subspan(3));
    const auto kind = reader.take_u8();
    if (!kind || !take_identifier(reader, *kind)) return false;
    const auto count = reader.take_u8();
    for (std::size_t i = 0; count && i < (*count & 0x0FU); ++i) {
        if (!take_receiver(reader)) return false;
    }
    if (reader.empty()) return false;
    const std::uint8_t checksum = reader.rest().front();
    return static_cast<std::uint8_t>(sum_of(message) - checksum) == checksum;
}

void read_binary(Bytes message, Timestamp now, FrameBuilder& frames, IngestSink& sink) {
    if (!is_binary(message)) return sink.rejected(Error{Errc::malformed, 0, "raddec: length or checksum"});
    Content content;
    if (const auto parsed = parse(message, content); !parsed) sink.rejected(parsed.error());
    if (content.transmitter.id.empty()) return;
    const HeardAt heard = heard_at(content.unix_ms, now, Delivery::live);
    for (std::size_t i = 0; i < content.receivers.size(); ++i) {
        const Receiver& receiver = content.receivers[i];
        const Advertisement hearing{
            content.transmitter.id,          {}, heard.at, heard.source, receiver.rssi_dbm, {},
            content.transmitter.address_type};
        frames.open(receiver.gateway, now, sink);
        // The packets are told once, with the receiver that heard best.
        std::size_t told = 0;
        for (std::size_t j = 0; i == 0 && j < content.packets.size(); ++j) {
            const auto structures = structures_in(content.packets[j]);
            if (structures) {
                frames.hearing(hearing, *structures);
                ++told;
            } else {
                frames.refuse(structures.error().code, structures.error().where);
            }
        }
        if (told == 0) frames.hearing(hearing, {});
        frames.close();
    }
}

}  // namespace cairn::adapters::raddec
