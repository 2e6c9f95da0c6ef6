#include "espresense/espresense.h"

#include <array>

#include "dialect/named_numbers.h"
#include "dialect/topic.h"

namespace cairn::adapters::espresense {
namespace {

constexpr const char* field_refused = "espresense: field";
constexpr std::string_view root = "espresense";

constexpr std::array known_of_tag{
    NamedNumber{"distance", Quantity::distance_m}, NamedNumber{"rssi@1m", Quantity::measured_power_dbm},
    NamedNumber{"mV", Quantity::voltage_v, 0.001}, NamedNumber{"batt", Quantity::battery_pct},
    NamedNumber{"temp", Quantity::temperature_c},  NamedNumber{"rh", Quantity::humidity_pct},
};

constexpr std::array known_of_room{
    NamedNumber{"uptime", Quantity::uptime_s},
    NamedNumber{"rssi", Quantity::uplink_rssi_dbm},
};

class Espresense final : public Adapter {
public:
    explicit Espresense(Scratch& scratch) noexcept : scratch_(&scratch) {}

    std::string_view name() const noexcept override { return "espresense"; }

    bool recognises(const Message& message) const noexcept override {
        const std::string_view kind = level_after(message.topic, root);
        return kind == "devices" || kind == "rooms";
    }

    void feed(const Message& message, Timestamp now, IngestSink& sink) override {
        const bool is_device = level_after(message.topic, root) == "devices";
        const std::string_view room =
            is_device ? last_level(message.topic) : level_after(message.topic, "rooms");
        const auto gateway = GatewayId::make("espresense", room);
        if (!gateway) return sink.rejected(Error{Errc::malformed, 0, "espresense: room in the topic"});
        scratch_->frames.open(*gateway, now, sink);
        if (is_device) {
            read_device(message, now, sink);
        } else {
            read_room(message, now, sink);
        }
        scratch_->frames.close();
    }

private:
    void read_device(const Message& message, Timestamp now, IngestSink& sink) {
        const auto object = scratch_->json.parse_object(message.payload, "espresense: not an object");
        if (!object) return sink.rejected(object.error());
        const Fields fields(*object, sink);
        const auto id = fields.tag("mac", "espresense: mac");
        if (!id) return fields.refuse_if_absent("mac", "espresense: mac");
        const auto rssi = fields.rssi_dbm("rssi", "espresense: rssi");
        scratch_->frames.hearing(Advertisement{*id, {}, now, TimeSource::receipt, rssi, {}}, {});
        const TagRecords tag(scratch_->frames, *id, now);
        read_numbers(fields, known_of_tag, tag, field_refused);
        // The id outlives a changing address: it is what the device was found to be.
        if (const auto own = fields.text("id", field_refused)) tag.attribute(AttributeKind::device, *own);
        if (const auto name = fields.text("name", field_refused)) tag.attribute(AttributeKind::name, *name);
    }

    void read_room(const Message& message, Timestamp now, IngestSink& sink) {
        const std::string_view what = last_level(message.topic);
        const std::string_view text = as_text(message.payload);
        GatewayStatus status{scratch_->frames.gateway(), now, true, {}};
        if (what == "status" && (text == "online" || text == "offline")) {
            status.online = text == "online";
        } else if (const auto document = scratch_->json.parse(message.payload);
                   what == "telemetry" && document && object_of(*document)) {
            read_numbers(Fields(*object_of(*document), sink), known_of_room, status, field_refused);
        } else {
            return sink.rejected(Error{Errc::unsupported, 0, "espresense: a room's setting"});
        }
        scratch_->frames.record(status);
    }

    Scratch* scratch_;
};

}  // namespace

std::unique_ptr<Adapter> make_espresense(Scratch& scratch) {
    return std::make_unique<Espresense>(scratch);
}

}  // namespace cairn::adapters::espresense
