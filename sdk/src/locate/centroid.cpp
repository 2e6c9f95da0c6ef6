#include "locate/centroid.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace cairn::locate {
namespace {

// Measured on sites from 60 to 360 m2: about two thirds of the truths lie that close (docs/positioning.md).
constexpr double radius68_spacings = 0.7;

// Gateways nearer to each other than this tell nothing about the spacing: they hang on one pole.
constexpr double spacing_m_min = 0.5;

double length_m(double x_m, double y_m) {
    return std::sqrt(x_m * x_m + y_m * y_m);
}

// The mean distance from a gateway to its nearest neighbour on the floor. Where there is no neighbour,
// half the floor's diagonal stands in: the tag may be anywhere around.
double spacing_m(const Site& site, const Floor& floor) {
    double sum_m = 0;
    std::size_t count = 0;
    for (const auto& one : site.gateways) {
        double nearest_m = std::numeric_limits<double>::infinity();
        for (const auto& other : site.gateways) {
            if (one.floor != floor.name || other.floor != floor.name) continue;
            const double apart_m = length_m(one.at.x_m - other.at.x_m, one.at.y_m - other.at.y_m);
            if (apart_m >= spacing_m_min) nearest_m = std::min(nearest_m, apart_m);
        }
        if (!std::isfinite(nearest_m)) continue;
        sum_m += nearest_m;
        ++count;
    }
    if (count == 0) return length_m(floor.width_m, floor.height_m) / 2;
    return sum_m / static_cast<double>(count);
}

}  // namespace

Centroid::Centroid(const Site& site, double scale_db)
    : site_(site),
      scale_db_(scale_db),
      gateway_floors_(site.gateways.size()),
      radii68_m_(site.floors.size()),
      floor_weights_(site.floors.size()) {
    for (std::size_t i = 0; i < gateway_floors_.size(); ++i)
        gateway_floors_[i] = floor_row(site, site.gateways[i].floor);
    for (std::size_t i = 0; i < radii68_m_.size(); ++i)
        radii68_m_[i] = radius68_spacings * spacing_m(site, site.floors[i]);
}

std::uint32_t Centroid::heaviest_floor(const HeardList& list) noexcept {
    std::ranges::fill(floor_weights_, 0.0);
    for (const HeardLevel& heard : list) floor_weights_[gateway_floors_[heard.gateway]] += heard.weight;
    return static_cast<std::uint32_t>(std::ranges::max_element(floor_weights_) - floor_weights_.begin());
}

Spot Centroid::locate(HeardList& list) noexcept {
    for (HeardLevel& heard : list) {
        const double weaker_db = heard.level.rssi_dbm - list[0].level.rssi_dbm;
        heard.weight = std::exp(std::numbers::ln10 * weaker_db / scale_db_);
    }
    Spot spot;
    spot.floor = heaviest_floor(list);
    // Offsets from the strongest gateway, not coordinates, are averaged: far from the origin that
    // keeps the digits, and a single gateway gives exactly its own place.
    Point origin;
    double weight_sum = 0;
    for (const HeardLevel& heard : list) {
        if (gateway_floors_[heard.gateway] != spot.floor) continue;
        const Point at = site_.gateways[heard.gateway].at;
        if (weight_sum == 0) origin = at;
        weight_sum += heard.weight;
        spot.at.x_m += heard.weight * (at.x_m - origin.x_m);
        spot.at.y_m += heard.weight * (at.y_m - origin.y_m);
    }
    spot.at = {origin.x_m + spot.at.x_m / weight_sum, origin.y_m + spot.at.y_m / weight_sum};
    // Of a symmetric Gaussian in the plane, r68 holds 1 - exp(-r68^2 / (2 sigma^2)) = 0.68.
    spot.sigma_m = radii68_m_[spot.floor] / std::sqrt(2 * std::log(1 / 0.32));
    return spot;
}

void Centroid::put(const Spot& spot, const HeardList& list, Position& position) const noexcept {
    position.floor = site_.floors[spot.floor].name;
    position.x_m = spot.at.x_m;
    position.y_m = spot.at.y_m;
    position.variance_x_m2 = position.variance_y_m2 = spot.sigma_m * spot.sigma_m;
    position.radius68_m = radius68_m(spot.floor);
    for (const HeardLevel& heard : list) {
        position.evidence.push_back({site_.gateways[heard.gateway].gateway,
                                     static_cast<float>(heard.level.rssi_dbm), heard.level.heard_count});
    }
}

}  // namespace cairn::locate
