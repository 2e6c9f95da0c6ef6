#include "locate/engine.h"

#include <algorithm>
#include <cmath>

namespace cairn::locate {
namespace {

constexpr double heard_chance_min = 0.5;
// Fixes surer than this tell how gateways hear.
constexpr double sure_radius_m = 5;

std::vector<GatewayRadio> radios_of(const Site& site) {
    std::vector<GatewayRadio> gateways;
    for (const GatewayPlacement& placed : site.gateways) {
        GatewayRadio& radio = gateways.emplace_back();
        radio.floor = floor_row(site, placed.floor);
        const Floor& floor = site.floors[radio.floor];
        radio.at = in_building(floor, placed.at);
        radio.z_m = floor.elevation_m + placed.z_m;
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

}  // namespace

Engine::Engine(const PositionerOptions& options, const Site& site, const Survey& survey)
    : options_(options),
      building_(building_of(site)),
      gateways_(radios_of(site)),
      ids_(ids_of(site)),
      calibrator_(building_, gateways_, calibrator_options(survey)),
      references_(site, gateways_),
      laws_(gateways_),
      watch_(gateways_.size()),
      awake_(gateways_.size(), 0),
      silence_(building_.grid) {
    silence_.fill(map(), awake_);
    if (!survey.places.empty()) take_survey(survey, site);
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

// -- What is learned ----------------------------------------------------------------------------------------

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
