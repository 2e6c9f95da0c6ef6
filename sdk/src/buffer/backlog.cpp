#include <algorithm>

#include "buffer/impl.h"
#include "cairn/core/limits.h"

namespace cairn {
namespace {

/// What an item costs in a batch beside its body; keeps a batch of tiny blocks within its message.
constexpr std::size_t item_overhead_bytes = 64;

bool is_first(const Backlog& backlog) noexcept {
    return backlog.blocks.empty() && backlog.gaps.empty();
}

/// Whether a body of so many bytes has room in what is left; the first has it always.
bool fits(const Backlog& backlog, std::size_t body_bytes, std::size_t left) noexcept {
    return is_first(backlog) || body_bytes + item_overhead_bytes <= left;
}

}  // namespace

Result<Backlog> Buffer::peek(Stream stream, Sequence after, std::size_t size_bytes_max) {
    Impl& self = *impl_;
    Backlog backlog;
    std::size_t left = size_bytes_max;
    if (after >= next_sequence(stream)) return backlog;
    Sequence next = after + 1;
    while (true) {
        next = self.of(stream).acknowledged.next_outside(next);
        if (next >= next_sequence(stream)) break;
        const Sequence from = next;
        CAIRN_TRY(const auto step, self.peek_one(stream, next, left, backlog));
        if (step == Impl::Step::end) break;
        if (step == Impl::Step::took) self.handed_out_of(stream).add({from, next - 1});
    }
    return backlog;
}

/// Adds the item that stands at `next`. `again`: there was none, but there is now.
Result<Buffer::Impl::Step> Buffer::Impl::peek_one(Stream stream, Sequence& next, std::size_t& left,
                                                  Backlog& backlog) {
    CAIRN_TRY(const auto gap, file.last_gap_through(stream, next));
    if (!gap || gap->last < next) return peek_block(stream, next, left, backlog);
    if (!fits(backlog, 0, left)) return Step::end;
    backlog.gaps.push_back(*gap);
    next = gap->last + 1;
    left -= std::min(left, item_overhead_bytes);
    return Step::took;
}

Result<Buffer::Impl::Step> Buffer::Impl::peek_block(Stream stream, Sequence& next, std::size_t& left,
                                                    Backlog& backlog) {
    CAIRN_TRY(const auto head, file.first_from(stream, next));
    if (!head || head->first() > next) {
        CAIRN_CHECK(declare_hole(stream, next));
        return Step::again;
    }
    if (!fits(backlog, head->body_bytes, left)) return Step::end;
    CAIRN_TRY(const bool can_be_read, follows_its_chain(stream, head->sequence, head->chain_place));
    CAIRN_TRY(auto stored, file.block(stream, head->sequence));
    if (!stored.is_sound || !can_be_read) {
        CAIRN_TRY(const auto rest, rest_of_chain(stream, *head));
        CAIRN_CHECK(set_aside(stream, {next, rest.last}));
        return Step::again;
    }
    left -= std::min(left, stored.block.body.size() + item_overhead_bytes);
    next = stored.block.sequence + 1;
    backlog.blocks.push_back(std::move(stored.block));
    return Step::took;
}

Result<Block> Buffer::block(Stream stream, Sequence sequence) {
    CAIRN_TRY(const auto head, impl_->file.head(stream, sequence));
    if (!head) return fail(Errc::malformed, "buffer: no such block");
    CAIRN_TRY(auto stored, impl_->file.block(stream, sequence));
    if (!stored.is_sound) return fail(Errc::corrupt, "buffer: a block fails its checksum");
    return std::move(stored.block);
}

Result<void> Buffer::chain_of(Stream stream, Sequence sequence, FunctionRef<void(const Block&)> sink) {
    CAIRN_TRY(const auto head, impl_->file.head(stream, sequence));
    if (!head) return fail(Errc::malformed, "buffer: no such block");
    for (Sequence one = sequence - head->chain_place; one < sequence; ++one) {
        CAIRN_TRY(const Block before, block(stream, one));
        sink(before);
    }
    return {};
}

Result<void> Buffer::quarantine(Stream stream, Sequence sequence) {
    Impl& self = *impl_;
    CAIRN_TRY(const auto head, self.file.head(stream, sequence));
    if (!head || self.of(stream).acknowledged.holds(sequence))
        return fail(Errc::malformed, "buffer: no such block waits");
    CAIRN_TRY(const auto rest, self.rest_of_chain(stream, *head));
    return self.set_aside(stream, rest);
}

}  // namespace cairn
