#include "locate/labelled_survey.h"

#include <algorithm>
#include <cmath>

namespace cairn {
namespace {

constexpr double rssi_dbm_min = -127;

const Floor* floor_named(const Site& site, const FloorName& name) noexcept {
    const auto found = std::ranges::find(site.floors, name, &Floor::name);
    return found != site.floors.end() ? &*found : nullptr;
}

bool has_gateway(const Site& site, const GatewayId& gateway) noexcept {
    return std::ranges::find(site.gateways, gateway, &GatewayPlacement::gateway) != site.gateways.end();
}

Result<void> check_place(const Site& site, const FloorName& name, Point at) noexcept {
    const Floor* const floor = floor_named(site, name);
    if (floor == nullptr) return fail(Errc::malformed, "survey: a floor that the site does not have");
    if (!is_near(*floor, at)) return fail(Errc::malformed, "survey: a place far outside its floor");
    return {};
}

Result<void> check_rssi(double rssi_dbm) noexcept {
    if (rssi_dbm >= rssi_dbm_min && rssi_dbm <= 0) return {};
    return fail(Errc::malformed, "survey: an RSSI that no radio measures");
}

constexpr const char* stranger = "survey: a gateway that the site does not have";

Result<void> check_room(const Site& site, const SurveyedRoom& tick) noexcept {
    if (std::ranges::find(site.zones, tick.room, &Zone::name) == site.zones.end())
        return fail(Errc::malformed, "survey: a room that the site does not have");
    for (const SurveyedRoom::Hearing& heard : tick.heard_by) {
        if (!has_gateway(site, heard.gateway)) return fail(Errc::malformed, stranger);
        CAIRN_CHECK(check_rssi(heard.rssi_dbm));
    }
    return {};
}

}  // namespace

Result<void> check(const Survey& survey, const Site& site) noexcept {
    if (has_rooms(site) && !(survey.places.empty() && survey.ticks.empty()))
        return fail(Errc::malformed, "survey: places of a site of rooms");
    if (!has_rooms(site) && !survey.rooms.empty())
        return fail(Errc::malformed, "survey: rooms of a site whose zones have corners, or that has none");
    for (const SurveyedRoom& tick : survey.rooms) CAIRN_CHECK(check_room(site, tick));
    for (const SurveyedPlace& place : survey.places) {
        CAIRN_CHECK(check_place(site, place.floor, place.at));
        if (!has_gateway(site, place.gateway)) return fail(Errc::malformed, stranger);
        CAIRN_CHECK(check_rssi(place.rssi_dbm));
        if (!(place.packets > 0) || std::isinf(place.packets))
            return fail(Errc::malformed, "survey: packets that are no count");
    }
    for (const SurveyedTick& tick : survey.ticks) {
        CAIRN_CHECK(check_place(site, tick.floor, tick.at));
        for (const GatewayId& gateway : tick.heard_by) {
            if (!has_gateway(site, gateway)) return fail(Errc::malformed, stranger);
        }
    }
    return {};
}

namespace locate {
namespace {

std::uint32_t row_of(const Site& site, const GatewayId& gateway) noexcept {
    const auto found = std::ranges::find(site.gateways, gateway, &GatewayPlacement::gateway);
    return static_cast<std::uint32_t>(found - site.gateways.begin());
}

std::vector<double> mean_levels_dbm(const std::vector<LabelledPlace>& places, std::size_t gateways) {
    std::vector<double> sums(gateways);
    std::vector<double> packets(gateways);
    for (const LabelledPlace& place : places) {
        sums[place.gateway] += place.rssi_dbm * place.packets;
        packets[place.gateway] += place.packets;
    }
    for (std::size_t i = 0; i < gateways; ++i) sums[i] /= std::max(packets[i], 1e-9);
    return sums;
}

}  // namespace

LabelledSurvey labelled(const Survey& survey, const Site& site) {
    LabelledSurvey answer;
    for (const SurveyedPlace& place : survey.places) {
        const std::uint32_t floor = floor_row(site, place.floor);
        answer.places.push_back({row_of(site, place.gateway), in_building(site.floors[floor], place.at),
                                 place.rssi_dbm, place.packets, floor});
    }
    const auto levels_dbm = mean_levels_dbm(answer.places, site.gateways.size());
    Traffic& traffic = answer.traffic;
    for (const SurveyedTick& tick : survey.ticks) {
        const std::uint32_t floor = floor_row(site, tick.floor);
        LabelledTick& of_tick = answer.ticks.emplace_back();
        of_tick.at = in_building(site.floors[floor], tick.at);
        of_tick.floor = floor;
        const auto begin = static_cast<std::uint32_t>(traffic.hearings.size());
        for (const GatewayId& gateway : tick.heard_by) {
            of_tick.heard_by.push_back(row_of(site, gateway));
            traffic.hearings.push_back({of_tick.heard_by.back(), levels_dbm[of_tick.heard_by.back()], 1});
        }
        traffic.ticks.push_back({begin, static_cast<std::uint32_t>(traffic.hearings.size()), 1, false});
    }
    return answer;
}

}  // namespace locate
}  // namespace cairn
