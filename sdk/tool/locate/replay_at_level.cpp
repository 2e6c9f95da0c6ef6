#include "locate/replay_at_level.h"

#include <algorithm>

#include "locate/room_replay.h"

namespace cairn::tool {
namespace {

Replay replay_with_survey(const Recording& recording, CalibrationLevel level, std::string& error) {
    if (recording.has_places) return replay(recording, make_map(recording, level));
    const auto rooms = learn_rooms(recording, level, error);
    return rooms ? replay_rooms(recording, *rooms) : Replay{};
}

}  // namespace

Replay replay_at_level(const Recording& recording, CalibrationLevel level, std::string& error) {
    const bool needs_survey = level != CalibrationLevel::none;
    const bool learns_from_one = needs_survey || has_azimuths(recording);
    if (!learns_from_one || !recording.survey.empty()) return replay_with_survey(recording, level, error);
    if (recording.tracks.size() == 1) {
        if (!needs_survey) return replay_with_survey(recording, level, error);
        error = "there is no survey, and no other track to learn from";
        if (recording.has_places) error += "; --level none needs neither";
        return {};
    }
    Replay replayed;
    for (std::size_t track = 0; track < recording.tracks.size() && error.empty(); ++track) {
        Recording one = recording;
        one.survey = recording.tracks;
        one.survey.erase(one.survey.begin() + static_cast<std::ptrdiff_t>(track));
        one.tracks = {recording.tracks[track]};
        Replay of_one = replay_with_survey(one, level, error);
        for (ReplayedFix& fix : of_one.fixes) {
            fix.track = track;
            replayed.fixes.push_back(std::move(fix));
        }
        replayed.tick_us += of_one.tick_us / static_cast<double>(recording.tracks.size());
        for (const std::uint32_t gateway : of_one.turned_unknown) {
            if (std::ranges::find(replayed.turned_unknown, gateway) == replayed.turned_unknown.end())
                replayed.turned_unknown.push_back(gateway);
        }
    }
    return replayed;
}

}  // namespace cairn::tool
