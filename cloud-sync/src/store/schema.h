// The tables of the store's file, and how an older file gets them. docs/cloud-storage.md explains them.
#pragma once

#include "cairn/core/result.h"
#include "sqlite/sqlite.h"

namespace cairn::cloud {

/// Settles how this connection works, and brings the file to the newest schema; a new file gets it
/// whole. corrupt: no database, or somebody else's. unsupported: a newer version's. would_block, io.
Result<void> prepare_schema(sqlite::Database& database);

}  // namespace cairn::cloud
