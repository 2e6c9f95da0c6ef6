#include "locate/fix_bytes.h"

#include <algorithm>

#include "cairn/core/crc32c.h"

namespace cairn::locate {
namespace {

// Beyond these, nothing that a radio says makes sense.
constexpr double rssi_dbm_max = 500;
constexpr double exponent_max = 50;
constexpr double offset_sd_db_max = 1000;
constexpr double scale_max = 1e6;
constexpr double site_m_max = 1e7;
constexpr std::size_t place_bytes = 4 + 8 * 5;

void write(StateWriter& state, Point at) {
    state.number(at.x_m);
    state.number(at.y_m);
}

Point read_point(StateReader& state) noexcept {
    Point at;
    at.x_m = state.number_within(-site_m_max, site_m_max);
    at.y_m = state.number_within(-site_m_max, site_m_max);
    return at;
}

double read_dbm(StateReader& state) noexcept {
    return state.number_within(-rssi_dbm_max, rssi_dbm_max);
}

template <typename Name>
void read_name(StateReader& state, Name& name) noexcept {
    const std::string_view text = state.text();
    if (!Name::fits(text)) state.fail();
    name = text;
}

void write_flag(StateWriter& state, bool flag) {
    state.u8(flag ? 1 : 0);
}

void write(StateWriter& state, const GatewayRadio& radio) {
    for (const double number : {radio.power_dbm, radio.exponent, radio.threshold_dbm, radio.azimuth_deg})
        state.number(number);
    write_flag(state, radio.azimuth_is_clockwise);
    write_flag(state, radio.azimuth_is_known);
}

void read_law(StateReader& state, GatewayRadio& radio) noexcept {
    radio.power_dbm = read_dbm(state);
    radio.exponent = state.number_within(-exponent_max, exponent_max);
    radio.threshold_dbm = read_dbm(state);
    radio.azimuth_deg = state.number_within(-360, 720);
    radio.azimuth_is_clockwise = state.flag();
    radio.azimuth_is_known = state.flag();
}

void write(StateWriter& state, const LabelledPlace& place) {
    state.u32(place.floor);
    write(state, place.at);
    for (const double number : {place.rssi_dbm, place.packets, place.extra_sd_db}) state.number(number);
}

LabelledPlace read_place(StateReader& state, std::uint32_t gateway, std::size_t floors) noexcept {
    LabelledPlace place;
    place.gateway = gateway;
    place.floor = state.u32_within(0, static_cast<std::uint32_t>(floors - 1));
    place.at = read_point(state);
    place.rssi_dbm = read_dbm(state);
    place.packets = state.number_within(1e-3, 1e12);
    place.extra_sd_db = state.number_within(0, offset_sd_db_max);
    return place;
}

}  // namespace

std::uint32_t digest_of(const Site& site) {
    std::vector<std::uint8_t> bytes;
    StateWriter state(bytes);
    for (const Floor& floor : site.floors) {
        state.text(floor.name);
        write(state, Point{floor.width_m, floor.height_m});
        write(state, floor.origin);
        state.number(floor.elevation_m);
    }
    for (const GatewayPlacement& placed : site.gateways) {
        state.text(placed.gateway.view());
        state.text(placed.floor);
        write(state, placed.at);
        state.number(placed.z_m);
        write_flag(state, placed.azimuth_deg.has_value());
        state.number(placed.azimuth_deg.value_or(0));
    }
    for (const Zone& zone : site.zones) {
        state.text(zone.name);
        state.text(zone.floor);
        state.u32(static_cast<std::uint32_t>(zone.corners.size()));
        for (const Point& corner : zone.corners) write(state, corner);
    }
    for (const Wall& wall : site.walls) {
        state.text(wall.floor);
        write(state, wall.from);
        write(state, wall.to);
        state.number(wall.loss_db);
    }
    for (const Passage& passage : site.passages) {
        state.u32(static_cast<std::uint32_t>(passage.places.size()));
        for (const Passage::Place& place : passage.places) {
            state.text(place.floor);
            write(state, place.at);
        }
    }
    return crc32c(bytes);
}

void write(StateWriter& state, const PositionerOptions& options) {
    for (const double number :
         {options.centroid_scale_db, options.zone_lead, options.zone_floor, options.zone_unknown_under})
        state.number(number);
    state.time({options.zone_hold.count()});
}

PositionerOptions read_options(StateReader& state) noexcept {
    PositionerOptions options;
    options.centroid_scale_db = state.number_within(1e-6, 1e6);
    options.zone_lead = state.number();
    options.zone_floor = state.number();
    options.zone_unknown_under = state.number();
    options.zone_hold = Millis{state.time().unix_ms};
    return options;
}

void write(StateWriter& state, const ZoneChoice& zone) {
    state.u32(zone.current);
    write_flag(state, zone.is_known);
    write_flag(state, zone.behind);
    for (const Timestamp at : {zone.since, zone.behind_since, zone.decided_at}) state.time(at);
}

ZoneChoice read_zone(StateReader& state, std::uint32_t elsewhere) noexcept {
    ZoneChoice zone;
    zone.current = state.u32();
    if (zone.current != ZoneChoice::undecided && zone.current > elsewhere) state.fail();
    zone.is_known = state.flag();
    zone.behind = state.flag();
    zone.since = state.time();
    zone.behind_since = state.time();
    zone.decided_at = state.time();
    return zone;
}

void write(StateWriter& state, std::span<const HeardLevel> levels) {
    state.u8(static_cast<std::uint8_t>(levels.size()));
    for (const HeardLevel& heard : levels) {
        state.u32(heard.gateway);
        state.number(heard.level.rssi_dbm);
        state.u32(heard.level.heard_count);
    }
}

HeardList read_levels(StateReader& state, std::size_t gateways) noexcept {
    HeardList levels;
    const std::uint8_t count = state.u8();
    for (std::uint8_t i = 0; i < count && state.ok(); ++i) {
        HeardLevel heard;
        heard.gateway = state.u32_within(0, static_cast<std::uint32_t>(gateways - 1));
        heard.level.rssi_dbm = read_dbm(state);
        heard.level.heard_count = static_cast<std::uint16_t>(state.u32_within(1, UINT16_MAX));
        const bool is_twice = std::ranges::find(levels, heard.gateway, &HeardLevel::gateway) != levels.end();
        if (is_twice || !levels.push_back(heard)) state.fail();
    }
    return levels;
}

void write(StateWriter& state, std::span<const TickHearing> hearings) {
    state.u32(static_cast<std::uint32_t>(hearings.size()));
    for (const TickHearing& heard : hearings) {
        state.u32(heard.gateway);
        state.number(heard.rssi_dbm);
        state.u32(heard.packets);
        write_flag(state, heard.azimuth_deg.has_value());
        state.single(heard.azimuth_deg.value_or(0));
    }
}

std::vector<TickHearing> read_hearings(StateReader& state, std::size_t gateways) {
    std::vector<TickHearing> hearings;
    const std::uint32_t count = state.u32_within(0, static_cast<std::uint32_t>(gateways));
    for (std::uint32_t i = 0; i < count && state.ok(); ++i) {
        TickHearing heard;
        heard.gateway = state.u32_within(0, static_cast<std::uint32_t>(gateways - 1));
        if (!hearings.empty() && heard.gateway <= hearings.back().gateway) state.fail();
        heard.rssi_dbm = read_dbm(state);
        heard.packets = state.u32();
        const bool has_azimuth = state.flag();
        const float azimuth_deg = state.single_within(-720, 720);
        if (has_azimuth) heard.azimuth_deg = azimuth_deg;
        hearings.push_back(heard);
    }
    return hearings;
}

std::size_t laws_bytes_max(std::size_t gateways) noexcept {
    return 1 + 3 * 8 + gateways * (1 + 4 * 8 + 2 + 4 + RadioMap::places_max * place_bytes);
}

void write(StateWriter& state, const MapView& view, const Calibrator& calibrator, double scale) {
    state.u8(static_cast<std::uint8_t>(view.level));
    for (const double number : {scale, view.map.softness_db(), calibrator.map_sd_share()})
        state.number(number);
    for (std::size_t gateway = 0; gateway < view.map.gateways(); ++gateway) {
        state.u8(view.awake[gateway]);
        write(state, view.map.gateway(gateway));
        const std::span<const LabelledPlace> places = calibrator.map_places(gateway);
        state.u32(static_cast<std::uint32_t>(places.size()));
        for (const LabelledPlace& place : places) write(state, place);
    }
}

MapLaws read_laws(StateReader& state, std::span<const GatewayRadio> placed, std::size_t floors) {
    MapLaws laws;
    const std::uint8_t level = state.u8();
    if (level > static_cast<std::uint8_t>(CalibrationLevel::survey)) state.fail();
    laws.level = static_cast<CalibrationLevel>(level);
    laws.scale = state.number_within(1 / scale_max, scale_max);
    laws.softness_db = state.number_within(1e-3, rssi_dbm_max);
    laws.sd_share = state.number_within(0, 1);
    laws.gateways.assign(placed.begin(), placed.end());
    for (std::uint32_t gateway = 0; gateway < placed.size() && state.ok(); ++gateway) {
        laws.awake.push_back(state.flag() ? 1 : 0);
        read_law(state, laws.gateways[gateway]);
        const std::uint32_t places = state.u32_within(0, RadioMap::places_max);
        for (std::uint32_t i = 0; i < places && state.ok(); ++i)
            laws.places.push_back(read_place(state, gateway, floors));
    }
    return laws;
}

void write(StateWriter& state, const Position& position, std::span<const double> scores) {
    state.text(position.floor);
    for (const double number : {position.x_m, position.y_m, position.variance_x_m2, position.variance_y_m2,
                                position.covariance_xy_m2, position.radius68_m, position.zone_score,
                                position.next_zone_score, position.other_x_m, position.other_y_m})
        state.number(number);
    state.text(position.zone);
    state.text(position.next_zone);
    state.time(position.zone_since);
    write_flag(state, position.zone_unknown);
    write_flag(state, position.ambiguous);
    state.u8(static_cast<std::uint8_t>(position.method));
    state.u8(static_cast<std::uint8_t>(position.calibration));
    state.u8(static_cast<std::uint8_t>(position.evidence.size()));
    for (const Evidence& one : position.evidence) {
        state.text(one.gateway.view());
        state.single(one.rssi_dbm);
        state.u32(one.heard_count);
        state.single(one.expected_dbm);
        state.single(one.distance_m);
    }
    for (const double score : scores) state.number(score);
}

namespace {

Evidence read_evidence(StateReader& state) noexcept {
    constexpr float far = 1e9F;
    Evidence one;
    const auto gateway = GatewayId::parse(state.text());
    if (!gateway) state.fail();
    one.gateway = gateway ? *gateway : GatewayId{};
    one.rssi_dbm = state.single_within(-far, far);
    one.heard_count = static_cast<std::uint16_t>(state.u32_within(0, UINT16_MAX));
    one.expected_dbm = state.single_within(-far, far);
    one.distance_m = state.single_within(0, far);
    return one;
}

}  // namespace

void read_outcome(StateReader& state, Position& position, std::span<double> scores) noexcept {
    read_name(state, position.floor);
    for (double* const number :
         {&position.x_m, &position.y_m, &position.variance_x_m2, &position.variance_y_m2,
          &position.covariance_xy_m2, &position.radius68_m, &position.zone_score, &position.next_zone_score,
          &position.other_x_m, &position.other_y_m})
        *number = state.number();
    read_name(state, position.zone);
    read_name(state, position.next_zone);
    position.zone_since = state.time();
    position.zone_unknown = state.flag();
    position.ambiguous = state.flag();
    const std::uint8_t method = state.u8();
    if (method > static_cast<std::uint8_t>(PositionMethod::zone_filter)) state.fail();
    position.method = static_cast<PositionMethod>(method);
    const std::uint8_t level = state.u8();
    if (level > static_cast<std::uint8_t>(CalibrationLevel::survey)) state.fail();
    position.calibration = static_cast<CalibrationLevel>(level);
    const std::uint8_t count = state.u8();
    for (std::uint8_t i = 0; i < count && state.ok(); ++i) {
        if (!position.evidence.push_back(read_evidence(state))) state.fail();
    }
    for (double& score : scores) score = state.number();
}

}  // namespace cairn::locate
