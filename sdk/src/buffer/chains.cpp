#include <algorithm>

#include "buffer/impl.h"
#include "buffer/row_id.h"
#include "cairn/core/limits.h"

namespace cairn {

/// Up to the next block that is read by itself, or the next gap: blocks behind a gap need what is lost.
Result<SequenceRange> Buffer::Impl::rest_of_chain(Stream stream, const BlockHead& head) {
    CAIRN_TRY(const auto key, file.key_from(stream, head.sequence + 1));
    CAIRN_TRY(const auto gap, file.first_gap_from(stream, head.sequence + 1));
    Sequence last = key ? key->sequence - 1 : sequence_max;
    if (gap) last = std::min(last, gap->first - 1);
    CAIRN_TRY(const auto end, file.last_through(stream, last));
    return SequenceRange{head.first(), std::max(end ? end->sequence : 0, head.sequence)};
}

Result<SequenceRange> Buffer::Impl::whole_chain(Stream stream, const BlockHead& head) {
    CAIRN_TRY(SequenceRange range, rest_of_chain(stream, head));
    CAIRN_TRY(const auto gap, file.last_gap_through(stream, head.sequence));
    range.first -= head.chain_place;
    if (gap) range.first = std::max(range.first, gap->last + 1);
    return range;
}

Result<bool> Buffer::Impl::follows_its_chain(Stream stream, Sequence sequence, std::uint32_t place) {
    if (place == 0) return true;
    CAIRN_TRY(const auto before, file.head(stream, sequence - 1));
    return before && before->merged_count == 1 && before->chain_place == place - 1;
}

Result<std::optional<GapReason>> Buffer::Impl::loss_of_its_chain(const Block& block) {
    using Loss = std::optional<GapReason>;
    const Stream stream = block.stream;
    CAIRN_TRY(const bool can_be_read, follows_its_chain(stream, block.sequence, block.chain_place));
    const bool is_of_one_epoch = block.sequence - block.chain_place >= epochs.back().first_of(stream);
    if (block.chain_place == 0 || (can_be_read && is_of_one_epoch)) return Loss{};
    // What is acknowledged and ended leaves; of an open chain it does so only to make room.
    if (of(stream).acknowledged.holds(block.sequence - 1)) return Loss(GapReason::overflow);
    CAIRN_TRY(const auto gap, file.last_gap_through(stream, block.sequence - 1));
    const bool is_right_before = gap && gap->last + 1 == block.sequence;
    return Loss(is_right_before ? gap->reason : GapReason::corrupt);
}

bool Buffer::chain_goes_on(Stream stream) {
    const Sequence last = next_sequence(stream) - 1;
    if (last < epochs().back().first_of(stream)) return false;
    const auto before = impl_->file.head(stream, last);
    return before && *before && (*before)->merged_count == 1;
}

Result<void> Buffer::Impl::sweep(Totals& totals, Stream stream, SequenceRange range, OpenChain open) {
    CAIRN_TRY(const auto newest, file.last_through(stream, range.last));
    if (!newest || newest->sequence < range.first) return {};
    CAIRN_TRY(const auto next, file.head(stream, newest->sequence + 1));
    const bool goes_on = next && next->chain_place > 0;
    const bool is_open = newest->sequence + 1 == totals.of(stream).next_sequence && newest->merged_count == 1;
    Sequence last = newest->sequence;
    if (goes_on || (is_open && open == OpenChain::stays)) last -= newest->chain_place + 1;
    SequenceRange ended{range.first, last};
    if (range.first > 1) {
        // The chain that the range begins in began before it.
        CAIRN_TRY(const auto key, file.key_from(stream, range.first));
        ended.first = key ? key->sequence : sequence_max;
    }
    if (ended.first > ended.last) return {};
    CAIRN_TRY(const Sums sums, file.sums(stream, ended));
    totals.of(stream).kept -= sums;
    return file.remove(stream, ended);
}

Result<void> Buffer::replace(const Block& merged) {
    Impl& self = *impl_;
    const SequenceRange range{merged.sequence - merged.merged_count + 1, merged.sequence};
    CAIRN_CHECK(self.check_replaceable(merged));
    // Need not survive a power loss: until it does, the blocks themselves are there.
    return self.commit_freeing(Durability::process_death, [&](Totals& totals) -> Result<void> {
        StreamTotals& of = totals.of(merged.stream);
        CAIRN_TRY(const Sums sums, self.file.sums(merged.stream, range));
        if (sums.blocks != merged.merged_count || sums.records != merged.record_count)
            return fail(Errc::malformed, "buffer: merged of other blocks than wait");
        CAIRN_CHECK(self.file.remove(merged.stream, range));
        of.waiting -= sums;
        CAIRN_TRY(const Sums after, self.file.insert(merged));
        of.waiting += after;
        return {};
    });
}

Result<void> Buffer::Impl::check_replaceable(const Block& merged) {
    const Stream stream = merged.stream;
    if (merged.body.empty() || merged.body.size() > limits::block_body_bytes_max)
        return fail(Errc::malformed, "buffer: block size");
    if (merged.merged_count < 2 || merged.merged_count > merged.sequence || merged.chain_place != 0 ||
        merged.sequence >= of(stream).next_sequence)
        return fail(Errc::malformed, "buffer: not a merged block");
    const SequenceRange range{merged.sequence - merged.merged_count + 1, merged.sequence};
    if (handed_out_of(stream).touches(range) || of(stream).acknowledged.touches(range))
        return fail(Errc::malformed, "buffer: merged of blocks that were handed out");
    CAIRN_TRY(const auto first, file.head(stream, range.first));
    CAIRN_TRY(const auto behind, file.head(stream, range.last + 1));
    if (!first || first->chain_place > 0 || (behind && behind->chain_place > 0))
        return fail(Errc::malformed, "buffer: merged of a part of a chain");
    return {};
}

Result<void> Buffer::Impl::set_aside_cut(Stream stream, SequenceRange range) {
    for (const Sequence edge : {range.first, range.last + 1}) {
        CAIRN_TRY(const auto head, file.first_from(stream, edge));
        const bool is_cut = head && head->first() < edge && !of(stream).acknowledged.holds(head->sequence);
        if (is_cut) CAIRN_CHECK(set_aside(stream, {head->first(), head->sequence}));
    }
    return {};
}

}  // namespace cairn
