#include "minew/json_long.h"

#include <array>
#include <boost/json/array.hpp>

#include "cairn/adapters/adapters.h"
#include "cairn/core/hex.h"
#include "cairn/core/time_text.h"
#include "dialect/gateway_time.h"
#include "dialect/json_fields.h"
#include "dialect/json_shape.h"
#include "dialect/tag_records.h"
#include "dialect/topic.h"

namespace cairn::adapters::minew {
namespace {

constexpr const char* field_refused = "minew: record field";

// Absent, null or of another type: empty.
std::string_view type_of(const JsonObject& element) noexcept {
    const JsonValue* type = member(element, "type");
    return type != nullptr ? text_of(*type).value_or("") : "";
}

// MG3 leaves the type out; then the gateway is who tells its load, or comes first and was not heard.
bool is_gateway(const boost::json::array& elements, const JsonObject& element) noexcept {
    const std::string_view type = type_of(element);
    if (!type.empty()) return type == "Gateway";
    if (member(element, "gatewayFree") != nullptr || member(element, "gatewayLoad") != nullptr) return true;
    return &element == elements.front().if_object() && member(element, "rssi") == nullptr;
}

HeardAt time_of(const Fields& fields, Timestamp now) {
    constexpr const char* where = "minew: timestamp";
    const JsonValue* given = member(fields.whole(), "timestamp");
    if (given == nullptr) return {now, TimeSource::receipt};
    const auto text = text_of(*given);
    const auto at = text ? parse_time(*text) : std::nullopt;
    if (at) return heard_at(at->unix_ms, now, Delivery::live);
    fields.refuse(Errc::malformed, where);
    return {now, TimeSource::receipt};
}

void read_gateway(const Fields& fields, FrameBuilder& frames) {
    GatewayStatus status{frames.gateway(), time_of(fields, frames.received_at()).at, true, {}};
    struct Field {
        std::string_view name;
        Quantity quantity;
    };
    for (const Field& field :
         {Field{"gatewayFree", Quantity::memory_free_pct}, Field{"gatewayLoad", Quantity::cpu_load}}) {
        const auto number = fields.number(field.name, field_refused);
        if (!number) continue;
        if (plausible(field.quantity, *number)) {
            static_cast<void>(status.measurements.push_back({field.quantity, 0, *number}));
        } else {
            fields.refuse(Errc::malformed, field_refused);
        }
    }
    frames.record(status);
}

void read_ibeacon(const Fields& fields, const TagRecords& tag) {
    const auto uuid_digits = fields.text("ibeaconUuid", field_refused);
    const auto major = fields.number("ibeaconMajor", field_refused);
    const auto minor = fields.number("ibeaconMinor", field_refused);
    if (!uuid_digits || !major || !minor) return;
    std::array<std::uint8_t, 16> uuid{};
    const auto parsed = parse_hex(*uuid_digits, uuid);
    const auto is_u16 = [](double number) { return number >= 0 && number <= 0xFFFF; };
    if (!parsed || *parsed != uuid.size() || !is_u16(*major) || !is_u16(*minor)) {
        fields.refuse(Errc::malformed, field_refused);
        return;
    }
    tag.ibeacon(uuid, static_cast<unsigned>(*major), static_cast<unsigned>(*minor));
}

// What the gateway decoded itself.
void read_decoded(const Fields& fields, const TagRecords& tag) {
    if (const auto degrees = fields.number("temperature", field_refused)) {
        tag.reading(Quantity::temperature_c, *degrees);
    }
    if (const auto percent = fields.number("humidity", field_refused)) {
        tag.reading(Quantity::humidity_pct, *percent);
    }
    // An iBeacon does not tell its battery; the gateway writes 0 then.
    const auto battery = fields.number("battery", field_refused);
    if (battery && !(*battery == 0 && type_of(fields.whole()) == "iBeacon")) {
        tag.reading(Quantity::battery_pct, *battery);
    }
    if (const auto power = fields.number("ibeaconTxPower", field_refused); power && *power != 0) {
        tag.reading(Quantity::measured_power_dbm, *power);
    }
    read_ibeacon(fields, tag);
    if (const auto name = fields.text("bleName", field_refused)) tag.attribute(AttributeKind::name, *name);
}

// The tag records of one message, in their order.
class TagList {
public:
    explicit TagList(FrameBuilder& frames) noexcept : frames_(&frames) {}

