// The time text of Moko's first generation: "2026-6-8&21:43:48+00".
#pragma once

#include <optional>
#include <string_view>

#include "cairn/core/time.h"

namespace cairn::adapters::moko {

/// Local time and its distance from UTC in hours, or in hours and minutes ("+05:30", "+0530", "+5.5").
/// Month, day and the parts of the time may lack their leading zeros.
std::optional<Timestamp> parse_local_time(std::string_view text) noexcept;

}  // namespace cairn::adapters::moko
