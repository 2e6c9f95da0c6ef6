// What becomes of a file that cannot be trusted.
#pragma once

#include <string>

#include "cairn/core/result.h"
#include "sqlite/sqlite.h"

namespace cairn {

/// Looks for damage that SQLite can see: in all of a small file; of a larger one in all tables but the
/// blocks', so that it never takes long. Blocks have checksums of their own. corrupt: there is some.
Result<void> check_file(sqlite::Database& database);

/// Renames the file and its journal, which nobody has open, to "<path>.damaged-<UTC>"; answers the name.
Result<std::string> move_aside(const std::string& path);

/// Whether the file of another program, or none of a buffer, lies at `path`: nothing says that a buffer was
/// there.
bool is_a_strangers(const std::string& path);

}  // namespace cairn
