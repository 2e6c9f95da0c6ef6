// What it says of a tag that gateways are awake and did not hear it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "cairn/locate/radio_map.h"

namespace cairn::locate {

/// Of all gateways that are awake together: the logarithm of the chance that none hears the tag, for every
/// cell and block, in a tick in which any gateway hears it. Places off a floor's plan are as good as
/// impossible.
class Silence {
public:
    /// Takes the memory; until fill(), nothing is said of any place.
    explicit Silence(const Grid& grid);
    Silence(const RadioMap& map, std::span<const std::uint8_t> awake);

    /// To be called when a gateway falls silent or wakes up, and when the map has changed. `awake` has a
    /// place for every gateway of the map, whose grid is this one's.
    void fill(const RadioMap& map, std::span<const std::uint8_t> awake) noexcept;

    // The same a part at a time: nothing of any gateway at first, then gateway by gateway its cells, those of
    // all floors, from and to a multiple of four, and its blocks.
    void clear(const RadioMap& map) noexcept;
    void add_cells(const RadioMap& map, std::size_t gateway, std::size_t begin, std::size_t end) noexcept;
    void add_blocks(const RadioMap& map, std::size_t gateway) noexcept;

    const float* cells(std::size_t floor) const noexcept { return cells_.data() + floor * floor_cells_; }
    const float* blocks() const noexcept { return blocks_.data(); }

private:
    std::size_t floor_cells_;
    std::vector<float> cells_;
    std::vector<float> blocks_;
};

}  // namespace cairn::locate
