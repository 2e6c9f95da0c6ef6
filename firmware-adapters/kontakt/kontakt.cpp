#include "kontakt/kontakt.h"

#include <array>

#include "dialect/json_time.h"
#include "dialect/named_numbers.h"

namespace cairn::adapters::kontakt {
namespace {

constexpr const char* field_refused = "kontakt: field";

constexpr std::array known{
    NamedNumber{"temperature", Quantity::temperature_c},
    NamedNumber{"humidity", Quantity::humidity_pct},
    NamedNumber{"batteryLevel", Quantity::battery_pct},
    NamedNumber{"movementCounter", Quantity::movement_counter},
    NamedNumber{"clickCounter", Quantity::button_count},
};

// Numbers that have no quantity keep their own name.
constexpr std::array own{"lightIntensity", "timeSinceTap", "timeSinceMovement", "timeSinceClick"};
constexpr double never_s = 65535;

class Kontakt final : public Adapter {
public:
    explicit Kontakt(Scratch& scratch) noexcept : scratch_(&scratch) {}

    std::string_view name() const noexcept override { return "kontakt"; }

    bool recognises(const Message& message) const noexcept override {
        const auto document = scratch_->json.parse(message.payload);
        return document && has_member(*document, "trackingId") && has_member(*document, "sourceId") &&
               has_member(*document, "companyId");
    }

    void feed(const Message& message, Timestamp now, IngestSink& sink) override {
        const auto document = scratch_->json.parse(message.payload);
        if (!document) return sink.rejected(document.error());
        const auto object = object_of(*document);
        if (!object) return sink.rejected(Error{Errc::malformed, 0, "kontakt: not an object"});
        const auto gateway = GatewayId::make("kontakt", text_member(*object, "sourceId").value_or(""));
        if (!gateway) return sink.rejected(Error{Errc::malformed, 0, "kontakt: sourceId"});
        const auto id = tag_id(text_member(*object, "trackingId").value_or(""));
        if (!id) return sink.rejected(Error{Errc::malformed, 0, "kontakt: trackingId"});
        scratch_->frames.open(*gateway, now, sink);
        read(Fields(*object, sink), *id, now);
        scratch_->frames.close();
    }

private:
    // The address as a rule, else the vendor's own short name.
    static Result<TagId> tag_id(std::string_view text) noexcept {
        if (const auto address = MacAddress::parse(text)) return TagId::of("ble", *address);
        return TagId::make("kontakt", text);
    }

    void read(const Fields& fields, const TagId& id, Timestamp now) {
        const HeardAt heard = time_in(fields, "timestamp", "kontakt: timestamp", now);
        const auto rssi = fields.rssi_dbm("rssi", "kontakt: rssi");
        scratch_->frames.hearing(Advertisement{id, {}, heard.at, heard.source, rssi, {}}, {});
        const TagRecords tag(scratch_->frames, id, heard.at);
        read_numbers(fields, known, tag, field_refused);
        read_acceleration(fields, tag);
        for (const char* name : own) {
            const auto number = fields.number(name, field_refused);
            if (number && *number != never_s) tag.custom(name, *number);
        }
    }

    // The axes count in units of the sensitivity, which is in thousandths of g.
    static void read_acceleration(const Fields& fields, const TagRecords& tag) {
        const auto unit_mg = fields.number("accelerometerSensitivity", field_refused);
        const auto x = fields.number("accelerometerX", field_refused);
        const auto y = fields.number("accelerometerY", field_refused);
        const auto z = fields.number("accelerometerZ", field_refused);
        if (unit_mg && x && y && z) tag.acceleration_mg({*x * *unit_mg, *y * *unit_mg, *z * *unit_mg});
    }

    Scratch* scratch_;
};

}  // namespace

std::unique_ptr<Adapter> make_kontakt(Scratch& scratch) {
    return std::make_unique<Kontakt>(scratch);
}

}  // namespace cairn::adapters::kontakt
