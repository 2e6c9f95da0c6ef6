// What was heard of a tag in a tick, made ready for the cells.
#pragma once

#include <cstdint>
#include <span>

#include "cairn/core/inline_vector.h"
#include "cairn/locate/radio_map.h"
#include "cairn/locate/tag_filter.h"
#include "locate/lanes.h"

namespace cairn::locate {

/// What one gateway heard of a tag, beside the gateway's field.
struct Term {
    RadioMap::Field field{};
    Lanes level_dbm{};
    Lanes noise_db2{};  // of the mean of so many packets at one place
    std::uint32_t gateway = 0;
    // Of an array: where it stands, and the direction in which it hears the tag, as a unit vector.
    bool has_azimuth = false;
    float x_m = 0;
    float y_m = 0;
    float toward_x = 0;
    float toward_y = 0;
};

using TermList = InlineVector<Term, TagFilter::hearings_max>;

/// Of the strongest, where there are too many; without their fields. The tag is `offset_db` louder than the
/// map's.
TermList terms_of(const RadioMap& map, std::span<const TickHearing> hearings, double offset_db) noexcept;

}  // namespace cairn::locate
