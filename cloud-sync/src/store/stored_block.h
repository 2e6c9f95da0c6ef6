// A row of the table of blocks as a Block.
#pragma once

#include "cairn/model/block.h"
#include "sqlite/sqlite.h"

namespace cairn::cloud {

/// The columns that block_of() reads, in its order, for a SELECT from `block`.
inline constexpr const char* block_columns =
    "sequence, merged_count, chain_place, sealed_at, boot, sealed_elapsed, correction_ms, uncertainty_ms, "
    "codec, crc32c, claimed_records, body";
inline constexpr int block_columns_count = 12;

/// `first_column`: where block_columns begin. The stream is for the caller to set.
Block block_of(const sqlite::Query& row, int first_column);

}  // namespace cairn::cloud
