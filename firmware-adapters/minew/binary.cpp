#include "minew/binary.h"

#include <array>
#include <optional>

#include "dialect/raw_payload.h"
#include "dialect/rssi.h"

namespace cairn::adapters::minew {
namespace {

constexpr std::uint8_t start_byte = 0xBB;
constexpr std::uint8_t short_kind = 0x00;
constexpr std::uint8_t long_kind = 0x01;
constexpr std::uint8_t end_byte = 0xDD;
constexpr std::size_t message_bytes_min = 15;

struct Packet {
    Bytes payload;
    std::uint8_t response = 0;
    std::optional<std::int8_t> rssi_dbm;

    bool is_response() const noexcept { return (response & 0x01) != 0; }
    AddressType address_type() const noexcept {
        constexpr std::array types{AddressType::public_device, AddressType::random_static,
                                   AddressType::resolvable, AddressType::non_resolvable};
        return types[response >> 1 & 0x03];
    }
};

Result<Packet> take_packet(ByteReader& reader) {
    Packet packet;
    CAIRN_TRY(const auto size, reader.take_u8());
    CAIRN_TRY(packet.payload, reader.take(size));
    CAIRN_TRY(packet.response, reader.take_u8());
    CAIRN_TRY(const auto rssi_dbm, reader.take_i8());
    packet.rssi_dbm = known_rssi_dbm(rssi_dbm);
    return packet;
}

// One hearing at a time. A scan response that follows its advertisement is the same hearing.
class TagHearings {
public:
    TagHearings(const MacAddress& address, FrameBuilder& frames)
        : tag_(TagId::of("ble", address)),
          frames_(&frames) {}

    void add(const Packet& packet) {
        const bool answers = waiting_ && packet.is_response();
        if (!answers) {
            flush();
            first_ = packet;
        }
        append(packet.payload);
        waiting_ = !packet.is_response();
        filled_ = true;
    }

    void flush() {
        if (!filled_) return;
        frames_->hearing(Advertisement{tag_,
                                       {},
                                       frames_->received_at(),
                                       TimeSource::receipt,
                                       first_.rssi_dbm,
                                       {},
                                       first_.address_type()},
                         payload_.view());
        payload_ = RawPayload{};
        filled_ = false;
        waiting_ = false;
    }

private:
    void append(Bytes part) {
        const auto appended = payload_.append(part);
        if (!appended) frames_->refuse(appended.error().code, appended.error().where);
    }

    TagId tag_;
    FrameBuilder* frames_;
    Packet first_;
    RawPayload payload_;
    bool filled_ = false;
    bool waiting_ = false;  // the scan response may follow
};

// Everything behind the gateway's address, up to the end byte. Without `frames` it only looks whether
// all counts and lengths fit.
Result<void> walk_tags(Bytes bytes, FrameBuilder* frames) {
    ByteReader reader(bytes);
    CAIRN_TRY(const auto tags, reader.take_u16_be());
    for (unsigned tag = 0; tag < tags; ++tag) {
        CAIRN_TRY(const Bytes address, reader.take(6));
        CAIRN_TRY(const auto packets, reader.take_u16_be());
        std::optional<TagHearings> hearings;
        if (frames != nullptr) hearings.emplace(*MacAddress::from_bytes(address), *frames);
        for (unsigned packet = 0; packet < packets; ++packet) {
            CAIRN_TRY(const Packet taken, take_packet(reader));
            if (hearings) hearings->add(taken);
        }
        if (hearings) hearings->flush();
    }
    if (!reader.empty()) return fail(Errc::malformed, "minew.binary: bytes behind the last tag");
    return {};
}

class Binary final : public Adapter {
public:
    explicit Binary(Scratch& scratch) noexcept : scratch_(&scratch) {}

    std::string_view name() const noexcept override { return "minew.binary"; }

    bool recognises(const Message& message) const noexcept override {
        const Bytes payload = message.payload;
        if (payload.size() < message_bytes_min || payload[0] != start_byte) return false;
        return payload[1] == long_kind || (payload[1] == short_kind && payload.back() == end_byte);
    }

    void feed(const Message& message, Timestamp now, IngestSink& sink) override {
        const auto read = read_message(message.payload, now, sink);
        if (!read) sink.rejected(read.error());
    }

private:
    // A message whose lengths do not add up is refused as a whole: there is no checksum, and a wrong
    // length makes tags out of the bytes of others.
    Result<void> read_message(Bytes payload, Timestamp now, IngestSink& sink) {
        if (payload.size() < message_bytes_min) return fail(Errc::truncated, "minew.binary: header");
        ByteReader reader(payload);
        if (*reader.take_u8() != start_byte) return fail(Errc::malformed, "minew.binary: start byte");
        const std::uint8_t kind = *reader.take_u8();
        if (kind == short_kind) return fail(Errc::unsupported, "minew.binary: short format");
        if (kind != long_kind) return fail(Errc::malformed, "minew.binary: start byte");
        const std::size_t claimed = *reader.take_u32_be();
        if (claimed > payload.size()) return fail(Errc::truncated, "minew.binary: length");
        if (claimed < payload.size()) return fail(Errc::malformed, "minew.binary: length");
        if (payload.back() != end_byte) return fail(Errc::malformed, "minew.binary: end byte");
        const MacAddress gateway = *MacAddress::from_bytes(*reader.take(6));
        const Bytes tags = reader.rest().first(reader.left() - 1);
        CAIRN_CHECK(walk_tags(tags, nullptr));
        scratch_->frames.open(GatewayId::of("minew", gateway), now, sink);
        CAIRN_CHECK(walk_tags(tags, &scratch_->frames));
        scratch_->frames.close();
        return {};
    }

    Scratch* scratch_;
};

}  // namespace

std::unique_ptr<Adapter> make_binary(Scratch& scratch) {
    return std::make_unique<Binary>(scratch);
}

}  // namespace cairn::adapters::minew
