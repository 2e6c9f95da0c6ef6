// The body of BlockCodec 1 to records.
#pragma once

#include "cairn/core/function_ref.h"
#include "cairn/core/result.h"
#include "cairn/model/block.h"
#include "cairn/model/record.h"

namespace cairn::wire {

/// In the order they were added. malformed, full: as BlockReader::read().
Result<void> read_rows(const Block& block, FunctionRef<void(const Record&)> sink);

}  // namespace cairn::wire
