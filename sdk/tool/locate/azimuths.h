// How a recording's arrays of antennas are turned, where anchors.csv does not say it.
#pragma once

#include <vector>

#include "cairn/locate/radio_map.h"
#include "cairn/locate/tag_filter.h"
#include "recording/recording.h"

namespace cairn::tool {

/// Of what was measured at the places of `labelled`, tracks of the survey; what they leave open, of the
/// survey without its places, where the filter has the tags. Into the map goes what is clear.
void learn_azimuths(const Recording& recording, const std::vector<RecordedTrack>& labelled,
                    const locate::FilterConstants& filter, locate::RadioMap& map);

/// Which gateways measured azimuths in the recording's tracks that are of no use: nobody knows how they are
/// turned.
std::vector<std::uint32_t> gateways_turned_unknown(const Recording& recording, const locate::RadioMap& map);

}  // namespace cairn::tool
