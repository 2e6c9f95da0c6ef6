#include "cairn/locate/calibrator.h"

#include "locate/calibration_run.h"
#include "locate/traffic_ring.h"

namespace cairn::locate {

struct Calibrator::Impl {
    Impl(const Building& building, std::span<const GatewayRadio> placed, const Options& options)
        : ring(options.ticks_max, options.hearings_max),
          run(building, placed, options.radio, options.filter, options.places_max) {
        traffic.ticks.reserve(options.ticks_max);
        traffic.hearings.reserve(options.hearings_max);
    }

    TrafficRing ring;
    Traffic traffic;  // of the run; the ring goes on
    CalibrationRun run;
};

Calibrator::Calibrator(const Building& building, std::span<const GatewayRadio> placed, const Options& options)
    : impl_(std::make_unique<Impl>(building, placed, options)) {}

Calibrator::Calibrator(Calibrator&&) noexcept = default;
Calibrator& Calibrator::operator=(Calibrator&&) noexcept = default;
Calibrator::~Calibrator() = default;

void Calibrator::add(std::uint32_t tag, double dt_s, std::span<const TickHearing> hearings) noexcept {
    impl_->ring.add(tag, dt_s, hearings);
}

std::size_t Calibrator::ticks() const noexcept {
    return impl_->ring.ticks();
}

void Calibrator::start(Depth depth, std::span<const LabelledPlace> places) noexcept {
    impl_->ring.copy_to(impl_->traffic);
    impl_->run.start(impl_->traffic, depth, places);
}

void Calibrator::start_by_laws(std::span<const GatewayRadio> laws,
                               std::span<const LabelledPlace> places) noexcept {
    impl_->run.start_by_laws(laws, places);
}

bool Calibrator::is_running() const noexcept {
    return impl_->run.is_running();
}

bool Calibrator::step(std::size_t ticks) noexcept {
    for (std::size_t i = 0; i < ticks; ++i) {
        if (impl_->run.step()) return true;
    }
    return false;
}

const RadioMap& Calibrator::map() const noexcept {
    return impl_->run.map();
}

double Calibrator::map_sd_share() const noexcept {
    return impl_->run.map_sd_share();
}

std::span<const LabelledPlace> Calibrator::map_places(std::size_t gateway) const noexcept {
    return impl_->run.map_places(gateway);
}

void Calibrator::restore(std::span<const GatewayRadio> laws, double softness_db,
                         std::span<const LabelledPlace> places) noexcept {
    impl_->run.restore(laws, softness_db, places);
}

void Calibrator::adopt(const RadioMap& map, std::span<const LabelledPlace> places) {
    impl_->run.adopt(map, places);
}

}  // namespace cairn::locate
