#include "moko/json.h"

#include "dialect/json_fields.h"
#include "moko/json_notification.h"
#include "moko/json_scan.h"

namespace cairn::adapters::moko {
namespace {

constexpr int id_status_first_generation = 3003;
constexpr int id_scan_first_generation = 3004;  // the second one's status
constexpr int id_scan = 3070;
constexpr int id_max = 9999;

class Json final : public Adapter {
public:
    explicit Json(Scratch& scratch) noexcept : scratch_(&scratch) {}

    std::string_view name() const noexcept override { return "moko.json"; }

    bool recognises(const Message& message) const noexcept override {
        const auto document = scratch_->json.parse(message.payload);
        return document && member(*document, "msg_id");
    }

    void feed(const Message& message, Timestamp now, IngestSink& sink) override {
        const auto envelope = scratch_->json.parse_object(message.payload, "moko.json: envelope");
        if (!envelope) return sink.rejected(envelope.error());
        read_envelope(Fields(*envelope, sink), message, now);
    }

private:
    void read_envelope(const Fields& envelope, const Message& message, Timestamp now) {
        const auto id = envelope.number("msg_id", "moko.json: msg_id");
        if (!id) return envelope.refuse_if_absent("msg_id", "moko.json: msg_id");
        const auto device = envelope.object("device_info", "moko.json: device_info");
        if (!device) return envelope.refuse_if_absent("device_info", "moko.json: device_info");
        const Fields device_fields(*device, envelope.sink());
        const auto gateway = device_fields.mac("mac", "moko.json: gateway address");
        if (!gateway) return device_fields.refuse_if_absent("mac", "moko.json: gateway address");
        if (*id < 0 || *id > id_max) return envelope.refuse(Errc::unsupported, "moko.json: message id");
        FrameBuilder& frames = scratch_->frames;
        frames.open(GatewayId::of("moko", *gateway), now, envelope.sink());
        read_content(static_cast<int>(*id), envelope, message, frames);
        frames.close();
    }

    static void read_content(int id, const Fields& envelope, const Message& message, FrameBuilder& frames) {
        const auto content = envelope.find("data");
        const auto list = content ? array_of(*content) : std::nullopt;
        if (id == id_scan && !list) return envelope.refuse(Errc::malformed, "moko.json: scan list");
        if (id == id_scan) return read_scan(*list, frames);
        // The first generation sends its scan list, an array, under the number of the second one's status.
        if (id == id_scan_first_generation && list) return read_first_scan(*list, frames);
        if (id == id_status_first_generation) return read_first_status(envelope, frames);
        read_notification(id, envelope, message, frames);
    }

    static void read_scan(const JsonArray& records, FrameBuilder& frames) {
        for (const JsonValue record : records) {
            if (const auto object = object_of(record)) {
                read_json_record(*object, frames);
            } else {
                frames.refuse(Errc::malformed, "moko.json: scan record");
            }
        }
    }

    // Each record is wrapped: {"type":0,"value":{...}}. The number differs between firmware versions.
    static void read_first_scan(const JsonArray& records, FrameBuilder& frames) {
        for (const JsonValue record : records) {
            const auto value = member(record, "value");
            if (const auto object = value ? object_of(*value) : std::nullopt) {
                read_json_record(*object, frames);
            } else {
                frames.refuse(Errc::malformed, "moko.json: scan record");
            }
        }
    }

    static void read_first_status(const Fields& envelope, FrameBuilder& frames) {
        const auto content = envelope.object("data", "moko.json: status");
        if (!content) return envelope.refuse_if_absent("data", "moko.json: status");
        const Fields fields(*content, envelope.sink());
        const auto state = fields.text("net_state", "moko.json: net_state");
        if (!state) return fields.refuse_if_absent("net_state", "moko.json: net_state");
        frames.record(GatewayStatus{frames.gateway(), frames.received_at(), *state == "online", {}});
    }

    Scratch* scratch_;
};

}  // namespace

std::unique_ptr<Adapter> make_json(Scratch& scratch) {
    return std::make_unique<Json>(scratch);
}

}  // namespace cairn::adapters::moko
