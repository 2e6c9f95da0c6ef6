#include "recording/recording.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cmath>
#include <fstream>
#include <limits>
#include <map>
#include <sstream>
#include <string_view>

#include "recording/csv_table.h"

namespace cairn {
namespace {

struct Meta {
    double tag_height_m = 1.2;
    std::optional<std::array<double, 4>> bounds;
};

double number_of(const boost::json::value& value) {
    boost::system::error_code none;
    const double given = value.to_number<double>(none);
    return none ? std::numeric_limits<double>::quiet_NaN() : given;
}

void read_tag_height(const boost::json::object& of, const std::string& path, Meta& meta, std::string& error) {
    constexpr double most_m = 1000;
    const auto* height = of.if_contains("tag_z");
    if (height == nullptr) return;
    meta.tag_height_m = number_of(*height);
    if (!(std::abs(meta.tag_height_m) <= most_m)) error = path + ": expected \"tag_z\", -1000 to 1000 m";
}

Meta read_meta(const std::string& path, std::string& error) {
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    Meta meta;
    std::string_view json = text.view();
    if (json.empty()) return error = path + ": cannot be read, or is empty", meta;
    if (json.starts_with(byte_order_mark)) json.remove_prefix(byte_order_mark.size());
    boost::system::error_code code;
    const auto value = boost::json::parse(json, code);
    if (code || !value.is_object()) return error = path + ": not a JSON object", meta;
    read_tag_height(value.as_object(), path, meta, error);
    const auto* bounds = value.as_object().if_contains("bounds");
    if (bounds != nullptr && bounds->is_array() && bounds->as_array().size() == 4) {
        meta.bounds.emplace();
        for (std::size_t i = 0; i < 4; ++i) (*meta.bounds)[i] = number_of(bounds->as_array()[i]);
    }
    return meta;
}

/// The tracks of one pair of files, in the order of their tags in them.
class Tracks {
public:
    RecordedTrack& of(std::string_view tag) {
        const auto [found, is_new] = places_.try_emplace(std::string(tag), tracks_.size());
        if (is_new) tracks_.emplace_back().tag = tag;
        return tracks_[found->second];
    }
    /// In the order of time; how many rows were not is added to `unordered`.
    std::vector<RecordedTrack> take(std::size_t& unordered) {
        for (RecordedTrack& track : tracks_) {
            unordered += sort(track.hearings, &RecordedHearing::at_s);
            unordered += sort(track.truths, &RecordedTruth::at_s);
        }
        return std::move(tracks_);
    }

private:
    template <typename Row>
    static std::size_t sort(std::vector<Row>& rows, double Row::* at_s) {
        std::size_t back = 0;
        for (std::size_t i = 1; i < rows.size(); ++i) back += rows[i].*at_s < rows[i - 1].*at_s ? 1U : 0U;
        std::ranges::stable_sort(rows, {}, at_s);
        return back;
    }

