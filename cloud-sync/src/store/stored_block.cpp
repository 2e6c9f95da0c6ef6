#include "store/stored_block.h"

namespace cairn::cloud {

Block block_of(const sqlite::Query& row, int first_column) {
    int column = first_column;
    Block block;
    block.sequence = row.bits(column++);
    block.merged_count = static_cast<std::uint32_t>(row.integer(column++));
    block.chain_place = static_cast<std::uint32_t>(row.integer(column++));
    block.sealed_at = {row.integer(column++)};
    block.clock.boot = row.bits(column++);
    block.clock.sealed = {row.integer(column++)};
    block.clock.correction_ms = row.integer(column++);
    if (!row.is_null(column)) block.clock.uncertainty_ms = static_cast<std::uint32_t>(row.integer(column));
    ++column;
    block.codec = static_cast<BlockCodec>(row.integer(column++));
    block.crc32c = static_cast<std::uint32_t>(row.integer(column++));
    block.record_count = static_cast<std::uint32_t>(row.integer(column++));
    const Bytes body = row.blob(column);
    block.body.assign(body.begin(), body.end());
    return block;
}

}  // namespace cairn::cloud
