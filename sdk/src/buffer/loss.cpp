#include <algorithm>

#include "buffer/impl.h"
#include "buffer/row_id.h"

namespace cairn {

Result<void> Buffer::Impl::lose(Totals& totals, Stream stream, SequenceRange range, GapReason reason) {
    StreamTotals& of = totals.of(stream);
    CAIRN_TRY(Sums kept, file.sums(stream, range));
    for (const SequenceRange& part : of.acknowledged.missing(range)) {
        CAIRN_TRY(const Sums sums, file.sums(stream, part));
        if (handed_out_of(stream).touches(part)) {
            CAIRN_CHECK(declare_each(stream, part, reason));
        } else {
            CAIRN_CHECK(declare({part.first, part.last, reason, sums.records, stream}));
        }
        of.waiting -= sums;
        kept -= sums;
    }
    of.kept -= kept;
    return file.remove(stream, range);
}

/// The cloud may have some of these blocks: a gap for each lets it tell how many records it lacks.
Result<void> Buffer::Impl::declare_each(Stream stream, SequenceRange range, GapReason reason) {
    while (range.first <= range.last) {
        CAIRN_TRY(const auto head, file.first_from(stream, range.first));
        const bool is_inside = head && head->first() <= range.last;
        const Sequence last = is_inside ? std::min(head->sequence, range.last) : range.last;
        CAIRN_CHECK(declare({range.first, last, reason, is_inside ? head->record_count : 0, stream}));
        range.first = last + 1;
    }
    return {};
}

/// Writes a gap, grown together with gaps of the same reason that nobody has seen yet.
Result<void> Buffer::Impl::declare(Gap gap) {
    SequenceSet& seen = handed_out_of(gap.stream);
    if (!seen.touches({gap.first, gap.last})) {
        CAIRN_TRY(const auto before, file.last_gap_through(gap.stream, gap.first));
        CAIRN_TRY(const auto behind, file.first_gap_from(gap.stream, gap.last + 1));
        for (const auto& other : {before, behind}) {
            if (!other || other->reason != gap.reason || seen.touches({other->first, other->last})) continue;
            if (other->last + 1 != gap.first && gap.last + 1 != other->first) continue;
            CAIRN_CHECK(file.remove_gap(*other));
            gap.first = std::min(gap.first, other->first);
            gap.last = std::max(gap.last, other->last);
            gap.record_count += other->record_count;
        }
    }
    return file.insert_gap(gap);
}

Result<void> Buffer::Impl::set_aside(Stream stream, SequenceRange range) {
    return commit_freeing(Durability::power_loss, [&](Totals& totals) -> Result<void> {
        CAIRN_CHECK(file.set_aside(totals, stream, range));
        CAIRN_CHECK(lose(totals, stream, range, GapReason::corrupt));
        const auto before = totals.of(stream).acknowledged.range_at(range.first - 1);
        if (!before) return {};
        return sweep(totals, stream, *before, OpenChain::stays);
    });
}

/// Rows that the file has lost without saying so; how many records were in them, nobody knows.
Result<void> Buffer::Impl::declare_hole(Stream stream, Sequence first) {
    return commit_freeing(Durability::power_loss, [&](Totals& totals) -> Result<void> {
        Sequence behind = totals.of(stream).next_sequence;
        CAIRN_TRY(const auto block, file.first_from(stream, first));
        CAIRN_TRY(const auto gap, file.first_gap_from(stream, first));
        if (block) behind = std::min(behind, std::max(block->first(), first + 1));
        if (gap) behind = std::min(behind, gap->first);
        if (const auto has = totals.of(stream).acknowledged.next_inside(first))
            behind = std::min(behind, *has);
        CAIRN_CHECK(file.insert_gap({first, behind - 1, GapReason::corrupt, 0, stream}));
        return recount(totals, stream);
    });
}

/// After a damage only: looks at every row of the stream.
Result<void> Buffer::Impl::recount(Totals& totals, Stream stream) {
    return file.count(totals.of(stream), stream);
}

}  // namespace cairn
