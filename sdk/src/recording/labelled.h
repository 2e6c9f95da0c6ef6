// Recorded tracks as what is known of places.
#pragma once

#include <vector>

#include "cairn/locate/calibration.h"
#include "recording/recording.h"

namespace cairn {

/// What was heard, pooled by gateway and half a metre.
std::vector<locate::LabelledPlace> places_of(const Recording& recording,
                                             const std::vector<RecordedTrack>& tracks);

/// Some sixty ticks of each track, spread over it.
std::vector<locate::LabelledTick> labelled_ticks(const Recording& recording,
                                                 const std::vector<RecordedTrack>& tracks);

}  // namespace cairn
