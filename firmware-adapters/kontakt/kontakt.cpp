#include "kontakt/kontakt.h"

#include <algorithm>
#include <array>

#include "dialect/json_time.h"
#include "dialect/named_numbers.h"
#include "dialect/topic.h"

namespace cairn::adapters::kontakt {
namespace {

constexpr const char* field_refused = "kontakt: field";

constexpr std::array known{
    NamedNumber{"humidity", Quantity::humidity_pct},
    NamedNumber{"batteryLevel", Quantity::battery_pct},
    NamedNumber{"movementCounter", Quantity::movement_counter},
    NamedNumber{"clickCounter", Quantity::button_count},
    NamedNumber{"beaconTimestamp", Quantity::timestamp_s},
    NamedNumber{"deviceUtcTime", Quantity::timestamp_s},
    NamedNumber{"utcTime", Quantity::timestamp_s},
};

// A byte or two full of ones say that there is nothing to say.
constexpr double none_8 = 255;
constexpr double none_16 = 65535;

// Numbers that have no quantity keep their own name.
struct OwnNumber {
    const char* name;
    double none;
};
constexpr std::array own{
    OwnNumber{"lightIntensity", none_16},    OwnNumber{"lightLevel", none_8},
    OwnNumber{"timeSinceTap", none_16},      OwnNumber{"lastDoubleTap", none_16},
    OwnNumber{"timeSinceMovement", none_16}, OwnNumber{"lastThreshold", none_16},
    OwnNumber{"timeSinceClick", none_16},    OwnNumber{"lastSingleClick", none_16},
    OwnNumber{"externalPower", none_8},
};

// The telemetry of a company and the packets of one tag name the axes differently.
struct AxisNames {
    const char* unit_mg;
    std::array<const char*, 3> axes;
};
constexpr std::array axis_names{
    AxisNames{"accelerometerSensitivity", {"accelerometerX", "accelerometerY", "accelerometerZ"}},
    AxisNames{"sensitivity", {"x", "y", "z"}},
};

/// "/stream/{tag}/all" and what was before it: messages that do not name the tag.
std::string_view tag_in_topic(std::string_view topic) noexcept {
    constexpr std::array<std::string_view, 5> kinds{"all", "health", "sensor", "accelerometer", "button"};
    const bool is_packets = std::ranges::find(kinds, last_level(topic)) != kinds.end();
    const std::string_view tag = is_packets ? level_after(topic, "stream") : std::string_view();
    return tag.data() + tag.size() == topic.data() + topic.size() ? std::string_view() : tag;
}

class Kontakt final : public Adapter {
public:
    explicit Kontakt(Scratch& scratch) noexcept : scratch_(&scratch) {}

    std::string_view name() const noexcept override { return "kontakt"; }

    bool recognises(const Message& message) const noexcept override {
        const auto document = scratch_->json.parse(message.payload);
        if (!document) return false;
        const auto list = array_of(*document);
        JsonValue first = *document;
        if (list && list->at(0).get(first) != simdjson::SUCCESS) return false;
        if (!has_member(first, "sourceId")) return false;
        if (!tag_in_topic(message.topic).empty()) return true;
        return has_member(first, "trackingId") && has_member(first, list ? "scanType" : "companyId");
    }

    void feed(const Message& message, Timestamp now, IngestSink& sink) override {
        const auto document = scratch_->json.parse(message.payload);
        if (!document) return sink.rejected(document.error());
        scratch_->frames.open({}, now, sink);
        if (const auto list = array_of(*document)) {
            for (const JsonValue item : *list) read_item(item, message, now, sink);
        } else {
            read_item(*document, message, now, sink);
        }
        scratch_->frames.close();
    }

private:
    // A venue's list is of several gateways.
    void read_item(const JsonValue& item, const Message& message, Timestamp now, IngestSink& sink) {
        const auto object = object_of(item);
        if (!object) return sink.rejected(Error{Errc::malformed, 0, "kontakt: not an object"});
        const auto gateway = GatewayId::make("kontakt", text_member(*object, "sourceId").value_or(""));
        if (!gateway) return sink.rejected(Error{Errc::malformed, 0, "kontakt: sourceId"});
        const auto id = tag_of(*object, message.topic);
        if (!id) return sink.rejected(Error{Errc::malformed, 0, "kontakt: trackingId"});
        if (scratch_->frames.gateway() != *gateway) {
            scratch_->frames.close();
            scratch_->frames.open(*gateway, now, sink);
        }
        read(Fields(*object, sink), *id, now);
    }

    // The address where there is one, else the vendor's own short name.
    static Result<TagId> tag_of(const JsonObject& object, std::string_view topic) noexcept {
        const std::string_view tracking = text_member(object, "trackingId").value_or(tag_in_topic(topic));
        for (const std::string_view text : {text_member(object, "deviceAddress").value_or(""), tracking}) {
            if (const auto address = MacAddress::parse(text)) return TagId::of("ble", *address);
        }
        return TagId::make("kontakt", tracking);
    }

    void read(const Fields& fields, const TagId& id, Timestamp now) {
        const HeardAt heard = time_in(fields, "timestamp", "kontakt: timestamp", now);
        const auto rssi = fields.rssi_dbm("rssi", "kontakt: rssi");
        scratch_->frames.hearing(Advertisement{id, {}, heard.at, heard.source, rssi, {}}, {});
        const TagRecords tag(scratch_->frames, id, heard.at);
        read_numbers(fields, known, tag, field_refused);
        const auto temperature_c = fields.number("temperature", field_refused);
        if (temperature_c && *temperature_c != none_8) tag.reading(Quantity::temperature_c, *temperature_c);
        for (const AxisNames& names : axis_names) read_acceleration(names, fields, tag);
        for (const OwnNumber& number : own) {
            const auto value = fields.number(number.name, field_refused);
            if (value && *value != number.none) tag.custom(number.name, *value);
        }
    }

    // The axes count in units of the sensitivity, which is in thousandths of g.
    static void read_acceleration(const AxisNames& names, const Fields& fields, const TagRecords& tag) {
        const auto unit_mg = fields.number(names.unit_mg, field_refused);
        const auto x = fields.number(names.axes[0], field_refused);
        const auto y = fields.number(names.axes[1], field_refused);
        const auto z = fields.number(names.axes[2], field_refused);
        if (unit_mg && x && y && z) tag.acceleration_mg({*x * *unit_mg, *y * *unit_mg, *z * *unit_mg});
    }

    Scratch* scratch_;
};

}  // namespace

std::unique_ptr<Adapter> make_kontakt(Scratch& scratch) {
    return std::make_unique<Kontakt>(scratch);
}

}  // namespace cairn::adapters::kontakt
