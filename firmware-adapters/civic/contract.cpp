#include "civic/contract.h"

#include <array>

#include "civic/item.h"
#include "civic/measured.h"
#include "dialect/tag_records.h"

namespace cairn::adapters::civic {
namespace {

constexpr std::string_view version = "civic/1";
constexpr const char* measurement_refused = "civic: measurement";

constexpr std::array attribute_kinds{
    AttributeKind::name, AttributeKind::ibeacon, AttributeKind::altbeacon, AttributeKind::eddystone_uid,
    AttributeKind::url,  AttributeKind::device,  AttributeKind::firmware,
};

std::optional<AttributeKind> attribute_named(std::string_view text) noexcept {
    for (const AttributeKind kind : attribute_kinds) {
        if (name(kind) == text) return kind;
    }
    return std::nullopt;
}

class Document {
public:
    Document(const Fields& fields, Timestamp now, FrameBuilder& frames)
        : fields_(fields),
          now_(now),
          frames_(&frames) {
        const auto buffered = fields.number("buffered", "civic: buffered");
        if (buffered && *buffered != 0) delivery_ = Delivery::buffered;
        at_ = time_in(fields, HeardAt{now, TimeSource::receipt});
    }

    void read() const {
        if (const auto tags = fields_.find("tags")) {
            read_tags(*tags);
        } else if (fields_.has("tag")) {
            read_tag(fields_);
        } else {
            read_gateway();
        }
    }

private:
    // The member "at"; `otherwise` where there is none. One that cannot be true is receipt time.
    HeardAt time_in(const Fields& fields, const HeardAt& otherwise) const {
        const auto given = fields.find("at");
        if (!given) return otherwise;
        const auto unix_ms = unix_ms_in(*given);
        if (!unix_ms) fields.refuse(Errc::malformed, "civic: at");
        return heard_at(unix_ms, now_, delivery_);
    }

    void read_tags(const JsonValue& tags) const {
        const auto items = array_of(tags);
        if (!items || fields_.has("tag")) fields_.refuse(Errc::malformed, "civic: tags");
        if (!items) return;
        for (const JsonValue item : *items) {
            if (const auto object = object_of(item)) {
                read_tag(Fields(*object, fields_.sink()));
            } else {
                fields_.refuse(Errc::malformed, "civic: tags");
            }
        }
    }

    void read_tag(const Fields& item) const {
        const auto given = item.find("tag");
        const auto id = given ? tag_id_of(*given) : fail(Errc::malformed, "civic: tag");
        if (!id) return item.refuse(Errc::malformed, "civic: tag");
        const HeardAt heard = time_in(item, at_);
        RawPayload payload;
        item.raw_payload("advertisement", payload, "civic: advertisement");
        const auto rssi = item.rssi_dbm("rssi", "civic: rssi");
        frames_->hearing(Advertisement{*id, {}, heard.at, heard.source, rssi, {}}, payload.view());
        if (const auto position = position_in(item)) {
            frames_->record(GeoFix{*id, frames_->gateway(), heard.at, *position});
        }
        for_each_measurement(item, [&](const Fields& measurement) {
            read_measurement(measurement, *id, time_in(measurement, heard).at);
        });
    }

    void read_measurement(const Fields& measurement, const TagId& id, Timestamp at) const {
        const TagRecords tag(*frames_, id, at);
        const auto type = measurement.text("type", measurement_refused);
        if (!type) return measurement.refuse_if_absent("type", measurement_refused);
        const auto value = measurement.find("value");
        if (!value) return measurement.refuse(Errc::malformed, measurement_refused);
        const auto kind = attribute_named(*type);
        const auto text = text_of(*value);
        if (kind && text) return tag.attribute(*kind, *text);
        const auto found = measured_in(measurement, *type, *value);
        if (!found) return measurement.refuse(Errc::malformed, measurement_refused);
        if (found->quantity == Quantity::custom) return tag.custom(found->label, found->value);
        tag.reading(found->quantity, found->value, channel_in(measurement));
    }

