// How a site's radio map is made: of nothing, of unlabelled traffic, of places that are known, or of a
// survey.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "cairn/locate/radio_map.h"
#include "cairn/locate/tag_filter.h"

namespace cairn::locate {

/// What gateways heard of tags, tick by tick; those of one tag stand together, in the order of time.
struct Traffic {
    struct Tick {
        std::uint32_t begin = 0;  // among the hearings
        std::uint32_t end = 0;
        float dt_s = 1;           // since the tag's tick before
        bool is_first = false;    // of its tag
    };
    std::vector<Tick> ticks;
    std::vector<TickHearing> hearings;  // one of a gateway in a tick

    std::span<const TickHearing> of(const Tick& tick) const noexcept {
        return std::span(hearings).subspan(tick.begin, tick.end - tick.begin);
    }
};

/// A tick whose place is known: which gateways heard the tag there.
struct LabelledTick {
    Point at;
    std::vector<std::uint32_t> heard_by;
    std::uint32_t floor = 0;
};

/// What a site's gateways are taken for before anything is heard.
std::vector<GatewayRadio> uncalibrated(std::span<const GatewayRadio> placed, const RadioConstants& constants);

/// Of unlabelled traffic: matched moments, then expectation maximisation of each gateway's law under the
/// filter's own chances. Of all maps on the way, the one under which the traffic was likeliest.
RadioMap calibrate_by_traffic(const Building& building, std::span<const GatewayRadio> placed,
                              const RadioConstants& constants, const FilterConstants& filter,
                              const Traffic& traffic);

/// Of labelled places, a few or a survey's, at most `places_max` of a gateway; the traffic tells the level
/// and the thresholds where the places do not. A gateway without a place was not there: that ticks miss it
/// says nothing.
RadioMap calibrate_by_places(const Building& building, std::span<const GatewayRadio> placed,
                             const RadioConstants& constants, const Traffic& traffic,
                             std::span<const LabelledPlace> places, std::span<const LabelledTick> ticks,
                             std::size_t places_max = RadioMap::places_max);

}  // namespace cairn::locate
