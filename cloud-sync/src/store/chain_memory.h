// Reads stored and arriving blocks, each with what its chain taught. A chain's memory is made again from
// the stored blocks where it is not here.
#pragma once

#include <cstdint>
#include <list>
#include <optional>

#include "cairn/core/function_ref.h"
#include "cairn/core/result.h"
#include "cairn/model/block.h"
#include "cairn/model/record.h"
#include "cairn/wire/block_reader.h"
#include "sqlite/sqlite.h"

namespace cairn::cloud {

class ChainMemory {
public:
    /// As many chains are remembered; of more, those that were not used for longest are forgotten.
    explicit ChainMemory(std::size_t chains_max) noexcept : chains_max_(chains_max) {}

    static Result<ChainMemory> create(sqlite::Database& database, std::size_t chains_max);

    /// As BlockReader::read(), of a block of the stored stream `stream`. truncated: its chain is not
    /// stored, or is another one; nothing was delivered. unsupported: the stored chain cannot be read, or the
    /// block. Other errors are the block's; io of the file.
    Result<void> read(std::int64_t stream, const Block& block, FunctionRef<void(const Record&)> sink);

    /// What was read may not have been stored.
    void forget() noexcept { chains_.clear(); }

private:
    struct Chain {
        std::int64_t stream = 0;
        Sequence first = 0;
        BlockReader reader;
    };
    Chain& chain_of(std::int64_t stream, const Block& block);
    Result<void> catch_up(Chain& chain, const Block& block);

    std::size_t chains_max_;
    std::list<Chain> chains_;  // used last comes first
    sqlite::Statement blocks_;
};

}  // namespace cairn::cloud
