#include "locate/recording.h"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <fstream>
#include <limits>
#include <map>
#include <optional>
#include <sstream>
#include <string_view>

namespace cairn::tool {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

/// A CSV file whose first line names the columns. Cells hold no commas.
class Table {
public:
    Table(const std::string& path, std::string& error) : path_(path), file_(path), error_(error) {
        std::string line;
        if (std::getline(file_, line)) {
            names_ = split(line);
        } else {
            fail("cannot be read, or is empty");
        }
    }

    bool next() {
        if (!error_.empty() || !std::getline(file_, line_)) return false;
        ++number_;
        cells_ = split(line_);
        if (cells_.size() < names_.size()) fail("fewer cells than the first line names");
        return error_.empty();
    }
    std::string_view text(std::string_view column) {
        const auto found = std::ranges::find(names_, column);
        if (found != names_.end()) return cells_[static_cast<std::size_t>(found - names_.begin())];
        fail("no column " + std::string(column));
        return {};
    }
    /// Not a number where the cell is empty.
    double number(std::string_view column) {
        const std::string_view given = text(column);
        if (given.empty()) return missing;
        double value = 0;
        const auto [end, code] = std::from_chars(given.data(), given.data() + given.size(), value);
        if (code != std::errc() || end != given.data() + given.size())
            fail("column " + std::string(column) + ": expected a number, found \"" + std::string(given) +
                 "\"");
        return value;
    }
    void fail(const std::string& what) {
        if (error_.empty()) error_ = path_ + ":" + std::to_string(number_) + ": " + what;
    }

private:
    static std::vector<std::string> split(std::string_view line) {
        if (line.ends_with('\r')) line.remove_suffix(1);
        std::vector<std::string> cells;
        std::size_t begin = 0;
        while (begin <= line.size()) {
            const std::size_t end = std::min(line.find(',', begin), line.size());
            cells.emplace_back(line.substr(begin, end - begin));
            begin = end + 1;
        }
        return cells;
    }

    std::string path_;
    std::ifstream file_;
    std::string& error_;
    std::vector<std::string> names_;
    std::vector<std::string> cells_;
    std::string line_;
    std::size_t number_ = 1;
};

struct Meta {
    double tag_height_m = 1.2;
    std::optional<std::array<double, 4>> bounds;
};

Meta read_meta(const std::string& path, std::string& error) {
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    boost::system::error_code code;
    const auto value = boost::json::parse(text.str(), code);
    Meta meta;
    if (code || !value.is_object()) {
        error = path + ": not a JSON object";
        return meta;
    }
    const auto number = [](const boost::json::value& of) {
        boost::system::error_code none;
        const double given = of.to_number<double>(none);
        return none ? missing : given;
    };
    if (const auto* height = value.as_object().if_contains("tag_z")) meta.tag_height_m = number(*height);
    const auto* bounds = value.as_object().if_contains("bounds");
    if (bounds != nullptr && bounds->is_array() && bounds->as_array().size() == 4) {
        meta.bounds.emplace();
        for (std::size_t i = 0; i < 4; ++i) (*meta.bounds)[i] = number(bounds->as_array()[i]);
    }
    return meta;
}

std::vector<RecordedTrack> read_tracks(const std::string& folder, const std::string& prefix,
                                       const std::vector<std::string>& gateways, std::string& error) {
    std::vector<RecordedTrack> tracks;
    std::map<std::string, std::size_t, std::less<>> places;
    const auto track_of = [&](std::string_view tag) -> RecordedTrack& {
        const auto [found, is_new] = places.try_emplace(std::string(tag), tracks.size());
        if (is_new) tracks.emplace_back().tag = tag;
        return tracks[found->second];
    };
    Table truths(folder + "/" + prefix + "truth.csv", error);
    while (truths.next()) {
        track_of(truths.text("tag"))
            .truths.push_back({truths.number("t_ms") / 1000,
                               {truths.number("x"), truths.number("y")},
                               static_cast<int>(truths.number("floor")),
                               std::string(truths.text("zone"))});
    }
    Table heard(folder + "/" + prefix + "observations.csv", error);
    while (heard.next()) {
        const auto gateway = std::ranges::find(gateways, heard.text("anchor"));
        if (gateway == gateways.end()) {
            heard.fail("an anchor that anchors.csv does not name");
            break;
        }
        track_of(heard.text("tag"))
            .hearings.push_back({heard.number("t_ms") / 1000,
                                 static_cast<std::uint32_t>(gateway - gateways.begin()),
                                 heard.number("rssi_dbm")});
    }
    std::erase_if(tracks, [](const RecordedTrack& track) { return track.truths.empty(); });
    for (RecordedTrack& track : tracks) {
        std::ranges::stable_sort(track.hearings, {}, &RecordedHearing::at_s);
        std::ranges::stable_sort(track.truths, {}, &RecordedTruth::at_s);
    }
    return tracks;
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

std::size_t Recording::zone_at(Point at) const {
    const auto apart = [at](const RecordedZone& zone) {
        const double x_m = std::max({zone.low.x_m - at.x_m, 0.0, at.x_m - zone.high.x_m});
        const double y_m = std::max({zone.low.y_m - at.y_m, 0.0, at.y_m - zone.high.y_m});
        return x_m * x_m + y_m * y_m;
    };
    return static_cast<std::size_t>(std::ranges::min_element(zones, {}, apart) - zones.begin());
}

Recording read_recording(const std::string& folder, std::string& error) {
    Recording recording;
    const Meta meta = read_meta(folder + "/meta.json", error);
    Table anchors(folder + "/anchors.csv", error);
    while (anchors.next()) {
        recording.gateway_ids.emplace_back(anchors.text("id"));
        locate::GatewayRadio& gateway = recording.gateways.emplace_back();
        gateway.at = {anchors.number("x"), anchors.number("y")};
        gateway.z_m = anchors.number("z");
    }
    Table zones(folder + "/zones.csv", error);
    while (zones.next()) {
        recording.zones.push_back({std::string(zones.text("zone")),
                                   {zones.number("x0"), zones.number("y0")},
                                   {zones.number("x1"), zones.number("y1")},
                                   static_cast<int>(zones.number("floor"))});
    }
    recording.tracks = read_tracks(folder, "", recording.gateway_ids, error);
    recording.survey = read_tracks(folder, "train_", recording.gateway_ids, error);
    if (error.empty() && recording.tracks.empty()) error = folder + "/truth.csv: no truths";
    if (error.empty() && !meta.bounds) error = folder + "/meta.json: expected \"bounds\", four numbers";
    if (!error.empty()) return recording;
    recording.tag_z_m = meta.tag_height_m;
    recording.low = {(*meta.bounds)[0], (*meta.bounds)[1]};
    recording.high = {(*meta.bounds)[2], (*meta.bounds)[3]};
    return recording;
}

}  // namespace cairn::tool
