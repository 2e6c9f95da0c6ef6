#include "shelly/shelly.h"

#include <array>

#include "dialect/json_time.h"
#include "dialect/named_numbers.h"

namespace cairn::adapters::shelly {
namespace {

constexpr const char* field_refused = "shelly: field";

// The names that the vendor's script gives to BTHome objects.
constexpr std::array known{
    NamedNumber{"battery", Quantity::battery_pct},
    NamedNumber{"temperature", Quantity::temperature_c},
    NamedNumber{"humidity", Quantity::humidity_pct},
    NamedNumber{"illuminance", Quantity::illuminance_lux},
    NamedNumber{"motion", Quantity::motion_present},
    NamedNumber{"window", Quantity::window_open},
    NamedNumber{"button", Quantity::button_event},
    NamedNumber{"rotation", Quantity::rotation_deg},
    NamedNumber{"distance_mm", Quantity::distance_m, 0.001},
    NamedNumber{"pid", Quantity::packet_id},
};

class Shelly final : public Adapter {
public:
    explicit Shelly(Scratch& scratch) noexcept : scratch_(&scratch) {}

    std::string_view name() const noexcept override { return "shelly"; }

    bool recognises(const Message& message) const noexcept override {
        const auto document = scratch_->json.parse(message.payload);
        const auto object = document ? object_of(*document) : std::nullopt;
        return object && has_member(*document, "src") && has_member(*document, "params") &&
               text_member(*object, "method").value_or("").starts_with("Notify");
    }

    void feed(const Message& message, Timestamp now, IngestSink& sink) override {
        const auto object = scratch_->json.parse_object(message.payload, "shelly: not an object");
        if (!object) return sink.rejected(object.error());
        const auto gateway = GatewayId::make("shelly", text_member(*object, "src").value_or(""));
        if (!gateway) return sink.rejected(Error{Errc::malformed, 0, "shelly: src"});
        const auto params = member(*object, "params");
        const auto list = params ? member(*params, "events") : std::nullopt;
        const auto events = list ? array_of(*list) : std::nullopt;
        if (!events) return sink.rejected(Error{Errc::unsupported, 0, "shelly: not of a Bluetooth device"});
        scratch_->frames.open(*gateway, now, sink);
        for (const JsonValue event : *events) read_event(event, now, sink);
        scratch_->frames.close();
    }

private:
    void read_event(const JsonValue& event, Timestamp now, IngestSink& sink) {
        const auto object = object_of(event);
        const auto content = member(event, "data");
        const auto heard_object = content ? object_of(*content) : std::nullopt;
        if (!object || !heard_object || text_member(*object, "event") != "shelly-blu") {
            return sink.rejected(Error{Errc::unsupported, 0, "shelly: not of a Bluetooth device"});
        }
        const Fields fields(*heard_object, sink);
        const auto id = fields.tag("address", "shelly: address");
        if (!id) return fields.refuse_if_absent("address", "shelly: address");
        const HeardAt heard = time_in(Fields(*object, sink), "ts", "shelly: ts", now);
        const auto rssi = fields.rssi_dbm("rssi", "shelly: rssi");
        scratch_->frames.hearing(Advertisement{*id, {}, heard.at, heard.source, rssi, {}}, {});
        read_numbers(fields, known, TagRecords(scratch_->frames, *id, heard.at), field_refused);
    }

    Scratch* scratch_;
};

}  // namespace

std::unique_ptr<Adapter> make_shelly(Scratch& scratch) {
    return std::make_unique<Shelly>(scratch);
}

}  // namespace cairn::adapters::shelly
