#include "locate/room_replay.h"

#include <algorithm>
#include <cmath>
#include <ctime>
#include <map>

#include "recording/room_seconds.h"
#include "recording/ticks.h"

namespace cairn::tool {
namespace {

using locate::RoomTick;

/// Eight truths of each room, spread over all of it: each a track of what was heard around it.
std::vector<RecordedTrack> reference_stays(const std::vector<RecordedTrack>& survey) {
    constexpr std::size_t stays = 8;
    constexpr double around_s = 1.5;
    struct Row {
        const RecordedTrack* track;
        const RecordedTruth* truth;
    };
    std::map<std::string, std::vector<Row>> rows;
    for (const RecordedTrack& track : survey) {
        for (const RecordedTruth& truth : track.truths) rows[truth.zone].push_back({&track, &truth});
    }
    std::vector<RecordedTrack> references;
    for (const auto& [zone, of_room] : rows) {
        const std::size_t count = std::min(stays, of_room.size());
        for (std::size_t i = 0; i < count; ++i) {
            const auto [track, truth] = of_room[(2 * i + 1) * of_room.size() / (2 * count)];
            RecordedTrack& reference = references.emplace_back();
            reference.tag = track->tag;
            reference.truths = {*truth};
            const bool moves = track->truths.size() > 1;
            for (const RecordedHearing& heard : track->hearings) {
                if (!moves || std::abs(heard.at_s - truth->at_s) <= around_s)
                    reference.hearings.push_back(heard);
            }
        }
    }
    return references;
}

/// Rooms in the order of their names; each is on the floor that most of its rows say.
struct Plan {
    std::vector<std::string> names;
    std::vector<std::int32_t> floors;

    std::uint32_t room(const std::string& name) const {
        return static_cast<std::uint32_t>(std::ranges::lower_bound(names, name) - names.begin());
    }
};

Plan plan_of(const std::vector<RecordedTrack>& survey) {
    std::map<std::string, std::map<int, std::size_t>> rows;
    for (const RecordedTrack& track : survey) {
        for (const RecordedTruth& truth : track.truths) ++rows[truth.zone][truth.floor];
    }
    Plan plan;
    for (const auto& [name, floors] : rows) {
        plan.names.push_back(name);
        plan.floors.push_back(
            std::ranges::max_element(floors, {}, [](const auto& floor) { return floor.second; })->first);
    }
    return plan;
}

void add_ticks(const RecordedTrack& track, const Plan& plan, std::size_t gateways,
               std::vector<RoomTick>& ticks) {
    for (RoomSecond& second : room_seconds(track, gateways))
        ticks.push_back({plan.room(second.truth->zone), std::move(second.hearings), second.follows});
}

void replay_track(const Recording& recording, std::size_t number, const LearnedRooms& rooms,
                  const Disturbance& disturbance, locate::RoomFilter& filter, Replay& replayed) {
    const RecordedTrack& track = recording.tracks[number];
    std::vector<std::uint8_t> alive(rooms.model.gateways(), 1);
    for (const std::uint32_t dead : disturbance.dead_gateways) alive[dead] = 0;
    TickSums sums(rooms.model.gateways());
    double before_s = 0;
    std::size_t next = 0;
    std::size_t truth = 0;
    for (const double at_s : tick_times(track)) {
        while (next < track.hearings.size() && track.hearings[next].at_s <= at_s) {
            const RecordedHearing& heard = track.hearings[next++];
            if (alive[heard.gateway] != 0) sums.add(heard, disturbance.tag_db);
        }
        const double dt_s = std::max(at_s - before_s, 0.05);
        filter.predict(rooms.model, std::min(dt_s, 10.0));
        filter.update(rooms.model, std::min(dt_s, 1.5), sums.take(), alive);
        before_s = at_s;
        const locate::RoomAnswer answer = filter.decide(rooms.model);
        while (truth < track.truths.size() && track.truths[truth].at_s <= at_s) {
            ReplayedFix& fix = replayed.fixes.emplace_back();
            fix.track = number;
            fix.truth = track.truths[truth++];
            fix.floor = answer.floor;
            if (answer.room) fix.zone = rooms.names[*answer.room];
        }
    }
}

}  // namespace

std::optional<LearnedRooms> learn_rooms(const Recording& recording, CalibrationLevel level,
                                        std::string& error) {
    if (level == CalibrationLevel::none || level == CalibrationLevel::automatic) {
        error = "the recording has no coordinates: its rooms are learned from a survey that names them; use "
                "--level survey or --level refs";
        return std::nullopt;
    }
    const auto labelled =
        level == CalibrationLevel::references ? reference_stays(recording.survey) : recording.survey;
    const Plan plan = plan_of(labelled);
    std::vector<RoomTick> ticks;
    for (const RecordedTrack& track : labelled) add_ticks(track, plan, recording.gateways.size(), ticks);
    if (ticks.empty()) {
        error = "train_truth.csv and train_observations.csv: nothing was heard in any room";
        return std::nullopt;
    }
    auto model = locate::RoomModel::learn(plan.floors, recording.gateways.size(), ticks);
    if (!model) {
        error = std::string("train_truth.csv: ") + model.error().where;
        return std::nullopt;
    }
    return LearnedRooms{plan.names, std::move(model).value()};
}

Replay replay_rooms(const Recording& recording, const LearnedRooms& rooms, const Disturbance& disturbance,
                    const locate::RoomConstants& constants) {
    Replay replayed;
    const std::clock_t begin = std::clock();
    std::size_t ticks = 0;
    for (std::size_t track = 0; track < recording.tracks.size(); ++track) {
        locate::RoomFilter filter(constants);
        replay_track(recording, track, rooms, disturbance, filter, replayed);
        ticks += tick_times(recording.tracks[track]).size();
    }
    replayed.tick_us = 1e6 * static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC /
                       static_cast<double>(std::max<std::size_t>(1, ticks));
    return replayed;
}

}  // namespace cairn::tool
