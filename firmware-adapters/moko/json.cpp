#include "moko/json.h"

#include "dialect/gateway_time.h"
#include "dialect/json_fields.h"
#include "moko/json_scan.h"

namespace cairn::adapters::moko {
namespace {

constexpr int id_status_first_generation = 3003;
constexpr int id_status = 3004;  // the first generation's scan list
constexpr int id_scan = 3070;
constexpr int id_offline = 3999;

class Json final : public Adapter {
public:
    explicit Json(Scratch& scratch) noexcept : scratch_(&scratch) {}

    std::string_view name() const noexcept override { return "moko.json"; }

    bool recognises(const Message& message) const noexcept override {
        const auto document = scratch_->json.parse(message.payload);
        return document && member(*document, "msg_id");
    }

    void feed(const Message& message, Timestamp now, IngestSink& sink) override {
        const auto document = scratch_->json.parse(message.payload);
        if (!document) {
            sink.rejected(document.error());
        } else if (const auto envelope = object_of(*document)) {
            read_envelope(Fields(*envelope, sink), now);
        } else {
            sink.rejected(Error{Errc::malformed, 0, "moko.json: envelope"});
        }
    }

private:
    void read_envelope(const Fields& envelope, Timestamp now) {
        const auto id = envelope.number("msg_id", "moko.json: msg_id");
        if (!id) return envelope.refuse_if_absent("msg_id", "moko.json: msg_id");
        if (*id == id_status_first_generation) return envelope.refuse(Errc::unsupported, "moko gen-a");
        if (*id == id_status && first_generation(envelope)) {
            return envelope.refuse(Errc::unsupported, "moko gen-a");
        }
        const auto device = envelope.object("device_info", "moko.json: device_info");
        if (!device) return envelope.refuse_if_absent("device_info", "moko.json: device_info");
        const Fields device_fields(*device, envelope.sink());
        const auto gateway = device_fields.mac("mac", "moko.json: gateway address");
        if (!gateway) return device_fields.refuse_if_absent("mac", "moko.json: gateway address");
        FrameBuilder& frames = scratch_->frames;
        frames.open(GatewayId::of("moko", *gateway), now, envelope.sink());
        if (*id == id_status) {
            read_status(envelope, frames);
        } else if (*id == id_scan) {
            read_scan(envelope, frames);
        } else if (*id == id_offline) {
            // The broker sends this for the gateway, which wrote it when it connected: any time in it
            // is that of the connection.
            frames.record(GatewayStatus{frames.gateway(), now, false, {}});
        } else {
            envelope.refuse(Errc::unsupported, "moko.json: message id");
        }
        frames.close();
    }

    // The first generation sends its scan list, an array, under the number of the second one's status.
    static bool first_generation(const Fields& envelope) {
        const auto content = envelope.find("data");
        return content && array_of(*content);
    }

    static void read_status(const Fields& envelope, FrameBuilder& frames) {
        GatewayStatus status{frames.gateway(), frames.received_at(), true, {}};
        if (const auto content = envelope.object("data", "moko.json: status")) {
            const Fields fields(*content, envelope.sink());
            const auto time = fields.number("timestamp", "moko.json: timestamp");
            status.at =
                heard_at(time ? unix_ms_of(*time) : std::nullopt, frames.received_at(), Delivery::live).at;
            if (const auto dbm = fields.rssi_dbm("wifi_rssi", "moko.json: wifi_rssi")) {
                static_cast<void>(
                    status.measurements.push_back({Quantity::uplink_rssi_dbm, 0, double(*dbm)}));
            }
        }
        frames.record(status);
    }

    static void read_scan(const Fields& envelope, FrameBuilder& frames) {
        const auto content = envelope.find("data");
        const auto records = content ? array_of(*content) : std::nullopt;
        if (!records) return envelope.refuse(Errc::malformed, "moko.json: scan list");
        for (const JsonValue record : *records) {
            if (const auto object = object_of(record)) {
                read_json_record(*object, frames);
            } else {
                envelope.refuse(Errc::malformed, "moko.json: scan record");
            }
        }
    }

    Scratch* scratch_;
};

}  // namespace

std::unique_ptr<Adapter> make_json(Scratch& scratch) {
    return std::make_unique<Json>(scratch);
}

}  // namespace cairn::adapters::moko
