#include "cassia/cassia.h"

#include <array>

#include "dialect/json_time.h"
#include "dialect/named_numbers.h"
#include "dialect/topic.h"

namespace cairn::adapters::cassia {
namespace {

constexpr std::array known_of_gateway{
    NamedNumber{"uptime", Quantity::uptime_s},
    NamedNumber{"RSSI", Quantity::uplink_rssi_dbm},
};

constexpr std::string_view event_field = "data:";

AddressType address_type(std::string_view name) noexcept {
    if (name == "public") return AddressType::public_device;
    return name == "random" ? AddressType::random : AddressType::unknown;
}

// Lines of text/event-stream; a line that starts with a colon is a comment (HTML Standard, 9.2.5).
bool is_event_stream(std::string_view text) noexcept {
    return text.starts_with(event_field) || text.starts_with(":keep-alive");
}

class Cassia final : public Adapter {
public:
    explicit Cassia(Scratch& scratch) noexcept : scratch_(&scratch) {}

    std::string_view name() const noexcept override { return "cassia"; }

    bool recognises(const Message& message) const noexcept override {
        if (is_event_stream(as_text(message.payload))) return true;
        const auto document = scratch_->json.parse(message.payload);
        if (!document) return false;
        return has_member(*document, "bdaddrs") ||
               (has_member(*document, "action") && has_member(*document, "gateway"));
    }

    void feed(const Message& message, Timestamp now, IngestSink& sink) override {
        if (!is_event_stream(as_text(message.payload)))
            return read_document(message.payload, message, now, sink);
        std::string_view left = as_text(message.payload);
        while (!left.empty()) {
            const std::string_view line = left.substr(0, left.find('\n'));
            left.remove_prefix(std::min(left.size(), line.size() + 1));
            if (line.starts_with(event_field)) {
                read_document(as_bytes(line.substr(event_field.size())), message, now, sink);
            }
        }
    }

private:
    void read_document(Bytes text, const Message& message, Timestamp now, IngestSink& sink) {
        const auto object = scratch_->json.parse_object(text, "cassia: not an object");
        if (!object) return sink.rejected(object.error());
        const Fields fields(*object, sink);
        const bool is_event = fields.has("bdaddrs");
        const auto named = fields.mac(is_event ? "ap" : "gateway", "cassia: gateway address");
        const auto gateway = named ? named : first_mac_in_topic(message.topic);
        if (!gateway) return fields.refuse(Errc::malformed, "cassia: no gateway");
        scratch_->frames.open(GatewayId::of("cassia", *gateway), now, sink);
        if (is_event) {
            read_event(fields, {now, TimeSource::receipt});
        } else {
            read_action(fields, now);
        }
        scratch_->frames.close();
    }

    void read_action(const Fields& fields, Timestamp now) {
        const auto action = fields.text("action", "cassia: action");
        const HeardAt at = time_in(fields, "timestamp", "cassia: timestamp", now);
        const auto content = fields.find("data");
        if (action == "data.scan") {
            const auto events = content ? array_of(*content) : std::nullopt;
            if (!events) return fields.refuse(Errc::malformed, "cassia: list of events");
            for (const JsonValue event : *events) {
                if (const auto object = object_of(event)) {
                    read_event(Fields(*object, fields.sink()), at);
                } else {
                    fields.refuse(Errc::malformed, "cassia: event");
                }
            }
        } else if (action == "gateway_status") {
            const auto object = content ? object_of(*content) : std::nullopt;
            GatewayStatus status{scratch_->frames.gateway(), at.at, true, {}};
            if (object)
                read_numbers(Fields(*object, fields.sink()), known_of_gateway, status, "cassia: status");
            scratch_->frames.record(status);
        } else {
            fields.refuse(Errc::unsupported, "cassia: action");
        }
    }

    // An advertisement or a scan response, each an event of its own.
    void read_event(const Fields& fields, const HeardAt& heard) {
        const auto address = first_address(fields);
        const auto id = address ? address->tag("bdaddr", "cassia: tag address") : std::nullopt;
        if (!id) return fields.refuse(Errc::malformed, "cassia: tag address");
        RawPayload payload;
        fields.raw_payload("adData", payload, "cassia: adData");
        fields.raw_payload("scanData", payload, "cassia: scanData");
        const auto type = address->text("bdaddrType", "cassia: bdaddrType");
        const auto rssi = fields.rssi_dbm("rssi", "cassia: rssi");
        FrameBuilder& frames = scratch_->frames;
        frames.hearing(
            Advertisement{*id, {}, heard.at, heard.source, rssi, {}, address_type(type.value_or(""))},
            payload.view());
        if (!payload.empty()) return;
        if (const auto name = fields.text("name", "cassia: name")) {
            TagRecords(frames, *id, heard.at).attribute(AttributeKind::name, *name);
        }
    }

    static std::optional<Fields> first_address(const Fields& fields) {
        const auto list = fields.find("bdaddrs");
        const auto addresses = list ? array_of(*list) : std::nullopt;
        JsonValue first;
        if (!addresses || addresses->at(0).get(first) != simdjson::SUCCESS) return std::nullopt;
        const auto object = object_of(first);
        return object ? std::optional<Fields>(std::in_place, *object, fields.sink()) : std::nullopt;
    }

    Scratch* scratch_;
};

}  // namespace

std::unique_ptr<Adapter> make_cassia(Scratch& scratch) {
    return std::make_unique<Cassia>(scratch);
}

}  // namespace cairn::adapters::cassia