    std::vector<RecordedTrack> tracks_;
    std::map<std::string, std::size_t, std::less<>> places_;
};

void read_truths(CsvTable& table, Tracks& tracks) {
    while (table.next()) {
        tracks.of(table.text("tag"))
            .truths.push_back({table.finite("t_ms") / 1000,
                               {table.metres("x"), table.metres("y")},
                               table.whole("floor"),
                               std::string(table.text("zone"))});
    }
}

/// What a radio can measure: 127 stands for "no RSSI", and a packet above 1 mW comes from no tag.
bool is_rssi(double dbm) {
    return dbm >= -127 && dbm <= 0;
}

void read_hearings(CsvTable& table, const std::vector<std::string>& gateways, Tracks& tracks,
                   SkippedRows& skipped) {
    const bool has_azimuth = table.has("azimuth_deg");
    const bool has_channel = table.has("channel");
    while (table.next()) {
        const auto gateway = std::ranges::find(gateways, table.text("anchor"));
        if (gateway == gateways.end()) return table.fail("an anchor that anchors.csv does not name");
        RecordedHearing heard{table.finite("t_ms") / 1000,
                              static_cast<std::uint32_t>(gateway - gateways.begin()),
                              table.number("rssi_dbm"),
                              {},
                              {}};
        if (has_azimuth) {
            const double azimuth_deg = table.number("azimuth_deg");
            if (std::abs(azimuth_deg) <= 360) heard.azimuth_deg = static_cast<float>(azimuth_deg);
        }
        if (has_channel && !table.text("channel").empty()) heard.channel = table.whole("channel");
        if (is_rssi(heard.rssi_dbm)) {
            tracks.of(table.text("tag")).hearings.push_back(heard);
        } else {
            ++skipped.hearings;
        }
    }
}

std::vector<RecordedTrack> read_tracks(const std::string& folder, const std::string& prefix,
                                       const std::vector<std::string>& gateways, SkippedRows& skipped,
                                       std::string& error) {
    Tracks tracks;
    CsvTable truths(folder + "/" + prefix + "truth.csv", error);
    read_truths(truths, tracks);
    CsvTable heard(folder + "/" + prefix + "observations.csv", error);
    read_hearings(heard, gateways, tracks, skipped);
    return tracks.take(skipped.unordered);
}

bool is_heard(const RecordedTrack& track) {
    return !track.hearings.empty();
}

/// Truths that `is_useful` does not say so of go, and tracks without any.
template <typename IsUseful>
void keep_truths(std::vector<RecordedTrack>& tracks, IsUseful is_useful, std::size_t& skipped) {
    for (RecordedTrack& track : tracks)
        skipped += std::erase_if(track.truths, [&](const RecordedTruth& truth) { return !is_useful(truth); });
    std::erase_if(tracks, [](const RecordedTrack& track) { return track.truths.empty(); });
}

bool has_zone(const RecordedTruth& truth) {
    return !truth.zone.empty();
}

/// How an array is turned, where the file says it.
void read_azimuth(CsvTable& anchors, locate::GatewayRadio& gateway) {
    if (!anchors.has("azimuth_deg") || anchors.text("azimuth_deg").empty()) return;
    gateway.azimuth_deg = anchors.finite("azimuth_deg");
    gateway.azimuth_is_known = true;
    if (!anchors.has("clockwise")) return;
    const int clockwise = anchors.whole("clockwise");
    if (clockwise != 0 && clockwise != 1) anchors.fail("column clockwise: expected 0 or 1");
    gateway.azimuth_is_clockwise = clockwise == 1;
}

/// Answers where an anchor without coordinates is; empty if all have them.
std::string read_anchors(const std::string& path, std::vector<int>& floors, Recording& recording,
                         std::string& error) {
    CsvTable anchors(path, error);
    constexpr double usual_height_m = 2.5;
    std::string unplaced;
    while (anchors.next()) {
        const std::string id(anchors.text("id"));
        if (std::ranges::find(recording.gateway_ids, id) != recording.gateway_ids.end())
            anchors.fail("anchor " + id + " a second time");
        recording.gateway_ids.push_back(id);
        locate::GatewayRadio& gateway = recording.gateways.emplace_back();
        floors.push_back(anchors.has("floor") ? anchors.whole("floor") : 0);
        gateway.at = {anchors.metres("x"), anchors.metres("y")};
        const double height_m = anchors.metres("z");
        gateway.z_m = std::isfinite(height_m) ? height_m : usual_height_m;
        read_azimuth(anchors, gateway);
        const bool is_placed = std::isfinite(gateway.at.x_m) && std::isfinite(gateway.at.y_m);
        if (!is_placed && unplaced.empty()) unplaced = anchors.where();
    }
    if (error.empty() && recording.gateways.empty()) anchors.fail("no anchors");
    return unplaced;
}

/// Rooms have none: rectangles without coordinates are left out, and answered.
std::string read_zones(const std::string& path, Recording& recording, std::string& error) {
    CsvTable zones(path, error);
    std::string unplaced;
    while (zones.next()) {
        RecordedZone zone{std::string(zones.text("zone")),
                          {zones.metres("x0"), zones.metres("y0")},
                          {zones.metres("x1"), zones.metres("y1")},
                          zones.whole("floor")};
        const bool is_placed = std::isfinite(zone.low.x_m) && std::isfinite(zone.low.y_m) &&
                               std::isfinite(zone.high.x_m) && std::isfinite(zone.high.y_m);
        if (is_placed) {
            recording.zones.push_back(std::move(zone));
        } else if (unplaced.empty()) {
            unplaced = zones.where();
        }
    }
    return unplaced;
}

void read_bounds(const Meta& meta, const std::string& path, Recording& recording, std::string& error) {
    const auto bounds = meta.bounds.value_or(std::array<double, 4>{});
    recording.low = {bounds[0], bounds[1]};
    recording.high = {bounds[2], bounds[3]};
    const bool is_plan =
        std::ranges::all_of(bounds, [](double bound) { return std::abs(bound) <= recorded_m_max; }) &&
        bounds[0] < bounds[2] && bounds[1] < bounds[3];
    if (error.empty() && !is_plan)
        error = path + ": expected \"bounds\", four numbers within 100000 m: x0, y0, x1 > x0, y1 > y0";
}

/// Every floor that is named; gateways stand on theirs, in the building.
void settle_floors(std::span<const int> gateway_floors, Recording& recording) {
    std::vector<int>& floors = recording.floors;
    floors.assign(gateway_floors.begin(), gateway_floors.end());
    for (const RecordedZone& zone : recording.zones) floors.push_back(zone.floor);
    for (const auto* const tracks : {&recording.tracks, &recording.survey}) {
        for (const RecordedTrack& track : *tracks)
            for (const RecordedTruth& truth : track.truths) floors.push_back(truth.floor);
    }
    std::ranges::sort(floors);
    floors.erase(std::unique(floors.begin(), floors.end()), floors.end());
    for (std::size_t i = 0; i < recording.gateways.size(); ++i) {
        recording.gateways[i].floor = recording.floor_place(gateway_floors[i]);
        recording.gateways[i].z_m += storey_m * recording.gateways[i].floor;
    }
}

}  // namespace

Point RecordedTrack::place_at(double at_s) const {
    const auto after = std::ranges::lower_bound(truths, at_s, {}, &RecordedTruth::at_s);
    if (after == truths.begin()) return truths.front().at;
    if (after == truths.end()) return truths.back().at;
    const auto before = after - 1;
    const double share = (at_s - before->at_s) / (after->at_s - before->at_s);
    return {before->at.x_m + share * (after->at.x_m - before->at.x_m),
            before->at.y_m + share * (after->at.y_m - before->at.y_m)};
}

int RecordedTrack::floor_at(double at_s) const {
    const auto after = std::ranges::upper_bound(truths, at_s, {}, &RecordedTruth::at_s);
    return after == truths.begin() ? truths.front().floor : (after - 1)->floor;
}

std::size_t Recording::zone_at(int floor, Point at) const {
    constexpr double on_another_floor_m2 = 1e12;
    const auto apart = [floor, at](const RecordedZone& zone) {
        const double x_m = std::max({zone.low.x_m - at.x_m, 0.0, at.x_m - zone.high.x_m});
        const double y_m = std::max({zone.low.y_m - at.y_m, 0.0, at.y_m - zone.high.y_m});
        return x_m * x_m + y_m * y_m + (zone.floor == floor ? 0 : on_another_floor_m2);
    };
    return static_cast<std::size_t>(std::ranges::min_element(zones, {}, apart) - zones.begin());
}

std::uint32_t Recording::floor_place(int floor) const {
    return static_cast<std::uint32_t>(std::ranges::lower_bound(floors, floor) - floors.begin());
}

bool has_place(const RecordedTruth& truth) {
    return std::isfinite(truth.at.x_m) && std::isfinite(truth.at.y_m);
}

bool has_azimuths(const Recording& recording) {
    return std::ranges::any_of(recording.tracks, [](const RecordedTrack& track) {
        return std::ranges::any_of(
            track.hearings, [](const RecordedHearing& heard) { return heard.azimuth_deg.has_value(); });
    });
}

void forget_azimuths(Recording& recording) {
    for (auto* const tracks : {&recording.tracks, &recording.survey}) {
        for (RecordedTrack& track : *tracks) {
            for (RecordedHearing& heard : track.hearings) heard.azimuth_deg.reset();
        }
    }
}

Recording read_walk_test(const std::string& folder, WalkThrough through, std::string& error) {
    Recording recording;
    std::vector<int> gateway_floors;
    read_anchors(folder + "/anchors.csv", gateway_floors, recording, error);
    recording.survey = read_tracks(folder, "train_", recording.gateway_ids, recording.skipped, error);
    recording.has_places = through == WalkThrough::places;
    recording.has_places ? keep_truths(recording.survey, has_place, recording.skipped.truths)
                         : keep_truths(recording.survey, has_zone, recording.skipped.truths);
    const std::string wanted = recording.has_places ? "place" : "zone";
    if (error.empty() && recording.survey.empty())
        error = folder + "/train_truth.csv: no row with a " + wanted;
    if (error.empty() && std::ranges::none_of(recording.survey, is_heard))
        error = folder + "/train_observations.csv: no row of a tag whose " + wanted + " is known";
    if (error.empty()) settle_floors(gateway_floors, recording);
    return recording;
}

Recording read_recording(const std::string& folder, std::string& error) {
    Recording recording;
    const Meta meta = read_meta(folder + "/meta.json", error);
    std::vector<int> gateway_floors;
    recording.tag_z_m = meta.tag_height_m;
    const std::string unplaced_anchor =
        read_anchors(folder + "/anchors.csv", gateway_floors, recording, error);
    const std::string unplaced_zone = read_zones(folder + "/zones.csv", recording, error);
    recording.tracks = read_tracks(folder, "", recording.gateway_ids, recording.skipped, error);
    recording.survey = read_tracks(folder, "train_", recording.gateway_ids, recording.skipped, error);
    if (!error.empty()) return recording;

    recording.has_places = std::ranges::any_of(recording.tracks, [](const RecordedTrack& track) {
        return std::ranges::any_of(track.truths, has_place);
    });
    for (auto* const tracks : {&recording.tracks, &recording.survey}) {
        recording.has_places ? keep_truths(*tracks, has_place, recording.skipped.truths)
                             : keep_truths(*tracks, has_zone, recording.skipped.truths);
    }
    if (recording.tracks.empty()) error = folder + "/truth.csv: no row with a place or a zone";
    if (error.empty() && std::ranges::none_of(recording.tracks, is_heard))
        error = folder + "/observations.csv: no row of a tag that truth.csv names";
    if (!recording.has_places) return recording;
    for (const std::string& unplaced : {unplaced_anchor, unplaced_zone}) {
        if (error.empty() && !unplaced.empty()) error = unplaced + ": no coordinates";
    }
    settle_floors(gateway_floors, recording);
    read_bounds(meta, folder + "/meta.json", recording, error);
    return recording;
}

}  // namespace cairn
