// Positions in rooms without coordinates, as a walk test taught them.
#pragma once

#include <memory>

#include "cairn/core/result.h"
#include "locate/map_positions.h"

namespace cairn::locate {

/// `site` is a checked site of rooms, and outlives the answer; `survey` is checked against it. malformed: the
/// survey names none of the rooms, or the site has no gateway.
Result<std::unique_ptr<MapPositions>> make_room_positions(const PositionerOptions& options, const Site& site,
                                                          const Survey& survey);

}  // namespace cairn::locate