    void read(const Fields& fields) {
        const auto address = fields.mac("mac", "minew: tag address");
        if (!address) return fields.refuse_if_absent("mac", "minew: tag address");
        RawPayload payload;
        fields.raw_payload("rawData", payload, "minew: rawData");
        const std::string_view type = type_of(fields.whole());
        const bool repeats = type == "Unknown" && sensor_before_ == *address && payload.empty();
        sensor_before_ = type == "S1" ? address : std::nullopt;
        // The scan response of the S1 before it, in which nothing stands: the same sighting.
        if (repeats) return;
        const HeardAt heard = time_of(fields, frames_->received_at());
        const TagId id = TagId::of("ble", *address);
        const auto rssi = fields.rssi_dbm("rssi", "minew: rssi");
        frames_->hearing(Advertisement{id, {}, heard.at, heard.source, rssi, {}}, payload.view());
        if (payload.empty()) read_decoded(fields, TagRecords(*frames_, id, heard.at));
    }

private:
    FrameBuilder* frames_;
    std::optional<MacAddress> sensor_before_;
};

class JsonLong final : public Adapter {
public:
    explicit JsonLong(Scratch& scratch) noexcept : scratch_(&scratch) {}

    std::string_view name() const noexcept override { return "minew.json-long"; }

    bool recognises(const Message& message) const noexcept override {
        const std::string_view text = as_text(message.payload);
        if (json_start(text) != JsonStart::array) return false;
        if (topic_matches("/gw/+/status", message.topic)) return true;
        if (!has_member(text, "mac")) return false;
        return has_member(text, "gatewayFree") || has_member(text, "gatewayLoad") ||
               has_member(text, "rawData") || has_member(text, "bleName") ||
               (has_member(text, "type") && has_member(text, "timestamp"));
    }

    void feed(const Message& message, Timestamp now, IngestSink& sink) override {
        const auto document = scratch_->json.parse(message.payload);
        if (!document) {
            sink.rejected(document.error());
        } else if (const auto* elements = (*document)->if_array()) {
            read(*elements, message.topic, now, sink);
        } else {
            sink.rejected(Error{Errc::malformed, 0, "minew: not a list"});
        }
    }

private:
    using Elements = boost::json::array;

    // Uploads can be switched to come without the gateway's element; then the topic names it.
    static std::optional<MacAddress> gateway_of(const Elements& elements, std::string_view topic) {
        for (const JsonValue& element : elements) {
            const JsonObject* object = element.if_object();
            if (object == nullptr || !is_gateway(elements, *object)) continue;
            const JsonValue* mac = member(*object, "mac");
            const auto text = mac != nullptr ? text_of(*mac) : std::nullopt;
            const auto address = text ? MacAddress::parse(*text) : fail(Errc::malformed, "minew: gateway");
            if (address) return *address;
        }
        return mac_in_topic(topic);
    }

    void read(const Elements& elements, std::string_view topic, Timestamp now, IngestSink& sink) {
        if (elements.empty()) return;
        const auto gateway = gateway_of(elements, topic);
        if (!gateway) {
            sink.rejected(Error{Errc::malformed, 0, "minew: no gateway"});
            return;
        }
        FrameBuilder& frames = scratch_->frames;
        frames.open(GatewayId::of("minew", *gateway), now, sink);
        TagList tags(frames);
        for (const JsonValue& element : elements) {
            const JsonObject* object = element.if_object();
            if (object == nullptr) {
                frames.refuse(Errc::malformed, "minew: element");
            } else if (is_gateway(elements, *object)) {
                read_gateway(Fields(*object, sink), frames);
            } else {
                tags.read(Fields(*object, sink));
            }
        }
        frames.close();
    }

    Scratch* scratch_;
};

}  // namespace

std::unique_ptr<Adapter> make_json_long(Scratch& scratch) {
    return std::make_unique<JsonLong>(scratch);
}

}  // namespace cairn::adapters::minew
