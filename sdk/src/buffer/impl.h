// What stands behind a Buffer: the steps of its transactions, and the rules that they keep.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "buffer/file.h"
#include "buffer/receipts.h"
#include "buffer/reserve.h"
#include "cairn/buffer/buffer.h"

namespace cairn {

struct Buffer::Impl {
    BufferOptions options;
    BufferFile file;
    ReceiptWindow receipts;
    Reserve reserve;
    /// Numbers that may have been handed out, now or by an earlier run: the cloud may have stored them as
    /// they were, so a gap among them never grows, and blocks among them are never merged.
    std::array<SequenceSet, streams_count> handed_out;
    std::string moved_aside;
    /// Oldest first; the last one is in the file once something was appended in it.
    std::vector<EpochStart> epochs;
    bool is_epoch_stored = false;
    /// Ranges that are acknowledged, and whose rows leave with the next transaction: an acknowledgement has
    /// no page of its own to write then. Should the process die before, the cloud says again what it has.
    struct Unsettled {
        Stream stream = Stream::status;
        SequenceRange range;
    };
    std::vector<Unsettled> unsettled;

    ~Impl() {
        if (!unsettled.empty()) static_cast<void>(settle_now().has_value());
    }

    /// Runs `change` in a transaction; its Totals become the file's once that is committed.
    template <typename Change>
    Result<void> commit(Durability durability, Change change) {
        Totals totals = file.totals();
        CAIRN_TRY(auto transaction, file.begin(durability));
        CAIRN_CHECK(settle(totals));
        CAIRN_CHECK(change(totals));
        CAIRN_CHECK(file.store(totals));
        CAIRN_CHECK(transaction.commit());
        file.set_stored(totals);
        unsettled.clear();
        return {};
    }
    /// Like commit(), for changes that free room: a full disk costs the reserve.
    template <typename Change>
    Result<void> commit_freeing(Durability durability, Change change) {
        auto committed = commit(durability, change);
        if (committed || committed.error().code != Errc::full || !reserve.held()) return committed;
        reserve.give_up();
        return commit(durability, change);
    }
    const StreamTotals& of(Stream stream) const { return file.totals().of(stream); }
    SequenceSet& handed_out_of(Stream stream) { return handed_out[static_cast<std::size_t>(stream) - 1]; }

    // epochs.cpp: which numbers belong to which opening of the file.
    /// What is appended from now on belongs to a fresh epoch.
    Result<void> begin_epoch(Entropy& entropy);
    /// Of the file's epochs, those stay that are of concern still; a step of a transaction.
    Result<void> store_epoch();

    // room.cpp: who makes room for whom.
    std::uint64_t block_bytes_max(const Totals& totals) const;
    /// Drops whole chains of `stream` and those named behind it; false: nothing of theirs is left to drop.
    /// full: under Overflow::refuse_new.
    Result<bool> make_room(Totals& totals, Stream stream, std::size_t body_bytes);
    Result<void> drop_oldest_chain(Totals& totals, Stream stream);
    /// Loses some of the chains that were too old when `newest` was sealed; the next call goes on.
    Result<void> expire(Totals& totals, const Block& newest);
    Result<bool> expire_oldest_chain(Totals& totals, Stream stream, const Block& newest);
    Result<std::optional<Millis>> age_of(const BlockHead& head, const Block& newest);

    // chains.cpp: blocks that need each other.
    /// From this block to the last one that needs it.
    Result<SequenceRange> rest_of_chain(Stream stream, const BlockHead& head);
    Result<SequenceRange> whole_chain(Stream stream, const BlockHead& head);
    /// Whether the block that must be read right before one at `sequence`, as its chain's `place`, is there.
    Result<bool> follows_its_chain(Stream stream, Sequence sequence, std::uint32_t place);
    /// Why nobody could read a block that is about to be written; nothing: its chain is whole.
    Result<std::optional<GapReason>> loss_of_its_chain(const Block& block);
    /// Whether the stream's last chain, to which blocks may still be appended, may go.
    enum class OpenChain : std::uint8_t { stays, goes };
    /// Removes, of the acknowledged range, the chains that lie wholly in it and are ended.
    Result<void> sweep(Totals& totals, Stream stream, SequenceRange range, OpenChain open);
    Result<void> check_replaceable(const Block& merged);
    /// Sets a merged block aside of which the range holds only a part.
    Result<void> set_aside_cut(Stream stream, SequenceRange range);

    // loss.cpp: blocks that become gaps.
    /// Takes the rows away; of numbers that are not acknowledged, a gap tells.
    Result<void> lose(Totals& totals, Stream stream, SequenceRange range, GapReason reason);
    Result<void> declare_each(Stream stream, SequenceRange range, GapReason reason);
    Result<void> declare(Gap gap);
    Result<void> set_aside(Stream stream, SequenceRange range);
    Result<void> declare_hole(Stream stream, Sequence first);
    Result<void> recount(Totals& totals, Stream stream);

    // backlog.cpp: what is handed out.
    enum class Step : std::uint8_t { took, again, end };
    Result<Step> peek_one(Stream stream, Sequence& next, std::size_t& left, Backlog& backlog);
    Result<Step> peek_block(Stream stream, Sequence& next, std::size_t& left, Backlog& backlog);

    // buffer.cpp
    Result<void> put(Totals& totals, const Block& block);
    Result<void> acknowledge(Totals& totals, Stream stream, SequenceRange range);
    /// Removes what is acknowledged, a step of a transaction.
    Result<void> settle(Totals& totals);
    Result<void> settle_now();
};

}  // namespace cairn
