#include "locate/azimuths.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "cairn/locate/azimuth_calibration.h"
#include "recording/ticks.h"
#include "recording/traffic.h"

namespace cairn::tool {
namespace {

using locate::AzimuthCalibration;
using locate::RadioMap;

/// Gateways that measured azimuths on these tracks, but are turned nobody knows how.
std::vector<std::uint32_t> open_gateways(const std::vector<RecordedTrack>& tracks, const RadioMap& map) {
    std::vector<std::uint8_t> measures(map.gateways(), 0);
    for (const RecordedTrack& track : tracks) {
        for (const RecordedHearing& heard : track.hearings) {
            if (heard.azimuth_deg) measures[heard.gateway] = 1;
        }
    }
    std::vector<std::uint32_t> open;
    for (std::uint32_t gateway = 0; gateway < map.gateways(); ++gateway) {
        if (measures[gateway] != 0 && !map.gateway(gateway).azimuth_is_known) open.push_back(gateway);
    }
    return open;
}

void take_what_is_clear(const AzimuthCalibration& calibration, const std::vector<std::uint32_t>& open,
                        RadioMap& map) {
    for (const std::uint32_t gateway : open) {
        if (const auto learned = calibration.orientation(gateway))
            map.set_azimuth(gateway, learned->azimuth_deg, learned->is_clockwise);
    }
}

/// What was measured is pooled by gateway and half a metre: a tag that stays tells no more than one that
/// passes.
void learn_from_places(const std::vector<RecordedTrack>& labelled, AzimuthCalibration& calibration) {
    struct Pool {
        Point sum;
        std::vector<float> azimuths_deg;
    };
    std::map<std::array<long, 3>, Pool> pools;
    for (const RecordedTrack& track : labelled) {
        for (const RecordedHearing& heard : track.hearings) {
            if (!heard.azimuth_deg) continue;
            const Point at = track.place_at(heard.at_s);
            Pool& pool = pools[{heard.gateway, std::lrint(at.x_m * 2), std::lrint(at.y_m * 2)}];
            pool.sum = {pool.sum.x_m + at.x_m, pool.sum.y_m + at.y_m};
            pool.azimuths_deg.push_back(*heard.azimuth_deg);
        }
    }
    for (auto& [key, pool] : pools) {
        const auto packets = static_cast<double>(pool.azimuths_deg.size());
        calibration.learn(static_cast<std::uint32_t>(key[0]),
                          static_cast<double>(median_azimuth_deg(pool.azimuths_deg)),
                          {pool.sum.x_m / packets, pool.sum.y_m / packets});
    }
}

void learn_from_traffic(const locate::Traffic& traffic, const locate::FilterConstants& constants,
                        const RadioMap& map, AzimuthCalibration& calibration) {
    const locate::Silence silence(map, std::vector<std::uint8_t>(map.gateways(), 1));
    locate::TagFilter filter(map.grid(), constants);
    for (const locate::Traffic::Tick& tick : traffic.ticks) {
        if (tick.is_first) filter.reset();
        filter.tick(map, silence, static_cast<double>(tick.dt_s), traffic.of(tick));
        calibration.learn(filter, traffic.of(tick));
    }
}

}  // namespace

void learn_azimuths(const Recording& recording, const std::vector<RecordedTrack>& labelled,
                    const locate::FilterConstants& filter, RadioMap& map) {
    constexpr std::size_t tracks_max = 40;
    constexpr int passes = 6;
    AzimuthCalibration by_places(map);
    learn_from_places(labelled, by_places);
    take_what_is_clear(by_places, open_gateways(labelled, map), map);
    const auto open = open_gateways(recording.survey, map);
    if (open.empty()) return;
    // In the first pass the filter knows of no angles but those of arrays whose turn is known; later ones
    // have what was learned before.
    const locate::Traffic traffic = traffic_of(recording, tracks_max);
    for (int pass = 0; pass < passes; ++pass) {
        AzimuthCalibration by_traffic(map);
        learn_from_traffic(traffic, filter, map, by_traffic);
        take_what_is_clear(by_traffic, open, map);
    }
}

std::vector<std::uint32_t> gateways_turned_unknown(const Recording& recording, const RadioMap& map) {
    return open_gateways(recording.tracks, map);
}

}  // namespace cairn::tool
