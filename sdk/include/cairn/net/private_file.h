// Files that hold secrets: read only when nobody else can.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace cairn::net {

/// Whether `path` is a file that only its owner may open, mode 0600 or less. If not, a line in `errors` says
/// why, and how to close it.
bool is_private_file(const std::string& path, std::vector<std::string>& errors);

/// The first line of such a file.
std::optional<std::string> read_password(const std::string& path, std::vector<std::string>& errors);

}  // namespace cairn::net
