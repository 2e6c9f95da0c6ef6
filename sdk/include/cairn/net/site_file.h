// The site file: floors, gateways and zones in TOML (docs/formats/site.md).
#pragma once

#include <string>
#include <vector>

#include "cairn/locate/site.h"
#include "cairn/net/config_file.h"

namespace cairn::net {

/// Reads `[[floor]]`, `[[gateway]]` and `[[zone]]`. What is wrong is in `errors`, one line each with
/// file, line, key and what was expected; the site is then not to be used.
Site read_site(const std::string& path, std::vector<std::string>& errors);

}  // namespace cairn::net
