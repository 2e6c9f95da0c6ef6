#include "recording/traffic.h"

#include <algorithm>

#include "recording/ticks.h"

namespace cairn {
namespace {

using locate::Traffic;

void add_track(const RecordedTrack& track, std::size_t gateways, Traffic& traffic) {
    TickSums sums(gateways);
    double before_s = 0;
    std::size_t next = 0;
    bool is_first = true;
    for (const double at_s : tick_times(track)) {
        while (next < track.hearings.size() && track.hearings[next].at_s <= at_s)
            sums.add(track.hearings[next++]);
        const auto hearings = sums.take();
        const auto begin = static_cast<std::uint32_t>(traffic.hearings.size());
        traffic.hearings.insert(traffic.hearings.end(), hearings.begin(), hearings.end());
        traffic.ticks.push_back({begin, static_cast<std::uint32_t>(traffic.hearings.size()),
                                 static_cast<float>(std::max(at_s - before_s, 0.05)), is_first});
        before_s = at_s;
        is_first = false;
    }
}

}  // namespace

Traffic traffic_of(const Recording& recording, std::size_t tracks_max) {
    Traffic traffic;
    const std::size_t step = std::max<std::size_t>(1, recording.survey.size() / tracks_max);
    for (std::size_t i = 0; i < recording.survey.size(); i += step)
        add_track(recording.survey[i], recording.gateways.size(), traffic);
    return traffic;
}

}  // namespace cairn
