#include "net/json_feature.h"

#include <boost/json/array.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "net/config_wording.h"

namespace cairn::net {
namespace {

namespace json = boost::json;

constexpr std::size_t shown_chars_max = 40;
/// The keys that the geometry gives.
constexpr std::string_view geometry_keys[] = {"x_m",     "y_m",      "points_m", "corners_m",
                                              "width_m", "height_m", "origin_m", "places"};

std::string found_text(const json::value* value) {
    if (value == nullptr) return "nothing";
    if (value->is_object()) return "an object";
    if (value->is_array()) return "an array";
    if (value->is_null()) return "null";
    if (value->is_bool()) return value->get_bool() ? "true" : "false";
    if (!value->is_string()) return number_text(value->to_number<double>());
    const std::string text(value->get_string());
    return text.size() <= shown_chars_max ? '"' + text + '"'
                                          : '"' + text.substr(0, shown_chars_max) + "...\"";
}

std::optional<double> number_in(const json::value& value) {
    if (!value.is_number()) return std::nullopt;
    const double number = value.to_number<double>();
    if (!std::isfinite(number)) return std::nullopt;  // 1e999
    return number;
}

std::optional<std::pair<double, double>> pair_in(const json::value& value) {
    const json::array* pair = value.if_array();
    if (pair == nullptr || pair->size() != 2) return std::nullopt;
    const auto x = number_in((*pair)[0]);
    const auto y = number_in((*pair)[1]);
    if (!x || !y) return std::nullopt;
    return std::pair{*x, *y};
}

/// Of an array of positions.
std::optional<std::vector<std::pair<double, double>>> pairs_in(const json::value& value) {
    const json::array* array = value.if_array();
    if (array == nullptr) return std::nullopt;
    std::vector<std::pair<double, double>> all;
    for (const json::value& item : *array) {
        const auto pair = pair_in(item);
        if (!pair) return std::nullopt;
        all.push_back(*pair);
    }
    return all;
}

}  // namespace

const json::value* JsonRow::take(std::string_view key) const {
    asked_.emplace(key);
    return fields_.if_contains(key);
}

bool JsonRow::has(std::string_view key) const {
    return take(key) != nullptr;
}

std::string JsonRow::text(std::string_view key, std::string_view otherwise) {
    const json::value* value = take(key);
    if (value == nullptr) return std::string(otherwise);
    if (value->is_string()) return std::string(value->get_string());
    reject(key, "a text");
    return std::string(otherwise);
}

double JsonRow::number(std::string_view key, double otherwise, double min, double max) {
    const json::value* value = take(key);
    if (value == nullptr) return otherwise;
    const auto number = number_in(*value);
    if (number && *number >= min && *number <= max) return *number;
    reject(key, "a number from " + number_text(min) + " to " + number_text(max));
    return otherwise;
}

std::pair<double, double> JsonRow::pair(std::string_view key, std::pair<double, double> otherwise) {
    const json::value* value = take(key);
    if (value == nullptr) return otherwise;
    if (const auto pair = pair_in(*value)) return *pair;
    reject(key, "an [x, y] pair");
    return otherwise;
}

std::vector<std::pair<double, double>> JsonRow::pairs(std::string_view key) {
    const json::value* value = take(key);
    if (value == nullptr) return {};
    if (auto pairs = pairs_in(*value)) return *std::move(pairs);
    reject(key, "an array of [x, y] pairs");
    return {};
}

void JsonRow::rows(std::string_view key, const std::function<void(SiteRow&)>& each) {
    const json::value* value = take(key);
    const json::array* array = value == nullptr ? nullptr : value->if_array();
    if (array == nullptr) return;
    for (const json::value& item : *array) {
        JsonRow row(item.get_object(), place_, errors_);
        each(row);
    }
}

void JsonRow::reject(std::string_view key, std::string_view expected) {
    const bool is_geometry = std::ranges::count(geometry_keys, key) > 0;
    const json::value* value = take(key);
    std::string line = place_ + ": " + std::string(is_geometry ? "geometry" : key) + ": expected ";
    line += expected;
    // The array of a geometry says nothing to people, nor does what it gave.
    if (!is_geometry) line += ", found " + found_text(value);
    // Two keys of one geometry are wrong together.
    if (errors_.empty() || errors_.back() != line) errors_.push_back(std::move(line));
}

void JsonRow::report_mistyped() const {
    for (const auto& field : fields_) {
        const std::string key(field.key());
        if (asked_.contains(key)) continue;
        if (const auto meant = near_match(key, asked_))
            errors_.push_back(place_ + ": " + key + ": unknown key, did you mean \"" + *meant + "\"?");
    }
}

struct JsonFeature::State {
    json::object fields;
    std::string place;
    std::string kind;
    std::vector<std::string> errors;

