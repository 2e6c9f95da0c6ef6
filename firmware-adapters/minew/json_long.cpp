#include "minew/json_long.h"

#include <algorithm>
#include <array>

#include "cairn/adapters/adapters.h"
#include "cairn/core/hex.h"
#include "cairn/core/time_text.h"
#include "dialect/gateway_time.h"
#include "dialect/json_row.h"
#include "dialect/tag_records.h"
#include "dialect/topic.h"

namespace cairn::adapters::minew {
namespace {

constexpr const char* field_refused = "minew: record field";

enum class Field : std::uint8_t {
    timestamp,
    type,
    mac,
    gateway_free,
    gateway_load,
    rssi,
    raw,
    temperature,
    humidity,
    battery,
    ibeacon_uuid,
    ibeacon_major,
    ibeacon_minor,
    ibeacon_power,
    name,
};

constexpr FieldNames names({
    FieldName<Field>{"timestamp", Field::timestamp},
    {"type", Field::type},
    {"mac", Field::mac},
    {"gatewayFree", Field::gateway_free},
    {"gatewayLoad", Field::gateway_load},
    {"rssi", Field::rssi},
    {"rawData", Field::raw},
    {"temperature", Field::temperature},
    {"humidity", Field::humidity},
    {"battery", Field::battery},
    {"ibeaconUuid", Field::ibeacon_uuid},
    {"ibeaconMajor", Field::ibeacon_major},
    {"ibeaconMinor", Field::ibeacon_minor},
    {"ibeaconTxPower", Field::ibeacon_power},
    {"bleName", Field::name},
});

using Element = Row<names>;

// Absent, null or of another type: empty.
std::string_view type_of(const Element& element) noexcept {
    const auto* type = element.find(Field::type);
    return type ? text_of(*type).value_or("") : "";
}

// MG3 leaves the type out; then the gateway is who tells its load, or comes first and was not heard.
bool is_gateway(const Element& element, bool is_first) noexcept {
    const std::string_view type = type_of(element);
    if (!type.empty()) return type == "Gateway";
    if (element.has(Field::gateway_free) || element.has(Field::gateway_load)) return true;
    return is_first && !element.has(Field::rssi);
}

HeardAt time_of(const Element& fields, Timestamp now) {
    constexpr const char* where = "minew: timestamp";
    const auto* given = fields.find(Field::timestamp);
    if (!given) return {now, TimeSource::receipt};
    const auto text = text_of(*given);
    const auto at = text ? parse_time(*text) : std::nullopt;
    if (at) return heard_at(at->unix_ms, now, Delivery::live);
    fields.refuse(Errc::malformed, where);
    return {now, TimeSource::receipt};
}

void read_gateway(const Element& fields, FrameBuilder& frames) {
    GatewayStatus status{frames.gateway(), time_of(fields, frames.received_at()).at, true, {}};
    struct Load {
        Field field;
        Quantity quantity;
    };
    for (const Load& load : {Load{Field::gateway_free, Quantity::memory_free_pct},
                             Load{Field::gateway_load, Quantity::cpu_load}}) {
        const auto number = fields.number(load.field, field_refused);
        if (!number) continue;
        if (plausible(load.quantity, *number)) {
            static_cast<void>(status.measurements.push_back({load.quantity, 0, *number}));
        } else {
            fields.refuse(Errc::malformed, field_refused);
        }
    }
    frames.record(status);
}

void read_ibeacon(const Element& fields, const TagRecords& tag) {
    const auto uuid_digits = fields.text(Field::ibeacon_uuid, field_refused);
    const auto major = fields.number(Field::ibeacon_major, field_refused);
    const auto minor = fields.number(Field::ibeacon_minor, field_refused);
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
void read_decoded(const Element& fields, const TagRecords& tag) {
    if (const auto degrees = fields.number(Field::temperature, field_refused)) {
        tag.reading(Quantity::temperature_c, *degrees);
    }
    if (const auto percent = fields.number(Field::humidity, field_refused)) {
        tag.reading(Quantity::humidity_pct, *percent);
    }
    // An iBeacon does not tell its battery; the gateway writes 0 then.
    const auto battery = fields.number(Field::battery, field_refused);
    if (battery && !(*battery == 0 && type_of(fields) == "iBeacon")) {
        tag.reading(Quantity::battery_pct, *battery);
    }
    if (const auto power = fields.number(Field::ibeacon_power, field_refused); power && *power != 0) {
        tag.reading(Quantity::measured_power_dbm, *power);
    }
    read_ibeacon(fields, tag);
    if (const auto name = fields.text(Field::name, field_refused)) tag.attribute(AttributeKind::name, *name);
}

// The tag records of one message, in their order.
class TagList {
public:
    explicit TagList(FrameBuilder& frames) noexcept : frames_(&frames) {}

    void read(const Element& fields) {
        const auto id = fields.tag(Field::mac, "minew: tag address");
        if (!id) return fields.refuse_if_absent(Field::mac, "minew: tag address");
        RawPayload payload;
        fields.raw_payload(Field::raw, payload, "minew: rawData");
        const std::string_view type = type_of(fields);
        const bool repeats = type == "Unknown" && sensor_before_ == *id && payload.empty();
        sensor_before_ = type == "S1" ? id : std::nullopt;
        // The scan response of the S1 before it, in which nothing stands: the same sighting.
        if (repeats) return;
        const HeardAt heard = time_of(fields, frames_->received_at());
        const auto rssi = fields.rssi_dbm(Field::rssi, "minew: rssi");
        frames_->hearing(Advertisement{*id, {}, heard.at, heard.source, rssi, {}}, payload.view());
        if (payload.empty()) read_decoded(fields, TagRecords(*frames_, *id, heard.at));
    }

private:
    FrameBuilder* frames_;
    std::optional<TagId> sensor_before_;
};

class JsonLong final : public Adapter {
public:
    explicit JsonLong(Scratch& scratch) noexcept : scratch_(&scratch) {}

    std::string_view name() const noexcept override { return "minew.json-long"; }

    bool recognises(const Message& message) const noexcept override {
        const auto document = scratch_->json.parse(message.payload);
        const auto elements = document ? array_of(*document) : std::nullopt;
        if (!elements) return false;
        if (topic_matches("/gw/+/status", message.topic)) return true;
        JsonValue first;
        if (elements->at(0).get(first) != simdjson::SUCCESS || !member(first, "mac")) return false;
        for (const char* name : {"gatewayFree", "gatewayLoad", "rawData", "bleName"}) {
            if (has_member(first, name)) return true;
        }
        return has_member(first, "type") && has_member(first, "timestamp");
    }

    void feed(const Message& message, Timestamp now, IngestSink& sink) override {
        const auto elements = scratch_->json.parse_list(message.payload, "minew: not a list");
        if (!elements) return sink.rejected(elements.error());
        read(*elements, message.topic, now, sink);
    }

private:
    // Uploads can be switched to come without the gateway's element; then the topic names it.
    static std::optional<MacAddress> gateway_of(const JsonArray& elements, std::string_view topic,
                                                IngestSink& sink) {
        bool is_first = true;
        for (const JsonValue element : elements) {
            const auto object = object_of(element);
            const auto text = object ? gateway_text(Element(*object, sink), is_first) : std::nullopt;
            is_first = false;
            const auto address = text ? MacAddress::parse(*text) : fail(Errc::malformed, "minew: gateway");
            if (address) return *address;
        }
        return mac_in_topic(topic);
    }

    // The layout of JSON-SHORT is not public: it is named, not guessed at.
    static bool has_addresses(const JsonArray& elements) noexcept {
        return std::ranges::any_of(elements, [](JsonValue element) { return has_member(element, "mac"); });
    }

    static std::optional<std::string_view> gateway_text(const Element& element, bool is_first) {
        const auto* mac = is_gateway(element, is_first) ? element.find(Field::mac) : nullptr;
        return mac ? text_of(*mac) : std::nullopt;
    }

    void read(const JsonArray& elements, std::string_view topic, Timestamp now, IngestSink& sink) {
        if (elements.begin() == elements.end()) return;
        const auto gateway = gateway_of(elements, topic, sink);
        if (!has_addresses(elements)) {
            return sink.rejected(Error{Errc::unsupported, 0, "minew: not JSON-LONG, perhaps JSON-SHORT"});
        }
        if (!gateway) return sink.rejected(Error{Errc::malformed, 0, "minew: no gateway"});
        FrameBuilder& frames = scratch_->frames;
        frames.open(GatewayId::of("minew", *gateway), now, sink);
        TagList tags(frames);
        bool is_first = true;
        for (const JsonValue element : elements) {
            if (const auto object = object_of(element)) {
                read_element(Element(*object, sink), is_first, tags, frames);
            } else {
                frames.refuse(Errc::malformed, "minew: element");
            }
            is_first = false;
        }
        frames.close();
    }

    static void read_element(const Element& element, bool is_first, TagList& tags, FrameBuilder& frames) {
        if (is_gateway(element, is_first)) {
            read_gateway(element, frames);
        } else {
            tags.read(element);
        }
    }

    Scratch* scratch_;
};

}  // namespace

std::unique_ptr<Adapter> make_json_long(Scratch& scratch) {
    return std::make_unique<JsonLong>(scratch);
}

}  // namespace cairn::adapters::minew
