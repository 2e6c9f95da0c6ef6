#include "net/geojson_site.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/stream_parser.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <optional>
#include <set>

#include "net/config_wording.h"
#include "net/json_feature.h"
#include "net/site_rows.h"
#include "net/text_file.h"

namespace cairn::net {
namespace {

namespace json = boost::json;

constexpr std::size_t file_bytes_max = 4UL * 1024 * 1024;
constexpr int version = 1;

/// Of the file as a whole. Nothing: reported.
std::optional<json::value> parse_file(const std::string& path, std::vector<std::string>& errors) {
    const auto text = read_text_file(path, "site file", file_bytes_max);
    if (!text) {
        const int reason = text.error().detail;
        // NOLINTNEXTLINE(concurrency-mt-unsafe): files are read before there are threads.
        errors.push_back(path + ": " + (reason == EFBIG ? "is longer than 4 MiB" : std::strerror(reason)));
        return std::nullopt;
    }
    json::stream_parser parser;
    boost::system::error_code error;
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    const std::size_t begin = text->starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
    const std::size_t parsed = begin + parser.write_some(text->data() + begin, text->size() - begin, error);
    const bool has_rest = text->find_first_not_of(" \t\r\n", parsed) != std::string::npos;
    if (!error && parser.done() && !has_rest) return parser.release();
    const auto end = text->begin() + static_cast<std::ptrdiff_t>(parsed);
    const auto line = 1 + std::count(text->begin(), end, '\n');
    const std::string reason = error           ? error.message()
                               : parser.done() ? "something stands behind its end"
                                               : "it ends too early";
    errors.push_back(path + ":" + std::to_string(line) + ": not JSON: " + reason);
    return std::nullopt;
}

/// Degrees taken for metres would put a building on one spot: the file has to say that it means metres.
bool is_in_metres(const json::object& file) {
    const json::value* own = file.if_contains("cairn");
    if (own == nullptr || !own->is_object()) return false;
    const json::value* units = own->get_object().if_contains("units");
    return units != nullptr && units->is_string() && units->get_string() == "m";
}

bool has_version(const json::object& file) {
    const json::value* number = file.at("cairn").get_object().if_contains("version");
    return number != nullptr && number->is_int64() && number->get_int64() == version;
}

/// The features, or nullptr: reported.
const json::array* features_of(const json::value& file, const std::string& path,
                               std::vector<std::string>& errors) {
    const json::object* object = file.if_object();
    const json::value* type = object == nullptr ? nullptr : object->if_contains("type");
    const json::value* features = object == nullptr ? nullptr : object->if_contains("features");
    if (type == nullptr || *type != "FeatureCollection" || features == nullptr || !features->is_array()) {
        errors.push_back(path + ": expected a GeoJSON FeatureCollection");
    } else if (!is_in_metres(*object)) {
        errors.push_back(path +
                         ": expected \"cairn\": {\"version\": 1, \"units\": \"m\"}: places are metres along "
                         "the building's axes, longitude and latitude cannot be used");
    } else if (!has_version(*object)) {
        errors.push_back(path + ": cairn.version: expected 1");
    } else {
        return features->if_array();
    }
    return nullptr;
}

std::string kind_names() {
    std::string names;
    for (const SiteKind& kind : site_kinds) names += (names.empty() ? "" : ", ") + std::string(kind.name);
    return names;
}

}  // namespace

Site read_geojson_site(const std::string& path, std::vector<std::string>& errors) {
    const auto file = parse_file(path, errors);
    const json::array* features = file ? features_of(*file, path, errors) : nullptr;
    SiteBuilder builder(SiteAxes::of_the_building);
    if (features == nullptr) return builder.site();

    std::vector<JsonFeature> all;
    all.reserve(features->size());
    for (std::size_t i = 0; i < features->size(); ++i)
        all.emplace_back((*features)[i], path + ": features[" + std::to_string(i) + "]");
    for (JsonFeature& feature : all) {
        if (feature.kind() == "zone" && feature.is_usable()) builder.announce_zone(feature.row());
    }
    for (const SiteKind& kind : site_kinds) {
        for (JsonFeature& feature : all) {
            if (feature.kind() == kind.name && feature.is_usable()) (builder.*kind.add)(feature.row());
        }
    }
    for (JsonFeature& feature : all) {
        const bool is_known = std::ranges::count(site_kinds, feature.kind(), &SiteKind::name) > 0;
        if (!is_known && feature.is_usable()) feature.row().reject("kind", "one of " + kind_names());
        for (std::string& error : feature.take_errors()) errors.push_back(std::move(error));
    }
    return builder.site();
}

}  // namespace cairn::net
