#include <boost/json.hpp>

#include <algorithm>
#include <cmath>
#include <type_traits>
#include <variant>
#include <vector>

#include "cairn/core/version.h"
#include "cairn/net/base64.h"
#include "linux/edge_figures.h"
#include "linux/edge_report.h"
#include "linux/fix_json.h"
#include "json/json_text.h"
#include "json/nullable_json.h"
#include "json/position_json.h"
#include "json/site_json.h"

namespace cairn::edge {
namespace {

namespace json = boost::json;

double rounded(double number) {
    return std::round(number * 10) / 10;
}

std::string error_text(const Error& error) {
    std::string text = name(error.code);
    if (error.where[0] != '\0') text.append(": ").append(error.where);
    if (error.detail != 0) text.append(" (").append(std::to_string(error.detail)).append(")");
    return text;
}

json::object measurement_json(const Measurement& measurement) {
    return {{"quantity", name(measurement.quantity)},
            {"channel", measurement.channel},
            {"value", measurement.value}};
}

json::value geo_json(const std::optional<GeoFix>& fix) {
    if (!fix) return nullptr;
    return json::object{{"at", to_json(fix->at)},
                        {"latitudeDeg", fix->position.latitude_deg},
                        {"longitudeDeg", fix->position.longitude_deg},
                        {"accuracyM", fix->position.accuracy_m}};
}

json::array heard_by_json(std::vector<HeardBy> heard_by) {
    std::ranges::sort(heard_by, std::ranges::greater{}, &HeardBy::rssi_dbm);
    json::array list;
    for (const HeardBy& heard : heard_by) {
        list.push_back(json::object{
            {"gateway", heard.gateway.view()}, {"rssiDbm", heard.rssi_dbm}, {"at", to_json(heard.at)}});
    }
    return list;
}

json::object tag_json(const TagView& tag) {
    json::array readings;
    for (const Reading& reading : tag.readings) {
        json::object one = measurement_json(reading.measurement);
        one["label"] = text_or_null(reading.label.view());
        one["at"] = to_json(reading.at);
        readings.push_back(std::move(one));
    }
    json::array attributes;
    for (const Attribute& attribute : tag.attributes) {
        attributes.push_back(json::object{
            {"kind", name(attribute.kind)}, {"text", attribute.text.view()}, {"at", to_json(attribute.at)}});
    }
    return {{"id", tag.id.view()},
            {"lastSeenAt", to_json(tag.last_seen_at)},
            {"sightingCount", tag.sighting_count},
            {"heardBy", heard_by_json(tag.heard_by)},
            {"readings", std::move(readings)},
            {"attributes", std::move(attributes)},
            {"position", tag.position ? json::value(to_json(*tag.position)) : json::value(nullptr)},
            {"geo", geo_json(tag.geo)}};
}

json::array tags_json(const EdgeView& view, std::size_t tags_max) {
    json::array list;
    for (const TagView& tag : view.tags()) {
        if (list.size() == tags_max) break;
        list.push_back(tag_json(tag));
    }
    return list;
}

json::array gateways_json(const EdgeView& view) {
    json::array list;
    for (const GatewayView& gateway : view.gateways()) {
        json::array measurements;
        for (const Measurement& measurement : gateway.measurements) {
            measurements.push_back(measurement_json(measurement));
        }
        list.push_back(json::object{{"id", gateway.id.view()},
                                    {"online", gateway.online},
                                    {"lastSeenAt", to_json(gateway.last_seen_at)},
                                    {"sightingCount", gateway.sighting_count},
                                    {"recordCount", gateway.record_count},
                                    {"measurements", std::move(measurements)},
                                    {"geo", geo_json(gateway.geo)}});
    }
    return list;
}

json::array refusals_json(const EdgeView& view) {
    json::array list;
    for (const RefusalView& refusal : view.refusals()) {
        list.push_back(json::object{{"code", name(refusal.code)},
                                    {"reason", refusal.reason},
                                    {"count", refusal.count},
                                    {"lastAt", to_json(refusal.last_at)},
                                    {"lastTopic", refusal.last_topic}});
    }
    return list;
}

json::value to_json(const FigureValue& value) {
    return std::visit(
        [](const auto& known) -> json::value {
            using Value = std::decay_t<decltype(known)>;
            if constexpr (std::is_same_v<Value, std::monostate>) {
                return nullptr;
            } else if constexpr (std::is_same_v<Value, Timestamp>) {
                return cairn::to_json(known);
            } else {
                return known;
            }
        },
        value);
}

/// The object at a dotted path, which is made if it is not there.
json::object& object_at(json::object& top, std::string_view path) {
    json::object* here = &top;
    while (!path.empty()) {
        const std::size_t dot = std::min(path.find('.'), path.size());
        json::value& inner = (*here)[path.substr(0, dot)];
        if (!inner.is_object()) inner = json::object();
        here = &inner.get_object();
        path.remove_prefix(std::min(dot + 1, path.size()));
    }
    return *here;
}

void add_figures(json::object& state, const EdgeFacts& facts, const EdgeView& view) {
    for (const Figure& figure : figures(facts, view)) {
        json::object* part = &object_at(state, figure.part);
        if (!figure.stream.empty() && figure.stream != all_streams)
            part = &object_at(object_at(*part, "streams"), figure.stream);
        (*part)[figure.name] = to_json(figure.value);
    }
}

/// What is no figure.
void add_words(json::object& state, const EdgeFacts& facts) {
    json::object& mqtt = object_at(state, "mqtt");
    mqtt["broker"] = facts.broker;
    mqtt["lastError"] = text_or_null(facts.mqtt.last_error);
    if (facts.spool) {
        json::object& spool = object_at(state, "spool");
        spool["folder"] = facts.spool->folder;
        spool["lastError"] = text_or_null(facts.spool->last_error);
    }
    object_at(state, "buffer")["lastError"] = text_or_null(facts.buffer_error);
    json::object& sync = object_at(state, "sync");
    const bool is_failing = !facts.cloud.empty() && facts.sync.last_error;
    sync["state"] = sync_state_name(facts);
    sync["cloud"] = text_or_null(facts.cloud);
    sync["lastError"] = is_failing ? json::value(error_text(*facts.sync.last_error)) : json::value(nullptr);
    sync["refusal"] = text_or_null(facts.sync.refusal);
}

json::array advice_json(const AdviceList& list) {
    json::array sentences;
    for (const Advice& advice : list) {
        sentences.push_back(json::object{{"kind", name(advice.kind)}, {"text", advice.text.view()}});
    }
    return sentences;
}

json::object gateway_health_json(const GatewayHealth& health, Timestamp now) {
    return {{"gateway", health.gateway.view()},
            {"lastHeardAt", to_json(health.last_heard)},
            {"awake", health.awake},
            {"offsetDb", rounded(health.offset_db)},
            {"offsetSdDb", rounded(health.offset_sd_db)},
            {"residualSdDb", rounded(health.residual_sd_db)},
            {"hearings", health.hearings},
            {"usualHearings", health.usual_hearings},
            {"driftDb", rounded(health.drift_db)},
            {"driftSince", to_json(health.drift_since)},
            {"advice", advice_json(advice(health, now))}};
}

json::value site_health_json(const std::optional<SiteHealth>& health) {
    if (!health) return nullptr;
    return json::object{{"fixes", health->fixes},
                        {"inside68", health->inside68},
                        {"inside95", health->inside95},
                        {"scale", health->scale},
                        {"advice", advice_json(advice(*health))}};
}

json::object health_json(const EdgeFacts& facts) {
    json::array gateways;
    for (const GatewayHealth& health : facts.gateway_health) {
        gateways.push_back(gateway_health_json(health, facts.now));
    }
    return {{"gateways", std::move(gateways)}, {"site", site_health_json(facts.site_health)}};
}

}  // namespace

std::string_view acceptance_name(const EdgeFacts& facts) noexcept {
    if (facts.has_mqtt) return "broker";  // the weaker of both, where there are both
    return facts.spool ? "spool" : "off";
}

std::string_view sync_state_name(const EdgeFacts& facts) noexcept {
    return facts.cloud.empty() ? "off" : name(facts.sync.state);
}

std::string state_json(const EdgeFacts& facts, const EdgeView& view, std::size_t tags_max) {
    json::object state{{"now", cairn::to_json(facts.now)},
                       {"startedAt", cairn::to_json(facts.started_at)},
                       {"version", version()},
                       {"edge", text_or_null(facts.edge)},
                       {"acceptance", acceptance_name(facts)},
                       {"spool", nullptr}};
    add_figures(state, facts, view);
    add_words(state, facts);
    state["health"] = health_json(facts);
    state["rejected"] = refusals_json(view);
    state["gateways"] = gateways_json(view);
    state["tagCount"] = view.tags().size();
    state["tags"] = tags_json(view, tags_max);
    return json_text(state);
}

std::string site_json(const Site& site) {
    return json_text(to_json(site));
}

std::string explanation_json(const FixRecord& record, const Site& site) {
    json::object explanation = to_json(record.reasons, site);
    explanation["version"] = version();
    explanation["record"] = net::base64(record.bytes);
    return json_text(explanation);
}

}  // namespace cairn::edge
