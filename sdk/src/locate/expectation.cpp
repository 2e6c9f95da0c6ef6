#include "locate/expectation.h"

#include <algorithm>

#include "locate/lanes.h"

namespace cairn::locate {
namespace {

/// With fewer, the chances only echo the map.
constexpr std::size_t gateways_least = 4;

/// No gateway has more say than so many ticks.
constexpr double ticks_max = 40;

FilterConstants with_evidence(FilterConstants constants) noexcept {
    constants.counts_evidence = true;
    return constants;
}

std::vector<float> distances_of(const RadioMap& map) {
    const Grid& grid = map.grid();
    std::vector<float> distances;
    distances.reserve(map.gateways() * grid.floors() * grid.cells());
    for (std::size_t gateway = 0; gateway < map.gateways(); ++gateway) {
        for (std::size_t floor = 0; floor < grid.floors(); ++floor) {
            for (std::size_t cell = 0; cell < grid.cells(); ++cell)
                distances.push_back(static_cast<float>(
                    distance_db(map.gateway(gateway), grid.at(cell), map.building().tag_z_m[floor])));
        }
    }
    return distances;
}

}  // namespace

Expectation::Sums& Expectation::Sums::operator+=(const Sums& more) noexcept {
    count += more.count;
    distance += more.distance;
    distance_squared += more.distance_squared;
    rssi += more.rssi;
    distance_rssi += more.distance_rssi;
    return *this;
}

Expectation::Sums Expectation::Sums::scaled(double by) const noexcept {
    return {count * by, distance * by, distance_squared * by, rssi * by, distance_rssi * by};
}

/// Two unknowns, a power and an exponent, with normal priors on both.
Law Expectation::solve(const Sums& sums, const Law& prior, double power_sd, double exponent_sd) noexcept {
    constexpr double noise_db2 = 36;
    const double power_weight = 1 / (power_sd * power_sd);
    const double exponent_weight = 1 / (exponent_sd * exponent_sd);
    const double a = sums.count / noise_db2 + power_weight;
    const double b = -sums.distance / noise_db2;
    const double d = sums.distance_squared / noise_db2 + exponent_weight;
    const double u = sums.rssi / noise_db2 + power_weight * prior.power_dbm;
    const double v = -sums.distance_rssi / noise_db2 + exponent_weight * prior.exponent;
    const double determinant = a * d - b * b;
    return {(d * u - b * v) / determinant, (a * v - b * u) / determinant};
}

Expectation::Expectation(const RadioMap& map, const FilterConstants& constants)
    : grid_(map.grid()),
      filter_(map.grid(), with_evidence(constants)),
      distances_(distances_of(map)),
      sums_(map.gateways()) {}

void Expectation::start() noexcept {
    std::ranges::fill(sums_, Sums{});
    evidence_ = 0;
    filter_.reset();
}

void Expectation::add(const RadioMap& map, const Silence& silence, const Traffic::Tick& tick,
                      std::span<const TickHearing> hearings) noexcept {
    if (tick.is_first) {
        evidence_ += filter_.evidence();
        filter_.reset();
    }
    filter_.tick(map, silence, static_cast<double>(tick.dt_s), hearings);
    if (hearings.size() < gateways_least) return;
    const auto chances = filter_.cells();
    for (const TickHearing& heard : hearings) add_equation(heard, chances.data());
}

void Expectation::add_equation(const TickHearing& heard, const float* chances) noexcept {
    const TagFilter::Window& window = filter_.window();
    const float* distances = distances_.data() +
                             (heard.gateway * grid_.floors() + window.floor) * grid_.cells() +
                             window.row * grid_.columns() + window.column;
    double sum = 0;
    double distance = 0;
    double squared = 0;
    for (std::size_t row = 0; row < grid_.window_rows(); ++row) {
        Lanes of_row{};
        Lanes row_distance{};
        Lanes row_squared{};
        for (std::size_t column = 0; column < grid_.window_columns(); column += lane_count) {
            const Lanes chance = load(chances + column);
            const Lanes at_db = load(distances + column);
            of_row += chance;
            row_distance += chance * at_db;
            row_squared += chance * at_db * at_db;
        }
        sum += static_cast<double>(sum_of(of_row));
        distance += static_cast<double>(sum_of(row_distance));
        squared += static_cast<double>(sum_of(row_squared));
        chances += grid_.window_columns();
        distances += grid_.columns();
    }
    distance /= sum;
    sums_[heard.gateway] += {1, distance, squared / sum, heard.rssi_dbm, distance * heard.rssi_dbm};
}

void Expectation::learn(const Law& prior, const RadioConstants& constants, std::span<Law> laws) noexcept {
    Sums site;
    for (Sums& sums : sums_) {
        if (sums.count > ticks_max) sums = sums.scaled(ticks_max / sums.count);
        site += sums;
    }
    const Law common = solve(site, prior, 4, 0.3);
    for (std::size_t i = 0; i < laws.size(); ++i)
        laws[i] = solve(sums_[i], common, constants.offset_sd_db, 0.15);
}

}  // namespace cairn::locate
