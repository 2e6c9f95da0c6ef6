#include "locate/accuracy.h"

#include <algorithm>
#include <cmath>

namespace cairn::tool {
namespace {

/// Between two values on the straight line; `values` is sorted and not empty.
double quantile(const std::vector<double>& values, double share) {
    const double place = share * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, values.size() - 1);
    const double rest = place - static_cast<double>(below);
    return values[below] * (1 - rest) + values[above] * rest;
}

template <typename ZoneOf>
double changes_per_min(const Replay& replay, ZoneOf zone_of) {
    double changes = 0;
    double minutes = 0;
    for (std::size_t i = 1; i < replay.fixes.size(); ++i) {
        const ReplayedFix& before = replay.fixes[i - 1];
        const ReplayedFix& fix = replay.fixes[i];
        if (fix.track != before.track) continue;
        changes += zone_of(fix) != zone_of(before) ? 1 : 0;
        minutes += (fix.truth.at_s - before.truth.at_s) / 60;
    }
    return minutes > 0 ? changes / minutes : 0;
}

double determinant(const locate::Fix& fix) {
    return fix.variance_x_m2 * fix.variance_y_m2 - fix.covariance_xy_m2 * fix.covariance_xy_m2;
}

void count_metres(const Replay& replay, Accuracy& accuracy) {
    const double share = 100 / static_cast<double>(replay.fixes.size());
    std::vector<double> errors;
    for (const ReplayedFix& fix : replay.fixes) {
        errors.push_back(error_m(fix));
        accuracy.mean_m += errors.back() * share / 100;
        accuracy.inside68_pct += squared_deviations(fix) <= locate::deviations68 ? share : 0;
        accuracy.inside95_pct += squared_deviations(fix) <= locate::deviations95 ? share : 0;
        accuracy.r68_m += radius68_m(fix.fix) * share / 100;
    }
    std::ranges::sort(errors);
    accuracy.p50_m = quantile(errors, 0.50);
    accuracy.p75_m = quantile(errors, 0.75);
    accuracy.p90_m = quantile(errors, 0.90);
    accuracy.p95_m = quantile(errors, 0.95);
}

}  // namespace

double error_m(const ReplayedFix& fix) {
    return std::hypot(fix.truth.at.x_m - fix.fix.at.x_m, fix.truth.at.y_m - fix.fix.at.y_m);
}

double squared_deviations(const ReplayedFix& fix) {
    return locate::squared_deviations(fix.fix, fix.truth.at);
}

double radius68_m(const locate::Fix& fix) {
    return std::sqrt(locate::deviations68 * std::sqrt(determinant(fix)));
}

Accuracy accuracy_of(const Replay& replay) {
    Accuracy accuracy;
    accuracy.fixes = replay.fixes.size();
    if (replay.fixes.empty()) return accuracy;
    accuracy.is_in_metres = has_place(replay.fixes.front().truth);
    if (accuracy.is_in_metres) count_metres(replay, accuracy);
    double zones = 0;
    for (const ReplayedFix& fix : replay.fixes) {
        zones += fix.truth.zone.empty() ? 0 : 1;
        accuracy.zone_pct += !fix.truth.zone.empty() && fix.zone == fix.truth.zone ? 100 : 0;
        accuracy.floor_pct += fix.floor == fix.truth.floor ? 100 : 0;
    }
    accuracy.zone_pct /= std::max(zones, 1.0);
    accuracy.floor_pct /= static_cast<double>(replay.fixes.size());
    accuracy.zone_changes_per_min = changes_per_min(replay, [](const ReplayedFix& fix) { return fix.zone; });
    accuracy.truth_zone_changes_per_min =
        changes_per_min(replay, [](const ReplayedFix& fix) { return fix.truth.zone; });
    return accuracy;
}

}  // namespace cairn::tool
