#include "cairn/buffer/buffer.h"

#include <algorithm>

#include "buffer/damaged_file.h"
#include "buffer/impl.h"
#include "buffer/schema.h"
#include "buffer/stats.h"
#include "cairn/core/assert.h"
#include "cairn/core/limits.h"

namespace cairn {
namespace {

constexpr std::uint64_t size_bytes_min = 64 * 1024;

Result<void> check_block(const Block& block) {
    if (std::ranges::find(streams, block.stream) == streams.end())
        return fail(Errc::malformed, "buffer: no such stream");
    if (block.body.empty() || block.body.size() > limits::block_body_bytes_max)
        return fail(Errc::malformed, "buffer: block size");
    if (block.merged_count != 1)
        return fail(Errc::malformed, "buffer: a merged block has nothing to replace");
    if (block.chain_place >= limits::chain_blocks_max)
        return fail(Errc::malformed, "buffer: a chain too long");
    return {};
}

}  // namespace

Result<Buffer> Buffer::open(const BufferOptions& options, Entropy& entropy) {
    if (options.size_bytes_max < size_bytes_min) return fail(Errc::malformed, "buffer: size_bytes_max");
    if (!options.keys.empty() && options.cipher == nullptr)
        return fail(Errc::malformed, "buffer: keys without a cipher");
    auto opened = open_sound(options, entropy);
    if (opened || opened.error().code != Errc::corrupt) return opened;
    if (options.damaged == Damaged::refuse || options.vfs != nullptr) return opened;
    CAIRN_TRY(auto name, move_aside(options.path));
    CAIRN_TRY(auto anew, open_sound(options, entropy));
    anew.impl_->moved_aside = std::move(name);
    return anew;
}

Result<Buffer> Buffer::open_sound(const BufferOptions& options, Entropy& entropy) {
    CAIRN_TRY(auto database, open_buffer_file(options, entropy));
    CAIRN_TRY(auto receipts, ReceiptWindow::load(database, options.receipts_max));
    CAIRN_TRY(auto file, BufferFile::load(std::move(database),
                                          BodyCipher(options.cipher, options.keys, entropy.next())));
    std::unique_ptr<Impl> impl(new Impl{options,
                                        std::move(file),
                                        std::move(receipts),
                                        Reserve(options.path, options.vfs),
                                        {},
                                        {},
                                        {},
                                        false,
                                        {}});
    impl->options.keys.clear();  // the cipher has its own, and wipes them
    for (const Stream stream : streams) {
        const Sequence next = impl->of(stream).next_sequence;
        if (next > 1) impl->handed_out_of(stream).add({1, next - 1});
    }
    CAIRN_CHECK(impl->begin_epoch(entropy));
    impl->reserve.take();
    return Buffer(std::move(impl));
}

Result<void> Buffer::append(std::span<const Block> blocks, std::span<const Receipt> receipts) {
    Impl& self = *impl_;
    for (const Block& block : blocks) {
        CAIRN_CHECK(check_block(block));
        if (self.file.stored_bytes(block) > self.block_bytes_max(self.file.totals()))
            return fail(Errc::full, "buffer: a block larger than the buffer");
    }
    const auto write = [&](Totals& totals) -> Result<void> {
        if (!blocks.empty()) CAIRN_CHECK(self.store_epoch());
        for (const Block& block : blocks) CAIRN_CHECK(self.put(totals, block));
        if (!blocks.empty()) CAIRN_CHECK(self.expire(totals, blocks.back()));
        return self.receipts.store(receipts);
    };
    auto written = self.commit(Durability::power_loss, write);
    if (!written && written.error().code == Errc::full && !self.unsettled.empty()) {
        CAIRN_CHECK(self.settle_now());
        written = self.commit(Durability::power_loss, write);
    }
    CAIRN_CHECK(written);
    if (!blocks.empty()) self.is_epoch_stored = true;
    self.receipts.note(receipts);
    return {};
}

Result<void> Buffer::Impl::put(Totals& totals, const Block& block) {
    StreamTotals& of = totals.of(block.stream);
    CAIRN_ASSERT(block.sequence == of.next_sequence);
    CAIRN_TRY(const bool has_room, make_room(totals, block.stream, file.stored_bytes(block)));
    CAIRN_TRY(auto loss, loss_of_its_chain(block));
    if (!has_room) loss = GapReason::overflow;
    of.next_sequence = block.sequence + 1;
    if (loss) {
        if (loss == GapReason::overflow) of.dropped_records += block.record_count;
        return declare({block.sequence, block.sequence, *loss, block.record_count, block.stream});
    }
    CAIRN_TRY(const Sums sums, file.insert(block));
    of.waiting += sums;
    const auto before = of.acknowledged.range_at(block.sequence - 1);
    if (!before || block.chain_place > 0) return {};
    return sweep(totals, block.stream, *before, OpenChain::stays);
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

Result<void> Buffer::acknowledge(Stream stream, Sequence first, Sequence last) {
    Impl& self = *impl_;
    const SequenceRange range{first, last};
    if (first == 0 || first > last || last >= next_sequence(stream))
        return fail(Errc::malformed, "buffer: acknowledged before appended");
    if (self.of(stream).acknowledged.holds(range)) return {};
    CAIRN_CHECK(self.set_aside_cut(stream, range));
    Totals totals = self.file.totals();
    CAIRN_CHECK(self.acknowledge(totals, stream, range));
    const bool can_wait = self.unsettled.empty();
    self.file.set_totals(totals);
    self.unsettled.push_back({stream, range});
    // Where nothing is appended in between, rows leave with the second acknowledgement.
    if (!can_wait) CAIRN_CHECK(self.settle_now());
    if (self.file.totals().waits_none()) self.reserve.take();
    return {};
}

Result<void> Buffer::Impl::acknowledge(Totals& totals, Stream stream, SequenceRange range) {
    StreamTotals& of = totals.of(stream);
    for (const SequenceRange& part : of.acknowledged.missing(range)) {
        CAIRN_TRY(const Sums sums, file.sums(stream, part));
        of.waiting -= sums;
        of.kept += sums;
    }
    of.acknowledged.add(range);
    if (of.acknowledged.beyond().size() > limits::acknowledged_ranges_max)
        return fail(Errc::full, "buffer: too many acknowledged ranges");
    return {};
}

Result<void> Buffer::Impl::settle(Totals& totals) {
    for (const auto& [stream, range] : unsettled) {
        const SequenceRange joined = *totals.of(stream).acknowledged.range_at(range.first);
        CAIRN_CHECK(file.remove_gaps(stream, joined));
        CAIRN_CHECK(sweep(totals, stream, joined, OpenChain::stays));
    }
    return {};
}

/// Need not survive a power loss.
Result<void> Buffer::Impl::settle_now() {
    return commit_freeing(Durability::process_death, [](Totals&) -> Result<void> { return {}; });
}

Result<void> Buffer::save_state(std::string_view name, Bytes blob) {
    Impl& self = *impl_;
    if (name.empty() || name.size() > limits::state_name_chars_max)
        return fail(Errc::malformed, "buffer: name of a state");
    if (blob.size() > limits::state_bytes_max) return fail(Errc::malformed, "buffer: size of a state");
    return self.commit(Durability::power_loss, [&](Totals& totals) -> Result<void> {
        CAIRN_CHECK(self.file.put_state(totals, name, blob));
        if (totals.state_bytes > self.options.size_bytes_max / 2)
            return fail(Errc::full, "buffer: room for states");
        // With no block left, half of the buffer is free.
        CAIRN_TRY([[maybe_unused]] const bool has_room, self.make_room(totals, streams.front(), 0));
        return {};
    });
}

Result<std::optional<std::vector<std::uint8_t>>> Buffer::load_state(std::string_view name) {
    return impl_->file.state(name);
}

Result<void> Buffer::save_boot(const BootClock& clock) {
    return impl_->commit(Durability::process_death, [&](Totals&) { return impl_->file.put_boot(clock); });
}

Result<std::optional<BootClock>> Buffer::boot(std::uint64_t id) {
    return impl_->file.boot(id);
}

const std::string& Buffer::moved_aside() const noexcept {
    return impl_->moved_aside;
}
const std::vector<EpochStart>& Buffer::epochs() const noexcept {
    return impl_->epochs;
}
Sequence Buffer::next_sequence(Stream stream) const noexcept {
    return impl_->of(stream).next_sequence;
}
const SequenceSet& Buffer::acknowledged(Stream stream) const noexcept {
    return impl_->of(stream).acknowledged;
}

BufferStats Buffer::stats() const {
    BufferStats stats = stats_of(impl_->file);
    stats.has_reserve = impl_->reserve.held();
    return stats;
}

Buffer::Buffer(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}
Buffer::Buffer(Buffer&&) noexcept = default;
Buffer& Buffer::operator=(Buffer&&) noexcept = default;
Buffer::~Buffer() = default;

}  // namespace cairn
