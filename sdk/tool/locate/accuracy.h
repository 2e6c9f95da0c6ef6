// How far a replay's fixes are from the truth, and how honest they are about it.
#pragma once

#include "locate/replay.h"

namespace cairn::tool {

struct Accuracy {
    std::size_t fixes = 0;
    bool is_in_metres = true;  // otherwise only zones and floors count
    // Of the distance between a fix and the truth.
    double mean_m = 0;
    double p50_m = 0;
    double p75_m = 0;
    double p90_m = 0;
    double p95_m = 0;
    double zone_pct = 0;  // of the fixes whose true zone is known, in the right one
    double floor_pct = 0;  // of the fixes, on the right floor
    double zone_changes_per_min = 0;
    double truth_zone_changes_per_min = 0;
    // Of the truths, in the ellipse that should hold so many of a Gaussian.
    double inside68_pct = 0;
    double inside95_pct = 0;
    double r68_m = 0;  // the mean radius of a circle as large as the 68 % ellipse
};

Accuracy accuracy_of(const Replay& replay);

double error_m(const ReplayedFix& fix);
/// Of the truth from the fix.
double squared_deviations(const ReplayedFix& fix);
double radius68_m(const locate::Fix& fix);

}  // namespace cairn::tool
