// What may not be known, as JSON: then it is null.
#pragma once

#include <boost/json/value.hpp>
#include <string_view>

#include "cairn/core/time.h"

namespace cairn {

/// The text, or null where it is empty.
boost::json::value text_or_null(std::string_view text);

/// "2026-01-31T12:00:00.000Z", or null for 0 and for years that RFC 3339 cannot write.
boost::json::value to_json(Timestamp at);

}  // namespace cairn
