// Answers questions about the current state.
#pragma once

#include <optional>
#include <vector>

#include "cairn/cloud/store.h"
#include "sqlite/sqlite.h"

namespace cairn::cloud {

Result<std::vector<TagState>> read_tags(sqlite::Database& database, const Page& page);
Result<std::optional<TagState>> read_tag(sqlite::Database& database, const TagId& tag);
Result<std::vector<Position>> read_positions(sqlite::Database& database, const Page& page);
Result<std::vector<GatewayState>> read_gateways(sqlite::Database& database, const Page& page);

}  // namespace cairn::cloud
