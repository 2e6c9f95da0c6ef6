#include "cairn/sync/sequence_set.h"

#include <algorithm>

namespace cairn {

std::vector<SequenceRange>::const_iterator SequenceSet::reaching(Sequence sequence) const noexcept {
    return std::ranges::lower_bound(ranges_, sequence, {}, &SequenceRange::last);
}

void SequenceSet::add(SequenceRange range) {
    if (range.first == 0 || range.last < range.first) return;
    // What ends right before the range becomes one with it, and so does what begins right behind it.
    const auto begin = reaching(range.first - 1);
    auto end = begin;
    while (end != ranges_.end() && end->first - 1 <= range.last) {
        range.first = std::min(range.first, end->first);
        range.last = std::max(range.last, end->last);
        ++end;
    }
    const auto place = ranges_.erase(begin, end);
    ranges_.insert(place, range);
}

void SequenceSet::remove(SequenceRange range) {
    std::vector<SequenceRange> left;
    for (const SequenceRange& one : ranges_) {
        if (one.first < range.first) left.push_back({one.first, std::min(one.last, range.first - 1)});
        if (one.last > range.last) left.push_back({std::max(one.first, range.last + 1), one.last});
    }
    ranges_ = std::move(left);
}

bool SequenceSet::holds(SequenceRange range) const noexcept {
    const auto found = reaching(range.last);
    return found != ranges_.end() && found->first <= range.first;
}

bool SequenceSet::holds(const SequenceSet& other) const noexcept {
    return std::ranges::all_of(other.ranges_, [this](const SequenceRange& range) { return holds(range); });
}

bool SequenceSet::touches(SequenceRange range) const noexcept {
    const auto found = reaching(range.first);
    return found != ranges_.end() && found->first <= range.last;
}

std::optional<SequenceRange> SequenceSet::range_at(Sequence sequence) const noexcept {
    const auto found = reaching(sequence);
    if (found == ranges_.end() || found->first > sequence) return std::nullopt;
    return *found;
}

std::optional<Sequence> SequenceSet::next_inside(Sequence sequence) const noexcept {
    const auto found = reaching(sequence);
    if (found == ranges_.end()) return std::nullopt;
    return std::max(found->first, sequence);
}

Sequence SequenceSet::next_outside(Sequence sequence) const noexcept {
    const auto found = range_at(sequence);
    return found ? found->last + 1 : sequence;
}

std::vector<SequenceRange> SequenceSet::missing(SequenceRange range) const {
    std::vector<SequenceRange> parts;
    for (auto next = reaching(range.first); next != ranges_.end() && next->first <= range.last; ++next) {
        if (range.first < next->first) parts.push_back({range.first, next->first - 1});
        if (next->last >= range.last) return parts;
        range.first = next->last + 1;
    }
    if (range.first <= range.last) parts.push_back(range);
    return parts;
}

}  // namespace cairn
