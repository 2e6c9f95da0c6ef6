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
boost::json::object to_json(const StoredRecord& stored);
boost::json::object to_json(const EdgeState& edge, bool connected);
boost::json::object to_json(const StoredGap& gap);

}  // namespace cairn::cloud
