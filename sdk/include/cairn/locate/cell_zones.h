// How the chances of a tag's cells fall on zones.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "cairn/core/function_ref.h"
#include "cairn/locate/tag_filter.h"

namespace cairn::locate {

/// The zone of every cell of a building. Immutable once made; any thread may read.
class CellZones {
public:
    /// `zone_of` answers for a place on a floor; its answers are under `zones`.
    CellZones(const Grid& grid, std::size_t zones,
              FunctionRef<std::uint32_t(std::uint32_t floor, Point at)> zone_of);

    std::size_t zones() const noexcept { return zones_; }

    /// The chance of each zone; they add up to 1. `scores` has room for all zones.
    void score(const TagFilter& filter, std::span<double> scores) const noexcept;

private:
    const std::uint16_t* cells(std::size_t floor) const noexcept {
        return zone_of_.data() + floor * grid_.cells();
    }

    Grid grid_;
    std::size_t zones_;
    std::vector<std::uint16_t> zone_of_;
};

}  // namespace cairn::locate
