#include "cairn/buffer/buffer.h"

#include <algorithm>

#include "buffer/file.h"
#include "buffer/receipts.h"
#include "buffer/reserve.h"
#include "buffer/schema.h"
#include "cairn/core/assert.h"
#include "cairn/core/limits.h"

namespace cairn {
namespace {

constexpr std::uint64_t size_bytes_min = 64 * 1024;
/// What an item costs in a batch beside its body; keeps a batch of tiny blocks within its message.
constexpr std::size_t item_overhead_bytes = 64;

}  // namespace

struct Buffer::Impl {
    BufferOptions options;
    BufferFile file;
    ReceiptWindow receipts;
    Reserve reserve;
    /// Numbers up to here may have been handed out, now or by an earlier run: the cloud may have stored
    /// them as they were, so a gap among them never grows.
    Sequence handed_out_through = 0;

    /// Runs `change` in a transaction; its Totals become the file's once that is committed.
    template <typename Change>
    Result<void> commit(Durability durability, Change change) {
        Totals totals = file.totals();
        CAIRN_TRY(auto transaction, file.begin(durability));
        CAIRN_CHECK(change(totals));
        CAIRN_CHECK(transaction.commit());
        file.set_totals(totals);
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

    std::uint64_t block_bytes_max(const Totals& totals) const;
    Result<void> check_room(std::span<const Block> blocks) const;
    Result<void> check_state_room(const Totals& totals) const;
    Result<void> drop_oldest(Totals& totals, std::size_t body_bytes);
    Result<void> lose(Sequence sequence, GapReason reason, std::uint64_t record_count);
    Result<void> quarantine(Sequence sequence);
    Result<void> declare_hole(Sequence first);
    enum class Step : std::uint8_t { took, again, end };
    Result<Step> peek_one(Sequence& next, std::size_t& left, Backlog& backlog);
};

Result<Buffer> Buffer::open(const BufferOptions& options, Entropy& entropy) {
    if (options.size_bytes_max < size_bytes_min) return fail(Errc::malformed, "buffer: size_bytes_max");
    CAIRN_TRY(auto database, open_buffer_file(options, entropy));
    CAIRN_TRY(auto receipts, ReceiptWindow::load(database, options.receipts_max));
    CAIRN_TRY(auto file, BufferFile::load(std::move(database)));
    auto impl = std::make_unique<Impl>(
        Impl{options, std::move(file), std::move(receipts), Reserve(options.path, options.vfs)});
    impl->handed_out_through = impl->file.totals().next_sequence - 1;
    impl->reserve.take();
    return Buffer(std::move(impl));
}

/// What states leave to the blocks. Never under half: with a smaller size_bytes_max than before, states
/// that are already there must not stop the records.
std::uint64_t Buffer::Impl::block_bytes_max(const Totals& totals) const {
    return options.size_bytes_max - std::min(totals.state_bytes, options.size_bytes_max / 2);
}

Result<void> Buffer::Impl::check_room(std::span<const Block> blocks) const {
    const std::uint64_t room = block_bytes_max(file.totals());
    std::size_t total = 0;
    for (const Block& block : blocks) {
        const std::size_t size = block.body.size();
        if (size == 0 || size > limits::block_body_bytes_max)
            return fail(Errc::malformed, "buffer: block size");
        if (size > room) return fail(Errc::full, "buffer: a block larger than the buffer");
        total += size;
    }
    if (options.overflow == Overflow::refuse_new && file.totals().body_bytes + total > room)
        return fail(Errc::full, "buffer: full");
    return {};
}

/// `totals`: with the new state in them.
Result<void> Buffer::Impl::check_state_room(const Totals& totals) const {
    if (totals.state_bytes > options.size_bytes_max / 2) return fail(Errc::full, "buffer: room for states");
    if (options.overflow == Overflow::refuse_new && totals.body_bytes > block_bytes_max(totals))
        return fail(Errc::full, "buffer: full");
    return {};
}

Result<void> Buffer::append(std::span<const Block> blocks, std::span<const Receipt> receipts) {
    Impl& self = *impl_;
    CAIRN_CHECK(self.check_room(blocks));
    const auto write = [&](Totals& totals) -> Result<void> {
        for (const Block& block : blocks) {
            CAIRN_ASSERT(block.sequence == totals.next_sequence);
            CAIRN_CHECK(self.drop_oldest(totals, block.body.size()));
            CAIRN_CHECK(self.file.insert(totals, block));
        }
        return self.receipts.store(receipts);
    };
    CAIRN_CHECK(self.commit(Durability::power_loss, write));
    self.receipts.note(receipts);
    return {};
}

Result<void> Buffer::Impl::drop_oldest(Totals& totals, std::size_t body_bytes) {
    while (totals.body_bytes + body_bytes > block_bytes_max(totals)) {
        CAIRN_TRY(const auto oldest, file.oldest());
        if (!oldest) return fail(Errc::corrupt, "buffer: blocks are missing");
        CAIRN_CHECK(file.remove(totals, *oldest));
        CAIRN_CHECK(lose(oldest->sequence, GapReason::overflow, oldest->record_count));
        CAIRN_CHECK(file.count_dropped(totals, oldest->record_count));
    }
    return {};
}

/// Puts a gap where a block was, grown together with gaps of the same reason that nobody has seen yet.
Result<void> Buffer::Impl::lose(Sequence sequence, GapReason reason, std::uint64_t record_count) {
    Gap gap{sequence, sequence, reason, record_count};
    if (sequence > handed_out_through) {
        for (const Sequence neighbour : {sequence - 1, sequence + 1}) {
            CAIRN_TRY(const auto other, file.gap_at(neighbour));
            if (!other || other->reason != reason || other->first <= handed_out_through) continue;
            CAIRN_CHECK(file.remove_gap(other->first));
            gap.first = std::min(gap.first, other->first);
            gap.last = std::max(gap.last, other->last);
            gap.record_count += other->record_count;
        }
    }
    return file.insert_gap(gap);
}

Result<void> Buffer::remember(std::span<const Receipt> receipts) {
    if (receipts.empty()) return {};
    CAIRN_CHECK(
        impl_->commit(Durability::power_loss, [&](Totals&) { return impl_->receipts.store(receipts); }));
    impl_->receipts.note(receipts);
    return {};
}

bool Buffer::seen(Receipt receipt) const {
    return impl_->receipts.seen(receipt);
}

Result<Backlog> Buffer::peek(Sequence after, std::size_t size_bytes_max) {
    Impl& self = *impl_;
    Backlog backlog;
    std::size_t left = size_bytes_max;
    Sequence next = std::max(after, acknowledged_through()) + 1;
    while (next < next_sequence()) {
        CAIRN_TRY(const auto step, self.peek_one(next, left, backlog));
        if (step == Impl::Step::end) break;
        self.handed_out_through = std::max(self.handed_out_through, next - 1);
    }
    return backlog;
}

/// Adds the item that stands at `next`. `again`: there was none, but there is now.
Result<Buffer::Impl::Step> Buffer::Impl::peek_one(Sequence& next, std::size_t& left, Backlog& backlog) {
    const bool is_first = backlog.blocks.empty() && backlog.gaps.empty();
    const auto fits = [&](std::size_t size) { return is_first || size + item_overhead_bytes <= left; };
    CAIRN_TRY(const auto gap, file.gap_at(next));
    if (gap) {
        if (!fits(0)) return Step::end;
        backlog.gaps.push_back(*gap);
        next = gap->last + 1;
        left -= std::min(left, item_overhead_bytes);
        return Step::took;
    }
    CAIRN_TRY(const auto body_size, file.body_size(next));
    if (!body_size) {
        CAIRN_CHECK(declare_hole(next));
        return Step::again;
    }
    if (!fits(*body_size)) return Step::end;
    CAIRN_TRY(auto stored, file.block(next));
    if (!stored.is_sound) {
        CAIRN_CHECK(quarantine(next));
        return Step::again;
    }
    left -= std::min(left, stored.block.body.size() + item_overhead_bytes);
    backlog.blocks.push_back(std::move(stored.block));
    ++next;
    return Step::took;
}

/// Rows that the file has lost without saying so; how many records were in them, nobody knows.
Result<void> Buffer::Impl::declare_hole(Sequence first) {
    return commit_freeing(Durability::power_loss, [&](Totals& totals) -> Result<void> {
        CAIRN_TRY(const Sequence behind, file.next_item(first));
        return file.insert_gap({first, std::min(behind, totals.next_sequence) - 1, GapReason::corrupt, 0});
    });
}

Result<void> Buffer::acknowledge(Sequence through) {
    Impl& self = *impl_;
    if (through >= next_sequence()) return fail(Errc::malformed, "buffer: acknowledged before appended");
    if (through <= acknowledged_through()) return {};
    // Need not survive a power loss: the cloud says again through where it has everything.
    CAIRN_CHECK(self.commit_freeing(Durability::process_death, [&](Totals& totals) {
        return self.file.remove_through(totals, through);
    }));
    if (self.file.totals().blocks == 0) self.reserve.take();
    return {};
}

Result<void> Buffer::quarantine(Sequence sequence) {
    CAIRN_TRY(const auto body_size, impl_->file.body_size(sequence));
    if (!body_size) return fail(Errc::malformed, "buffer: no such block waits");
    return impl_->quarantine(sequence);
}

Result<void> Buffer::Impl::quarantine(Sequence sequence) {
    return commit_freeing(Durability::power_loss, [&](Totals& totals) -> Result<void> {
        CAIRN_TRY(const auto head, file.head(sequence));
        if (!head) return fail(Errc::corrupt, "buffer: blocks are missing");
        CAIRN_CHECK(file.set_aside(totals, sequence));
        CAIRN_CHECK(file.remove(totals, *head));
        // The number may be part of the damage; a block never has more.
        const auto lost = std::min<std::uint64_t>(head->record_count, limits::block_records_max);
        return lose(sequence, GapReason::corrupt, lost);
    });
}

Result<void> Buffer::save_state(std::string_view name, Bytes blob) {
    Impl& self = *impl_;
    if (name.empty() || name.size() > limits::state_name_chars_max)
        return fail(Errc::malformed, "buffer: name of a state");
    if (blob.size() > limits::state_bytes_max) return fail(Errc::malformed, "buffer: size of a state");
    return self.commit(Durability::power_loss, [&](Totals& totals) -> Result<void> {
        CAIRN_CHECK(self.file.put_state(totals, name, blob));
        CAIRN_CHECK(self.check_state_room(totals));
        return self.drop_oldest(totals, 0);
    });
}

Result<std::optional<std::vector<std::uint8_t>>> Buffer::load_state(std::string_view name) {
    return impl_->file.state(name);
}

Epoch Buffer::epoch() const noexcept {
    return impl_->file.totals().epoch;
}
Sequence Buffer::next_sequence() const noexcept {
    return impl_->file.totals().next_sequence;
}
Sequence Buffer::acknowledged_through() const noexcept {
    return impl_->file.totals().acknowledged_through;
}

BufferStats Buffer::stats() const {
    const Totals& totals = impl_->file.totals();
    BufferStats stats;
    stats.blocks = totals.blocks;
    stats.body_bytes = totals.body_bytes;
    stats.records = totals.records;
    stats.dropped_records = totals.dropped_records;
    stats.quarantined_blocks = totals.quarantined_blocks;
    stats.state_bytes = totals.state_bytes;
    stats.has_reserve = impl_->reserve.held();
    if (const auto oldest = impl_->file.oldest(); oldest && *oldest) stats.oldest_at = (*oldest)->sealed_at;
    return stats;
}

Buffer::Buffer(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}
Buffer::Buffer(Buffer&&) noexcept = default;
Buffer& Buffer::operator=(Buffer&&) noexcept = default;
Buffer::~Buffer() = default;

}  // namespace cairn
