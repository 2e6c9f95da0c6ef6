// Which numbers of a stream somebody has: few ranges, however many numbers.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "cairn/model/block.h"

namespace cairn {

/// A set of numbers from 1 on. Cheap while its numbers form few ranges.
class SequenceSet {
public:
    SequenceSet() = default;
    /// All from 1 to `through`.
    explicit SequenceSet(Sequence through) {
        if (through > 0) add({1, through});
    }

    /// A range from 0, or one that ends before it begins, is none and adds nothing.
    void add(SequenceRange range);
    void add(const SequenceSet& other) {
        for (const SequenceRange& range : other.ranges_) add(range);
    }
    void remove(SequenceRange range);
    /// Whether all numbers of the range are in it.
    bool holds(SequenceRange range) const noexcept;
    bool holds(const SequenceSet& other) const noexcept;
    /// Whether any number of the range is in it.
    bool touches(SequenceRange range) const noexcept;
    bool holds(Sequence sequence) const noexcept { return holds({sequence, sequence}); }
    /// The range that holds `sequence`; nothing: it is not in it.
    std::optional<SequenceRange> range_at(Sequence sequence) const noexcept;
    /// The first number from `sequence` on that is in it; nothing: there is none.
    std::optional<Sequence> next_inside(Sequence sequence) const noexcept;
    /// The first number from `sequence` on that is not in it.
    Sequence next_outside(Sequence sequence) const noexcept;
    /// The parts of `range` that are not in it, in order.
    std::vector<SequenceRange> missing(SequenceRange range) const;

    /// All from 1 to here are in it; 0: not even 1.
    Sequence through() const noexcept {
        return !ranges_.empty() && ranges_.front().first == 1 ? ranges_.front().last : 0;
    }
    /// The ranges behind through(), in order; no two of them touch.
    std::span<const SequenceRange> beyond() const noexcept {
        return std::span(ranges_).subspan(through() == 0 ? 0 : 1);
    }
    /// All ranges, in order.
    std::span<const SequenceRange> ranges() const noexcept { return ranges_; }
    /// The highest number in it; 0: it is empty.
    Sequence last() const noexcept { return ranges_.empty() ? 0 : ranges_.back().last; }

    friend bool operator==(const SequenceSet&, const SequenceSet&) = default;

private:
    /// The first range that ends at or behind `sequence`.
    std::vector<SequenceRange>::const_iterator reaching(Sequence sequence) const noexcept;

    std::vector<SequenceRange> ranges_;  // in order; between two of them a number is missing
};

}  // namespace cairn
