// What was heard on a survey, tick by tick, without its places.
#pragma once

#include "cairn/locate/calibration.h"
#include "recording/recording.h"

namespace cairn {

/// At most about `tracks_max` tracks of it, spread over all: more of the same tells nothing new.
locate::Traffic traffic_of(const Recording& recording, std::size_t tracks_max);

}  // namespace cairn
