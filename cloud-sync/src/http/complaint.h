// What is wrong and the way out, in one line.
#pragma once

#include <string>
#include <string_view>

#include "cairn/core/result.h"

namespace cairn::cloud {

/// Writes "WHAT: why (No such file or directory). WAY OUT" to the log.
void complain(std::string_view what, const Error& error, std::string_view way_out);

/// The same for Store::open(), in words of files instead of SQLite's.
void complain_of_store(const std::string& file, const Error& error);
/// The same for net::ensure_server_certificate().
void complain_of_certificate(const std::string& folder, const Error& error);

}  // namespace cairn::cloud
