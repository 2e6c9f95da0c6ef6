// Times in JSON, however gateways write them.
#pragma once

#include "dialect/gateway_time.h"
#include "dialect/json_fields.h"

namespace cairn::adapters {

/// A time as RFC 3339 text, or seconds or milliseconds since 1970; nothing for what is no time.
std::optional<std::int64_t> unix_ms_in(const JsonValue& value) noexcept;

/// The time of a member that may be absent. malformed, named `where`: it is no time.
HeardAt time_in(const Fields& fields, std::string_view name, const char* where, Timestamp now,
                Delivery delivery = Delivery::live);

}  // namespace cairn::adapters
