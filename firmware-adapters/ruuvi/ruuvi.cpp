#include "ruuvi/ruuvi.h"

#include <array>
#include <charconv>
#include <cmath>

#include "dialect/json_time.h"
#include "dialect/named_numbers.h"
#include "dialect/topic.h"

namespace cairn::adapters::ruuvi {
namespace {

constexpr std::array known_of_gateway{NamedNumber{"UPTIME", Quantity::uptime_s}};

// "60.1699,24.9384", set by a person; empty as a rule.
std::optional<GeoPosition> position_in(std::string_view text) noexcept {
    double latitude_deg = 0;
    double longitude_deg = 0;
    const char* end = text.data() + text.size();
    const auto first = std::from_chars(text.data(), end, latitude_deg);
    if (first.ec != std::errc{} || first.ptr == end || *first.ptr != ',') return std::nullopt;
    const char* next = first.ptr + 1;
    while (next != end && *next == ' ') ++next;
    const auto second = std::from_chars(next, end, longitude_deg);
    if (second.ec != std::errc{} || second.ptr != end) return std::nullopt;
    const bool on_earth = std::abs(latitude_deg) <= 90 && std::abs(longitude_deg) <= 180;
    if (!on_earth) return std::nullopt;
    return GeoPosition{latitude_deg, longitude_deg, 0};
}

class Ruuvi final : public Adapter {
public:
    explicit Ruuvi(Scratch& scratch) noexcept : scratch_(&scratch) {}

    std::string_view name() const noexcept override { return "ruuvi"; }

    bool recognises(const Message& message) const noexcept override {
        const auto document = scratch_->json.parse(message.payload);
        if (!document) return false;
        if (is_status(message)) return true;
        const auto content = member(*document, "data");
        if (has_member(*document, "gw_mac")) return content && text_of(*content);
        if (content && has_member(*content, "gw_mac")) return has_member(*content, "tags");
        return has_member(*document, "DEVICE_ADDR") && has_member(*document, "ESP_FW");
    }

    void feed(const Message& message, Timestamp now, IngestSink& sink) override {
        const auto object = scratch_->json.parse_object(message.payload, "ruuvi: not an object");
        if (!object) return sink.rejected(object.error());
        const Fields fields(*object, sink);
        if (is_status(message)) return read_status(fields, message, now);
        if (fields.has("DEVICE_ADDR")) return read_statistics(fields, now);
        if (fields.has("gw_mac")) return read_mqtt(fields, message, now);
        const auto content = fields.object("data", "ruuvi: data");
        if (!content) return fields.refuse_if_absent("data", "ruuvi: data");
        read_http(Fields(*content, sink), now);
    }

private:
    static bool is_status(const Message& message) noexcept {
        return last_level(message.topic) == "gw_status" && first_mac_in_topic(message.topic);
    }

    bool open_frame(const Fields& fields, std::string_view name, Timestamp now) {
        const auto gateway = fields.mac(name, "ruuvi: gateway address");
        if (!gateway) {
            fields.refuse_if_absent(name, "ruuvi: gateway address");
            return false;
        }
        scratch_->frames.open(GatewayId::of("ruuvi", *gateway), now, fields.sink());
        return true;
    }

    // One tag a message; its address is the topic's last level.
    void read_mqtt(const Fields& fields, const Message& message, Timestamp now) {
        const auto tag = MacAddress::parse(last_level(message.topic));
        if (!tag) return fields.refuse(Errc::malformed, "ruuvi: tag address in the topic");
        if (!open_frame(fields, "gw_mac", now)) return;
        read_place(fields, "coords");
        read_tag(fields, TagId::of("ble", *tag), time_in(fields, "ts", "ruuvi: ts", now));
        scratch_->frames.close();
    }

    // Many tags a message, named by their addresses.
    void read_http(const Fields& fields, Timestamp now) {
        if (!open_frame(fields, "gw_mac", now)) return;
        read_place(fields, "coordinates");
        if (const auto tags = fields.object("tags", "ruuvi: tags")) {
            for (auto member = tags->begin(); member != tags->end(); ++member) {
                const auto tag = MacAddress::parse(member.key());
                const auto object = object_of(member.value());
                if (!tag || !object) {
                    fields.refuse(Errc::malformed, "ruuvi: tag");
                    continue;
                }
                const Fields entry(*object, fields.sink());
                read_tag(entry, TagId::of("ble", *tag), time_in(entry, "timestamp", "ruuvi: timestamp", now));
            }
        }
        scratch_->frames.close();
    }

    void read_tag(const Fields& fields, const TagId& id, const HeardAt& heard) {
        RawPayload payload;
        fields.raw_payload("data", payload, "ruuvi: advertisement");
        const auto rssi = fields.rssi_dbm("rssi", "ruuvi: rssi");
        scratch_->frames.hearing(Advertisement{id, {}, heard.at, heard.source, rssi, {}}, payload.view());
    }

    void read_place(const Fields& fields, std::string_view name) {
        const auto text = fields.text(name, "ruuvi: coordinates");
        if (!text || text->empty()) return;
        FrameBuilder& frames = scratch_->frames;
        if (const auto position = position_in(*text)) {
            frames.record(GeoFix{{}, frames.gateway(), frames.received_at(), *position});
        } else {
            fields.refuse(Errc::malformed, "ruuvi: coordinates");
        }
    }

    // The last will too: {"state":"offline"}.
    void read_status(const Fields& fields, const Message& message, Timestamp now) {
        const auto gateway = first_mac_in_topic(message.topic);
        const auto state = fields.text("state", "ruuvi: state");
        if (!gateway || !state) return fields.refuse_if_absent("state", "ruuvi: state");
        scratch_->frames.open(GatewayId::of("ruuvi", *gateway), now, fields.sink());
        scratch_->frames.record(GatewayStatus{scratch_->frames.gateway(), now, *state == "online", {}});
        scratch_->frames.close();
    }

    void read_statistics(const Fields& fields, Timestamp now) {
        if (!open_frame(fields, "DEVICE_ADDR", now)) return;
        GatewayStatus status{scratch_->frames.gateway(), now, true, {}};
        read_numbers(fields, known_of_gateway, status, "ruuvi: statistics");
        scratch_->frames.record(status);
        scratch_->frames.close();
    }

    Scratch* scratch_;
};

}  // namespace

std::unique_ptr<Adapter> make_ruuvi(Scratch& scratch) {
    return std::make_unique<Ruuvi>(scratch);
}

}  // namespace cairn::adapters::ruuvi
