// How blocks and gaps get into the store: in order, each once, together with what they change.
#pragma once

#include <optional>
#include <span>

#include "cairn/cloud/store.h"
#include "sqlite/sqlite.h"
#include "store/state_changes.h"
#include "store/state_writer.h"

namespace cairn::cloud {

class Intake {
public:
    /// `database` outlives it.
    static Result<Intake> create(sqlite::Database& database);

    Result<Sequence> watermark(const Origin& origin);
    /// The contract of Store::accept().
    Result<Sequence> accept(const Origin& origin, std::span<const Block> blocks, std::span<const Gap> gaps,
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

    explicit Intake(sqlite::Database& database) : database_(&database) {}

    Result<void> begin(Run& run);
    Result<void> take_all(Run& run, std::span<const Block> blocks, std::span<const Gap> gaps);
    Result<void> take(Run& run, const Block& block);
    Result<void> take(Run& run, const Gap& gap);
    Content observe(const Block& block, Timestamp now);
    Result<std::uint64_t> lost_records(const Run& run, const Gap& gap);
    Result<void> write_changes(const Run& run);
    Result<void> finish(const Run& run);

    sqlite::Database* database_;
    StateWriter writer_;
    StateChanges changes_;  // of the run; empty between runs
    std::optional<Error> write_error_;

    sqlite::Statement edge_;
    sqlite::Statement stream_;
    sqlite::Statement add_stream_;
    sqlite::Statement last_block_;
    sqlite::Statement add_block_;
    sqlite::Statement add_gap_;
    sqlite::Statement records_between_;
    sqlite::Statement lost_between_;
    sqlite::Statement set_watermark_;
    sqlite::Statement count_;
};

}  // namespace cairn::cloud
