// Replays a recording without coordinates: rooms are learned from the survey, and tags are said to be in
// them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cairn/locate/room_filter.h"
#include "locate/replay.h"

namespace cairn::tool {

struct LearnedRooms {
    std::vector<std::string> names;
    locate::RoomModel model;
};

/// At level survey from all of it, at level refs from eight of each room's rows. What is wrong is in `error`.
std::optional<LearnedRooms> learn_rooms(const Recording& recording, CalibrationLevel level,
                                        std::string& error);

Replay replay_rooms(const Recording& recording, const LearnedRooms& rooms,
                    const Disturbance& disturbance = {}, const locate::RoomConstants& constants = {});

}  // namespace cairn::tool
