// What is wrong and the way out, in one line.
#pragma once

#include <string>
#include <string_view>

#include "cairn/core/result.h"

namespace cairn::cloud {

/// Writes "WHAT: why (No such file or directory). WAY OUT" to the log.
void complain(std::string_view what, const Error& error, std::string_view way_out);

}  // namespace cairn::cloud
