#include "recording/labelled.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace cairn {

using locate::LabelledPlace;
using locate::LabelledTick;

std::vector<locate::LabelledPlace> places_of(const Recording& recording,
                                             const std::vector<RecordedTrack>& tracks) {
    struct Pool {
        Point sum;
        double rssi = 0;
        double packets = 0;
    };
    std::map<std::array<long, 4>, Pool> pools;
    for (const RecordedTrack& track : tracks) {
        for (const RecordedHearing& heard : track.hearings) {
            const Point at = track.place_at(heard.at_s);
            Pool& pool =
                pools[{static_cast<long>(heard.gateway), recording.floor_place(track.floor_at(heard.at_s)),
                       std::lrint(at.x_m * 2), std::lrint(at.y_m * 2)}];
            pool.sum = {pool.sum.x_m + at.x_m, pool.sum.y_m + at.y_m};
            pool.rssi += heard.rssi_dbm;
            ++pool.packets;
        }
    }
    std::vector<LabelledPlace> places;
    places.reserve(pools.size());
    for (const auto& [key, pool] : pools) {
        places.push_back({static_cast<std::uint32_t>(key[0]),
                          {pool.sum.x_m / pool.packets, pool.sum.y_m / pool.packets},
                          pool.rssi / pool.packets,
                          pool.packets,
                          static_cast<std::uint32_t>(key[1])});
    }
    return places;
}

std::vector<locate::LabelledTick> labelled_ticks(const Recording& recording,
                                                 const std::vector<RecordedTrack>& tracks) {
    constexpr std::size_t ticks_wanted = 60;
    std::vector<LabelledTick> ticks;
    for (const RecordedTrack& track : tracks) {
        std::vector<LabelledTick> all;
        double second = 0;
        for (const RecordedHearing& heard : track.hearings) {
            if (all.empty() || std::floor(heard.at_s) != second) {
                second = std::floor(heard.at_s);
                all.push_back(
                    {track.place_at(second + 0.5), {}, recording.floor_place(track.floor_at(second + 0.5))});
            }
            all.back().heard_by.push_back(heard.gateway);
        }
        const std::size_t step = std::max<std::size_t>(1, all.size() / ticks_wanted);
        for (std::size_t i = 0; i < all.size(); i += step) ticks.push_back(all[i]);
    }
    return ticks;
}

}  // namespace cairn
