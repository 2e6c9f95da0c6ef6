// From a fix on a radio map to a position and its reasons.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "cairn/locate/fix_record.h"
#include "cairn/locate/tag_filter.h"
#include "locate/tag_table.h"

namespace cairn::locate {

/// What all tags' positions depend on.
struct MapView {
    const Site& site;  // checked
    const RadioMap& map;  // of this site
    std::span<const std::uint8_t> awake;
    CalibrationLevel level = CalibrationLevel::none;
};

/// What was heard of a tag: since the tick before, and within the window.
struct Heard {
    std::span<const TickHearing> hearings;
    std::span<const HeardLevel> levels;
};

/// The site's gateways, of which nothing is known but their places.
std::vector<GatewayRadio> radios_of(const Site& site);

/// What a gateway should hear of a tag at a place of the building.
struct Expected {
    double rssi_dbm = 0;
    double variance_db2 = 0;
    double chance = 0;  // to be heard in a tick
    double distance_m = 0;
};
Expected expected(const RadioMap& map, std::size_t gateway, std::uint32_t floor, Point at) noexcept;

/// Covariances are multiplied by `scale`.
void widen(Fix& fix, double scale) noexcept;

/// Where the tag is and by which method; not when, nor its zone.
void put(const MapView& view, std::uint32_t floor, Point at, Position& position) noexcept;
/// All but the tag, the time and the zone. `offset_db` is how much louder the tag is than the map's.
void put(const MapView& view, const Fix& fix, const Heard& heard, double offset_db,
         Position& position) noexcept;

/// `reasons` has as many as the site has gateways.
void put_reasons(const Site& site, const Heard& heard, std::span<GatewayReason> reasons) noexcept;
/// After those: what the map says of each.
void put_expected(const MapView& view, const Fix& fix, double offset_db,
                  std::span<GatewayReason> reasons) noexcept;

}  // namespace cairn::locate
