// The chances of a tag's window at rest, in half the memory of floats.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "cairn/locate/grid.h"

namespace cairn::locate {

/// A chance, or any number from 0 to under 2, is a float of which the two upper bits are 0. The 16 bits that
/// follow are kept: a number to within a thousandth of itself. What was unpacked packs to the same again.
class PackedChances {
public:
    /// `count` chances, a multiple of eight.
    void pack(const float* chances, std::size_t count) noexcept;
    /// Those from `first` to before `end`, multiples of eight, each to its place.
    void unpack(std::size_t first, std::size_t end, float* chances) const noexcept;

private:
    std::array<std::uint32_t, Grid::window_cells_max / 2> pairs_;
};

}  // namespace cairn::locate
