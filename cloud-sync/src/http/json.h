// The model as JSON, as docs/api.md shows it: camelCase, RFC 3339 times, null for what is not known.
#pragma once

#include <boost/json/value.hpp>

#include "cairn/cloud/store.h"
#include "json/record_json.h"

namespace cairn::cloud {

boost::json::object to_json(const TagState& tag);
boost::json::object to_json(const GatewayState& gateway);
boost::json::object to_json(const StoredRecord& stored);
boost::json::object to_json(const EdgeState& edge, bool connected);
boost::json::object to_json(const StoredGap& gap);

}  // namespace cairn::cloud
