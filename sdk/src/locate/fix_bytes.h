// The parts of a fix record in bytes, each with its writer and its reader. A record is the version, the
// site's digest, the options, the tag, the time, the tag's zone before, what was heard, then 0 for the middle
// of the gateways or 1 and the tick on the map, the outcome, and a checksum of all that.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "cairn/locate/calibrator.h"
#include "cairn/locate/fix_record.h"
#include "locate/map_fix.h"
#include "locate/state_bytes.h"
#include "locate/zones.h"

namespace cairn::locate {

/// Another one for other parts, and for other constants of the method.
inline constexpr std::uint8_t fix_record_version = 1;
inline constexpr std::size_t checksum_bytes = 4;

/// Of all that a fix depends on: not of the reference beacons, of which a record has what was heard.
std::uint32_t digest_of(const Site& site);

// Of the options, those that matter to one fix.
void write(StateWriter& state, const PositionerOptions& options);
PositionerOptions read_options(StateReader& state) noexcept;

void write(StateWriter& state, const ZoneChoice& zone);
/// `elsewhere` is the highest number of a zone.
ZoneChoice read_zone(StateReader& state, std::uint32_t elsewhere) noexcept;

// Readers of lists refuse those that name a gateway that is not there, or one twice.
void write(StateWriter& state, std::span<const HeardLevel> levels);
HeardList read_levels(StateReader& state, std::size_t gateways) noexcept;
void write(StateWriter& state, std::span<const TickHearing> hearings);
std::vector<TickHearing> read_hearings(StateReader& state, std::size_t gateways);

/// A map without its tables.
struct MapLaws {
    CalibrationLevel level = CalibrationLevel::none;
    double scale = 1;  // of covariances
    double softness_db = 1;
    double sd_share = 1;
    std::vector<GatewayRadio> gateways;
    std::vector<std::uint8_t> awake;
    std::vector<LabelledPlace> places;
};
void write(StateWriter& state, const MapView& view, const Calibrator& calibrator, double scale);
/// `placed`: where the site has its gateways.
MapLaws read_laws(StateReader& state, std::span<const GatewayRadio> placed, std::size_t floors);
std::size_t laws_bytes_max(std::size_t gateways) noexcept;

/// Without the tag and the time, which stand before.
void write(StateWriter& state, const Position& position, std::span<const double> scores);
void read_outcome(StateReader& state, Position& position, std::span<double> scores) noexcept;

}  // namespace cairn::locate
