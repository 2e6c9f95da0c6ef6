#include <algorithm>

#include "buffer/impl.h"

namespace cairn {

/// What states leave to the blocks. Never under half: with a smaller size_bytes_max than before, states
/// that are already there must not stop the records.
std::uint64_t Buffer::Impl::block_bytes_max(const Totals& totals) const {
    return options.size_bytes_max - std::min(totals.state_bytes, options.size_bytes_max / 2);
}

Result<bool> Buffer::Impl::make_room(Totals& totals, Stream stream, std::size_t body_bytes) {
    const auto is_over = [&] { return totals.body_bytes() + body_bytes > block_bytes_max(totals); };
    if (!is_over()) return true;
    for (const Stream one : streams) {
        const auto newest = totals.of(one).acknowledged.range_at(totals.of(one).next_sequence - 1);
        if (newest) CAIRN_CHECK(sweep(totals, one, *newest, OpenChain::goes));
    }
    while (is_over()) {
        if (options.overflow == Overflow::refuse_new) return fail(Errc::full, "buffer: full");
        const auto has_blocks = [&](Stream one) {
            return totals.of(one).waiting.blocks + totals.of(one).kept.blocks > 0;
        };
        const auto least = std::find_if(streams.rbegin(), streams.rend(), has_blocks);
        if (least == streams.rend() || *least < stream) return false;
        CAIRN_CHECK(drop_oldest_chain(totals, *least));
    }
    return true;
}

Result<void> Buffer::Impl::drop_oldest_chain(Totals& totals, Stream stream) {
    CAIRN_TRY(const auto oldest, file.first_from(stream, 1));
    if (!oldest) return recount(totals, stream);
    CAIRN_TRY(const auto chain, whole_chain(stream, *oldest));
    const std::uint64_t records = totals.of(stream).waiting.records;
    CAIRN_CHECK(lose(totals, stream, chain, GapReason::overflow));
    totals.of(stream).dropped_records += records - totals.of(stream).waiting.records;
    return {};
}

}  // namespace cairn
