#include "aprilbrother/aprilbrother.h"

#include <optional>

#include "cairn/core/hex.h"
#include "dialect/json_fields.h"
#include "dialect/msgpack_reader.h"
#include "dialect/rssi.h"
#include "dialect/topic.h"

namespace cairn::adapters::aprilbrother {
namespace {

constexpr std::size_t device_head_bytes = 8;  // kind of advertisement, address, signal

// What a message says of the gateway; firmware orders the members as it likes.
struct Head {
    std::optional<MacAddress> gateway;
    std::optional<double> message_id;
    std::optional<double> uptime_s;
    std::optional<double> rssi_dbm;  // of its Wi-Fi
};

struct PackedMessage {
    Head head;
    MsgpackReader devices{Bytes{}};  // behind the head of the array
    std::uint32_t device_count = 0;
};

std::optional<MacAddress> address_of(Bytes value) {
    const auto address =
        value.size() == 6 ? MacAddress::from_bytes(value) : MacAddress::parse(as_text(value));
    return address ? std::optional(*address) : std::nullopt;
}

void read_member(std::string_view key, const MsgpackItem& value, Head& head) {
    const auto number = [&] {
        return value.kind == MsgpackKind::number ? std::optional(value.number) : std::nullopt;
    };
    if (key == "mac" && value.kind == MsgpackKind::bytes) head.gateway = address_of(value.bytes);
    if (key == "mid") head.message_id = number();
    if (key == "time") head.uptime_s = number();
    if (key == "rssi") head.rssi_dbm = number();
}

// The members up to the end, or up to where the message is cut; `devices` are found, not read.
Result<void> read_members(Bytes payload, PackedMessage& message) {
    MsgpackReader reader(payload);
    CAIRN_TRY(const MsgpackItem map, reader.next());
    if (map.kind != MsgpackKind::map) return fail(Errc::malformed, "aprilbrother: not a map");
    for (std::uint32_t i = 0; i < map.count; ++i) {
        CAIRN_TRY(const MsgpackItem key, reader.next());
        if (key.kind != MsgpackKind::bytes) return fail(Errc::malformed, "aprilbrother: key");
        MsgpackReader value_reader = reader;
        CAIRN_TRY(const MsgpackItem value, value_reader.next());
        const std::string_view name = as_text(key.bytes);
        if (name == "devices" && value.kind == MsgpackKind::array) {
            message.devices = value_reader;
            message.device_count = value.count;
        }
        read_member(name, value, message.head);
        CAIRN_CHECK(reader.skip());
    }
    if (!reader.empty()) return fail(Errc::malformed, "aprilbrother: bytes behind the map");
    return {};
}

void read_device(Bytes device, FrameBuilder& frames) {
    if (device.size() < device_head_bytes) return frames.refuse(Errc::truncated, "aprilbrother: device");
    const Bytes payload = device.subspan(device_head_bytes);
    if (payload.size() > limits::advertisement_bytes_max) {
        return frames.refuse(Errc::full, "advertisement: longer than allowed");
    }
    frames.hearing(Advertisement{TagId::of("ble", *MacAddress::from_bytes(device.subspan(1))),
                                 {},
                                 frames.received_at(),
                                 TimeSource::receipt,
                                 known_rssi_dbm(static_cast<std::int8_t>(device[7])),
                                 {}},
                   payload);
}

void read_packed_devices(PackedMessage message, FrameBuilder& frames) {
    for (std::uint32_t i = 0; i < message.device_count; ++i) {
        const auto device = message.devices.next();
        // Where it was cut is told once, by the walk over the members.
        if (!device) return;
        if (device->kind == MsgpackKind::bytes) {
            read_device(device->bytes, frames);
        } else {
            return frames.refuse(Errc::malformed, "aprilbrother: device");
        }
    }
}

void read_listed_device(const JsonValue& value, FrameBuilder& frames) {
    std::array<std::uint8_t, device_head_bytes + limits::advertisement_bytes_max> device;
    const auto digits = text_of(value);
    const auto size = digits ? parse_hex(*digits, device) : fail(Errc::malformed, "aprilbrother: device");
    if (!size) return frames.refuse(Errc::malformed, "aprilbrother: device");
    read_device(Bytes(device).first(*size), frames);
}

void add_status(const Head& head, FrameBuilder& frames) {
    GatewayStatus status{frames.gateway(), frames.received_at(), true, {}};
    const auto add = [&](Quantity quantity, const std::optional<double>& value, double min, double max) {
        if (value && *value >= min && *value <= max) {
            static_cast<void>(status.measurements.push_back({quantity, 0, *value}));
        }
    };
    constexpr double number_max = 1e15;
    add(Quantity::uptime_s, head.uptime_s, 0, number_max);
    add(Quantity::uplink_rssi_dbm, head.rssi_dbm, -127, -1);
    add(Quantity::sequence, head.message_id, 0, number_max);
    frames.record(status);
}

class AprilBrother final : public Adapter {
public:
    explicit AprilBrother(Scratch& scratch) noexcept : scratch_(&scratch) {}

