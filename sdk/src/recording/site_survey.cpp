#include "recording/site_survey.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <set>
#include <utility>

#include "recording/labelled.h"
#include "recording/recording.h"
#include "recording/room_seconds.h"

namespace cairn {
namespace {

constexpr double moved_m = 0.5;
constexpr std::size_t gateways_min = 3;  // fewer make no map

/// The tracks of all folders, in terms of the site: gateways and floors by their place in it.
class Walks {
public:
    explicit Walks(const Site& site) : site_(site) {
        gathered_.gateways.resize(site.gateways.size());
        for (std::size_t i = 0; i < site.floors.size(); ++i) gathered_.floors.push_back(static_cast<int>(i));
    }

    void add(const std::string& folder, std::vector<std::string>& errors,
             std::vector<std::string>& warnings) {
        std::string error;
        const auto through = has_rooms(site_) ? WalkThrough::rooms : WalkThrough::places;
        Recording walk = read_walk_test(folder, through, error);
        if (error.empty() && walk.has_places) error = place_error(folder, walk);
        if (!error.empty()) return errors.push_back(error);
        std::vector<std::optional<std::uint32_t>> rows;
        for (std::size_t i = 0; i < walk.gateways.size(); ++i) {
            std::string warning;
            rows.push_back(row_today(walk, i, warning));
            if (!warning.empty()) warnings.emplace_back(folder).append("/anchors.csv: ").append(warning);
        }
        for (RecordedTrack& track : walk.survey) {
            std::erase_if(track.hearings, [&](const RecordedHearing& heard) { return !rows[heard.gateway]; });
            for (RecordedHearing& heard : track.hearings) heard.gateway = *rows[heard.gateway];
            gathered_.survey.push_back(std::move(track));
        }
    }

    /// Of a site of rooms. Says which of them were not walked, and which are none of the site's.
    Survey rooms(std::vector<std::string>& warnings) const {
        Survey survey;
        std::set<std::string> strangers;
        for (const RecordedTrack& track : gathered_.survey) {
            for (const RoomSecond& second : room_seconds(track, site_.gateways.size())) {
                const std::string& room = second.truth->zone;
                if (has_room(room)) {
                    survey.rooms.push_back(surveyed(second));
                } else {
                    strangers.insert(room);
                }
            }
        }
        for (const std::string& stranger : strangers)
            warnings.push_back("the survey names " + stranger +
                               ", which is no zone of the site file: left out");
        for (const Zone& room : site_.zones) {
            if (survey.rooms.empty() || std::ranges::count(survey.rooms, room.name, &SurveyedRoom::room) > 0)
                continue;
            warnings.push_back("the survey does not name " + std::string(room.name.view()) +
                               ": walk there, too, or tags in it are said to be elsewhere");
        }
        return survey;
    }

    Survey places() const {
        Survey survey;
        for (const locate::LabelledPlace& place : places_of(gathered_, gathered_.survey)) {
            const Floor& floor = site_.floors[place.floor];
            survey.places.push_back({site_.gateways[place.gateway].gateway, floor.name,
                                     on_floor(floor, place.at), place.rssi_dbm, place.packets});
        }
        for (const locate::LabelledTick& tick : labelled_ticks(gathered_, gathered_.survey)) {
            const Floor& floor = site_.floors[tick.floor];
            SurveyedTick& of_tick = survey.ticks.emplace_back();
            of_tick.floor = floor.name;
            of_tick.at = on_floor(floor, tick.at);
            for (const std::uint32_t gateway : tick.heard_by)
                of_tick.heard_by.push_back(site_.gateways[gateway].gateway);
        }
        return survey;
    }

private:
    bool has_room(std::string_view name) const {
        return std::ranges::any_of(site_.zones,
                                   [name](const Zone& zone) { return zone.name.view() == name; });
    }

    SurveyedRoom surveyed(const RoomSecond& second) const {
        SurveyedRoom room{ZoneName(second.truth->zone), {}, second.follows};
        for (const locate::TickHearing& heard : second.hearings)
            room.heard_by.push_back({site_.gateways[heard.gateway].gateway, heard.rssi_dbm});
        return room;
    }

    std::string place_error(const std::string& folder, const Recording& walk) const {
        const std::string file = folder + "/train_truth.csv: ";
        for (const RecordedTrack& track : walk.survey) {
            for (const RecordedTruth& truth : track.truths) {
                if (truth.floor < 0 || static_cast<std::size_t>(truth.floor) >= site_.floors.size())
                    return file + "floor " + std::to_string(truth.floor) + ", but the site file has " +
                           std::to_string(site_.floors.size()) +
                           (site_.floors.size() == 1 ? " floor" : " floors");
                const Floor& floor = site_.floors[static_cast<std::size_t>(truth.floor)];
                if (!is_near(floor, on_floor(floor, truth.at)))
                    return file + "the place of " + track.tag + " is far outside floor " +
                           std::string(floor.name.view()) + " of the site file";
            }
        }
        return "";
    }

    /// Nothing where it does not hang any more where it was surveyed.
    std::optional<std::uint32_t> row_today(const Recording& walk, std::size_t anchor,
                                           std::string& warning) const {
        const std::string& id = walk.gateway_ids[anchor];
        const auto found = std::ranges::find_if(
            site_.gateways, [&id](const GatewayPlacement& placed) { return placed.gateway.view() == id; });
        if (found == site_.gateways.end()) {
            warning = id + " hangs nowhere in the site file: what it heard is left out";
            return std::nullopt;
        }
        const locate::GatewayRadio& then = walk.gateways[anchor];
        const std::uint32_t floor = floor_row(site_, found->floor);
        const Point now = in_building(site_.floors[floor], found->at);
        const double apart_m = std::hypot(now.x_m - then.at.x_m, now.y_m - then.at.y_m);
        // Where rooms do without coordinates, only the floor can tell.
        const bool is_near = apart_m <= moved_m || (has_rooms(site_) && std::isnan(apart_m));
        if (is_near && walk.floors[then.floor] == static_cast<int>(floor))
            return static_cast<std::uint32_t>(found - site_.gateways.begin());
        warning = id + " hangs elsewhere by now: what it heard is left out until the next survey";
        return std::nullopt;
    }

    const Site& site_;
    Recording gathered_;
};

}  // namespace

Survey read_site_survey(std::span<const std::string> folders, const Site& site,
                        std::vector<std::string>& errors, std::vector<std::string>& warnings) {
    Walks walks(site);
    for (const std::string& folder : folders) walks.add(folder, errors, warnings);
    if (!errors.empty()) return {};
    if (has_rooms(site)) return walks.rooms(warnings);
    Survey survey = walks.places();
    std::set<std::string_view> gateways;
    for (const SurveyedPlace& place : survey.places) gateways.insert(place.gateway.view());
    if (gateways.size() >= gateways_min) return survey;
    warnings.push_back("the survey is not used: " + std::to_string(gateways.size()) +
                       " of its gateways hang where they did, and it takes " + std::to_string(gateways_min));
    return {};
}

}  // namespace cairn
