// Sites of rooms: zones without corners, of which nothing needs coordinates.
#pragma once

#include "cairn/locate/site.h"

namespace cairn::locate {

/// As check(site), of a site of rooms.
Result<void> check_rooms(const Site& site) noexcept;

}  // namespace cairn::locate
