// When an Engine learns its site, and from what.
#include <utility>
#include <vector>

#include "locate/engine.h"
#include "locate/labelled_survey.h"

namespace cairn::locate {
namespace {

constexpr std::uint64_t ticks_for_moments = 200;
constexpr std::uint64_t ticks_for_laws = 1500;
constexpr std::size_t references_min = 4;  // fewer say less than the traffic does
constexpr Millis day{24LL * 60 * 60 * 1000};
constexpr Millis between_repairs{10LL * 60 * 1000};
// A calibration's share of a site's tick, in ticks of a tag.
constexpr std::size_t slice_ticks = 24;
// Of a survey, so many places of a gateway: with more, a step of a calibration would not do one cell.
constexpr std::size_t surveyed_places_max = 160;

}  // namespace

Calibrator::Options Engine::calibrator_options(const Survey& survey) noexcept {
    Calibrator::Options options;
    if (!survey.places.empty()) options.places_max = surveyed_places_max;
    return options;
}

/// A survey says all that traffic could, and is not waited for.
void Engine::take_survey(const Survey& survey, const Site& site) {
    LabelledSurvey found = labelled(survey, site);
    calibrator_.adopt(calibrate_by_places(building_, gateways_, {}, found.traffic, found.places, found.ticks,
                                          surveyed_places_max),
                      found.places);
    surveyed_ = std::move(found.places);
    known_.reserve(surveyed_.size() + references_.places_max());
    level_ = CalibrationLevel::survey;
    adopt_map();
}

bool Engine::is_calibration_due(Timestamp now) const noexcept {
    if (ticks_ < ticks_for_moments) return false;
    if (calibrated_at_.unix_ms == 0) return true;
    if (!is_surveyed() && ticks_at_calibration_ < ticks_for_laws && ticks_ >= ticks_for_laws) return true;
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

/// What a gateway heard that hangs elsewhere by now, or has another antenna, says nothing any more.
void Engine::forget_changed() noexcept {
    for (std::size_t i = 0; i < gateways_.size(); ++i) {
        laws_[i] = map().gateway(i);
        if (!watch_.has_changed(i)) continue;
        references_.forget(i);
        laws_[i].power_dbm += watch_.residual_db(i);
        std::erase_if(surveyed_, [i](const LabelledPlace& place) { return place.gateway == i; });
    }
}

void Engine::start_calibration(Timestamp now) noexcept {
    forget_changed();
    references_at_calibration_ = references_.heard_well();
    ticks_at_calibration_ = ticks_;
    calibrated_at_ = now;
    const bool has_references = references_at_calibration_ >= references_min;
    const auto references = has_references ? references_.places() : std::span<const LabelledPlace>{};
    if (is_surveyed()) {
        next_level_ = CalibrationLevel::survey;
        known_.assign(surveyed_.begin(), surveyed_.end());
        known_.insert(known_.end(), references.begin(), references.end());
        return calibrator_.start_by_laws(laws_, known_);
    }
    next_level_ = has_references ? CalibrationLevel::references : CalibrationLevel::automatic;
    calibrator_.start(ticks_ >= ticks_for_laws ? Calibrator::Depth::laws : Calibrator::Depth::moments,
                      references);
}

void Engine::calibrate(Timestamp now) noexcept {
    // What a survey told, or was taken up after a restart, is as good as learned now.
    if (is_ready() && calibrated_at_.unix_ms == 0) calibrated_at_ = now;
    if (!calibrator_.is_running()) {
        if (is_calibration_due(now)) start_calibration(now);
        return;
    }
    if (!calibrator_.step(slice_ticks)) return;
    level_ = next_level_;
    adopt_map();
}

}  // namespace cairn::locate
