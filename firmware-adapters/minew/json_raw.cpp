#include "minew/json_raw.h"

#include "dialect/json_time.h"

namespace cairn::adapters::minew {
namespace {

class JsonRaw final : public Adapter {
public:
    explicit JsonRaw(Scratch& scratch) noexcept : scratch_(&scratch) {}

    std::string_view name() const noexcept override { return "minew.json-raw"; }

    bool recognises(const Message& message) const noexcept override {
        const auto document = scratch_->json.parse(message.payload);
        const auto elements = document ? array_of(*document) : std::nullopt;
        JsonValue first;
        return elements && elements->at(0).get(first) == simdjson::SUCCESS && has_member(first, "gateway") &&
               has_member(first, "locator");
    }

    void feed(const Message& message, Timestamp now, IngestSink& sink) override {
        const auto elements = scratch_->json.parse_list(message.payload, "minew.json-raw: not a list");
        if (!elements) return sink.rejected(elements.error());
        bool is_first = true;
        for (const JsonValue element : *elements) {
            const auto object = object_of(element);
            if (!object) sink.rejected(Error{Errc::malformed, 0, "minew.json-raw: element"});
            if (is_first && !(object && open_frame(Fields(*object, sink), now))) return;
            if (object && !is_first) read_tag(Fields(*object, sink));
            is_first = false;
        }
        if (!is_first) scratch_->frames.close();
    }

private:
    bool open_frame(const Fields& fields, Timestamp now) {
        const auto gateway = fields.mac("gateway", "minew.json-raw: gateway");
        if (!gateway) {
            fields.refuse_if_absent("gateway", "minew.json-raw: gateway");
            return false;
        }
        scratch_->frames.open(GatewayId::of("minew", *gateway), now, fields.sink());
        return true;
    }

    // The names of the angles are not public; that a tag was heard is what can be told.
    void read_tag(const Fields& fields) {
        const auto id = fields.tag("mac", "minew.json-raw: tag address");
        if (!id) return fields.refuse_if_absent("mac", "minew.json-raw: tag address");
        const HeardAt heard =
            time_in(fields, "timestamp", "minew.json-raw: timestamp", scratch_->frames.received_at());
        const auto rssi = fields.rssi_dbm("rssi", "minew.json-raw: rssi");
        scratch_->frames.hearing(Advertisement{*id, {}, heard.at, heard.source, rssi, {}}, {});
    }

    Scratch* scratch_;
};

}  // namespace

std::unique_ptr<Adapter> make_json_raw(Scratch& scratch) {
    return std::make_unique<JsonRaw>(scratch);
}

}  // namespace cairn::adapters::minew
