#include "locate/engine.h"

#include <algorithm>
#include <cmath>

namespace cairn::locate {
namespace {

constexpr std::uint64_t ticks_for_moments = 200;
constexpr std::uint64_t ticks_for_laws = 1500;
constexpr std::size_t references_min = 4;  // fewer say less than the traffic does
constexpr Millis day{24LL * 60 * 60 * 1000};
constexpr Millis between_repairs{10LL * 60 * 1000};
constexpr double heard_chance_min = 0.5;
// A calibration's share of a site's tick, in ticks of a tag.
constexpr std::size_t slice_ticks = 24;
// Fixes surer than this tell how gateways hear.
constexpr double sure_radius_m = 5;

std::vector<GatewayRadio> radios_of(const Site& site, const Building& building) {
    std::vector<GatewayRadio> gateways;
    for (const GatewayPlacement& placed : site.gateways) {
        GatewayRadio& radio = gateways.emplace_back();
        while (site.floors[radio.floor].name != placed.floor) ++radio.floor;
        const Point low = building.plans[radio.floor][0];
        radio.at = {low.x_m + placed.at.x_m, low.y_m + placed.at.y_m};
        radio.z_m = site.floors[radio.floor].elevation_m + placed.z_m;
        radio.azimuth_is_known = placed.azimuth_deg.has_value();
        radio.azimuth_deg = placed.azimuth_deg.value_or(0);
    }
    return gateways;
}

std::vector<GatewayId> ids_of(const Site& site) {
    std::vector<GatewayId> ids;
    for (const GatewayPlacement& placed : site.gateways) ids.push_back(placed.gateway);
    return ids;
}

double squared_deviations(const Fix& fix, Point truth) noexcept {
    const double x_m = truth.x_m - fix.at.x_m;
    const double y_m = truth.y_m - fix.at.y_m;
    const double determinant =
        fix.variance_x_m2 * fix.variance_y_m2 - fix.covariance_xy_m2 * fix.covariance_xy_m2;
    return (fix.variance_y_m2 * x_m * x_m - 2 * fix.covariance_xy_m2 * x_m * y_m +
            fix.variance_x_m2 * y_m * y_m) /
           determinant;
}

}  // namespace

Engine::Engine(const PositionerOptions& options, const Site& site)
    : options_(options),
      building_(building_of(site)),
      gateways_(radios_of(site, building_)),
      ids_(ids_of(site)),
      calibrator_(building_, gateways_, {}),
      references_(site, building_, gateways_),
      watch_(gateways_.size()),
      awake_(gateways_.size(), 0),
      silence_(building_.grid) {
    silence_.fill(map(), awake_);
}

// -- Gateways --------------------------------------------------------------------------------------------

bool Engine::learn_who_is_awake(Timestamp now) noexcept {
    bool changed = false;
    bool fell_silent = false;
    for (std::size_t i = 0; i < awake_.size(); ++i) {
        const Timestamp heard = watch_.last_heard(i);
        const bool awake = heard.unix_ms != 0 && now - heard <= options_.gateway_silence;
        if (awake == is_awake(i)) continue;
        changed = true;
        fell_silent |= !awake;
        awake_[i] = awake ? 1 : 0;
    }
    if (changed) silence_.fill(map(), awake_);
    return fell_silent;
}

bool Engine::begin_tick(Timestamp now) noexcept {
    calibrate(now);
    return learn_who_is_awake(now);
}

Engine::Expected Engine::expected(std::size_t gateway, std::uint32_t floor, Point at) const noexcept {
    const GatewayRadio& radio = gateways_[gateway];
    const RadioMap::Field field = map().cells(gateway, floor);
    const std::size_t cell = building_.grid.cell_at(at);
    const double x_m = at.x_m - radio.at.x_m;
    const double y_m = at.y_m - radio.at.y_m;
    const double z_m = building_.tag_z_m[floor] - radio.z_m;
    const auto mean_dbm = static_cast<double>(field.mean_dbm(cell));
    return {mean_dbm, map().hearing_chance(gateway, mean_dbm, static_cast<double>(field.variance_db2(cell))),
            std::sqrt(x_m * x_m + y_m * y_m + z_m * z_m)};
}

bool Engine::is_covered(std::uint32_t floor, Point at) const noexcept {
    for (std::size_t i = 0; i < gateways_.size(); ++i) {
        if (is_awake(i) && expected(i, floor, at).chance >= heard_chance_min) return true;
    }
    return false;
}

GatewayHealth Engine::gateway_health(std::size_t gateway, Timestamp now) const noexcept {
    GatewayHealth health = watch_.health(gateway, now);
    health.awake = is_awake(gateway);
    return health;
}

// -- Calibration -----------------------------------------------------------------------------------------

bool Engine::is_calibration_due(Timestamp now) const noexcept {
    if (ticks_ < ticks_for_moments) return false;
    if (calibrated_at_.unix_ms == 0) return true;
    if (ticks_at_calibration_ < ticks_for_laws && ticks_ >= ticks_for_laws) return true;
    const std::size_t heard_well = references_.heard_well();
    const Millis since = now - calibrated_at_;
    if (heard_well >= references_min && heard_well > references_at_calibration_ && since >= between_repairs)
        return true;
    if (since >= day) return true;
    if (since < between_repairs) return false;
    for (std::size_t i = 0; i < gateways_.size(); ++i) {
        if (watch_.has_changed(i)) return true;
    }
    return false;
}

void Engine::start_calibration(Timestamp now) noexcept {
    for (std::size_t i = 0; i < gateways_.size(); ++i) {
        if (watch_.has_changed(i)) references_.forget(i);
    }
    references_at_calibration_ = references_.heard_well();
    const bool has_references = references_at_calibration_ >= references_min;
    next_level_ = has_references ? CalibrationLevel::references : CalibrationLevel::automatic;
    const auto depth = ticks_ >= ticks_for_laws ? Calibrator::Depth::laws : Calibrator::Depth::moments;
    ticks_at_calibration_ = ticks_;
    calibrated_at_ = now;
    calibrator_.start(depth, has_references ? references_.places() : std::span<const LabelledPlace>{});
}

void Engine::calibrate(Timestamp now) noexcept {
    // What was taken up after a restart is as good as learned now.
    if (is_ready() && calibrated_at_.unix_ms == 0) calibrated_at_ = now;
    if (!calibrator_.is_running()) {
        if (is_calibration_due(now)) start_calibration(now);
        return;
    }
    if (!calibrator_.step(slice_ticks)) return;
    level_ = next_level_;
    adopt_map();
}

void Engine::adopt_map() noexcept {
    watch_.forget_residuals();
    mean_power_dbm_ = 0;
    for (std::size_t i = 0; i < gateways_.size(); ++i)
        mean_power_dbm_ += map().gateway(i).power_dbm / static_cast<double>(gateways_.size());
    silence_.fill(map(), awake_);
}

/// A tag whose place is known well tells how each gateway hears.
void Engine::learn_residuals(Timestamp at, std::span<const TickHearing> hearings, const TagFilter& filter,
                             const Fix& fix) noexcept {
    if (!is_ready() || fix.radius68_m > sure_radius_m || fix.is_ambiguous || hearings.size() < 3) return;
    for (const TickHearing& heard : hearings) {
        const double expected_dbm = expected(heard.gateway, fix.floor, fix.at).rssi_dbm + filter.offset_db();
        watch_.residual(heard.gateway, at, heard.rssi_dbm - expected_dbm,
                        map().gateway(heard.gateway).power_dbm - mean_power_dbm_);
    }
}

void Engine::locate(std::uint32_t row, std::uint32_t reference, Timestamp at, double dt_s,
                    std::span<const TickHearing> hearings, TagFilter& filter, Fix& fix) noexcept {
    if (reference == References::none) {
        // References stand still: they would draw what is learned of the site to their places.
        calibrator_.add(row, dt_s, hearings);
        ++ticks_;
    } else {
        references_.heard(reference, hearings);
    }
    if (!is_ready()) return;
    filter.tick(map(), silence_, dt_s, hearings);
    fix = filter.fix();
    learn_residuals(at, hearings, filter, fix);
    if (reference != References::none && references_.is_beacon(reference) &&
        references_.floor(reference) == fix.floor)
        coverage_.add(squared_deviations(fix, references_.at(reference)));
    const double scale = coverage_.scale();
    fix.variance_x_m2 *= scale;
    fix.variance_y_m2 *= scale;
    fix.covariance_xy_m2 *= scale;
    fix.radius68_m *= std::sqrt(scale);
}

}  // namespace cairn::locate
