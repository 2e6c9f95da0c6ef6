#include "buffer/range_set.h"

#include <algorithm>

namespace cairn {
namespace {

/// The first range that does not lie wholly before `sequence`.
auto at_or_behind(std::span<const SequenceRange> ranges, Sequence sequence) {
    return std::ranges::lower_bound(ranges, sequence, {}, &SequenceRange::last);
}

}  // namespace

void RangeSet::add(SequenceRange range) {
    const auto touches = [&](const SequenceRange& other) {
        return other.last + 1 >= range.first && other.first <= range.last + 1;
    };
    const auto from = std::ranges::find_if(ranges_, touches);
    const auto to = std::find_if_not(from, ranges_.end(), touches);
    if (from == to) {
        ranges_.insert(std::ranges::lower_bound(ranges_, range.first, {}, &SequenceRange::first), range);
        return;
    }
    from->first = std::min(from->first, range.first);
    from->last = std::max((to - 1)->last, range.last);
    ranges_.erase(from + 1, to);
}

std::optional<SequenceRange> RangeSet::range_at(Sequence sequence) const {
    const std::span<const SequenceRange> all(ranges_);
    const auto found = at_or_behind(all, sequence);
    if (found == all.end() || found->first > sequence) return std::nullopt;
    return *found;
}

bool RangeSet::covers(SequenceRange range) const {
    const auto found = range_at(range.first);
    return found && found->last >= range.last;
}

bool RangeSet::overlaps(SequenceRange range) const {
    const auto inside = next_inside(range.first);
    return inside && *inside <= range.last;
}

Sequence RangeSet::through() const {
    return ranges_.empty() || ranges_.front().first != 1 ? 0 : ranges_.front().last;
}

Sequence RangeSet::next_outside(Sequence sequence) const {
    const auto found = range_at(sequence);
    return found ? found->last + 1 : sequence;
}

std::optional<Sequence> RangeSet::next_inside(Sequence sequence) const {
    const std::span<const SequenceRange> all(ranges_);
    const auto found = at_or_behind(all, sequence);
    if (found == all.end()) return std::nullopt;
    return std::max(found->first, sequence);
}

std::vector<SequenceRange> RangeSet::outside(SequenceRange within) const {
    std::vector<SequenceRange> parts;
    for (Sequence next = next_outside(within.first); next <= within.last;) {
        const auto inside = next_inside(next);
        const Sequence last = inside && *inside <= within.last ? *inside - 1 : within.last;
        parts.push_back({next, last});
        next = next_outside(last + 1);
    }
    return parts;
}

}  // namespace cairn
