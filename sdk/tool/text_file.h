// Files and standard input as text.
#pragma once

#include <optional>
#include <string>

namespace cairn::tool {

/// The whole of a file, or of standard input when `path` is "-". Nothing: it cannot be read, which was
/// said on standard error.
std::optional<std::string> read_text(const std::string& path);

}  // namespace cairn::tool
