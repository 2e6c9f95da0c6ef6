#include "locate/replay_at_level.h"

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
    if (!needs_survey || !recording.survey.empty()) return replay_with_survey(recording, level, error);
    if (recording.tracks.size() == 1) {
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
    }
    return replayed;
}

}  // namespace cairn::tool
