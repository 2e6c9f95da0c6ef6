#include "locate/replay.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <ctime>
#include <map>
#include <numeric>

#include "cairn/locate/cell_zones.h"
#include "locate/azimuths.h"
#include "recording/labelled.h"
#include "recording/ticks.h"
#include "recording/traffic.h"

namespace cairn::tool {
namespace {

double squared_apart(Point a, Point b) {
    return (a.x_m - b.x_m) * (a.x_m - b.x_m) + (a.y_m - b.y_m) * (a.y_m - b.y_m);
}

/// Places far from each other, each as a track of what was heard around it: the middle first, then always the
/// one that is farthest from those there are.
std::vector<RecordedTrack> reference_places(const std::vector<RecordedTrack>& tracks, std::size_t count) {
    struct Candidate {
        std::size_t track;
        std::size_t truth;
        Point at;
    };
    constexpr std::size_t moving_step = 10;
    constexpr double around_s = 1.5;
    std::vector<Candidate> candidates;
    Point middle;
    for (std::size_t i = 0; i < tracks.size(); ++i) {
        const auto& truths = tracks[i].truths;
        for (std::size_t j = 0; j < truths.size(); j += truths.size() == 1 ? 1 : moving_step)
            candidates.push_back({i, j, truths[j].at});
    }
    for (const Candidate& candidate : candidates) {
        middle.x_m += candidate.at.x_m / static_cast<double>(candidates.size());
        middle.y_m += candidate.at.y_m / static_cast<double>(candidates.size());
    }
    std::vector<RecordedTrack> chosen;
    std::vector<double> nearest(candidates.size());
    for (std::size_t i = 0; i < candidates.size(); ++i) nearest[i] = -squared_apart(candidates[i].at, middle);
    while (chosen.size() < std::min(count, candidates.size())) {
        const auto farthest = static_cast<std::size_t>(std::ranges::max_element(nearest) - nearest.begin());
        const Candidate& one = candidates[farthest];
        for (std::size_t i = 0; i < candidates.size(); ++i) {
            const double apart = squared_apart(candidates[i].at, one.at);
            nearest[i] = chosen.empty() ? apart : std::min(nearest[i], apart);
        }
        RecordedTrack reference = tracks[one.track];
        if (reference.truths.size() > 1) {
            const RecordedTruth truth = reference.truths[one.truth];
            reference.truths = {truth};
            std::erase_if(reference.hearings, [&truth](const RecordedHearing& heard) {
                return std::abs(heard.at_s - truth.at_s) > around_s;
            });
        }
        chosen.push_back(std::move(reference));
    }
    return chosen;
}

/// A zone changes when another one leads, or at once when it has become unlikely.
class ZoneDecision {
public:
    explicit ZoneDecision(const locate::CellZones& zones) : zones_(zones), scores_(zones.zones()) {}

