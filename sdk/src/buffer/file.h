// The rows of the buffer's file, one member a statement; what they mean is decided in impl.h.
#pragma once

#include <optional>

#include "buffer/body_cipher.h"
#include "buffer/totals.h"
#include "cairn/buffer/buffer.h"
#include "sqlite/sqlite.h"

namespace cairn {

/// What a commit outlives.
enum class Durability : std::uint8_t {
    process_death,  // written, not synced; the next commit for power_loss syncs it too
    power_loss,     // synced
};

/// A row of `block` without its body. What a damaged row says of its neighbours is not believed: it stands
/// for itself alone then.
struct BlockHead {
    Sequence sequence = 0;
    std::uint32_t merged_count = 1;
    std::uint32_t chain_place = 0;
    Timestamp sealed_at;
    BlockClock clock;
    std::uint64_t record_count = 0;
    std::uint32_t key_id = 0;  // 0: the body stands as it is
    std::size_t body_bytes = 0;  // as they stand in the row

    Sequence first() const noexcept { return sequence - merged_count + 1; }
};

struct StoredBlock {
    Block block;
    bool is_sound = false;  // both checksums hold
};

class BufferFile {
public:
    /// corrupt: the rows contradict each other. denied: some are encrypted with a key that is not known here.
    static Result<BufferFile> load(sqlite::Database database, BodyCipher cipher);
    /// The same of a file that may be damaged: a stream whose sums cannot be believed is counted anew.
    /// corrupt: not even its identity can be read.
    static Result<BufferFile> load_damaged(sqlite::Database database, BodyCipher cipher);

    const Totals& totals() const noexcept { return totals_; }
    Result<sqlite::Transaction> begin(Durability durability);
    /// The last step of a transaction: writes what of `totals` is not as it stands in the file.
    Result<void> store(const Totals& totals);
    /// Once that transaction is committed.
    void set_stored(const Totals& totals) {
        totals_ = totals;
        stored_ = totals;
    }
    /// What the next transaction stores.
    void set_totals(const Totals& totals) { totals_ = totals; }

    // Each of these is one step of a transaction, which keeps its Totals in step.
    /// Answers what the row adds up to.
    Result<Sums> insert(const Block& block);
    std::size_t stored_bytes(const Block& block) const {
        return block.body.size() + cipher_.overhead_bytes();
    }
    /// Rows with these ids, whatever else they stand for.
    Result<void> remove(Stream stream, SequenceRange range);
    /// Copies the rows to the quarantine, from which the oldest leave when there are too many.
    Result<void> set_aside(Totals& totals, Stream stream, SequenceRange range);
    Result<void> insert_gap(const Gap& gap);
    Result<void> remove_gap(const Gap& gap);
    /// Those that lie wholly inside.
    Result<void> remove_gaps(Stream stream, SequenceRange range);
    Result<void> put_state(Totals& totals, std::string_view name, Bytes blob);
    Result<void> put_boot(const BootClock& clock);
    Result<void> put_epoch(const EpochStart& start);
    /// Those that are older than this one; none when it is not there.
    Result<void> remove_epochs_before(Epoch epoch);

    /// Of the rows with these ids.
    Result<Sums> sums(Stream stream, SequenceRange range);
    /// The first block whose last number is `sequence` or higher.
    Result<std::optional<BlockHead>> first_from(Stream stream, Sequence sequence);
    /// The last block whose last number is `sequence` or lower.
    Result<std::optional<BlockHead>> last_through(Stream stream, Sequence sequence);
    /// The first block from `sequence` on that is read by itself.
    Result<std::optional<BlockHead>> key_from(Stream stream, Sequence sequence);
    Result<std::optional<BlockHead>> head(Stream stream, Sequence sequence);
    /// corrupt: there is no such row. denied: its key is not known here.
    Result<StoredBlock> block(Stream stream, Sequence sequence);
    /// The gap that holds this number, or else the last one before it.
    Result<std::optional<Gap>> last_gap_through(Stream stream, Sequence sequence);
    Result<std::optional<Gap>> first_gap_from(Stream stream, Sequence sequence);
    /// corrupt: it fails its checksum. denied: its key is not known here.
    Result<std::optional<std::vector<std::uint8_t>>> state(std::string_view name);
    Result<std::optional<BootClock>> boot(std::uint64_t id);
    /// Oldest first. corrupt: one fails its checksum.
    Result<std::vector<EpochStart>> epochs();
    Result<std::vector<BootClock>> boots();
    Result<std::vector<std::string>> state_names();
    /// Of the stream's row: whether it is there, with the sums it says, and its checksum holds.
    Result<bool> has_sound_totals(Stream stream);
    /// What the stream's rows add up to, counted one by one.
    Result<void> count(StreamTotals& of, Stream stream);
    sqlite::Database& database() noexcept { return database_; }

private:
    BufferFile(sqlite::Database database, BodyCipher cipher) noexcept
        : database_(std::move(database)),
          cipher_(std::move(cipher)) {}
    Result<void> prepare();
    Result<void> check_keys();
    Result<void> load_totals();
    Result<void> load_file_totals();
    Result<bool> load_stream_row(Stream stream);
    Result<void> load_stream(Stream stream);
    Result<void> guess_stream(Stream stream);
    Result<void> load_acknowledged(Stream stream);
    Result<void> store_acknowledged(Stream stream, const SequenceSet& acknowledged);
    Result<std::uint64_t> state_size(std::string_view name);

    sqlite::Database database_;
    BodyCipher cipher_;
    Totals totals_;
    Totals stored_;  // as they stand in the file
    Durability durability_ = Durability::power_loss;
    sqlite::Statement insert_block_, delete_blocks_, sum_blocks_, select_first_, select_last_, select_key_,
        select_block_;
    sqlite::Statement insert_gap_, delete_gap_, delete_gaps_, select_gap_before_, select_gap_behind_;
    sqlite::Statement put_stream_, select_stream_, insert_range_, delete_ranges_, select_ranges_;
    sqlite::Statement insert_quarantine_, trim_quarantine_;
    sqlite::Statement put_state_, select_state_, select_state_size_;
    sqlite::Statement insert_epoch_, delete_epochs_;
    sqlite::Statement insert_boot_, delete_boot_, trim_boots_, select_boot_;
};

}  // namespace cairn
