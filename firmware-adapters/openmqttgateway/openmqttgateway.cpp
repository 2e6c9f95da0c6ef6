#include "openmqttgateway/openmqttgateway.h"

#include <algorithm>
#include <array>

#include "cairn/core/hex.h"
#include "dialect/named_numbers.h"
#include "dialect/topic.h"

namespace cairn::adapters::openmqttgateway {
namespace {

constexpr const char* field_refused = "openmqttgateway: field";
constexpr std::string_view level_tag = "BTtoMQTT";
constexpr std::string_view level_presence = "presence";  // of trackers
constexpr std::string_view level_system = "SYStoMQTT";
constexpr std::string_view level_last_will = "LWT";

// Bluetooth assigned numbers, 2.3: data types.
constexpr std::uint8_t type_name = 0x09;
constexpr std::uint8_t type_tx_power = 0x0A;
constexpr std::uint8_t type_service_16 = 0x16;
constexpr std::uint8_t type_service_128 = 0x21;
constexpr std::uint8_t type_manufacturer = 0xFF;

// Of Theengs' decoder; each temperature stands there in both units.
constexpr std::array known{
    NamedNumber{"tempc", Quantity::temperature_c},  NamedNumber{"hum", Quantity::humidity_pct},
    NamedNumber{"batt", Quantity::battery_pct},     NamedNumber{"volt", Quantity::voltage_v},
    NamedNumber{"pres", Quantity::pressure_hpa},    NamedNumber{"lux", Quantity::illuminance_lux},
    NamedNumber{"moi", Quantity::moisture_pct},     NamedNumber{"fer", Quantity::conductivity_uscm},
    NamedNumber{"co2", Quantity::co2_ppm},          NamedNumber{"pm25", Quantity::pm25_ugm3},
    NamedNumber{"pm10", Quantity::pm10_ugm3},       NamedNumber{"for", Quantity::formaldehyde_mgm3},
    NamedNumber{"open", Quantity::opening_open},    NamedNumber{"motion", Quantity::motion_present},
    NamedNumber{"power", Quantity::power_w},        NamedNumber{"energy", Quantity::energy_kwh},
    NamedNumber{"current", Quantity::current_a},    NamedNumber{"steps", Quantity::steps},
    NamedNumber{"txpower", Quantity::tx_power_dbm}, NamedNumber{"presence", Quantity::presence_present},
    NamedNumber{"unlocked", Quantity::lock_open},
};

constexpr std::array known_of_gateway{
    NamedNumber{"uptime", Quantity::uptime_s},
    NamedNumber{"rssi", Quantity::uplink_rssi_dbm},
};

AddressType address_type(std::optional<double> number) noexcept {
    if (number == 0) return AddressType::public_device;
    return number == 1 ? AddressType::random : AddressType::unknown;
}

// "0xfd3d", "fd3d", or a whole UUID with hyphens: in the order of the air, which is backwards.
struct Uuid {
    std::array<std::uint8_t, 16> bytes{};
    std::size_t size = 0;
};

std::optional<Uuid> uuid_of(std::string_view text) noexcept {
    InlineString<36> digits;
    for (const char c : text) {
        if (c != '-') digits.push_back(c);
    }
    Uuid uuid;
    const auto size = parse_hex(digits, uuid.bytes);
    if (!size || (*size != 2 && *size != 16)) return std::nullopt;
    uuid.size = *size;
    std::reverse(uuid.bytes.begin(), uuid.bytes.begin() + static_cast<std::ptrdiff_t>(uuid.size));
    return uuid;
}

class OpenMqttGateway final : public Adapter {
public:
    explicit OpenMqttGateway(Scratch& scratch) noexcept : scratch_(&scratch) {}

    std::string_view name() const noexcept override { return "openmqttgateway"; }

    bool recognises(const Message& message) const noexcept override {
        if (is_last_will(message)) return true;
        const auto document = scratch_->json.parse(message.payload);
        if (!document || !object_of(*document)) return false;
        if (has_level(message.topic, level_system)) return true;
        const bool is_tag =
            has_level(message.topic, level_tag) || last_level(message.topic) == level_presence;
        return is_tag && has_member(*document, "id");
    }

    void feed(const Message& message, Timestamp now, IngestSink& sink) override {
        const std::string_view level = level_of(message);
        const auto gateway = GatewayId::make("omg", level_before(message.topic, level));
        if (!gateway)
            return sink.rejected(Error{Errc::malformed, 0, "openmqttgateway: gateway in the topic"});
        FrameBuilder& frames = scratch_->frames;
        frames.open(*gateway, now, sink);
        if (level == level_last_will) {
            frames.record(GatewayStatus{*gateway, now, as_text(message.payload) == "online", {}});
        } else if (const auto object =
                       scratch_->json.parse_object(message.payload, "openmqttgateway: not an object");
                   !object) {
            sink.rejected(object.error());
        } else if (level == level_system) {
            GatewayStatus status{*gateway, now, true, {}};
            read_numbers(Fields(*object, sink), known_of_gateway, status, field_refused);
            frames.record(status);
        } else {
            read_tag(Fields(*object, sink));
        }
        frames.close();
    }

private:
    static bool is_last_will(const Message& message) noexcept {
        const std::string_view text = as_text(message.payload);
        return last_level(message.topic) == level_last_will && (text == "online" || text == "offline");
    }