    std::size_t decide(const locate::TagFilter& filter) {
        constexpr double lead = 0.15;
        constexpr double unlikely = 0.10;
        zones_.score(filter, scores_);
        const auto best = static_cast<std::size_t>(std::ranges::max_element(scores_) - scores_.begin());
        if (!current_ || scores_[best] > scores_[*current_] + lead || scores_[*current_] < unlikely)
            current_ = best;
        return *current_;
    }

private:
    const locate::CellZones& zones_;
    std::vector<double> scores_;
    std::optional<std::size_t> current_;
};

void replay_track(const Recording& recording, std::size_t number, const locate::RadioMap& map,
                  const locate::CellZones& cell_zones, const Disturbance& disturbance,
                  const locate::FilterConstants& constants, Replay& replayed) {
    const RecordedTrack& track = recording.tracks[number];
    std::vector<std::uint8_t> alive(map.gateways(), 1);
    for (const std::uint32_t dead : disturbance.dead_gateways) alive[dead] = 0;
    const locate::Silence silence(map, alive);
    locate::TagFilter filter(map.grid(), constants);
    ZoneDecision zones(cell_zones);
    TickSums sums(map.gateways());
    double before_s = 0;
    std::size_t next = 0;
    std::size_t truth = 0;
    for (const double at_s : tick_times(track)) {
        while (next < track.hearings.size() && track.hearings[next].at_s <= at_s) {
            const RecordedHearing& heard = track.hearings[next++];
            if (alive[heard.gateway] != 0) sums.add(heard, disturbance.tag_db);
        }
        const double dt_s = std::max(at_s - before_s, 0.05);
        filter.tick(map, silence, dt_s, sums.take());
        before_s = at_s;
        while (truth < track.truths.size() && track.truths[truth].at_s <= at_s) {
            ReplayedFix& fix = replayed.fixes.emplace_back();
            fix.track = number;
            fix.truth = track.truths[truth++];
            fix.fix = filter.fix();
            fix.floor = recording.floors[fix.fix.floor];
            if (!recording.zones.empty()) fix.zone = recording.zones[zones.decide(filter)].name;
        }
    }
}

locate::Building building_of(const Recording& recording) {
    locate::Building building;
    building.grid = locate::Grid(recording.low, recording.high, recording.floors.size());
    building.tag_z_m.clear();
    building.levels.clear();
    for (std::uint32_t floor = 0; floor < recording.floors.size(); ++floor) {
        building.tag_z_m.push_back(recording.tag_z_m + storey_m * floor);
        building.levels.push_back(floor);
    }
    return building;
}

/// The tracks whose places are known at a level.
std::vector<RecordedTrack> labelled_tracks(const Recording& recording, CalibrationLevel level) {
    constexpr std::size_t reference_count = 8;
    switch (level) {
        case CalibrationLevel::none:
        case CalibrationLevel::automatic: break;
        case CalibrationLevel::references: return reference_places(recording.survey, reference_count);
        case CalibrationLevel::survey: return recording.survey;
    }
    return {};
}

/// How loud tags are. Of azimuths, only what the recording says of the arrays.
locate::RadioMap make_loudness_map(const Recording& recording, CalibrationLevel level,
                                   const std::vector<RecordedTrack>& labelled,
                                   const locate::FilterConstants& filter) {
    const locate::Building building = building_of(recording);
    const locate::RadioConstants constants;
    switch (level) {
        case CalibrationLevel::none: break;
        case CalibrationLevel::automatic: {
            locate::Traffic traffic = traffic_of(recording, 40);
            for (locate::TickHearing& heard : traffic.hearings) heard.azimuth_deg.reset();
            return locate::calibrate_by_traffic(building, recording.gateways, constants, filter, traffic);
        }
        case CalibrationLevel::references:
        case CalibrationLevel::survey:
            return locate::calibrate_by_places(
                building, recording.gateways, constants, traffic_of(recording, 1'000'000),
                places_of(recording, labelled), labelled_ticks(recording, labelled));
    }
    auto gateways = locate::uncalibrated(recording.gateways, constants);
    for (auto& gateway : gateways) gateway.threshold_dbm = -200;  // nothing is known of who hears whom
    return {building, gateways, constants, 1, {}};
}

}  // namespace

locate::RadioMap make_map(const Recording& recording, CalibrationLevel level,
                          const locate::FilterConstants& filter) {
    const auto labelled = labelled_tracks(recording, level);
    locate::RadioMap map = make_loudness_map(recording, level, labelled, filter);
    learn_azimuths(recording, labelled, filter, map);
    return map;
}

Replay replay(const Recording& recording, const locate::RadioMap& map, const Disturbance& disturbance,
              const locate::FilterConstants& filter) {
    const auto zone_of = [&recording](std::uint32_t floor, Point at) {
        return static_cast<std::uint32_t>(
            recording.zones.empty() ? 0 : recording.zone_at(recording.floors[floor], at));
    };
    const locate::CellZones zones(map.grid(), std::max<std::size_t>(1, recording.zones.size()), zone_of);
    Replay replayed;
    replayed.turned_unknown = gateways_turned_unknown(recording, map);
    const std::clock_t begin = std::clock();
    std::size_t ticks = 0;
    for (std::size_t track = 0; track < recording.tracks.size(); ++track) {
        replay_track(recording, track, map, zones, disturbance, filter, replayed);
        ticks += tick_times(recording.tracks[track]).size();
    }
    replayed.tick_us = 1e6 * static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC /
                       static_cast<double>(std::max<std::size_t>(1, ticks));
    return replayed;
}

}  // namespace cairn::tool
