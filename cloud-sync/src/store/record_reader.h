// Answers which records are stored behind an offset.
#pragma once

#include "cairn/cloud/store.h"
#include "sqlite/sqlite.h"

namespace cairn::cloud {

/// The contract of Store::records().
Result<void> read_records(sqlite::Database& database, Offset after, std::size_t limit, const TagId& tag,
                          FunctionRef<void(const StoredRecord&)> sink);

}  // namespace cairn::cloud
