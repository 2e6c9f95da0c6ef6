// A position, worked out again of its record.
#include <algorithm>
#include <cmath>

#include "cairn/core/crc32c.h"
#include "cairn/locate/cell_zones.h"
#include "cairn/locate/fix_record.h"
#include "locate/centroid.h"
#include "locate/fix_bytes.h"

namespace cairn {
namespace {

using namespace locate;

Failure no_record() noexcept {
    return fail(Errc::malformed, "fix record: its parts do not fit together");
}

/// What stands before the checksum.
Result<Bytes> checked(Bytes record) {
    if (record.size() <= checksum_bytes) return fail(Errc::truncated, "fix record: too short");
    if (record[0] != fix_record_version)
        return fail(Errc::unsupported, "fix record: of another version, or none at all");
    const Bytes body = record.first(record.size() - checksum_bytes);
    StateReader checksum(record.last(checksum_bytes));
    if (checksum.u32() != crc32c(body)) return fail(Errc::corrupt, "fix record: cut off or damaged");
    return body;
}

RadioMap map_of(const Building& building, const MapLaws& laws) {
    RadioMap map(building, laws.gateways, {}, laws.sd_share, laws.places);
    std::vector<double> thresholds_dbm(laws.gateways.size());
    std::ranges::transform(laws.gateways, thresholds_dbm.begin(), &GatewayRadio::threshold_dbm);
    map.set_hearing(thresholds_dbm, laws.softness_db);
    return map;
}

/// False: no such tick.
bool tick_on_map(const Site& site, const Zones& zones, StateReader& state, const HeardList& levels,
                 FixReasons& reasons) {
    const Building building = building_of(site);
    const std::vector<GatewayRadio> placed = radios_of(site);
    reasons.dt_s = state.number_within(0, 1e9);
    const std::vector<TickHearing> hearings = read_hearings(state, placed.size());
    TagFilter filter(building.grid);
    if (!filter.restore(state)) return false;
    const MapLaws laws = read_laws(state, placed, building.grid.floors());
    if (!state.ok()) return false;
    const RadioMap map = map_of(building, laws);
    filter.tick(map, Silence(map, laws.awake), reasons.dt_s, hearings);
    Fix fix = filter.fix();
    if (!std::isfinite(fix.at.x_m) || !std::isfinite(fix.at.y_m)) return false;
    widen(fix, laws.scale);
    const MapView view{site, map, laws.awake, laws.level};
    reasons.offset_db = filter.offset_db();
    put(view, fix, {hearings, levels}, reasons.offset_db, reasons.position);
    put_reasons(site, {hearings, levels}, reasons.gateways);
    put_expected(view, fix, reasons.offset_db, reasons.gateways);
    const CellZones cell_zones(building.grid, site.zones.size() + 1, [&](std::uint32_t floor, Point at) {
        return zones.zone_on(floor, on_floor(site.floors[floor], at));
    });
    cell_zones.score(filter, reasons.zone_scores);
    return true;
}

void middle_of_gateways(const Site& site, const PositionerOptions& options, Zones& zones, HeardList& levels,
                        FixReasons& reasons) {
    Centroid centroid(site, options.centroid_scale_db);
    const Spot spot = centroid.locate(levels);
    centroid.put(spot, levels, reasons.position);
    put_reasons(site, {{}, levels}, reasons.gateways);
    reasons.zone_scores = zones.score(spot);
}

bool are_same(const RecomputedFix& fix) {
    std::vector<std::uint8_t> now;
    std::vector<std::uint8_t> then;
    StateWriter now_state(now);
    StateWriter then_state(then);
    write(now_state, fix.reasons.position, fix.reasons.zone_scores);
    write(then_state, fix.recorded, fix.recorded_scores);
    return now == then;
}

}  // namespace

Result<RecomputedFix> recompute(const Site& site, Bytes record) {
    CAIRN_TRY(const Bytes body, checked(record));
    CAIRN_CHECK(check(site));
    StateReader state(body);
    static_cast<void>(state.u8());  // the version
    if (site.gateways.empty() || has_rooms(site) || state.u32() != digest_of(site))
        return fail(Errc::denied, "fix record: of another site, or the site has changed since");
    const PositionerOptions options = read_options(state);
    const auto tag = TagId::parse(state.text());
    RecomputedFix fix;
    Position& position = fix.reasons.position;
    position.at = state.time();
    Zones zones(site, options);
    ZoneChoice zone = read_zone(state, zones.elsewhere());
    HeardList levels = read_levels(state, site.gateways.size());
    const bool is_on_map = state.flag();
    if (!tag || !state.ok() || (!is_on_map && levels.empty())) return no_record();
    position.tag = *tag;
    fix.recorded.tag = position.tag;
    fix.recorded.at = position.at;
    fix.reasons.gateways.resize(site.gateways.size());
    fix.reasons.zone_scores.resize(site.zones.size() + 1);
    fix.recorded_scores.resize(site.zones.size() + 1);
    if (!is_on_map)
        middle_of_gateways(site, options, zones, levels, fix.reasons);
    else if (!tick_on_map(site, zones, state, levels, fix.reasons))
        return no_record();
    zones.put(zone, fix.reasons.zone_scores, position);
    read_outcome(state, fix.recorded, fix.recorded_scores);
    if (!state.ok() || !state.at_end()) return no_record();
    fix.is_same = are_same(fix);
    return fix;
}

}  // namespace cairn
