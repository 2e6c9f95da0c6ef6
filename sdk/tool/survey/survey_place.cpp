#include "survey/survey_place.h"

#include <algorithm>
#include <optional>

#include "numbers.h"
#include "terminal.h"

namespace cairn::tool {
namespace {

constexpr std::string_view blanks = " \t\r";

std::string_view trimmed(std::string_view text) {
    const std::size_t begin = std::min(text.find_first_not_of(blanks), text.size());
    text.remove_prefix(begin);
    return text.substr(0, text.find_last_not_of(blanks) + 1);
}

/// Takes the next word off the text; a comma may stand behind it.
std::string_view take_word(std::string_view& text) {
    const std::size_t end = std::min(text.find_first_of(" \t,"), text.size());
    const std::string_view word = text.substr(0, end);
    text = trimmed(text.substr(end));
    if (text.starts_with(',')) text = trimmed(text.substr(1));
    return word;
}

std::string floor_names(const Site& site) {
    std::string names;
    for (const Floor& floor : site.floors)
        names += (names.empty() ? "" : ", ") + printable(floor.name.view());
    return names;
}

/// The centre of gravity; where the polygon bends so much that it lies outside, nothing.
std::optional<Point> middle_of(const Zone& zone) {
    double area = 0;
    Point middle;
    const Point first = zone.corners.front();
    for (std::size_t i = 0; i < zone.corners.size(); ++i) {
        const Point a = zone.corners[i];
        const Point b = zone.corners[(i + 1) % zone.corners.size()];
        const double piece =
            (a.x_m - first.x_m) * (b.y_m - first.y_m) - (b.x_m - first.x_m) * (a.y_m - first.y_m);
        area += piece;
        middle.x_m += piece * (a.x_m + b.x_m - 2 * first.x_m) / 3;
        middle.y_m += piece * (a.y_m + b.y_m - 2 * first.y_m) / 3;
    }
    const Point at{first.x_m + middle.x_m / area, first.y_m + middle.y_m / area};
    if (!contains(zone, at)) return std::nullopt;
    return at;
}

std::size_t floor_index(const Site& site, std::string_view name) {
    const auto found =
        std::ranges::find(site.floors, name, [](const Floor& floor) { return floor.name.view(); });
    return static_cast<std::size_t>(found - site.floors.begin());
}

SurveyPlace place_in_room(const Site& site, std::string_view name, std::string& complaint) {
    const auto room = std::ranges::find(site.zones, name, [](const Zone& each) { return each.name.view(); });
    if (room != site.zones.end()) return {floor_index(site, room->floor.view()), {}, std::string(name)};
    std::string names;
    for (const Zone& each : site.zones) names += (names.empty() ? "" : ", ") + printable(each.name.view());
    complaint = "expected a room, one of " + names + "; found \"" + printable(name) + "\"";
    return {};
}

SurveyPlace place_of_zone(const Site& site, std::string_view name, std::string& complaint) {
    const auto zone = std::ranges::find(site.zones, name, [](const Zone& each) { return each.name.view(); });
    SurveyPlace place;
    if (zone == site.zones.end()) {
        complaint = "expected x and y in metres, or the name of a zone, found \"" + printable(name) + "\"";
        return place;
    }
    const auto middle = middle_of(*zone);
    if (!middle) complaint = "the middle of " + printable(name) + " lies outside of it: give x and y";
    place.floor = floor_index(site, zone->floor.view());
    place.at = middle.value_or(Point{});
    return place;
}

}  // namespace

SurveyPlace parse_place(const Site& site, std::string_view text, std::string& complaint) {
    complaint.clear();
    text = trimmed(text);
    if (has_rooms(site)) return place_in_room(site, text, complaint);
    std::string_view rest = text;
    const auto x_m = parse_finite(take_word(rest));
    const auto y_m = parse_finite(take_word(rest));
    SurveyPlace place;
    if (!x_m || !y_m) {
        place = place_of_zone(site, text, complaint);
    } else {
        place.at = {*x_m, *y_m};
        place.floor = rest.empty() ? 0 : floor_index(site, rest);
        const bool is_known = place.floor < site.floors.size() && (!rest.empty() || site.floors.size() == 1);
        if (!is_known) complaint = "which floor? expected one of " + floor_names(site);
    }
    if (!complaint.empty()) return place;
    const Floor& floor = site.floors[place.floor];
    const bool is_inside = place.at.x_m >= 0 && place.at.x_m <= floor.width_m && place.at.y_m >= 0 &&
                           place.at.y_m <= floor.height_m;
    if (!is_inside) complaint = place_text(site, place) + " lies outside the floor's plan";
    const auto zone = std::ranges::find_if(
        site.zones, [&](const Zone& each) { return each.floor == floor.name && contains(each, place.at); });
    if (zone != site.zones.end()) place.zone = zone->name.view();
    return place;
}

std::vector<SurveyPlace> parse_places(const Site& site, std::string_view text, std::string& complaint) {
    std::vector<SurveyPlace> places;
    for (std::size_t number = 1; !text.empty() && complaint.empty(); ++number) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = trimmed(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.empty() || line.starts_with('#')) continue;
        places.push_back(parse_place(site, line, complaint));
        if (!complaint.empty()) complaint.insert(0, std::to_string(number) + ": ");
    }
    return places;
}

std::string place_text(const Site& site, const SurveyPlace& place) {
    if (has_rooms(site)) return printable(place.zone);
    return "(" + fixed(place.at.x_m, 1) + ", " + fixed(place.at.y_m, 1) + ") " +
           printable(site.floors[place.floor].name.view());
}

}  // namespace cairn::tool