    std::string_view name() const noexcept override { return "aprilbrother"; }

    bool recognises(const Message& message) const noexcept override {
        if (is_packed(message.payload)) {
            return as_text(message.payload).find("devices") != std::string_view::npos;
        }
        const auto document = scratch_->json.parse(message.payload);
        return document && has_member(*document, "devices") && has_member(*document, "mac") &&
               has_member(*document, "mid");
    }

    void feed(const Message& message, Timestamp now, IngestSink& sink) override {
        if (is_packed(message.payload)) return read_packed(message, now, sink);
        const auto document = scratch_->json.parse(message.payload);
        const auto object = document ? object_of(*document) : std::nullopt;
        if (!object) return sink.rejected(Error{Errc::malformed, 0, "aprilbrother: not a map"});
        read_json(Fields(*object, sink), message, now);
    }

private:
    // A map of MessagePack: no text begins with these bytes.
    static bool is_packed(Bytes payload) noexcept {
        if (payload.empty()) return false;
        return (payload[0] & 0xF0U) == 0x80 || payload[0] == 0xDE || payload[0] == 0xDF;
    }

    bool open(const Head& head, const Message& message, Timestamp now, IngestSink& sink) {
        const auto gateway = head.gateway ? head.gateway : mac_in_topic(message.topic);
        if (gateway) {
            scratch_->frames.open(GatewayId::of("aprilbrother", *gateway), now, sink);
            add_status(head, scratch_->frames);
        } else {
            sink.rejected(Error{Errc::malformed, 0, "aprilbrother: no gateway"});
        }
        return gateway.has_value();
    }

    void read_packed(const Message& message, Timestamp now, IngestSink& sink) {
        PackedMessage packed;
        const auto read = read_members(message.payload, packed);
        if (!read) sink.rejected(read.error());
        if (!read && packed.device_count == 0) return;
        if (!open(packed.head, message, now, sink)) return;
        read_packed_devices(packed, scratch_->frames);
        scratch_->frames.close();
    }

    void read_json(const Fields& fields, const Message& message, Timestamp now) {
        const Head head{fields.mac("mac", "aprilbrother: mac"), fields.number("mid", "aprilbrother: mid"),
                        fields.number("time", "aprilbrother: time"),
                        fields.number("rssi", "aprilbrother: rssi")};
        if (!open(head, message, now, fields.sink())) return;
        const auto devices = fields.find("devices");
        if (const auto list = devices ? array_of(*devices) : std::nullopt) {
            for (const JsonValue& device : *list) read_listed_device(device, scratch_->frames);
        } else {
            fields.refuse(Errc::malformed, "aprilbrother: devices");
        }
        scratch_->frames.close();
    }

    Scratch* scratch_;
};

}  // namespace

std::unique_ptr<Adapter> make_aprilbrother(Scratch& scratch) {
    return std::make_unique<AprilBrother>(scratch);
}

}  // namespace cairn::adapters::aprilbrother
