// Civil time as text: RFC 3339 in UTC.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cairn/core/time.h"

namespace cairn::tool {

/// "2026-01-31T12:00:00.000Z".
std::string time_text(Timestamp at);

/// Reads what time_text() writes; the fraction may have any number of digits or be absent.
std::optional<Timestamp> parse_time(std::string_view text);

/// The machine's wall clock.
Timestamp wall_now();

}  // namespace cairn::tool
