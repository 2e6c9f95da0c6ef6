#include "locate/ticks.h"

#include <algorithm>
#include <cmath>

namespace cairn::tool {

void TickSums::add(const RecordedHearing& heard, double louder_db) {
    sums_[heard.gateway] += heard.rssi_dbm + louder_db;
    ++counts_[heard.gateway];
}

std::vector<locate::TickHearing> TickSums::take() {
    std::vector<locate::TickHearing> hearings;
    for (std::uint32_t gateway = 0; gateway < sums_.size(); ++gateway) {
        if (counts_[gateway] != 0)
            hearings.push_back({gateway, sums_[gateway] / counts_[gateway], counts_[gateway]});
        sums_[gateway] = 0;
        counts_[gateway] = 0;
    }
    return hearings;
}

std::vector<double> tick_times(const RecordedTrack& track) {
    constexpr double gap_s_max = 600;
    std::vector<double> times;
    if (track.truths.empty()) return times;
    double at_s = std::min(0.0, track.truths.front().at_s - 1);
    for (const RecordedTruth& truth : track.truths) {
        if (truth.at_s <= at_s) continue;
        at_s = std::max(at_s, truth.at_s - gap_s_max);
        const double ticks = std::max(1.0, std::round(truth.at_s - at_s));
        for (int tick = 1; tick <= static_cast<int>(ticks); ++tick)
            times.push_back(tick == static_cast<int>(ticks) ? truth.at_s
                                                            : at_s + (truth.at_s - at_s) * tick / ticks);
        at_s = truth.at_s;
    }
    return times;
}

}  // namespace cairn::tool
