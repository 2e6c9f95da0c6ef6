// Civil time as text: RFC 3339, the years 1970 to 9999.
#pragma once

#include <optional>
#include <string_view>

#include "cairn/core/inline_string.h"
#include "cairn/core/time.h"

namespace cairn {

/// "2026-01-31T12:00:00.000Z"; empty for 0, which is "not known", and outside those years.
InlineString<24> time_text(Timestamp at) noexcept;

/// RFC 3339 section 5.6, any number of digits in the fraction, a space instead of "T". The offset is
/// required: local time without one says nothing.
std::optional<Timestamp> parse_time(std::string_view text) noexcept;

}  // namespace cairn
