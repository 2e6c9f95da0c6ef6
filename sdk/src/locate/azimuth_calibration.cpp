#include "cairn/locate/azimuth_calibration.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "locate/window_blocks.h"

namespace cairn::locate {
namespace {

constexpr double degree = std::numbers::pi / 180;
constexpr double tick_share = 0.25;  // ticks in a row say nearly the same
constexpr double overhead_m = 0.5;   // nearer than this, an array cannot tell the direction
constexpr double noise_sd = 14 * degree;
constexpr double tail = 3;  // degrees of freedom of the noise, as the filter takes it
constexpr double robust_from = 2;  // directions, before what lies far from them counts less

// How often a sector can be measured anew: one that is measured again and again may hold but one still tag.
constexpr double looks_a_sector = 2;
constexpr double weight_least = 5;
constexpr double concentration_least = 0.6;
// Between the senses: of the variances, and as the logarithm of a likelihood.
constexpr double variance_ratio_least = 1.5;
constexpr double log_odds_least = 3;
constexpr double variance_least = noise_sd * noise_sd;  // what agrees better does so by chance

/// Of a direction whose unit vectors have a mean of this length, were it normal and wrapped around.
double variance_of(double concentration) noexcept {
    return -2 * std::log(std::clamp(concentration, 1e-9, 1.0));
}

}  // namespace

AzimuthCalibration::AzimuthCalibration(const RadioMap& map) : grid_(map.grid()) {
    for (std::size_t gateway = 0; gateway < map.gateways(); ++gateway)
        arrays_.emplace_back().at = map.gateway(gateway).at;
    places_.reserve(grid_.floors() * grid_.blocks());
}

void AzimuthCalibration::learn(std::uint32_t gateway, double azimuth_deg, Point at) noexcept {
    Array& array = arrays_[gateway];
    const Vector apart{at.x_m - array.at.x_m, at.y_m - array.at.y_m};
    const double apart_m = std::hypot(apart.x, apart.y);
    if (apart_m >= overhead_m) add(array, azimuth_deg, {apart.x / apart_m, apart.y / apart_m}, 1);
}

void AzimuthCalibration::learn(const TagFilter& filter, std::span<const TickHearing> hearings) noexcept {
    const auto has_azimuth = [](const TickHearing& heard) { return heard.azimuth_deg.has_value(); };
    if (std::ranges::none_of(hearings, has_azimuth)) return;
    gather_places(filter);
    for (const TickHearing& heard : hearings) {
        if (!heard.azimuth_deg) continue;
        Array& array = arrays_[heard.gateway];
        add(array, static_cast<double>(*heard.azimuth_deg), toward_places(array.at), tick_share);
    }
}

/// Each block's chance, at its middle; in the window, where its cells' chances have theirs.
void AzimuthCalibration::gather_places(const TagFilter& filter) noexcept {
    places_.clear();
    const std::size_t side = grid_.block_side();
    const auto cells = static_cast<double>(side * side);
    for (std::size_t block = 0; block < filter.blocks().size(); ++block) {
        const double chance = cells * static_cast<double>(filter.blocks()[block]);
        if (chance == 0) continue;
        const std::size_t on_floor = block % grid_.blocks();
        const double middle = (static_cast<double>(side) - 1) / 2;
        const std::size_t column = on_floor % grid_.block_columns() * side;
        const std::size_t row = on_floor / grid_.block_columns() * side;
        places_.push_back({chance,
                           {grid_.x_m(column) + middle * grid_.cell_width_m(),
                            grid_.y_m(row) + middle * grid_.cell_height_m()}});
    }
    const TagFilter::Window& window = filter.window();
    const auto chances = filter.cells();
    const std::size_t columns = grid_.window_columns();
    for_window_blocks(grid_, window, [&](std::size_t, std::size_t first) {
        Place place;
        for (std::size_t i = 0; i < side * side; ++i) {
            const std::size_t cell = first + i / side * columns + i % side;
            const auto chance = static_cast<double>(chances[cell]);
            place.chance += chance;
            place.at.x_m += chance * grid_.x_m(window.column + cell % columns);
            place.at.y_m += chance * grid_.y_m(window.row + cell / columns);
        }
        if (place.chance == 0) return;
        place.at = {place.at.x_m / place.chance, place.at.y_m / place.chance};
        places_.push_back(place);
    });
}

/// The mean of the unit vectors from a gateway to the places: the less sure the direction, the shorter.
AzimuthCalibration::Vector AzimuthCalibration::toward_places(Point from) const noexcept {
    Vector sum;
    double chances = 0;
    for (const Place& place : places_) {
        const double x_m = place.at.x_m - from.x_m;
        const double y_m = place.at.y_m - from.y_m;
        const double share = place.chance / std::max(std::hypot(x_m, y_m), overhead_m);
        sum = {sum.x + share * x_m, sum.y + share * y_m};
        chances += place.chance;
    }
    return chances == 0 ? Vector{} : Vector{sum.x / chances, sum.y / chances};
}

/// `toward` is a unit vector, or shorter where the direction is not sure.
void AzimuthCalibration::add(Array& array, double azimuth_deg, const Vector& toward, double share) noexcept {
    if (!std::isfinite(azimuth_deg)) return;
    const double length = std::hypot(toward.x, toward.y);
    const double cosine = std::cos(azimuth_deg * degree);
    const double variance = noise_sd * noise_sd + variance_of(length);
    double turn = -std::sin(azimuth_deg * degree);
    for (Sense& sense : array.senses) {
        const Vector zero{share * (cosine * toward.x - turn * toward.y),
                          share * (turn * toward.x + cosine * toward.y)};
        sense.sum = {sense.sum.x + zero.x, sense.sum.y + zero.y};
        double weight = 1;
        if (array.weight >= robust_from) {
            const double error = std::atan2(sense.robust_sum.x * zero.y - sense.robust_sum.y * zero.x,
                                            sense.robust_sum.x * zero.x + sense.robust_sum.y * zero.y);
            weight = 1 / (1 + error * error / (tail * variance));
        }
        sense.robust_sum = {sense.robust_sum.x + weight * zero.x, sense.robust_sum.y + weight * zero.y};
        turn = -turn;
    }
    array.weight += share * length;
    const double turns = azimuth_deg / 360 - std::floor(azimuth_deg / 360);
    const auto sector = static_cast<std::size_t>(turns * static_cast<double>(sectors));
    array.weights[std::min(sector, sectors - 1)] += share * length;
}

/// How many directions tell something of their own: tags that stay do not become more. Among shares of a
/// whole, one over the sum of their squares counts those that matter.
double AzimuthCalibration::independent(const Array& array) noexcept {
    double squares = 0;
    for (const double weight : array.weights) squares += weight * weight;
    return std::min(array.weight, looks_a_sector * array.weight * array.weight / squares);
}

std::optional<Orientation> AzimuthCalibration::orientation(std::uint32_t gateway) const noexcept {
    const Array& array = arrays_[gateway];
    if (array.weight < weight_least) return {};
    std::array<double, 2> concentrations{};
    for (std::size_t i = 0; i < 2; ++i)
        concentrations[i] = std::hypot(array.senses[i].sum.x, array.senses[i].sum.y) / array.weight;
    const std::size_t better = concentrations[1] > concentrations[0] ? 1 : 0;
    const double variance = std::max(variance_least, variance_of(concentrations[better]));
    const double ratio = variance_of(concentrations[1 - better]) / variance;
    const double count = independent(array);
    const bool is_clear = concentrations[better] >= concentration_least && ratio >= variance_ratio_least &&
                          (count - 1) / 2 * std::log(ratio) >= log_odds_least;
    if (!is_clear) return {};
    const Vector& zero = array.senses[better].robust_sum;
    return Orientation{std::atan2(zero.y, zero.x) / degree, better == 1,
                       std::min(1.0, concentrations[better]), std::sqrt(variance / count) / degree};
}

}  // namespace cairn::locate
