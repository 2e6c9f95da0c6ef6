// From hearings to positions.
//
// Until some minutes of traffic have told how the site's gateways hear, a tag is put into the middle of those
// that hear it. From then on a filter on a grid follows each tag (tag_filter.h), on a radio map that is
// learned all the time: from unlabelled traffic, and from reference beacons where there are any
// (calibrator.h). With a survey it does so from the start.
//
// Of a site of rooms (site.h), tags are said to be in rooms, without coordinates, as a survey taught them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "cairn/core/bytes.h"
#include "cairn/core/function_ref.h"
#include "cairn/core/result.h"
#include "cairn/core/time.h"
#include "cairn/locate/fix_record.h"
#include "cairn/locate/gateway_health.h"
#include "cairn/locate/site.h"
#include "cairn/locate/survey.h"
#include "cairn/model/advertisement.h"
#include "cairn/model/position.h"

namespace cairn {

struct PositionerOptions {
    std::uint32_t tags_max = 4096;  // beyond that, the tag heard longest ago leaves
    Millis window{10'000};  // hearings older than this no longer count, newer ones count more
    double centroid_scale_db = 10;  // weight of a gateway: 10^(rssi / scale)
    double zone_lead = 0.15;  // another zone takes over when it leads by this much, ...
    double zone_floor = 0.10;  // ... or when the current one falls under this, ...
    Millis zone_hold{3'000};  // ... and the current one has been behind for this long
    double zone_unknown_under = 0.3;  // a zone less likely than this is none
    bool uses_radio_map = true;  // false: the middle of the gateways, always; takes a fifth of the memory
    Millis gateway_silence{
        30'000};  // heard through for so long, a gateway is awake: that it misses a tag counts
};

struct PositionerStats {
    std::uint64_t observed = 0;  // hearings used
    std::uint64_t unplaced_gateway = 0;  // hearings by gateways that the site does not name
    std::uint64_t too_late = 0;  // hearings older than the tag's window: delayed, or a slow clock
    std::uint64_t evicted_tags = 0;
};

/// Observing only adds to sums; positions are worked out once per tick. Time comes with the data, so
/// a replay gives the same answer. All memory is taken in create(). Not thread-safe.
class Positioner {
public:
    /// malformed: what check(site) says, or an option outside its range. With a walk test of the site, which
    /// is copied, positions come from its radio map from the start. To make that takes some 30 us a gateway
    /// and cell. malformed, too: what check(survey, site) says, and a site of rooms of which the survey names
    /// none.
    static Result<Positioner> create(const PositionerOptions& options, const Site& site,
                                     const Survey& survey = {});

    /// The middle of the gateways, always, and no explanations: a fifth of the memory, and code for small
    /// firmware. malformed, too: a site of rooms.
    static Result<Positioner> create_simple(const PositionerOptions& options, const Site& site);

    /// Adds a hearing, in any order within the window. One by a gateway without a place is only counted,
    /// one without an RSSI says nothing.
    void observe(const Advertisement& advertisement) noexcept;

    /// Says that a gateway that hears nobody is awake all the same: it told its status, say.
    void gateway_awake(const GatewayId& gateway, Timestamp at) noexcept;

    /// Delivers a position for every tag heard since the tick before, as of its last hearing; and one of an
    /// unknown zone for every tag that no gateway could hear any more. Learns a little of the site, which
    /// takes as long as some dozens of tags. Call about once a second.
    void tick(Timestamp now, FunctionRef<void(const Position&)> sink) noexcept;

    /// What the radio map, or the rooms, were learned from by now; none: positions are middles of gateways.
    CalibrationLevel calibration() const noexcept;
    /// How each gateway of the site hears, in the site's order; nothing where there is no radio map.
    void health(Timestamp now, FunctionRef<void(const GatewayHealth&)> sink) const noexcept;
    SiteHealth site_health() const noexcept;

    /// The next position of this tag is to be explained: takes the memory for that now, none in the tick. One
    /// at a time: another one that was asked for and not taken yet is forgotten. False: no such tag is
    /// followed, or all positions are rooms or of create_simple(), which cannot tell.
    bool explain(const TagId& tag);
    /// Once, when that position was delivered. A tag that is lost has none, until it is heard again.
    std::optional<FixRecord> take_explanation();

    /// What was learned of the site, to be given to restore() after a restart. Empty where there is no radio
    /// map.
    std::vector<std::uint8_t> save() const;
    /// malformed: not a state, or one of another version; what was learned is then learned anew. Gateways
    /// that hang elsewhere by now make the site be learned anew, too.
    Result<void> restore(Bytes state);

    const PositionerStats& stats() const noexcept;

    Positioner(Positioner&&) noexcept;
    Positioner& operator=(Positioner&&) noexcept;
    ~Positioner();

private:
    struct Impl;
    explicit Positioner(std::unique_ptr<Impl> impl) noexcept;
    std::unique_ptr<Impl> impl_;
};

}  // namespace cairn
