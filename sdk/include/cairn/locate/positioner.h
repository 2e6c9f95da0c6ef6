// From hearings to positions.
#pragma once

#include <cstdint>
#include <memory>

#include "cairn/core/function_ref.h"
#include "cairn/core/result.h"
#include "cairn/core/time.h"
#include "cairn/locate/site.h"
#include "cairn/model/advertisement.h"
#include "cairn/model/position.h"

namespace cairn {

struct PositionerOptions {
    std::uint32_t tags_max = 4096;      // beyond that, the tag heard longest ago leaves
    Millis window{10'000};              // hearings older than this no longer count, newer ones count more
    double centroid_scale_db = 10;      // weight of a gateway: 10^(rssi / scale)
    double zone_lead = 0.15;            // another zone takes over when it leads by this much, ...
    double zone_floor = 0.10;           // ... or when the current one falls under this, ...
    Millis zone_hold{3'000};            // ... and the current one has been behind for this long
};

struct PositionerStats {
    std::uint64_t observed = 0;          // hearings used
    std::uint64_t unplaced_gateway = 0;  // hearings by gateways that the site does not name
    std::uint64_t too_late = 0;          // hearings older than the tag's window: delayed, or a slow clock
    std::uint64_t evicted_tags = 0;
};

/// Observing only adds to sums; positions are worked out once per tick. Time comes with the data, so
/// a replay gives the same answer. All memory is taken in create(). Not thread-safe.
class Positioner {
public:
    /// malformed: what check(site) says, or an option outside its range.
    static Result<Positioner> create(const PositionerOptions& options, const Site& site);

    /// Adds a hearing, in any order within the window. One by a gateway without a place is only counted,
    /// one without an RSSI says nothing.
    void observe(const Advertisement& advertisement) noexcept;

    /// Delivers a position for every tag heard since the tick before, as of its last hearing. Call about
    /// once a second.
    void tick(Timestamp now, FunctionRef<void(const Position&)> sink) noexcept;

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
