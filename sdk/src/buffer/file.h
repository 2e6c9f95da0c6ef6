// The rows of the buffer's file, one member a statement; what they mean is decided in buffer.cpp.
#pragma once

#include <optional>

#include "cairn/buffer/buffer.h"
#include "sqlite/sqlite.h"

namespace cairn {

/// What the rows add up to; kept in memory, so that nothing is counted twice.
struct Totals {
    Epoch epoch = 0;
    Sequence next_sequence = 1;
    Sequence acknowledged_through = 0;
    std::uint64_t blocks = 0;
    std::uint64_t records = 0;
    std::uint64_t body_bytes = 0;
    std::uint64_t dropped_records = 0;
    std::uint64_t quarantined_blocks = 0;
    std::uint64_t state_bytes = 0;
};

/// What a commit outlives.
enum class Durability : std::uint8_t {
    process_death,  // written, not synced; the next commit for power_loss syncs it too
    power_loss,     // synced
};

/// A row of `block` without its body.
struct BlockHead {
    Sequence sequence = 0;
    Timestamp sealed_at;
    std::uint64_t record_count = 0;
    std::size_t body_bytes = 0;
};

struct StoredBlock {
    Block block;
    bool is_sound = false;  // both checksums hold
};

class BufferFile {
public:
    /// corrupt: the rows contradict each other.
    static Result<BufferFile> load(sqlite::Database database);

    const Totals& totals() const noexcept { return totals_; }
    void set_totals(const Totals& totals) noexcept { totals_ = totals; }
    Result<sqlite::Transaction> begin(Durability durability);

    // Each of these is one step of a transaction; those with Totals keep them in step.
    Result<void> insert(Totals& totals, const Block& block);
    Result<void> remove(Totals& totals, const BlockHead& head);
    Result<void> remove_through(Totals& totals, Sequence through);
    Result<void> count_dropped(Totals& totals, std::uint64_t record_count);
    /// Copies the block to the quarantine, from which the oldest leave when there are too many.
    Result<void> set_aside(Totals& totals, Sequence sequence);
    Result<void> insert_gap(const Gap& gap);
    Result<void> remove_gap(Sequence first);
    Result<void> put_state(Totals& totals, std::string_view name, Bytes blob);

    Result<std::optional<BlockHead>> oldest();
    Result<std::optional<BlockHead>> head(Sequence sequence);
    Result<std::optional<std::size_t>> body_size(Sequence sequence);
    Result<StoredBlock> block(Sequence sequence);
    /// The gap that holds this number.
    Result<std::optional<Gap>> gap_at(Sequence sequence);
    /// corrupt: it fails its checksum.
    Result<std::optional<std::vector<std::uint8_t>>> state(std::string_view name);
    /// 0 for a name that has none.
    Result<std::uint64_t> state_size(std::string_view name);
    /// The number of the first block or gap behind `sequence`; the largest number when there is none.
    Result<Sequence> next_item(Sequence sequence);

private:
    explicit BufferFile(sqlite::Database database) noexcept : database_(std::move(database)) {}
    Result<void> prepare();
    Result<void> add_up();
    Result<std::optional<BlockHead>> head_of(sqlite::Query rows);

    sqlite::Database database_;
    Totals totals_;
    Durability durability_ = Durability::power_loss;
    sqlite::Statement insert_block_, delete_block_, delete_blocks_, select_oldest_, select_head_,
        select_block_, sum_through_;
    sqlite::Statement insert_gap_, delete_gap_, delete_gaps_, cut_gap_, select_gap_, select_next_;
    sqlite::Statement insert_quarantine_, trim_quarantine_, update_acknowledged_, update_dropped_;
    sqlite::Statement put_state_, select_state_, select_state_size_;
};

}  // namespace cairn
