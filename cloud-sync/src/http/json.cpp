#include "http/json.h"

#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cstdio>

#include "json/nullable_json.h"
#include "json/position_json.h"
#include "json/record_json.h"

namespace cairn::cloud {
namespace {

namespace json = boost::json;

json::string text(std::string_view value) {
    return json::string(value);
}

json::value geo_fix(const std::optional<GeoFix>& fix) {
    if (!fix) return nullptr;
    return json::object{{"at", to_json(fix->at)},
                        {"latitudeDeg", fix->position.latitude_deg},
                        {"longitudeDeg", fix->position.longitude_deg},
                        {"accuracyM", fix->position.accuracy_m}};
}

}  // namespace

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
        add_fields(fields, Record(reading));
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
            {"measurements", to_json(gateway.measurements)},
            {"geo", geo_fix(gateway.geo)}};
}

json::object to_json(const StoredRecord& stored) {
    json::object out{{"offset", stored.offset},
                     {"edge", text(stored.edge)},
                     {"storedAt", to_json(stored.stored_at)},
                     {"type", text(type_of(stored.record))}};
    add_fields(out, stored.record);
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
            {"stream", text(name(stored.gap.stream))},
            {"firstBlock", stored.gap.first},
            {"lastBlock", stored.gap.last},
            {"reason", text(name(stored.gap.reason))},
            {"recordCount", stored.gap.record_count},
            {"storedAt", to_json(stored.stored_at)}};
}

}  // namespace cairn::cloud
