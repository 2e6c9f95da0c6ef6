#include "locate/engine.h"

#include "locate/map_fix.h"

namespace cairn::locate {
namespace {

constexpr double heard_chance_min = 0.5;
// Fixes surer than this tell how gateways hear.
constexpr double sure_radius_m = 5;

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
      silence_(building_.grid),
      named_tags_(gateways_.size()),
      named_silence_(building_.grid) {
    fill_silence();
    if (!survey.places.empty()) take_survey(survey, site);
}

// -- Gateways --------------------------------------------------------------------------------------------

void Engine::fill_silence() noexcept {
    silence_.fill(map(), awake_);
    fill_named_silence();
}

void Engine::fill_named_silence() noexcept {
    named_tags_.fill(awake_);
    named_silence_.fill(map(), named_tags_.awake());
}

bool Engine::begin_tick(Timestamp now) noexcept {
    calibrate(now);
    const GatewayWatch::Wakes wakes = watch_.learn_who_is_awake(now, options_.gateway_silence, awake_);
    if (wakes.changed)
        fill_silence();
    else if (named_tags_.is_behind())
        fill_named_silence();
    return wakes.fell_silent;
}

bool Engine::is_covered(std::uint32_t floor, Point at, bool is_named) const noexcept {
    for (std::size_t i = 0; i < gateways_.size(); ++i) {
        if (awake(is_named)[i] != 0 && expected(map(), i, floor, at).chance >= heard_chance_min) return true;
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
    fill_silence();
}

/// A tag whose place is known well tells how each gateway hears.
void Engine::learn_residuals(Timestamp at, std::span<const TickHearing> hearings, const TagFilter& filter,
                             const Fix& fix) noexcept {
    if (!is_ready() || fix.radius68_m > sure_radius_m || fix.is_ambiguous || hearings.size() < 3) return;
    for (const TickHearing& heard : hearings) {
        const double expected_dbm =
            expected(map(), heard.gateway, fix.floor, fix.at).rssi_dbm + filter.offset_db();
        watch_.residual(heard.gateway, at, heard.rssi_dbm - expected_dbm,
                        map().gateway(heard.gateway).power_dbm - mean_power_dbm_);
    }
}

/// References stand still: they would draw what is learned of the site to their places. Of a tag that only
/// some gateways know, the others would seem deaf.
void Engine::learn_traffic(const Tag& tag, double dt_s, std::span<const TickHearing> hearings) noexcept {
    if (tag.reference != References::none) return references_.heard(tag.reference, hearings);
    if (tag.is_named && !named_tags_.are_heard_by_all()) return;
    calibrator_.add(tag.row, dt_s, hearings);
    ++ticks_;
}

void Engine::locate(const Tag& tag, Timestamp at, double dt_s, std::span<const TickHearing> hearings,
                    TagFilter& filter, Fix& fix) noexcept {
    named_tags_.heard(tag.is_named, hearings);
    learn_traffic(tag, dt_s, hearings);
    if (!is_ready()) return;
    filter.tick(map(), tag.is_named ? named_silence_ : silence_, dt_s, hearings);
    fix = filter.fix();
    learn_residuals(at, hearings, filter, fix);
    if (tag.reference != References::none && references_.is_beacon(tag.reference) &&
        references_.floor(tag.reference) == fix.floor)
        coverage_.add(squared_deviations(fix, references_.at(tag.reference)));
    widen(fix, coverage_.scale());
}

}  // namespace cairn::locate
