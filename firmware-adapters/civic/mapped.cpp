#include "civic/mapped.h"

#include "civic/item.h"
#include "civic/measured.h"
#include "dialect/tag_records.h"

namespace cairn::adapters::civic {
namespace {

Result<GatewayId> gateway_in(const CivicMapping& mapping, const JsonValue& document) {
    if (const auto given = value_at(document, mapping.gateway)) return gateway_id_of(*given);
    return GatewayId::make("civic", mapping.gateway_name);
}

// One element of a mapped document.
class MappedItem {
public:
    MappedItem(const CivicMapping& mapping, const JsonValue& item, FrameBuilder& frames) noexcept
        : mapping_(&mapping),
          item_(item),
          frames_(&frames) {}

    void read() const {
        const auto given = value_at(item_, mapping_->tag);
        const auto id = given ? tag_id_of(*given) : fail(Errc::malformed, "civic mapping: tag");
        if (!id) return frames_->refuse(Errc::malformed, "civic mapping: tag");
        const HeardAt heard = time();
        frames_->hearing(Advertisement{*id, {}, heard.at, heard.source, rssi_dbm(), {}}, {});
        read_position(*id, heard.at);
        for (const MappedMeasurement& measurement : mapping_->measurements) {
            read_measurement(measurement, TagRecords(*frames_, *id, heard.at));
        }
    }

private:
    HeardAt time() const {
        const Timestamp now = frames_->received_at();
        const auto given = value_at(item_, mapping_->at);
        if (!given) return {now, TimeSource::receipt};
        const auto unix_ms = unix_ms_in(*given);
        if (!unix_ms) frames_->refuse(Errc::malformed, "civic mapping: at");
        return heard_at(unix_ms, now, Delivery::live);
    }

    std::optional<double> number(std::string_view path, const char* where) const {
        const auto given = value_at(item_, path);
        if (!given) return std::nullopt;
        const auto found = number_of(*given);
        if (!found) frames_->refuse(Errc::malformed, where);
        return found;
    }

    std::optional<std::int8_t> rssi_dbm() const {
        constexpr const char* where = "civic mapping: rssi";
        const auto given = number(mapping_->rssi, where);
        if (!given) return std::nullopt;
        bool valid = false;
        const auto rssi = rssi_dbm_of(*given, valid);
        if (!valid) frames_->refuse(Errc::malformed, where);
        return rssi;
    }

    void read_position(const TagId& id, Timestamp at) const {
        constexpr const char* where = "civic mapping: position";
        const auto latitude_deg = number(mapping_->latitude, where);
        const auto longitude_deg = number(mapping_->longitude, where);
        if (!latitude_deg || !longitude_deg) return;
        if (const auto position = geo_position(*latitude_deg, *longitude_deg, 0)) {
            frames_->record(GeoFix{id, frames_->gateway(), at, *position});
        } else {
            frames_->refuse(Errc::malformed, where);
        }
    }

    void read_measurement(const MappedMeasurement& measurement, const TagRecords& tag) const {
        constexpr const char* where = "civic mapping: measurement";
        const auto value = number(measurement.path, where);
        if (!value) return;
        const auto found = measured(measurement.type, measurement.unit, *value);
        if (!found) return frames_->refuse(Errc::malformed, where);
        if (found->quantity == Quantity::custom) return tag.custom(found->label, found->value);
        tag.reading(found->quantity, found->value);
    }

    const CivicMapping* mapping_;
    JsonValue item_;
    FrameBuilder* frames_;
};

}  // namespace

std::optional<JsonValue> value_at(const JsonValue& from, std::string_view path) noexcept {
    if (path.empty()) return std::nullopt;
    std::optional<JsonValue> found = from;
    for (;;) {
        const std::size_t dot = path.find('.');
        found = member(*found, path.substr(0, dot));
        if (!found || dot == std::string_view::npos) return found;
        path.remove_prefix(dot + 1);
    }
}

void read_mapped(const CivicMapping& mapping, const JsonValue& document, Timestamp now, FrameBuilder& frames,
                 IngestSink& sink) {
    const auto gateway = gateway_in(mapping, document);
    if (!gateway) return sink.rejected(Error{Errc::malformed, 0, "civic mapping: gateway"});
    frames.open(*gateway, now, sink);
    const auto found = mapping.items.empty() ? document : value_at(document, mapping.items);
    const auto items = found ? array_of(*found) : std::nullopt;
    if (items) {
        for (const JsonValue item : *items) MappedItem(mapping, item, frames).read();
    } else if (mapping.items.empty()) {
        MappedItem(mapping, document, frames).read();
    } else {
        frames.refuse(Errc::malformed, "civic mapping: items");
    }
    frames.close();
}

}  // namespace cairn::adapters::civic
