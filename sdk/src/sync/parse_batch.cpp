#include <array>
#include <limits>

#include "cairn/core/limits.h"
#include "cairn/core/protobuf_reader.h"
#include "cairn/v1/sync.pb.h"
#include "sync/parse_parts.h"

namespace cairn::protocol {
namespace {

constexpr std::uint32_t blocks_number = 1;
constexpr std::uint32_t gaps_number = 2;

bool is_byte_number(std::uint32_t number) noexcept {
    return number >= 1 && number <= std::numeric_limits<std::uint8_t>::max();
}

/// How the block stands among others: its numbers, and the chain it is read with.
Result<void> check_place(const v1::Block& from) {
    if (!is_stream(from.stream())) return broken("batch: stream of a block");
    if (from.sequence() == 0) return broken("batch: block number 0");
    if (from.sequence() > sequence_max) return broken("batch: a block number that no edge reaches");
    if (from.merged_more() >= limits::merged_blocks_max || from.merged_more() >= from.sequence())
        return broken("batch: a merged block of too many");
    if (from.chain_place() >= limits::chain_blocks_max || from.chain_place() >= from.sequence())
        return broken("batch: place in a chain");
    if (from.merged_more() > 0 && from.chain_place() > 0) return broken("batch: a merged block in a chain");
    return {};
}

Result<void> check_times(const v1::Block& from) {
    if (!is_time(from.sealed_at_unix_ms()) || !is_time(from.sealed_elapsed_ms()))
        return broken("batch: time out of range");
    if (from.correction_ms() > wire::unix_ms_max || from.correction_ms() < -wire::unix_ms_max)
        return broken("batch: correction out of range");
    return {};
}

Result<Block> read(const v1::Block& from) {
    CAIRN_CHECK(check_place(from));
    CAIRN_CHECK(check_times(from));
    if (from.record_count() == 0 || from.record_count() > limits::block_records_max)
        return broken("batch: number of records");
    if (!is_byte_number(from.codec())) return broken("batch: codec");
    if (from.body().empty() || from.body().size() > limits::block_body_bytes_max)
        return broken("batch: size of a body");
    Block block;
    block.stream = static_cast<Stream>(from.stream());
    block.sequence = from.sequence();
    block.merged_count = from.merged_more() + 1;
    block.chain_place = from.chain_place();
    block.sealed_at = timestamp(from.sealed_at_unix_ms());
    block.clock.boot = from.boot();
    block.clock.sealed = instant(from.sealed_elapsed_ms());
    block.clock.correction_ms = from.correction_ms();
    if (from.has_uncertainty_ms()) block.clock.uncertainty_ms = from.uncertainty_ms();
    block.record_count = from.record_count();
    block.codec = static_cast<BlockCodec>(from.codec());
    block.crc32c = from.crc32c();
    block.body.assign(from.body().begin(), from.body().end());
    return block;
}

Result<Gap> read(const v1::Gap& from) {
    if (!is_stream(from.stream())) return broken("batch: stream of a gap");
    if (from.first() == 0 || from.last() < from.first()) return broken("batch: range of a gap");
    if (from.last() > sequence_max) return broken("batch: a gap up to where no edge gets");
    if (!is_byte_number(from.reason())) return broken("batch: reason of a gap");
    Gap gap;
    gap.stream = static_cast<Stream>(from.stream());
    gap.first = from.first();
    gap.last = from.last();
    gap.reason = static_cast<GapReason>(from.reason());
    gap.record_count = from.record_count();
    return gap;
}

/// Whether the items of each stream, blocks and gaps each in their order, do not overlap.
Result<void> check_order(const Batch& batch) {
    std::array<SequenceSet, streams_count> taken;
    const auto take = [&taken](Stream stream, SequenceRange range) {
        SequenceSet& numbers = taken[static_cast<std::size_t>(stream) - 1];
        const bool is_free = !numbers.touches(range);
        numbers.add(range);
        return is_free;
    };
    std::array<Sequence, streams_count> last_block{};
    for (const Block& block : batch.blocks) {
        Sequence& last = last_block[static_cast<std::size_t>(block.stream) - 1];
        if (block.first() <= last) return broken("batch: blocks out of order");
        last = block.sequence;
        take(block.stream, {block.first(), block.sequence});
    }
    std::array<Sequence, streams_count> last_gap{};
    for (const Gap& gap : batch.gaps) {
        Sequence& last = last_gap[static_cast<std::size_t>(gap.stream) - 1];
        if (gap.first <= last) return broken("batch: gaps out of order");
        last = gap.last;
        if (!take(gap.stream, {gap.first, gap.last})) return broken("batch: a gap where a block is");
    }
    return {};
}

}  // namespace

Result<Batch> parse_batch(Bytes encoded) {
    Batch batch;
    v1::Block block;
    v1::Gap gap;
    ProtobufReader fields(encoded);
    while (true) {
        CAIRN_TRY(const auto field, fields.next());
        if (!field) break;
        if (field->number != blocks_number && field->number != gaps_number) continue;
        if (field->type != ProtobufType::bytes) return broken("batch: a field of another type");
        if (batch.blocks.size() + batch.gaps.size() == batch_items_max)
            return fail(Errc::full, "batch: too many items");
        if (field->number == blocks_number) {
            if (!parse_whole(block, field->bytes)) return broken("batch: not a block");
            CAIRN_TRY(Block one, read(block));
            batch.blocks.push_back(std::move(one));
        } else {
            if (!parse_whole(gap, field->bytes)) return broken("batch: not a gap");
            CAIRN_TRY(const Gap one, read(gap));
            batch.gaps.push_back(one);
        }
    }
    if (batch.blocks.empty() && batch.gaps.empty()) return broken("batch: empty");
    CAIRN_CHECK(check_order(batch));
    return batch;
}

}  // namespace cairn::protocol
