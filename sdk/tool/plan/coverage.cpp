#include "plan/coverage.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace cairn::tool {
namespace {

constexpr double distance_min_m = 0.5;  // nearer, the law of distance no longer holds
/// Where the slope of a gateway's law turns, 10 log10 of m.
constexpr double slope_turns_db = 7;
/// A random place's mean distance from the nearest point of a square grid, in its spacings.
constexpr double nearest_of_grid = 0.3826;
/// Packets behind a surveyed place; more say no more.
constexpr double survey_packets = 30;
/// The variance of a logistic distribution of scale 1.
constexpr double logistic_variance = std::numbers::pi * std::numbers::pi / 3;

double squared(double value) {
    return value * value;
}

double logistic(double value) {
    return 1 / (1 + std::exp(-value));
}

/// Which side of the line from `a` to `b` the point lies on; 0: on it.
double side(Point a, Point b, Point point) {
    return (b.x_m - a.x_m) * (point.y_m - a.y_m) - (b.y_m - a.y_m) * (point.x_m - a.x_m);
}

bool crosses(Point a, Point b, const Wall& wall) {
    return side(a, b, wall.from) * side(a, b, wall.to) < 0 &&
           side(wall.from, wall.to, a) * side(wall.from, wall.to, b) < 0;
}

/// The expected length of an error with these variances along its axes: complete elliptic integral, 2nd kind.
double mean_length(double major_m2, double minor_m2) {
    if (major_m2 <= 0) return 0;
    const double eccentricity = std::sqrt(std::clamp(1 - minor_m2 / major_m2, 0.0, 1.0));
    return std::sqrt(2 * major_m2 / std::numbers::pi) * std::comp_ellint_2(eccentricity);
}

/// A symmetric matrix of two rows.
struct Matrix {
    double xx = 0;
    double xy = 0;
    double yy = 0;
};

/// Its two characteristic values, and where the axis of the larger one points.
struct Axes {
    double major = 0;
    double minor = 0;
    double angle = 0;
};

Axes axes_of(const Matrix& matrix) {
    const double mean = (matrix.xx + matrix.yy) / 2;
    const double spread = std::hypot((matrix.xx - matrix.yy) / 2, matrix.xy);
    return {mean + spread, mean - spread, std::atan2(2 * matrix.xy, matrix.xx - matrix.yy) / 2};
}

Matrix matrix_of(const Axes& axes) {
    const double c = std::cos(axes.angle);
    const double s = std::sin(axes.angle);
    return {axes.major * c * c + axes.minor * s * s, (axes.major - axes.minor) * c * s,
            axes.major * s * s + axes.minor * c * c};
}

/// The positive solution of I = keep / (1 / I + walked) + look.
double settled(double keep, double walked, double look) {
    const double linear = keep - 1 + walked * look;
    return (linear + std::sqrt(linear * linear + 4 * walked * look)) / (2 * walked);
}

}  // namespace

Coverage::Coverage(const Site& site, std::size_t floor, const PlanAssumptions& assumptions)
    : assumptions_(assumptions),
      floor_(site.floors[floor]) {
    std::ranges::copy_if(site.walls, std::back_inserter(walls_),
                         [this](const Wall& wall) { return wall.floor == floor_.name; });
    for (const GatewayPlacement& placed : site.gateways) {
        const Floor& own = *std::ranges::find(site.floors, placed.floor, &Floor::name);
        PlannedGateway gateway;
        gateway.at = {placed.at.x_m + own.origin.x_m - floor_.origin.x_m,
                      placed.at.y_m + own.origin.y_m - floor_.origin.y_m};
        gateway.height_m = own.elevation_m + placed.z_m - floor_.elevation_m - assumptions_.tag_height_m;
        const double low_m = std::min(own.elevation_m, floor_.elevation_m);
        const double high_m = std::max(own.elevation_m, floor_.elevation_m);
        gateway.slabs = static_cast<int>(std::ranges::count_if(site.floors, [&](const Floor& between) {
            return between.elevation_m > low_m && between.elevation_m <= high_m;
        }));
        gateways_.push_back(gateway);
    }
}

PlannedGateway Coverage::gateway_at(Point at, double z_m) const {
    return {at, z_m - assumptions_.tag_height_m, 0};
}

Evidence Coverage::none() const {
    Evidence evidence;
    evidence.offset = 1 / squared(assumptions_.tag_offset_sd_db);
    evidence.named_m2 = (squared(floor_.width_m) + squared(floor_.height_m)) / 12;
    return evidence;
}

double Coverage::distance_m(const PlannedGateway& gateway, Point at) const {
    const double distance_m = std::hypot(at.x_m - gateway.at.x_m, at.y_m - gateway.at.y_m, gateway.height_m);
    return std::max(distance_m, distance_min_m);
}

double Coverage::wall_loss_db(Point from, Point to) const {
    double loss_db = 0;
    for (const Wall& wall : walls_) {
        if (crosses(from, to, wall)) loss_db += wall.loss_db;
    }
    return loss_db;
}