    // The one behind the gateway's name.
    static std::string_view level_of(const Message& message) noexcept {
        if (is_last_will(message)) return level_last_will;
        if (has_level(message.topic, level_system)) return level_system;
        return has_level(message.topic, level_tag) ? level_tag : level_presence;
    }

    void read_tag(const Fields& fields) {
        const auto id = tag_id(fields);
        if (!id) return fields.refuse(Errc::malformed, "openmqttgateway: id");
        FrameBuilder& frames = scratch_->frames;
        const Timestamp now = frames.received_at();
        const RawPayload payload = payload_of(fields);
        const auto type = fields.number("mac_type", field_refused);
        const auto rssi = fields.rssi_dbm("rssi", "openmqttgateway: rssi");
        frames.hearing(Advertisement{*id, {}, now, TimeSource::receipt, rssi, {}, address_type(type)},
                       payload.view());
        if (!payload.empty()) return;
        const TagRecords tag(frames, *id, now);
        read_numbers(fields, known, tag, field_refused);
        if (const auto name = fields.text("name", field_refused)) tag.attribute(AttributeKind::name, *name);
        if (const auto model = fields.text("model", field_refused))
            tag.attribute(AttributeKind::device, *model);
    }

    // The address; for a beacon or a resolved identity the id is another, and the address stands beside it.
    static Result<TagId> tag_id(const Fields& fields) {
        for (const char* name : {"mac", "id"}) {
            const auto address = MacAddress::parse(text_member(fields.whole(), name).value_or(""));
            if (address) return TagId::of("ble", *address);
        }
        return TagId::make("omg", text_member(fields.whole(), "id").value_or(""));
    }

    // The AD structures that the gateway took apart, put together again. Without the vendor's or the
    // service's bytes there is nothing to decode: then it is empty, and the name is told otherwise.
    static RawPayload payload_of(const Fields& fields) {
        RawPayload payload;
        add_manufacturer(fields, payload);
        add_service(fields, payload);
        if (payload.empty()) return payload;
        if (const auto name = fields.text("name", field_refused)) {
            add(fields, payload, type_name, {}, as_bytes(*name));
        }
        const auto power = fields.number("txpower", field_refused);
        if (power && *power >= -128 && *power <= 127) {
            const auto byte = static_cast<std::uint8_t>(static_cast<std::int8_t>(*power));
            add(fields, payload, type_tx_power, {}, {&byte, 1});
        }
        return payload;
    }

    static void add_manufacturer(const Fields& fields, RawPayload& payload) {
        Buffer buffer;
        if (const auto bytes = bytes_of(fields, "manufacturerdata", buffer)) {
            add(fields, payload, type_manufacturer, {}, *bytes);
        }
    }

    static void add_service(const Fields& fields, RawPayload& payload) {
        Buffer buffer;
        const auto bytes = bytes_of(fields, "servicedata", buffer);
        if (!bytes) return;
        const auto text = fields.text("servicedatauuid", field_refused);
        const auto uuid = text ? uuid_of(*text) : std::nullopt;
        if (!uuid) return fields.refuse(Errc::malformed, "openmqttgateway: servicedatauuid");
        add(fields, payload, uuid->size == 2 ? type_service_16 : type_service_128,
            Bytes(uuid->bytes).first(uuid->size), *bytes);
    }

    using Buffer = std::array<std::uint8_t, 255>;

    static std::optional<Bytes> bytes_of(const Fields& fields, std::string_view name, Buffer& buffer) {
        const auto digits = fields.text(name, field_refused);
        if (!digits || digits->empty()) return std::nullopt;
        const auto size = parse_hex(*digits, buffer);
        if (size) return Bytes(buffer).first(*size);
        fields.refuse(size.error().code, field_refused);
        return std::nullopt;
    }

    static void add(const Fields& fields, RawPayload& payload, std::uint8_t type, Bytes lead, Bytes content) {
        const auto added = payload.append_structure(type, lead, content);
        if (!added) fields.refuse(added.error().code, field_refused);
    }

    Scratch* scratch_;
};

}  // namespace

std::unique_ptr<Adapter> make_openmqttgateway(Scratch& scratch) {
    return std::make_unique<OpenMqttGateway>(scratch);
}

}  // namespace cairn::adapters::openmqttgateway
