#include "store/chain_memory.h"

#include <algorithm>
#include <string>

#include "cairn/core/crc32c.h"
#include "store/stored_block.h"

namespace cairn::cloud {

Result<ChainMemory> ChainMemory::create(sqlite::Database& database, std::size_t chains_max) {
    ChainMemory memory(chains_max);
    CAIRN_TRY(memory.blocks_,
              database.prepare(std::string("SELECT ")
                                   .append(block_columns)
                                   .append(" FROM block WHERE stream = ? AND sequence BETWEEN ? AND ? "
                                           "ORDER BY sequence")));
    return memory;
}

ChainMemory::Chain& ChainMemory::chain_of(std::int64_t stream, const Block& block) {
    const Sequence first = block.sequence - block.chain_place;
    const auto found = std::ranges::find_if(
        chains_, [&](const Chain& chain) { return chain.stream == stream && chain.first == first; });
    if (found != chains_.end()) {
        chains_.splice(chains_.begin(), chains_, found);
        return chains_.front();
    }
    // A stream goes on to its next chain: the reader that has the room already takes it.
    const auto ended = std::ranges::find_if(chains_, [&](const Chain& chain) {
        return chain.stream == stream && chain.first < first && block.chain_place == 0;
    });
    if (ended != chains_.end()) {
        chains_.splice(chains_.begin(), chains_, ended);
    } else if (chains_.size() >= chains_max_) {
        chains_.splice(chains_.begin(), chains_, std::prev(chains_.end()));
    } else {
        chains_.emplace_front();
    }
    chains_.front().stream = stream;
    chains_.front().first = first;
    return chains_.front();
}

/// Reads the chain's blocks that stand before `block`, without delivering.
Result<void> ChainMemory::catch_up(Chain& chain, const Block& block) {
    chain.reader = BlockReader();
    const Sequence last = block.sequence - 1;
    Sequence next = chain.first;
    sqlite::Query rows = blocks_.query(chain.stream, chain.first, last);
    while (next <= last) {
        CAIRN_TRY(const bool is_row, rows.next());
        if (!is_row) break;
        const Block stored = block_of(rows, 0);
        if (stored.sequence != next || stored.chain_place != next - chain.first || stored.merged_count != 1)
            break;
        const auto read = chain.reader.read(stored, [](const Record&) {});
        if (!read) return fail(Errc::unsupported, "store: a chain that cannot be read");
        ++next;
    }
    if (next <= last) return fail(Errc::truncated, "store: a chain that is not stored");
    return {};
}

Result<void> ChainMemory::read(std::int64_t stream, const Block& block,
                               FunctionRef<void(const Record&)> sink) {
    if (block.chain_place >= block.sequence) return fail(Errc::malformed, "store: a chain before 1");
    Chain& chain = chain_of(stream, block);
    if (!chain.reader.is_next(block)) CAIRN_CHECK(catch_up(chain, block));
    const auto read = chain.reader.read(block, sink);
    if (read) return {};
    const Error error = read.error();
    chain.reader = BlockReader();
    if (error.code != Errc::corrupt || crc32c(block.body) != block.crc32c) return fail(error);
    // The body is as it was sent, but does not follow what is stored, or nothing.
    if (block.chain_place == 0) return fail(Errc::malformed, error.where);
    return fail(Errc::truncated, "store: the stored chain is another one");
}

}  // namespace cairn::cloud
