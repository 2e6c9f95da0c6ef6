#include "cairn/wire/block_reader.h"

#include "cairn/core/crc32c.h"
#include "cairn/core/limits.h"
#include "wire/chain_link.h"
#include "wire/hearing_reader.h"
#include "wire/position_reader.h"
#include "wire/row_reader.h"

namespace cairn {

struct BlockReader::Impl {
    bool is_next(const Block& block) const noexcept {
        if (block.chain_place == 0) return true;
        return is_whole && block.merged_count == 1 && block.codec == codec && block.sequence == last + 1 &&
               block.chain_place == place + 1;
    }
    Result<void> read_columns(const Block& block, FunctionRef<void(const Record&)> sink);
    Result<std::uint32_t> read_section(const Block& block, wire::ColumnReader& body,
                                       std::uint32_t records_max, FunctionRef<void(const Record&)> sink);

    wire::HearingReader hearings;
    wire::PositionReader positions;
    bool is_whole = false;  // of the chain, everything up to `last` was read
    Sequence last = 0;
    std::uint32_t place = 0;
    std::uint32_t last_crc32c = 0;
    BlockCodec codec = BlockCodec::columns;
};

Result<void> BlockReader::Impl::read_columns(const Block& block, FunctionRef<void(const Record&)> sink) {
    wire::ColumnReader body(block.body);
    if (wire::read_link(body) != (block.chain_place == 0 ? 0 : last_crc32c))
        return fail(Errc::corrupt, "block: not behind the one it was sealed behind");
    if (block.chain_place == 0) {
        hearings.start_chain();
        positions.start_chain();
    }
    // A merged block has a section for each stretch of the blocks it stands for.
    std::uint32_t left = block.record_count;
    do {
        CAIRN_TRY(const std::uint32_t count, read_section(block, body, left, sink));
        left -= count;
    } while (body.left() > 0);
    if (left > 0) return fail(Errc::malformed, "block: another number of records than stated");
    return {};
}

Result<std::uint32_t> BlockReader::Impl::read_section(const Block& block, wire::ColumnReader& body,
                                                      std::uint32_t records_max,
                                                      FunctionRef<void(const Record&)> sink) {
    const std::int64_t correction_ms = block.clock.correction_ms;
    if (block.codec == BlockCodec::columns)
        return hearings.read(body, limits::block_plain_bytes_max, records_max, correction_ms, sink);
    return positions.read(body, limits::block_plain_bytes_max, records_max, correction_ms, sink);
}

BlockReader::BlockReader() : impl_(std::make_unique<Impl>()) {}
BlockReader::BlockReader(BlockReader&&) noexcept = default;
BlockReader& BlockReader::operator=(BlockReader&&) noexcept = default;
BlockReader::~BlockReader() = default;

bool BlockReader::is_next(const Block& block) const noexcept {
    return impl_->is_next(block);
}

Result<void> BlockReader::read(const Block& block, FunctionRef<void(const Record&)> sink) {
    Impl& self = *impl_;
    if (!self.is_next(block)) return fail(Errc::truncated, "block: its chain is not read up to here");
    self.is_whole = false;
    if (block.body.size() > limits::block_body_bytes_max) return fail(Errc::full, "block: body too large");
    if (crc32c(block.body) != block.crc32c) return fail(Errc::corrupt, "block: checksum");
    if (block.record_count > limits::block_records_max) return fail(Errc::full, "block: too many records");
    switch (block.codec) {
        case BlockCodec::protobuf_zstd: CAIRN_CHECK(wire::read_rows(block, sink)); break;
        case BlockCodec::columns:
        case BlockCodec::position_columns: CAIRN_CHECK(self.read_columns(block, sink)); break;
        default: return fail(Errc::unsupported, "block: codec");
    }
    self.is_whole = true;
    self.last = block.sequence;
    self.place = block.chain_place;
    self.last_crc32c = block.crc32c;
    self.codec = block.codec;
    return {};
}

Result<void> read_block(const Block& block, FunctionRef<void(const Record&)> sink) {
    return BlockReader().read(block, sink);
}

}  // namespace cairn
