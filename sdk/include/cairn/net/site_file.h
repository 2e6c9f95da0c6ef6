// The site file: floors, gateways, zones and more, in TOML or GeoJSON (docs/formats/site.md).
#pragma once

#include <string>
#include <vector>

#include "cairn/locate/site.h"

namespace cairn::net {

/// Reads a site: GeoJSON where the name ends in ".geojson" or ".json", TOML otherwise. What is wrong is in
/// `errors`, one line each with the place in the file and what was expected; the site is then not to be used.
/// Without errors it is one that `check` accepts.
Site read_site(const std::string& path, std::vector<std::string>& errors);

}  // namespace cairn::net
