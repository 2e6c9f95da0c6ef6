// Positions by a learned radio map, behind an interface: a firmware that does without them does not carry
// them.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "cairn/core/bytes.h"
#include "cairn/locate/gateway_health.h"
#include "cairn/locate/positioner.h"
#include "cairn/locate/survey.h"
#include "cairn/locate/tag_filter.h"
#include "locate/fix_recorder.h"
#include "locate/tag_table.h"

namespace cairn::locate {

using TickHearings = InlineVector<TickHearing, gateways_per_tag_max>;

/// What is new of a tag's hearings, which is taken, in the order of the site, so that the order of arrival
/// leaves no trace.
TickHearings take_news(std::span<Hearings> hearings) noexcept;

/// Gateways are known by their place in the site, tags by their row.
class MapPositions {
public:
    virtual ~MapPositions() = default;

    virtual void admit(std::uint32_t row, const TagId& tag) noexcept = 0;
    virtual void gateway_awake(std::size_t gateway, Timestamp at) noexcept = 0;

    /// Before the tags of a tick: who is awake, and a little of whatever calibration goes on. Answers whether
    /// a gateway fell silent.
    virtual bool begin_tick(Timestamp now) noexcept = 0;

    struct TagTick {
        std::uint32_t row = 0;
        Timestamp at;
        double dt_s = 1;  // since the tag's tick before
        std::span<Hearings> hearings;  // what is new of them is taken
        std::span<const HeardLevel> levels;  // of the window
        FixRecorder* recorder = nullptr;  // where this fix is to be explained
    };
    /// Learns from a tag's tick. Where the map is ready, fills in the position but for its zone, and the
    /// scores of the zones and of elsewhere, and answers true.
    virtual bool locate(const TagTick& tick, Position& position, std::span<double> scores) noexcept = 0;

    /// Once for each tag whose place no gateway could hear any more: anywhere on its floor, in an unknown
    /// zone. `at` is left to the caller.
    virtual bool lose(std::uint32_t row, Position& position) noexcept = 0;

    virtual CalibrationLevel level() const noexcept = 0;
    virtual GatewayHealth gateway_health(std::size_t gateway, Timestamp now) const noexcept = 0;
    virtual SiteHealth site_health() const noexcept = 0;
    virtual void save(std::vector<std::uint8_t>& state) const = 0;
    virtual Result<void> restore(Bytes state) = 0;
};

/// `site` is checked, and outlives the answer, as do its `zones`. nullptr: with so few gateways a map tells
/// no more than which of them is near. malformed: what check(survey, site) says, or a site of rooms of which
/// the survey names none.
Result<std::unique_ptr<MapPositions>> make_positions(const PositionerOptions& options, const Site& site,
                                                     const Zones& zones, const Survey& survey);

}  // namespace cairn::locate
