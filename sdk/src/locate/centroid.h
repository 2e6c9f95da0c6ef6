// Where a tag is before anything is known of how the site's gateways hear: the middle of those that hear it.
#pragma once

#include <vector>

#include "cairn/locate/site.h"
#include "locate/tag_table.h"
#include "locate/zones.h"

namespace cairn::locate {

class Centroid {
public:
    /// `site` is checked, and outlives this.
    Centroid(const Site& site, double scale_db);

    /// `list` has at least one gateway, strongest first; its weights are filled in.
    Spot locate(HeardList& list) noexcept;
    /// Puts it into a position, and those of the list as its evidence.
    void put(const Spot& spot, const HeardList& list, Position& position) const noexcept;
    /// Holds the tag with a probability of 68 %.
    double radius68_m(std::uint32_t floor) const noexcept { return radii68_m_[floor]; }

private:
    std::uint32_t heaviest_floor(const HeardList& list) noexcept;

    const Site& site_;
    double scale_db_;
    std::vector<std::uint32_t> gateway_floors_;
    std::vector<double> radii68_m_;
    std::vector<double> floor_weights_;
};

}  // namespace cairn::locate
