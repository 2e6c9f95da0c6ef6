#include "survey/survey_folder.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <sstream>

#include "cairn/core/time_text.h"
#include "numbers.h"
#include "terminal.h"
#include "json/json_text.h"

namespace cairn::tool {
namespace {

/// Places nearer to each other are one.
constexpr double same_place_m = 0.05;

std::string metres(double length_m) {
    return fixed(length_m, 3);
}

std::string anchors_text(const Site& site) {
    std::string text = "id,x,y,z,floor\n";
    for (const GatewayPlacement& placed : site.gateways) {
        const std::uint32_t row = floor_row(site, placed.floor);
        const Floor& floor = site.floors[row];
        const Point at = cairn::in_building(floor, placed.at);
        const std::string place = is_placed(placed) ? metres(at.x_m) + "," + metres(at.y_m) : ",";
        text.append(placed.gateway.view()).append(",");
        text += place + "," + metres(placed.z_m) + "," + std::to_string(row) + "\n";
    }
    return text;
}

struct Box {
    Point low{std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
    Point high{-std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};

    void add(Point at) {
        low = {std::min(low.x_m, at.x_m), std::min(low.y_m, at.y_m)};
        high = {std::max(high.x_m, at.x_m), std::max(high.y_m, at.y_m)};
    }
    void add(const Floor& floor) {
        add(floor.origin);
        add(cairn::in_building(floor, {floor.width_m, floor.height_m}));
    }
};

std::string zone_row(std::string_view name, const Box& box, std::size_t floor) {
    return std::string(name) + "," + metres(box.low.x_m) + "," + metres(box.low.y_m) + "," +
           metres(box.high.x_m) + "," + metres(box.high.y_m) + "," + std::to_string(floor) + "\n";
}

/// The form knows rectangles only: a zone becomes the one around it, and a room is none. Without zones each
/// floor is one.
std::string zones_text(const Site& site) {
    std::string text = "zone,x0,y0,x1,y1,floor\n";
    for (const Zone& zone : site.zones) {
        const std::uint32_t row = floor_row(site, zone.floor);
        if (has_rooms(site)) {
            text.append(zone.name.view()).append(",,,,,") += std::to_string(row) + "\n";
            continue;
        }
        const Floor& floor = site.floors[row];
        Box box;
        for (const Point corner : zone.corners) box.add(cairn::in_building(floor, corner));
        text += zone_row(zone.name.view(), box, row);
    }
    if (!site.zones.empty()) return text;
    for (const Floor& floor : site.floors) {
        Box box;
        box.add(floor);
        text += zone_row(floor.name.view(), box, floor_row(site, floor.name));
    }
    return text;
}

std::string meta_text(const Site& site, double tag_height_m) {
    if (has_rooms(site)) return json_text(boost::json::object{{"tag_z", tag_height_m}}) + "\n";
    Box box;
    for (const Floor& floor : site.floors) box.add(floor);
    const boost::json::array bounds{box.low.x_m, box.low.y_m, box.high.x_m, box.high.y_m};
    return json_text(boost::json::object{{"tag_z", tag_height_m}, {"bounds", bounds}}) + "\n";
}

std::string text_of(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// True: the file has this text, or has it now.
bool settle(const std::string& path, const std::string& text, std::string& complaint) {
    const std::string old = text_of(path);
    if (old == text) return true;
    if (!old.empty()) {
        complaint = path + ": another site, or another height of the tag; choose another folder";
        return false;
    }
    std::ofstream file(path);
    file << text;
    file.close();
    if (!file.good()) complaint = path + ": cannot be written";
    return file.good();
}

/// Puts text behind what a file holds; into an empty one the first line goes first.
bool append(const std::string& path, const char* first_line, const std::string& text) {
    std::error_code error;
    const bool is_new = !std::filesystem::exists(path, error);
    std::ofstream file(path, std::ios::app);
    file << (is_new ? first_line : "") << text;
    file.close();
    return file.good();
}

bool has_comma(const Site& site) {
    const auto holds = [](const auto& item) { return item.name.view().find(',') != std::string_view::npos; };
    return std::ranges::any_of(site.zones, holds) || std::ranges::any_of(site.floors, holds);
}

}  // namespace

SurveyFolder::SurveyFolder(std::string path, const Site& site, SurveyPurpose purpose, double tag_height_m,
                           std::string& complaint)
    : path_(std::move(path)),
      site_(site),
      purpose_(purpose) {
    if (has_comma(site)) {
        complaint = "a zone's name with a comma cannot be written into a CSV file";
        return;
    }
    std::error_code error;
    std::filesystem::create_directories(path_, error);
    if (error) {
        complaint = path_ + ": " + error.message();
        return;
    }
    const bool is_settled = settle(path_ + "/anchors.csv", anchors_text(site), complaint) &&
                            settle(path_ + "/zones.csv", zones_text(site), complaint) &&
                            settle(path_ + "/meta.json", meta_text(site, tag_height_m), complaint);
    if (is_settled) read_recorded();
}

std::string SurveyFolder::file(const char* name) const {
    return path_ + (purpose_ == SurveyPurpose::calibrate ? "/train_" : "/") + name;
}

/// Rows that are none of ours are passed over: `cairn locate` judges them.
void SurveyFolder::read_recorded() {
    std::istringstream rows(text_of(file("truth.csv")));
    for (std::string row; std::getline(rows, row);) {
        std::array<std::string, 6> cells;  // t_ms, tag, x, y, floor, zone
        std::istringstream rest(row);
        for (std::string& cell : cells) std::getline(rest, cell, ',');
        const auto x_m = parse_finite(cells[2]);
        const auto y_m = parse_finite(cells[3]);
        const auto floor = parse_whole(cells[4]);
        const bool is_placed = has_rooms(site_) || (x_m && y_m);
        if (is_placed && floor)
            recorded_.push_back(
                {{x_m.value_or(0), y_m.value_or(0)}, static_cast<std::size_t>(*floor), cells[5]});
    }
}

Point SurveyFolder::in_building(const SurveyPlace& place) const {
    return cairn::in_building(site_.floors[place.floor], place.at);
}

bool SurveyFolder::is_at(const Recorded& recorded, const SurveyPlace& place) const {
    if (has_rooms(site_)) return recorded.zone == place.zone;
    const Point at = in_building(place);
    return recorded.floor == place.floor && std::abs(recorded.at.x_m - at.x_m) < same_place_m &&
           std::abs(recorded.at.y_m - at.y_m) < same_place_m;
}

std::size_t SurveyFolder::count(const SurveyPlace& place) const {
    return static_cast<std::size_t>(
        std::ranges::count_if(recorded_, [&](const Recorded& recorded) { return is_at(recorded, place); }));
}

bool SurveyFolder::add(const TagId& tag, const SurveyPlace& place, Timestamp start, Timestamp end,
                       std::span<const SurveyHearing> hearings) {
    const std::string name = std::string(tag.view()) + "@" + std::string(time_text(start).view());
    const auto since_start = [start](Timestamp at) { return std::to_string(at.unix_ms - start.unix_ms); };
    std::string heard;
    for (const SurveyHearing& hearing : hearings) {
        heard += since_start(hearing.at) + "," + name + "," + std::string(hearing.gateway.view()) + "," +
                 std::to_string(hearing.rssi_dbm) + "\n";
    }
    const Point at = in_building(place);
    const std::string in_metres = has_rooms(site_) ? "," : metres(at.x_m) + "," + metres(at.y_m);
    const std::string truth = since_start(end) + "," + name + "," + in_metres + "," +
                              std::to_string(place.floor) + "," + place.zone + "\n";
    // The truth comes last: hearings without one are nobody's.
    if (!append(file("observations.csv"), "t_ms,tag,anchor,rssi_dbm\n", heard)) return false;
    if (!append(file("truth.csv"), "t_ms,tag,x,y,floor,zone\n", truth)) return false;
    recorded_.push_back({at, place.floor, place.zone});
    return true;
}

}  // namespace cairn::tool
