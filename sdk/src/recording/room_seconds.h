// A recorded track of rooms, second by second.
#pragma once

#include <vector>

#include "cairn/locate/tag_filter.h"
#include "recording/recording.h"

namespace cairn {

struct RoomSecond {
    const RecordedTruth* truth = nullptr;  // of the track: the room that its tag was in
    std::vector<locate::TickHearing> hearings;
    bool follows = false;  // right after the one before
};

/// One for each second in which anything was heard in a room that is known: that of the nearest truth, which
/// is the track's only one or at most two seconds away.
std::vector<RoomSecond> room_seconds(const RecordedTrack& track, std::size_t gateways);

}  // namespace cairn
