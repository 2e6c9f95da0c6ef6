#include "recording/room_seconds.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "recording/ticks.h"

namespace cairn {
namespace {

/// nullptr where the track does not say.
const RecordedTruth* truth_at(const RecordedTrack& track, double at_s) {
    constexpr double near_s = 2;
    const auto after = std::ranges::lower_bound(track.truths, at_s, {}, &RecordedTruth::at_s);
    const bool before_is_nearer =
        after == track.truths.end() ||
        (after != track.truths.begin() && at_s - (after - 1)->at_s <= after->at_s - at_s);
    const RecordedTruth& nearest = before_is_nearer ? *(after - 1) : *after;
    const bool is_near = track.truths.size() == 1 || std::abs(nearest.at_s - at_s) <= near_s;
    return is_near ? &nearest : nullptr;
}

}  // namespace

std::vector<RoomSecond> room_seconds(const RecordedTrack& track, std::size_t gateways) {
    constexpr double follows_s = 3;
    std::vector<RoomSecond> seconds;
    TickSums sums(gateways);
    const auto& hearings = track.hearings;
    double before_s = std::numeric_limits<double>::lowest();
    for (std::size_t i = 0; i < hearings.size(); ++i) {
        const double second = std::floor(hearings[i].at_s);
        sums.add(hearings[i]);
        if (i + 1 < hearings.size() && std::floor(hearings[i + 1].at_s) == second) continue;
        auto heard = sums.take();
        const RecordedTruth* const truth = truth_at(track, second + 0.5);
        if (truth == nullptr) continue;
        seconds.push_back({truth, std::move(heard), second - before_s <= follows_s});
        before_s = second;
    }
    return seconds;
}

}  // namespace cairn
