// Blocks of a chain to one that is read by itself, and takes less.
#pragma once

#include <memory>

#include "cairn/core/result.h"
#include "cairn/model/block.h"

namespace cairn {

/// Takes the blocks of one or more chains of a stream, one after the other, and makes one block of them. Not
/// thread-safe. Of one clock: blocks of another boot, or of a clock that was set meanwhile, are refused.
class BlockMerger {
public:
    /// An archive takes more time and less room, for links that are paid by the byte.
    explicit BlockMerger(bool is_archive = false);

    /// The first block must begin a chain, and each must follow the one before.
    /// malformed: it does not, or its clock is another's; nothing was taken. full: what is here would grow
    /// larger than a block may be; nothing was taken. Other errors are those of BlockReader::read(): begin
    /// anew.
    Result<void> add(const Block& block);
    bool empty() const noexcept;

    /// One block for all that was added; merged_count says how many. There must be something. The next add()
    /// begins anew. full: it has become larger than a block may be.
    Result<Block> merge();

    BlockMerger(BlockMerger&&) noexcept;
    BlockMerger& operator=(BlockMerger&&) noexcept;
    ~BlockMerger();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace cairn
