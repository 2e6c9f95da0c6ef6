// A recording at a level of calibration, by coordinates or by rooms.
#pragma once

#include <string>

#include "locate/replay.h"

namespace cairn::tool {

/// Where a recording has no survey, each of its tracks is located with the others for one. What is wrong is
/// in `error`.
Replay replay_at_level(const Recording& recording, CalibrationLevel level, std::string& error);

}  // namespace cairn::tool
