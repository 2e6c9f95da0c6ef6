// A floor's plan in the colours of expected errors.
#pragma once

#include <string>

#include "plan/coverage.h"
#include "plan/next_gateway.h"

namespace cairn::tool {

/// SVG: cells, walls, zones, gateways, stairs, beacons, the proposed gateway, a legend and a scale.
std::string coverage_picture(const Site& site, const Floor& floor, const ErrorMap& map,
                             const NextGateway& next);

}  // namespace cairn::tool