    static std::optional<Measured> measured_in(const Fields& measurement, std::string_view type,
                                               const JsonValue& value) {
        const auto number = number_of(value);
        const auto unit = measurement.text("unit", measurement_refused);
        return number ? measured(type, unit.value_or(""), *number) : std::nullopt;
    }

    static std::uint8_t channel_in(const Fields& measurement) {
        const auto channel = measurement.number("channel", measurement_refused);
        if (!channel) return 0;
        if (*channel >= 0 && *channel <= 255) return static_cast<std::uint8_t>(*channel);
        measurement.refuse(Errc::malformed, measurement_refused);
        return 0;
    }

    // A document without a tag is about the gateway.
    void read_gateway() const {
        GatewayStatus status{frames_->gateway(), at_.at, true, {}};
        const auto online = fields_.number("online", "civic: online");
        status.online = !online || *online != 0;
        for_each_measurement(fields_, [&](const Fields& measurement) {
            const auto type = measurement.text("type", measurement_refused);
            const auto value = measurement.find("value");
            const auto found = type && value ? measured_in(measurement, *type, *value) : std::nullopt;
            if (!found || !plausible(found->quantity, found->value)) {
                measurement.refuse(Errc::malformed, measurement_refused);
            } else if (found->quantity == Quantity::custom) {
                measurement.refuse(Errc::unsupported, "civic: gateway measurement of an own type");
            } else if (!status.measurements.push_back(
                           {found->quantity, channel_in(measurement), found->value})) {
                measurement.refuse(Errc::full, "civic: gateway measurements");
            }
        });
        frames_->record(status);
        if (const auto position = position_in(fields_)) {
            frames_->record(GeoFix{{}, frames_->gateway(), at_.at, *position});
        }
    }

    template <typename Read>
    void for_each_measurement(const Fields& item, const Read& read) const {
        const auto given = item.find("measurements");
        if (!given) return;
        const auto list = array_of(*given);
        if (!list) return item.refuse(Errc::malformed, "civic: measurements");
        for (const JsonValue measurement : *list) {
            if (const auto object = object_of(measurement)) {
                read(Fields(*object, item.sink()));
            } else {
                item.refuse(Errc::malformed, measurement_refused);
            }
        }
    }

    static std::optional<GeoPosition> position_in(const Fields& item) {
        constexpr const char* where = "civic: position";
        const auto given = item.object("position", where);
        if (!given) return std::nullopt;
        const Fields fields(*given, item.sink());
        const auto latitude_deg = fields.number("latitude", where);
        const auto longitude_deg = fields.number("longitude", where);
        const auto accuracy_m = fields.number("accuracy", where);
        const auto position = latitude_deg && longitude_deg
                                  ? geo_position(*latitude_deg, *longitude_deg, accuracy_m.value_or(0))
                                  : std::nullopt;
        if (!position) item.refuse(Errc::malformed, where);
        return position;
    }

    Fields fields_;
    Timestamp now_;
    FrameBuilder* frames_;
    Delivery delivery_ = Delivery::live;
    HeardAt at_;
};

}  // namespace

void read_contract(const Fields& document, Timestamp now, FrameBuilder& frames) {
    const auto given = document.text("cairn", "civic: contract version");
    if (!given) return;
    if (*given != version) return document.refuse(Errc::unsupported, "civic: contract version");
    const auto name = document.find("gateway");
    const auto gateway = name ? gateway_id_of(*name) : fail(Errc::malformed, "civic: gateway");
    if (!gateway) return document.refuse(Errc::malformed, "civic: gateway");
    if (document.has("command")) return;  // to the gateway, not from it
    frames.open(*gateway, now, document.sink());
    Document(document, now, frames).read();
    frames.close();
}

}  // namespace cairn::adapters::civic
