#include "http/json.h"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cstdio>
#include <type_traits>
#include <variant>

#include "cairn/net/base64.h"
#include "json/nullable_json.h"
#include "json/position_json.h"

namespace cairn::cloud {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, std::variant_size_v<Record>> record_types{
    "sighting", "reading", "attribute", "position", "geo_fix", "gateway_status", "raw_message"};

json::string text(std::string_view value) {
    return json::string(value);
}

std::string_view name_of(GapReason reason) {
    switch (reason) {
        case GapReason::overflow: return "overflow";
        case GapReason::corrupt: return "corrupt";
        case GapReason::forgotten: return "forgotten";
        case GapReason::expired: return "expired";
    }
    return "unknown";
}

std::string_view name_of(Stream stream) {
    switch (stream) {
        case Stream::status: return "status";
        case Stream::positions: return "positions";
        case Stream::hearings: return "hearings";
    }
    return "unknown";
}

json::object measurement(const Measurement& measurement) {
    return {{"quantity", name(measurement.quantity)},
            {"channel", measurement.channel},
            {"value", measurement.value}};
}

template <typename Measurements>
json::array measurements(const Measurements& all) {
    json::array out;
    for (const Measurement& one : all) out.push_back(measurement(one));
    return out;
}

json::value geo_fix(const std::optional<GeoFix>& fix) {
    if (!fix) return nullptr;
    return json::object{{"at", to_json(fix->at)},
                        {"latitudeDeg", fix->position.latitude_deg},
                        {"longitudeDeg", fix->position.longitude_deg},
                        {"accuracyM", fix->position.accuracy_m}};
}

// The fields that each kind of record adds to a Record.
void add_fields(json::object& out, const Sighting& sighting) {
    out["tag"] = text(sighting.tag.view());
    out["gateway"] = text(sighting.gateway.view());
    out["at"] = to_json(sighting.at);
    out["rssiDbm"] = sighting.rssi_dbm;
    out["timeSource"] = sighting.time_source == TimeSource::gateway ? "gateway" : "receipt";
}
void add_fields(json::object& out, const Reading& reading) {
    out["tag"] = text(reading.tag.view());
    out["gateway"] = text_or_null(reading.gateway.view());
    out["at"] = to_json(reading.at);
    out["quantity"] = text(name(reading.measurement.quantity));
    out["channel"] = reading.measurement.channel;
    out["value"] = reading.measurement.value;
    out["label"] = text_or_null(reading.label.view());
}
void add_fields(json::object& out, const Attribute& attribute) {
    out["tag"] = text_or_null(attribute.tag.view());
    out["gateway"] = text_or_null(attribute.gateway.view());
    out["at"] = to_json(attribute.at);
    out["kind"] = text(name(attribute.kind));
    out["text"] = text(attribute.text.view());
}
void add_fields(json::object& out, const Position& position) {
    for (auto& field : to_json(position)) out[field.key()] = std::move(field.value());
}
void add_fields(json::object& out, const GeoFix& fix) {
    out["tag"] = text_or_null(fix.tag.view());
    out["gateway"] = text_or_null(fix.gateway.view());
    out["at"] = to_json(fix.at);
    out["latitudeDeg"] = fix.position.latitude_deg;
    out["longitudeDeg"] = fix.position.longitude_deg;
    out["accuracyM"] = fix.position.accuracy_m;
}
void add_fields(json::object& out, const GatewayStatus& status) {
    out["gateway"] = text(status.gateway.view());
    out["at"] = to_json(status.at);
    out["online"] = status.online;
    out["measurements"] = measurements(status.measurements);
}
void add_fields(json::object& out, const RawMessage& message) {
    out["gateway"] = text_or_null(message.gateway.view());
    out["at"] = to_json(message.at);
    out["topic"] = text(message.topic);
    out["payloadBase64"] = net::base64(message.payload);
}

}  // namespace

std::string_view type_of(const Record& record) noexcept {
    return record_types[record.index()];
}

bool is_record_type(std::string_view name) noexcept {
    return std::ranges::find(record_types, name) != record_types.end();
}

json::object to_json(const TagState& tag) {
    json::value last_sighting = nullptr;
    if (tag.last_sighting) {
        last_sighting = json::object{{"gateway", text(tag.last_sighting->gateway.view())},
                                     {"at", to_json(tag.last_sighting->at)},
                                     {"rssiDbm", tag.last_sighting->rssi_dbm}};
    }
    json::array readings;
    for (const Reading& reading : tag.readings) {
        json::object fields;
        add_fields(fields, reading);
        fields.erase("tag");
        readings.push_back(std::move(fields));
    }
    json::array attributes;
    for (const Attribute& attribute : tag.attributes) {
        attributes.push_back(json::object{{"kind", text(name(attribute.kind))},
                                          {"text", text(attribute.text.view())},
                                          {"at", to_json(attribute.at)}});
    }
    return {{"id", text(tag.tag.view())},
            {"lastSeenAt", to_json(tag.last_seen_at)},
            {"sightingCount", tag.sighting_count},
            {"lastSighting", std::move(last_sighting)},
            {"position", tag.position ? json::value(to_json(*tag.position)) : json::value(nullptr)},
            {"geo", geo_fix(tag.geo)},
            {"readings", std::move(readings)},
            {"attributes", std::move(attributes)}};
}

json::object to_json(const GatewayState& gateway) {
    return {{"id", text(gateway.gateway.view())},
            {"edge", text(gateway.edge)},
            {"online", gateway.online},
            {"lastSeenAt", to_json(gateway.last_seen_at)},
            {"sightingCount", gateway.sighting_count},
            {"measurements", measurements(gateway.measurements)},
            {"geo", geo_fix(gateway.geo)}};
}

json::object to_json(const StoredRecord& stored) {
    json::object out{{"offset", stored.offset},
                     {"edge", text(stored.edge)},
                     {"storedAt", to_json(stored.stored_at)},
                     {"type", text(type_of(stored.record))}};
    std::visit([&out](const auto& record) { add_fields(out, record); }, stored.record);
    if (stored.uncertainty_ms != UINT32_MAX) out["edgeClockUncertaintyMs"] = stored.uncertainty_ms;
    return out;
}

json::object to_json(const EdgeState& edge, bool connected) {
    return {{"name", text(edge.edge)},
            {"connected", connected},
            {"withdrawn", edge.is_withdrawn},
            {"addedAt", to_json(edge.added_at)},
            {"lastBlockAt", to_json(edge.last_block_at)},
            {"blocks", edge.blocks},
            {"records", edge.records},
            {"lostRecords", edge.lost_records},
            {"unreadableBlocks", edge.unreadable_blocks}};
}

json::object to_json(const StoredGap& stored) {
    // The epoch is 64 random bits, more than a JSON number holds in most languages.
    std::array<char, 17> epoch{};
    std::snprintf(epoch.data(), epoch.size(), "%016llx", static_cast<unsigned long long>(stored.epoch));
    return {{"edge", text(stored.edge)},
            {"epoch", text(epoch.data())},
            {"stream", text(name_of(stored.gap.stream))},
            {"firstBlock", stored.gap.first},
            {"lastBlock", stored.gap.last},
            {"reason", text(name_of(stored.gap.reason))},
            {"recordCount", stored.gap.record_count},
            {"storedAt", to_json(stored.stored_at)}};
}

}  // namespace cairn::cloud
