// From a position and its uncertainty to a zone that does not flap.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "cairn/core/time.h"
#include "cairn/locate/positioner.h"
#include "cairn/locate/site.h"
#include "cairn/model/position.h"

namespace cairn::locate {

/// A tag's present zone, and since when another one scores higher.
struct ZoneChoice {
    static constexpr std::uint32_t undecided = UINT32_MAX;

    std::uint32_t current = undecided;  // a zone's number in the site; Zones::elsewhere() is one, too
    bool is_known = false;              // whether any zone is likely enough to be named
    Timestamp since;                    // when the tag began to cross into it; 0: not seen to
    bool behind = false;
    Timestamp behind_since;
    Timestamp decided_at;
};

/// A symmetric Gaussian on a floor.
struct Spot {
    std::uint32_t floor = 0;
    Point at;
    double sigma_m = 0;
};

class Zones {
public:
    /// `site` is checked, and outlives this.
    Zones(const Site& site, const PositionerOptions& options);

    std::uint32_t elsewhere() const noexcept { return static_cast<std::uint32_t>(boxes_.size()); }

    /// The share of the spot's mass in each zone, and elsewhere() for the rest; adds up to 1. A tag is
    /// taken to be on the plan of its floor. Where zones overlap, the first in the site counts. The
    /// view holds until the next call.
    const std::vector<double>& score(const Spot& spot) noexcept;

    /// The zone at a place of a floor, or elsewhere().
    std::uint32_t zone_on(std::uint32_t floor, Point at) const noexcept;

    /// Keeps or changes the current zone by the scores of all, elsewhere() included.
    void decide(ZoneChoice& choice, std::span<const double> scores, Timestamp at) const noexcept;

    /// Decides, and puts the zone and the runner-up into a position of which the time is known.
    void put(ZoneChoice& choice, std::span<const double> scores, Position& position) const noexcept;

    /// The zone with the highest score apart from `current`; elsewhere() when none has any.
    std::uint32_t runner_up(std::uint32_t current, std::span<const double> scores) const noexcept;

private:
    struct Box {
        std::uint32_t floor = 0;
        Point low;
        Point high;
    };

    /// Where no zone is likely by itself, none is named.
    bool is_known(std::span<const double> scores) const noexcept;
    void select_near(const Spot& spot) noexcept;
    std::uint32_t zone_at(Point at) const noexcept;

    const Site& site_;
    PositionerOptions options_;
    std::vector<Point> pattern_;  // of sigma 1 around (0, 0), each point with the same share of the mass
    double pattern_reach_ = 0;    // the farthest point of it
    std::vector<Box> boxes_;
    std::vector<std::uint32_t> near_;
    std::vector<double> scores_;
};

}  // namespace cairn::locate
