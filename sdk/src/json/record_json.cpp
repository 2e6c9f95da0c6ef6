#include "json/record_json.h"

#include <algorithm>
#include <array>
#include <variant>

#include "cairn/net/base64.h"
#include "json/nullable_json.h"
#include "json/position_json.h"

namespace cairn {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, std::variant_size_v<Record>> record_types{
    "sighting", "reading", "attribute", "position", "geo_fix", "gateway_status", "raw_message"};

json::string text(std::string_view value) {
    return json::string(value);
}

json::object measurement(const Measurement& measurement) {
    return {{"quantity", name(measurement.quantity)},
            {"channel", measurement.channel},
            {"value", measurement.value}};
}

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
    out["measurements"] = to_json(std::span(status.measurements.begin(), status.measurements.end()));
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

void add_fields(json::object& out, const Record& record) {
    std::visit([&out](const auto& one) { add_fields(out, one); }, record);
}

json::array to_json(std::span<const Measurement> measurements) {
    json::array out;
    for (const Measurement& one : measurements) out.push_back(measurement(one));
    return out;
}

}  // namespace cairn
