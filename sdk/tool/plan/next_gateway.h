// Where one more gateway would help most.
#pragma once

#include "plan/coverage.h"

namespace cairn::tool {

struct NextGateway {
    Point at;
    double z_m = 0;
    double mean_m = 0;  // the floor's expected error with it
    double p90_m = 0;
};

/// The place on the floor with the smallest mean error, to about half a metre. As high as gateways hang there
/// in the middle, or 2.5 m without any. `map` is the floor as it is; the errors are those of its cells. Time
/// grows with cells times places, not with gateways.
NextGateway next_gateway(const Site& site, const Coverage& coverage, const ErrorMap& map);

}  // namespace cairn::tool
