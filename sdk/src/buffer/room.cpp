#include <algorithm>

#include "buffer/impl.h"

namespace cairn {
namespace {

/// In one transaction, of each stream, so that none takes long.
constexpr int expired_chains_max = 8;

}  // namespace

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

Result<void> Buffer::Impl::expire(Totals& totals, const Block& newest) {
    for (const Stream stream : streams) {
        for (int i = 0; i < expired_chains_max; ++i) {
            CAIRN_TRY(const bool has_expired, expire_oldest_chain(totals, stream, newest));
            if (!has_expired) break;
        }
    }
    return {};
}

/// A chain is as old as its youngest block.
Result<bool> Buffer::Impl::expire_oldest_chain(Totals& totals, Stream stream, const Block& newest) {
    const Millis age_max = options.age_max[static_cast<std::size_t>(stream) - 1];
    if (age_max == Millis{0}) return false;
    CAIRN_TRY(const auto oldest, file.first_from(stream, 1));
    if (!oldest) return false;
    CAIRN_TRY(const auto chain, whole_chain(stream, *oldest));
    CAIRN_TRY(const auto youngest, file.last_through(stream, chain.last));
    CAIRN_TRY(const auto age, age_of(*youngest, newest));
    if (!age || *age <= age_max) return false;
    const std::uint64_t records = totals.of(stream).waiting.records;
    CAIRN_CHECK(lose(totals, stream, chain, GapReason::expired));
    totals.of(stream).expired_records += records - totals.of(stream).waiting.records;
    return true;
}

/// A civil clock that was wrong once must not make blocks old: nullopt when the age is not sure.
Result<std::optional<Millis>> Buffer::Impl::age_of(const BlockHead& head, const Block& newest) {
    using Age = std::optional<Millis>;
    if (head.clock.boot == newest.clock.boot) {
        if (head.clock.boot == 0) return Age(newest.sealed_at - head.sealed_at);
        return Age(newest.clock.sealed - head.clock.sealed);
    }
    CAIRN_TRY(const auto then, file.boot(head.clock.boot));
    CAIRN_TRY(const auto now, file.boot(newest.clock.boot));
    const auto is_known = [](const auto& clock) { return clock && clock->uncertainty_ms != UINT32_MAX; };
    if (!is_known(then) || !is_known(now)) return Age{};
    return Age((newest.clock.sealed - head.clock.sealed) + Millis{now->offset_ms - then->offset_ms});
}

}  // namespace cairn