Coverage::Level Coverage::level_at(const PlannedGateway& gateway, Point at, double distance_m) const {
    const locate::RadioConstants& radio = assumptions_.radio;
    const double path_db = 10 * std::log10(distance_m);
    const double law = squared(radio.offset_sd_db) + squared(radio.slope_sd * (path_db - slope_turns_db));
    double shadowing = squared(radio.shadowing_sd_db);
    const double place = squared(radio.small_scale_sd_db);
    const double fading = squared(radio.fading_sd_db);
    // Traffic halves what is uncertain of a gateway's law; a survey settles it, and tells of the shadows as
    // far as a place resembles the surveyed one beside it.
    double share = 1;
    if (assumptions_.calibration == PlannedCalibration::automatic) share = 0.25;
    if (assumptions_.calibration == PlannedCalibration::survey) {
        share = 0;
        const double away_m = nearest_of_grid * assumptions_.survey_spacing_m;
        const double likeness = std::exp(-2 * away_m / radio.shadowing_m);
        shadowing *= 1 - shadowing * likeness / (shadowing + place + fading / survey_packets);
    }
    const double packets = std::max(1.0, 1 / assumptions_.interval_s);
    const double lasting = share * law + shadowing;
    Level level;
    level.mean_dbm = radio.power_dbm + assumptions_.tag_power_dbm - radio.exponent * path_db -
                     radio.slab_loss_db * gateway.slabs - wall_loss_db(gateway.at, at);
    level.variance_db2 = lasting + place + fading / packets;
    level.hearing_db2 = squared(radio.hearing_softness_db) + lasting / logistic_variance;
    return level;
}

double Coverage::hearing_chance(const PlannedGateway& gateway, Point at) const {
    const Level level = level_at(gateway, at, distance_m(gateway, at));
    return logistic((level.mean_dbm - assumptions_.threshold_dbm) / std::sqrt(level.hearing_db2));
}

void Coverage::add(Evidence& evidence, const PlannedGateway& gateway, Point at) const {
    const double away_m = distance_m(gateway, at);
    const Level level = level_at(gateway, at, away_m);
    const double heard =
        logistic((level.mean_dbm - assumptions_.threshold_dbm) / std::sqrt(level.hearing_db2));
    const double weight = heard / level.variance_db2 + heard * (1 - heard) / level.hearing_db2;
    const double slope = -10 * assumptions_.radio.exponent / std::numbers::ln10 / squared(away_m);
    const double x_m = at.x_m - gateway.at.x_m;
    const double y_m = at.y_m - gateway.at.y_m;
    const double x = slope * x_m;
    const double y = slope * y_m;
    evidence.xx += weight * x * x;
    evidence.xy += weight * x * y;
    evidence.yy += weight * y * y;
    evidence.x_offset += weight * x;
    evidence.y_offset += weight * y;
    evidence.offset += weight;
    const double anywhere_m2 = none().named_m2;
    evidence.named_m2 =
        std::min(evidence.named_m2, heard * (squared(x_m) + squared(y_m)) + (1 - heard) * anywhere_m2);
}

Evidence Coverage::evidence_at(Point at) const {
    Evidence evidence = none();
    for (const PlannedGateway& gateway : gateways_) add(evidence, gateway, at);
    return evidence;
}

double Coverage::error_m(const Evidence& evidence) const {
    const double step_s = std::max(1.0, assumptions_.interval_s);
    const double fresh = 1 - std::exp(-step_s / assumptions_.freshness_s);
    const double keep = std::pow(assumptions_.keep_per_s, step_s);
    const double walked_m2 = squared(assumptions_.step_m) * step_s;
    Axes look = axes_of({evidence.xx - squared(evidence.x_offset) / evidence.offset,
                         evidence.xy - evidence.x_offset * evidence.y_offset / evidence.offset,
                         evidence.yy - squared(evidence.y_offset) / evidence.offset});
    look.major = settled(keep, walked_m2, fresh * std::max(look.major, 0.0));
    look.minor = settled(keep, walked_m2, fresh * std::max(look.minor, 0.0));
    Matrix known = matrix_of(look);
    known.xx += 12 / squared(floor_.width_m);
    known.yy += 12 / squared(floor_.height_m);
    const Axes sure = axes_of(known);
    const double major_m2 = 1 / sure.minor;
    const double minor_m2 = 1 / sure.major;
    const double share = std::min(1.0, evidence.named_m2 / (major_m2 + minor_m2));
    return mean_length(share * major_m2, share * minor_m2);
}

ErrorMap Coverage::map(double pitch_m, std::size_t cells_max) const {
    ErrorMap map;
    const double side_m = square_side_m(floor_, pitch_m, cells_max);
    map.columns = static_cast<std::size_t>(std::max(1.0, std::round(floor_.width_m / side_m)));
    map.rows = static_cast<std::size_t>(std::max(1.0, std::round(floor_.height_m / side_m)));
    map.cell_width_m = floor_.width_m / static_cast<double>(map.columns);
    map.cell_height_m = floor_.height_m / static_cast<double>(map.rows);
    for (std::size_t cell = 0; cell < map.columns * map.rows; ++cell) {
        map.evidence.push_back(evidence_at(map.centre(cell)));
        map.errors_m.push_back(error_m(map.evidence.back()));
    }
    sum_up(map);
    return map;
}

ErrorMap Coverage::with(const PlannedGateway& gateway, const ErrorMap& map) const {
    ErrorMap then = map;
    for (std::size_t cell = 0; cell < then.errors_m.size(); ++cell) {
        add(then.evidence[cell], gateway, then.centre(cell));
        then.errors_m[cell] = error_m(then.evidence[cell]);
    }
    sum_up(then);
    return then;
}

double square_side_m(const Floor& floor, double wanted_m, std::size_t count_max) {
    const auto count = static_cast<double>(count_max);
    // A strip narrower than its squares holds one row of them.
    return std::max({wanted_m, std::sqrt(floor.width_m * floor.height_m / count), floor.width_m / count,
                     floor.height_m / count});
}

void sum_up(ErrorMap& map) {
    const auto count = static_cast<double>(map.errors_m.size());
    map.mean_m = std::accumulate(map.errors_m.begin(), map.errors_m.end(), 0.0) / count;
    std::vector<double> sorted = map.errors_m;
    const auto rank = sorted.begin() + static_cast<std::ptrdiff_t>(0.9 * (count - 1));
    std::ranges::nth_element(sorted, rank);
    map.p90_m = *rank;
}

}  // namespace cairn::tool
