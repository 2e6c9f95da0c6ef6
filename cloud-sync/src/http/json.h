// The model as JSON, as docs/api.md shows it: camelCase, RFC 3339 times, null for what is not known.
#pragma once

#include <boost/json/value.hpp>
#include <string_view>

#include "cairn/cloud/store.h"

namespace cairn::cloud {

/// "sighting", "reading", "attribute", "position", "geo_fix", "gateway_status" or "raw_message".
std::string_view type_of(const Record& record) noexcept;
/// Whether type_of() ever answers `name`.
bool is_record_type(std::string_view name) noexcept;

boost::json::object to_json(const TagState& tag);
boost::json::object to_json(const GatewayState& gateway);
boost::json::object to_json(const Position& position);
boost::json::object to_json(const StoredRecord& stored);
boost::json::object to_json(const EdgeState& edge, bool connected);
boost::json::object to_json(const StoredGap& gap);

/// "2026-01-31T12:00:00.000Z", or null for 0 and for years that RFC 3339 cannot write.
boost::json::value to_json(Timestamp at);

}  // namespace cairn::cloud
