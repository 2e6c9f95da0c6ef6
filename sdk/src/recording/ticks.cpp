#include "recording/ticks.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace cairn {

float median_azimuth_deg(std::span<float> azimuths_deg) {
    constexpr double degree = std::numbers::pi / 180;
    double x = 0;
    double y = 0;
    for (const float azimuth_deg : azimuths_deg) {
        x += std::cos(static_cast<double>(azimuth_deg) * degree);
        y += std::sin(static_cast<double>(azimuth_deg) * degree);
    }
    // Against the mean direction, angles that belong together do not jump at 180.
    const auto mean_deg = static_cast<float>(std::atan2(y, x) / degree);
    for (float& azimuth_deg : azimuths_deg) azimuth_deg = std::remainder(azimuth_deg - mean_deg, 360.0F);
    const auto middle = azimuths_deg.begin() + static_cast<std::ptrdiff_t>(azimuths_deg.size() / 2);
    std::ranges::nth_element(azimuths_deg, middle);
    float median_deg = *middle;
    if (azimuths_deg.size() % 2 == 0)
        median_deg = (median_deg + *std::max_element(azimuths_deg.begin(), middle)) / 2;
    return std::remainder(mean_deg + median_deg, 360.0F);
}

void TickSums::add(const RecordedHearing& heard, double louder_db) {
    sums_[heard.gateway] += heard.rssi_dbm + louder_db;
    ++counts_[heard.gateway];
    if (heard.azimuth_deg) azimuths_deg_[heard.gateway].push_back(*heard.azimuth_deg);
}

std::vector<locate::TickHearing> TickSums::take() {
    std::vector<locate::TickHearing> hearings;
    for (std::uint32_t gateway = 0; gateway < sums_.size(); ++gateway) {
        if (counts_[gateway] != 0)
            hearings.push_back({gateway, sums_[gateway] / counts_[gateway], counts_[gateway]});
        if (!azimuths_deg_[gateway].empty())
            hearings.back().azimuth_deg = median_azimuth_deg(azimuths_deg_[gateway]);
        sums_[gateway] = 0;
        counts_[gateway] = 0;
        azimuths_deg_[gateway].clear();
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

}  // namespace cairn
