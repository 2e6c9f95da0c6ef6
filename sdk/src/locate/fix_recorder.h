// Takes down how one tag's next position comes about. Behind an interface: a firmware whose positions are
// middles of gateways does not carry it.
#pragma once

#include <memory>
#include <optional>
#include <span>

#include "cairn/locate/calibrator.h"
#include "cairn/locate/fix_record.h"
#include "cairn/locate/positioner.h"
#include "locate/map_fix.h"
#include "locate/zones.h"

namespace cairn::locate {

class FixRecorder {
public:
    virtual ~FixRecorder() = default;

    /// Takes the memory for a record; one that was waited for before is forgotten.
    virtual void wait_for(const TagId& tag) = 0;
    /// Whether it still waits for a position of this tag.
    virtual bool waits_for(const TagId& tag) const noexcept = 0;

    // In this order; those of the map only where there is one.
    virtual void begin(Timestamp at, const ZoneChoice& zone, std::span<const HeardLevel> levels) noexcept = 0;
    virtual void before_tick(double dt_s, std::span<const TickHearing> hearings,
                             const TagFilter& filter) noexcept = 0;
    virtual void after_tick(const MapView& view, const Calibrator& calibrator, double scale, const Fix& fix,
                            double offset_db) noexcept = 0;
    virtual void end(const Position& position, std::span<const double> scores) noexcept = 0;

    /// Once, when it is complete.
    virtual std::optional<FixRecord> take() = 0;
};

/// `site` is checked and outlives the answer. nullptr: of a site of rooms, nothing is explained.
std::unique_ptr<FixRecorder> make_fix_recorder(const PositionerOptions& options, const Site& site);

}  // namespace cairn::locate
