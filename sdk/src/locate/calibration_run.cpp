#include "locate/calibration_run.h"

#include <algorithm>
#include <utility>

namespace cairn::locate {
namespace {

constexpr double after_traffic = 0.5;  // how unsure the laws still are
constexpr int rounds = 6;

constexpr std::size_t step_ns = 30'000;  // a tick of the filter
constexpr std::size_t hearing_cells_a_step = 400;

/// How many cells are predicted in one step, as measured: with p labelled places, p covariances and a
/// triangle of p squared are worked out for each.
std::size_t cells_a_step(const Building& building, std::size_t places) noexcept {
    const std::size_t cell_ns = 100 + 4 * building.walls.size() + 20 * places + places * places;
    return std::max<std::size_t>(1, step_ns / cell_ns);
}

}  // namespace

CalibrationRun::CalibrationRun(const Building& building, std::span<const GatewayRadio> placed,
                               const RadioConstants& radio, const FilterConstants& filter,
                               std::size_t places_max)
    : map_(building, uncalibrated(placed, radio), radio, 1, {}),
      map_places_(placed.size(), places_max),
      next_(map_),
      silence_(map_, std::vector<std::uint8_t>(placed.size(), 1)),
      places_(placed.size(), places_max),
      conditioning_(places_max),
      expectation_(map_, filter),
      laws_(placed.size()),
      placed_(uncalibrated(placed, radio)),
      likeliest_(placed_) {}

void CalibrationRun::start(const Traffic& traffic, Calibrator::Depth depth,
                           std::span<const LabelledPlace> places) noexcept {
    traffic_ = &traffic;
    moments_ = moments_of(traffic);
    places_.assign(places);
    const bool is_heard = moments_.heard_by > 0;
    learns_laws_ = depth == Calibrator::Depth::laws && is_heard && places_.empty();
    is_last_ = !learns_laws_;
    round_ = 0;
    likeliest_ = placed_;
    keep_laws();
    next_.set_softness(next_.constants().hearing_softness_db);
    begin(is_heard ? Stage::sound : Stage::fill);
}

void CalibrationRun::start_by_laws(std::span<const GatewayRadio> laws,
                                   std::span<const LabelledPlace> places) noexcept {
    places_.assign(places);
    learns_laws_ = false;
    is_last_ = true;
    round_ = 0;
    for (std::size_t i = 0; i < next_.gateways(); ++i)
        next_.set_law(i, laws[i].power_dbm, laws[i].exponent, laws[i].threshold_dbm);
    next_.set_softness(map_.softness_db());
    begin(Stage::fill);
}

bool CalibrationRun::step() noexcept {
    switch (stage_) {
        case Stage::ended: return false;
        case Stage::sound:
            if (fill_some()) begin(Stage::level);
            return false;
        case Stage::level:
            if (match_.step()) take_level();
            return false;
        case Stage::fill:
            if (fill_some()) begin(round_ == 0 || is_last_ ? Stage::hear : Stage::threshold);
            return false;
        case Stage::threshold:
            if (match_.step()) take_threshold();
            return false;
        case Stage::hear:
            if (!hear_some()) return false;
            begin(is_last_ ? Stage::ended : Stage::expect);
            if (is_last_) take_map();
            return is_last_;
        case Stage::expect:
            if (expect_some()) judge_round();
            return false;
    }
    return false;
}

void CalibrationRun::begin(Stage stage) noexcept {
    stage_ = stage;
    gateway_ = 0;
    cell_ = 0;
    tick_ = 0;
    if (stage == Stage::level || stage == Stage::threshold)
        match_.start(next_, level_dbm(), moments_.heard_by);
    if (stage == Stage::hear && !is_last_) silence_.clear(next_);
    if (stage == Stage::expect) expectation_.start();
}

bool CalibrationRun::fill_some() noexcept {
    if (gateway_ == next_.gateways()) return true;
    const bool is_conditioned = stage_ == Stage::fill;
    if (cell_ == 0)
        conditioning_.start(next_, gateway_, sd_share(),
                            is_conditioned ? places_.of(gateway_) : std::span<const LabelledPlace>());
    const std::size_t count = next_.grid().floors() * next_.grid().cells();
    const std::size_t end = std::min(count, cell_ + cells_a_step(next_.building(), conditioning_.places()));
    next_.fill_cells(conditioning_, cell_, end);
    cell_ = end;
    if (end < count) return false;
    next_.fill_blocks(gateway_++);
    cell_ = 0;
    return false;
}

bool CalibrationRun::hear_some() noexcept {
    if (gateway_ == next_.gateways()) return true;
    const std::size_t count = next_.grid().floors() * next_.grid().cells();
    const std::size_t end = std::min(count, cell_ + hearing_cells_a_step);
    next_.fill_hearing(gateway_, cell_, end);
    if (!is_last_) silence_.add_cells(next_, gateway_, cell_, end);
    cell_ = end;
    if (end < count) return false;
    next_.fill_block_hearing(gateway_);
    if (!is_last_) silence_.add_blocks(next_, gateway_);
    ++gateway_;
    cell_ = 0;
    return false;
}

bool CalibrationRun::expect_some() noexcept {
    if (tick_ == traffic_->ticks.size()) return true;
    const Traffic::Tick& tick = traffic_->ticks[tick_++];
    expectation_.add(next_, silence_, tick, traffic_->of(tick));
    return false;
}

void CalibrationRun::take_level() noexcept {
    const double power_dbm = moments_.rssi_dbm - match_.rssi_db();
    site_ = {power_dbm, next_.constants().exponent};
    for (std::size_t i = 0; i < next_.gateways(); ++i)
        next_.set_law(i, power_dbm, site_.exponent, power_dbm + match_.threshold_db());
    begin(Stage::fill);
}

void CalibrationRun::take_threshold() noexcept {
    const double threshold_dbm = level_dbm() + match_.threshold_db();
    for (std::size_t i = 0; i < next_.gateways(); ++i)
        next_.set_law(i, laws_[i].power_dbm, laws_[i].exponent, threshold_dbm);
    begin(Stage::hear);
}

/// The laws of the round, or those of the likeliest one once all are judged.
void CalibrationRun::judge_round() noexcept {
    if (round_ == 0 || expectation_.evidence() > most_evidence_) {
        most_evidence_ = expectation_.evidence();
        for (std::size_t i = 0; i < next_.gateways(); ++i) likeliest_[i] = next_.gateway(i);
    }
    is_last_ = round_ == rounds;
    if (is_last_) {
        keep_laws();
    } else {
        ++round_;
        expectation_.learn(site_, next_.constants(), laws_);
        for (std::size_t i = 0; i < next_.gateways(); ++i)
            next_.set_law(i, laws_[i].power_dbm, laws_[i].exponent, next_.gateway(i).threshold_dbm);
    }
    begin(Stage::fill);
}

void CalibrationRun::take_map() noexcept {
    std::swap(map_, next_);
    std::swap(map_places_, places_);
    map_sd_share_ = learns_laws_ ? after_traffic : 1;
}

void CalibrationRun::keep_laws() noexcept {
    for (std::size_t i = 0; i < next_.gateways(); ++i)
        next_.set_law(i, likeliest_[i].power_dbm, likeliest_[i].exponent, likeliest_[i].threshold_dbm);
}

void CalibrationRun::restore(std::span<const GatewayRadio> laws, double softness_db,
                             std::span<const LabelledPlace> places) noexcept {
    stage_ = Stage::ended;
    map_places_.assign(places);
    map_sd_share_ = map_places_.empty() ? after_traffic : 1;
    map_.set_softness(softness_db);
    for (std::size_t i = 0; i < map_.gateways(); ++i) {
        map_.set_law(i, laws[i].power_dbm, laws[i].exponent, laws[i].threshold_dbm);
        conditioning_.start(map_, i, map_sd_share_, map_places_.of(i));
        map_.fill(conditioning_);
    }
}

void CalibrationRun::adopt(const RadioMap& map, std::span<const LabelledPlace> places) {
    stage_ = Stage::ended;
    map_ = map;
    map_places_.assign(places);
    map_sd_share_ = 1;
}

double CalibrationRun::sd_share() const noexcept {
    return learns_laws_ && stage_ == Stage::fill ? after_traffic : 1;
}

double CalibrationRun::level_dbm() const noexcept {
    double level_dbm = 0;
    for (std::size_t i = 0; i < next_.gateways(); ++i)
        level_dbm += next_.gateway(i).power_dbm / static_cast<double>(next_.gateways());
    return level_dbm;
}

}  // namespace cairn::locate
