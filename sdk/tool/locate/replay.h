// Replays a recording through the positioning filter, at a level of calibration.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "recording/recording.h"

namespace cairn::tool {

/// What of the survey may be used to make the radio map: nothing, what was heard without the places, eight
/// places, all of it. In the order of cairn::CalibrationLevel.
inline constexpr auto calibration_levels =
    std::to_array<std::string_view>({"none", "auto", "refs", "survey"});

/// What happens to the site or the tag after the survey.
struct Disturbance {
    double tag_db = 0;  // the tag is that much louder
    std::vector<std::uint32_t> dead_gateways;
};

/// The answer at one instant of the truth, of hearings that are not later.
struct ReplayedFix {
    std::size_t track = 0;
    RecordedTruth truth;
    locate::Fix fix;  // of no use where the recording has no places
    std::string zone;  // empty where it is not known, as is the floor
    std::optional<int> floor;
};

struct Replay {
    std::vector<ReplayedFix> fixes;
    double tick_us = 0;  // of processor time, the mean
    /// Gateways whose azimuths were not used, because nobody knows how they are turned.
    std::vector<std::uint32_t> turned_unknown;
};

/// Where the recording has azimuths, the map also says how the arrays are turned: as the recording says, or
/// as the survey tells with its places or, at the first two levels, without them.
locate::RadioMap make_map(const Recording& recording, CalibrationLevel level,
                          const locate::FilterConstants& filter = {});

Replay replay(const Recording& recording, const locate::RadioMap& map, const Disturbance& disturbance = {},
              const locate::FilterConstants& filter = {});

}  // namespace cairn::tool
