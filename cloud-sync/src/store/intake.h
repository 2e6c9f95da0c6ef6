// How blocks and gaps get into the store: each once, together with what they change.
#pragma once

#include <optional>
#include <span>

#include "cairn/cloud/store.h"
#include "sqlite/sqlite.h"
#include "store/chain_memory.h"
#include "store/state_changes.h"
#include "store/state_writer.h"
#include "store/stored_streams.h"

namespace cairn::cloud {

class Intake {
public:
    /// `database` outlives it.
    static Result<Intake> create(sqlite::Database& database);

    /// The contract of Store::held().
    Result<HeldStreams> held(const Origin& origin);
    /// The contract of Store::accept().
    Result<Accepted> accept(const Origin& origin, std::span<const Block> blocks, std::span<const Gap> gaps,
                            Timestamp now);
    /// Of the last accept() that had something to write.
    const std::optional<Error>& write_error() const noexcept { return write_error_; }

private:
    struct Run;
    /// How much of a block's content is known here.
    struct Content {
        std::uint32_t records = 0;
        std::optional<Error> defect;
    };

    explicit Intake(sqlite::Database& database, ChainMemory chains)
        : database_(&database),
          chains_(std::move(chains)) {}

    Result<void> begin(Run& run);
    Result<void> take_all(Run& run, std::span<const Block> blocks, std::span<const Gap> gaps);
    Result<void> take(Run& run, const Block& block);
    Result<void> take(Run& run, const Gap& gap);
    Result<void> take(Run& run, std::size_t epoch, const Gap& gap);
    static HeldStreams held_by(const Run& run);
    Content observe(std::int64_t stream, const Block& block, Timestamp now);
    Result<void> add(Run& run, StoredStream& stream, const Block& block, const Content& content);
    Result<std::uint64_t> lost_records(const StoredStream& stream, const Gap& gap);
    Result<void> write_changes(const Run& run);
    Result<void> finish(const Run& run);

    sqlite::Database* database_;
    ChainMemory chains_;
    StoredStreams streams_;
    StateWriter writer_;
    StateChanges changes_;  // of the run; empty between runs
    std::optional<Error> write_error_;

    sqlite::Statement edge_;
    sqlite::Statement last_block_;
    sqlite::Statement add_block_;
    sqlite::Statement add_gap_;
    sqlite::Statement records_between_;
    sqlite::Statement lost_between_;
    sqlite::Statement count_;
};

}  // namespace cairn::cloud
