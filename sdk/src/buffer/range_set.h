// Numbers of blocks, kept as ranges: what is acknowledged, what was handed out.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "cairn/model/block.h"

namespace cairn {

class RangeSet {
public:
    /// Joins it with the ranges that it overlaps or touches.
    void add(SequenceRange range);

    /// The range that holds `sequence`.
    std::optional<SequenceRange> range_at(Sequence sequence) const;
    bool contains(Sequence sequence) const { return range_at(sequence).has_value(); }
    bool covers(SequenceRange range) const;
    bool overlaps(SequenceRange range) const;
    /// The last number of the range that begins with 1; 0 when there is none.
    Sequence through() const;
    /// The first number from `sequence` on that is not in the set.
    Sequence next_outside(Sequence sequence) const;
    /// The first number from `sequence` on that is in the set.
    std::optional<Sequence> next_inside(Sequence sequence) const;
    /// The parts of `within` that are not in the set, in order.
    std::vector<SequenceRange> outside(SequenceRange within) const;

    /// In order; between two of them at least one number is missing.
    std::span<const SequenceRange> ranges() const noexcept { return ranges_; }
    /// Those behind through().
    std::span<const SequenceRange> beyond() const { return ranges().subspan(through() > 0 ? 1 : 0); }
    friend bool operator==(const RangeSet&, const RangeSet&) = default;

private:
    std::vector<SequenceRange> ranges_;
};

}  // namespace cairn
