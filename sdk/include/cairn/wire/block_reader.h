// Blocks to records, where blocks of a chain are read one after the other.
#pragma once

#include <cstdint>
#include <memory>

#include "cairn/core/function_ref.h"
#include "cairn/core/result.h"
#include "cairn/model/block.h"
#include "cairn/model/record.h"

namespace cairn {

/// Reads the blocks of one stream. What a chain's blocks taught is remembered until the next chain begins.
/// Not thread-safe.
class BlockReader {
public:
    BlockReader();

    /// Whether read() can take this block now: it can be read by itself, or it follows the one read last.
    bool is_next(const Block& block) const noexcept;

    /// Delivers the block's records and how many there were. Of hearings, each tag's stand together and by
    /// time; all else stands in the order it was added. Times by the edge's own clock are corrected as the
    /// block's clock says. Views in records live for the call.
    /// Ids, kinds, numbers, times and texts (UTF-8) in them are checked; a Quantity may be one that is not
    /// known here. truncated: not is_next(), nothing was read. corrupt: the checksum fails, or it is not the
    /// block that its writer put behind the one read last. unsupported: a codec that is not known here.
    /// malformed, full: the body breaks its format or a limit; records before the defect may have been
    /// delivered. After an error the chain's further blocks cannot be read.
    Result<void> read(const Block& block, FunctionRef<void(const Record&)> sink);

    BlockReader(BlockReader&&) noexcept;
    BlockReader& operator=(BlockReader&&) noexcept;
    ~BlockReader();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// A block by itself; errors as BlockReader::read().
Result<void> read_block(const Block& block, FunctionRef<void(const Record&)> sink);

}  // namespace cairn
