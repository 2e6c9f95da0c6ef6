#include "glinet/glinet.h"

#include "dialect/json_row.h"
#include "dialect/json_time.h"
#include "dialect/tag_records.h"

namespace cairn::adapters::glinet {
namespace {

enum class Field : std::uint8_t { mac, ad, at, rssi, name };

constexpr FieldNames names({
    FieldName<Field>{"mac", Field::mac},
    {"ad", Field::ad},
    {"ts", Field::at},
    {"rssi", Field::rssi},
    {"n", Field::name},
});

class GlInet final : public Adapter {
public:
    explicit GlInet(Scratch& scratch) noexcept : scratch_(&scratch) {}

    std::string_view name() const noexcept override { return "glinet"; }

    bool recognises(const Message& message) const noexcept override {
        const auto document = scratch_->json.parse(message.payload);
        return document && has_member(*document, "dev_ble_mac") && has_member(*document, "dev_list");
    }

    void feed(const Message& message, Timestamp now, IngestSink& sink) override {
        const auto object = scratch_->json.parse_object(message.payload, "glinet: envelope");
        if (!object) return sink.rejected(object.error());
        const Fields envelope(*object, sink);
        const auto gateway = envelope.mac("dev_ble_mac", "glinet: gateway address");
        if (!gateway) return envelope.refuse_if_absent("dev_ble_mac", "glinet: gateway address");
        const auto list = envelope.find("dev_list");
        const auto items = list ? array_of(*list) : std::nullopt;
        if (!items) return envelope.refuse(Errc::malformed, "glinet: list");
        scratch_->frames.open(GatewayId::of("glinet", *gateway), now, sink);
        for (const JsonValue item : *items) {
            if (const auto entry = object_of(item)) {
                read_entry(Row<names>(*entry, sink));
            } else {
                sink.rejected(Error{Errc::malformed, 0, "glinet: entry"});
            }
        }
        scratch_->frames.close();
    }

private:
    void read_entry(const Row<names>& entry) {
        FrameBuilder& frames = scratch_->frames;
        const auto id = entry.tag(Field::mac, "glinet: tag address");
        if (!id) return entry.refuse_if_absent(Field::mac, "glinet: tag address");
        const auto time = entry.number(Field::at, "glinet: ts");
        const HeardAt heard =
            heard_at(time ? unix_ms_of(*time) : std::nullopt, frames.received_at(), Delivery::live);
        RawPayload payload;
        entry.raw_payload(Field::ad, payload, "glinet: ad");
        const auto rssi = entry.rssi_dbm(Field::rssi, "glinet: rssi");
        frames.hearing(Advertisement{*id, {}, heard.at, heard.source, rssi, {}}, payload.view());
        if (!payload.empty()) return;
        if (const auto name = entry.text(Field::name, "glinet: n")) {
            TagRecords(frames, *id, heard.at).attribute(AttributeKind::name, *name);
        }
    }

    Scratch* scratch_;
};

}  // namespace

std::unique_ptr<Adapter> make_glinet(Scratch& scratch) {
    return std::make_unique<GlInet>(scratch);
}

}  // namespace cairn::adapters::glinet