    void fail(std::string_view what) { errors.push_back(place + ": " + std::string(what)); }
    void read(const json::object& feature);
    void read_geometry(std::string_view type, const json::value& coordinates);
    void read_polygon(const json::value& coordinates);
    void read_floor(const std::vector<std::pair<double, double>>& corners);
    void read_places(std::string_view type, const json::value& coordinates);
    bool expect(std::string_view found, std::string_view wanted);
};

namespace {

json::array to_array(std::pair<double, double> pair) {
    return {pair.first, pair.second};
}

json::array to_array(const std::vector<std::pair<double, double>>& pairs) {
    json::array all;
    for (const auto& pair : pairs) all.push_back(to_array(pair));
    return all;
}

/// How people call the feature: GeoJSON's own id, or what is one here.
std::string called(const json::object& feature, const json::object& properties) {
    for (const auto* found : {feature.if_contains("id"), properties.if_contains("id"),
                              properties.if_contains("name"), properties.if_contains("tag")}) {
        if (found != nullptr && (found->is_string() || found->is_number())) return " " + found_text(found);
    }
    return "";
}

constexpr std::string_view not_a_position = "geometry: expected positions of two numbers, [x, y]";

}  // namespace

bool JsonFeature::State::expect(std::string_view found, std::string_view wanted) {
    if (found == wanted) return true;
    fail("geometry: expected a " + std::string(wanted) + ", found \"" + std::string(found) + "\"");
    return false;
}

void JsonFeature::State::read(const json::object& feature) {
    const json::value* type = feature.if_contains("type");
    const json::value* properties = feature.if_contains("properties");
    if (type == nullptr || *type != "Feature" || properties == nullptr || !properties->is_object()) {
        return fail("expected a GeoJSON Feature with properties");
    }
    fields = properties->get_object();
    place += called(feature, fields);
    const json::value* named = fields.if_contains("kind");
    if (named == nullptr || !named->is_string()) return fail("properties: expected a \"kind\"");
    kind = std::string(named->get_string());

    const json::value* geometry = feature.if_contains("geometry");
    // RFC 7946 section 3.2: a feature without a place. Whether it needs one, its row says.
    const bool may_be_unplaced = kind == "zone" || kind == "gateway" || kind == "floor";
    if (may_be_unplaced && geometry != nullptr && geometry->is_null()) return;
    const json::object* shape = geometry == nullptr ? nullptr : geometry->if_object();
    const json::value* shape_type = shape == nullptr ? nullptr : shape->if_contains("type");
    const json::value* coordinates = shape == nullptr ? nullptr : shape->if_contains("coordinates");
    if (shape_type == nullptr || !shape_type->is_string() || coordinates == nullptr)
        return fail("expected a geometry with coordinates");
    read_geometry(shape_type->get_string(), *coordinates);
}

void JsonFeature::State::read_geometry(std::string_view type, const json::value& coordinates) {
    if (kind == "stairs" || kind == "lift") return read_places(type, coordinates);
    if (kind == "gateway" || kind == "beacon") {
        if (!expect(type, "Point")) return;
        const auto at = pair_in(coordinates);
        if (!at) return fail(not_a_position);
        fields["x_m"] = at->first;
        fields["y_m"] = at->second;
    } else if (kind == "wall") {
        if (!expect(type, "LineString")) return;
        const auto points = pairs_in(coordinates);
        if (!points) return fail(not_a_position);
        fields["points_m"] = to_array(*points);
    } else if (kind == "zone" || kind == "floor") {
        if (expect(type, "Polygon")) read_polygon(coordinates);
    }
}

void JsonFeature::State::read_polygon(const json::value& coordinates) {
    const json::array* rings = coordinates.if_array();
    if (rings == nullptr || rings->size() != 1) return fail("geometry: expected a Polygon of one ring");
    auto corners = pairs_in((*rings)[0]);
    if (!corners) return fail(not_a_position);
    if (corners->size() < 4 || corners->front() != corners->back())
        return fail("geometry: expected a ring of 4 or more positions whose last is its first");
    corners->pop_back();
    if (kind == "floor") return read_floor(*corners);
    fields["corners_m"] = to_array(*corners);
}

void JsonFeature::State::read_floor(const std::vector<std::pair<double, double>>& corners) {
    std::set<double> xs;
    std::set<double> ys;
    for (const auto& [x, y] : corners) {
        xs.insert(x);
        ys.insert(y);
    }
    const std::set<std::pair<double, double>> distinct(corners.begin(), corners.end());
    if (corners.size() != 4 || xs.size() != 2 || ys.size() != 2 || distinct.size() != 4)
        return fail("geometry: expected a rectangle along the axes");
    fields["origin_m"] = to_array({*xs.begin(), *ys.begin()});
    fields["width_m"] = *xs.rbegin() - *xs.begin();
    fields["height_m"] = *ys.rbegin() - *ys.begin();
}

void JsonFeature::State::read_places(std::string_view type, const json::value& coordinates) {
    const json::value* named = fields.if_contains("floors");
    const json::array* floors = named == nullptr ? nullptr : named->if_array();
    if (floors == nullptr) return fail("floors: expected the names of the floors that it reaches");
    std::vector<std::pair<double, double>> points;
    if (type == "MultiPoint") {
        auto given = pairs_in(coordinates);
        if (!given) return fail(not_a_position);
        if (given->size() != floors->size())
            return fail("geometry: expected a position for each of its floors");
        points = *std::move(given);
    } else if (expect(type, "Point")) {
        const auto at = pair_in(coordinates);
        if (!at) return fail(not_a_position);
        points.assign(floors->size(), *at);
    } else {
        return;
    }
    json::array places;
    for (std::size_t i = 0; i < points.size(); ++i) {
        places.push_back(
            json::object{{"floor", (*floors)[i]}, {"x_m", points[i].first}, {"y_m", points[i].second}});
    }
    fields["places"] = std::move(places);
}

JsonFeature::JsonFeature(const json::value& feature, const std::string& place)
    : state_(std::make_shared<State>()) {
    state_->place = place;
    if (const json::object* object = feature.if_object()) {
        state_->read(*object);
    } else {
        state_->fail("expected a GeoJSON Feature");
    }
    kind_ = state_->kind;
    if (state_->errors.empty())
        row_ = std::make_shared<JsonRow>(state_->fields, state_->place, state_->errors);
}

std::vector<std::string> JsonFeature::take_errors() {
    if (row_) row_->report_mistyped();
    return std::exchange(state_->errors, {});
}

}  // namespace cairn::net
