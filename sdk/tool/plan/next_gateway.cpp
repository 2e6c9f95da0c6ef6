#include "plan/next_gateway.h"

#include <algorithm>
#include <cmath>

namespace cairn::tool {
namespace {

constexpr double coarse_m = 1;
constexpr std::size_t cells_max = 1'500;
constexpr std::size_t places_max = 600;
/// A search stops when its steps are this short.
constexpr double step_min_m = 0.5;

double usual_height_m(const Site& site, const FloorName& floor) {
    std::vector<double> heights_m;
    for (const GatewayPlacement& placed : site.gateways) {
        if (placed.floor == floor) heights_m.push_back(placed.z_m);
    }
    if (heights_m.empty()) return GatewayPlacement{}.z_m;
    const auto middle = heights_m.begin() + static_cast<std::ptrdiff_t>(heights_m.size() / 2);
    std::ranges::nth_element(heights_m, middle);
    return *middle;
}

}  // namespace

NextGateway next_gateway(const Site& site, const Coverage& coverage, const ErrorMap& map) {
    const Floor& floor = coverage.floor();
    const double z_m = usual_height_m(site, floor.name);
    const auto with = [&](Point at, const ErrorMap& cells) -> NextGateway {
        const ErrorMap then = coverage.with(coverage.gateway_at(at, z_m), cells);
        return {at, z_m, then.mean_m, then.p90_m};
    };
    const ErrorMap coarse = coverage.map(coarse_m, cells_max);
    double step_m = square_side_m(floor, coarse_m, places_max);
    const auto columns = std::max(1.0, std::round(floor.width_m / step_m));
    const auto rows = std::max(1.0, std::round(floor.height_m / step_m));
    NextGateway best = with({floor.width_m / 2, floor.height_m / 2}, coarse);
    const auto attempt = [&](Point at) {
        const bool is_inside =
            at.x_m >= 0 && at.y_m >= 0 && at.x_m <= floor.width_m && at.y_m <= floor.height_m;
        if (!is_inside) return;
        const NextGateway found = with(at, coarse);
        if (found.mean_m < best.mean_m) best = found;
    };
    for (double row = 0; row < rows; ++row) {
        for (double column = 0; column < columns; ++column)
            attempt({(column + 0.5) * floor.width_m / columns, (row + 0.5) * floor.height_m / rows});
    }
    // Then in ever smaller steps around the best.
    for (step_m /= 2; step_m > step_min_m / 2; step_m /= 2) {
        const Point around = best.at;
        for (const double x : {-1, 0, 1}) {
            for (const double y : {-1, 0, 1}) attempt({around.x_m + step_m * x, around.y_m + step_m * y});
        }
    }
    // Coarse cells may all lie alike between gateways, and tell less than the truth.
    return with(best.at, map);
}

}  // namespace cairn::tool
