// A site as GeoJSON (RFC 7946), with places in metres instead of degrees (docs/formats/site.md).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cairn/locate/site.h"

namespace cairn::net {

/// One line in `errors` for every defect, with the file, the feature's index and its id.
Site read_geojson_site(const std::string& path, std::vector<std::string>& errors);

}  // namespace cairn::net
