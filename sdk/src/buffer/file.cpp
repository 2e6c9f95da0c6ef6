#include "buffer/file.h"

#include <algorithm>

#include "buffer/row_crc.h"
#include "buffer/row_id.h"
#include "cairn/core/crc32c.h"
#include "cairn/core/limits.h"

namespace cairn {
namespace {

constexpr std::uint64_t quarantine_blocks_max = 64;

/// What is selected of a block, in this order, and how a query for some begins.
#define CAIRN_SELECT_HEAD                                                                          \
    "SELECT id, merged_count, chain_place, sealed_at, boot, sealed, record_count, codec, crc32c, " \
    "head_crc32c, key, length(body) FROM block "

/// What a row says beside its body.
struct RowHead {
    Block block;  // its crc32c is of the body as it stands in the row
    std::uint32_t key_id = 0;
};

/// Of everything in the row that is not the body: a damaged number of records would pass the body's
/// own checksum and then be refused by the cloud for ever.
std::uint32_t head_crc32c(const Block& block, std::uint32_t body_crc32c, std::uint32_t key_id) {
    return row_crc32c({static_cast<std::uint64_t>(block.stream), block.sequence, block.merged_count,
                       block.chain_place, static_cast<std::uint64_t>(block.sealed_at.unix_ms),
                       block.clock.boot, static_cast<std::uint64_t>(block.clock.sealed.elapsed_ms),
                       block.record_count, static_cast<std::uint64_t>(block.codec), body_crc32c, key_id});
}

std::uint32_t crc32c_of(const EpochStart& start) {
    static_assert(streams_count == 3);
    return row_crc32c({start.epoch, start.first[0], start.first[1], start.first[2]});
}

constexpr std::uint64_t about_block = 1;
constexpr std::uint64_t about_state = 2;

std::vector<std::uint8_t> words_about_block(std::uint64_t file, const Block& block) {
    return words_about({about_block, file, static_cast<std::uint64_t>(block.stream), block.sequence,
                        block.merged_count, block.chain_place,
                        static_cast<std::uint64_t>(block.sealed_at.unix_ms), block.clock.boot,
                        static_cast<std::uint64_t>(block.clock.sealed.elapsed_ms), block.record_count,
                        static_cast<std::uint64_t>(block.codec)},
                       {});
}

/// nullopt: the row is damaged.
std::optional<RowHead> row_head_of(const sqlite::Query& row) {
    RowHead head;
    Block& block = head.block;
    block.stream = static_cast<Stream>(stream_number_of(row.integer(0)));
    block.sequence = sequence_of(row.integer(0));
    block.merged_count = static_cast<std::uint32_t>(row.bits(1));
    block.chain_place = static_cast<std::uint32_t>(row.bits(2));
    block.sealed_at = {row.integer(3)};
    block.clock.boot = row.bits(4);
    block.clock.sealed = {row.integer(5)};
    block.record_count = static_cast<std::uint32_t>(row.bits(6));
    block.codec = static_cast<BlockCodec>(row.bits(7));
    block.crc32c = static_cast<std::uint32_t>(row.bits(8));
    head.key_id = static_cast<std::uint32_t>(row.bits(10));
    const bool is_sound = row.bits(9) == head_crc32c(block, block.crc32c, head.key_id) &&
                          block.merged_count >= 1 && block.merged_count <= block.sequence &&
                          block.chain_place < block.sequence;
    return is_sound ? std::optional(std::move(head)) : std::nullopt;
}

Result<std::optional<BlockHead>> head_of(sqlite::Query row) {
    CAIRN_TRY(const bool is_row, row.next());
    if (!is_row) return std::optional<BlockHead>{};
    BlockHead head;
    head.sequence = sequence_of(row.integer(0));
    head.body_bytes = static_cast<std::size_t>(row.integer(11));
    // The number may be part of the damage; a block never has more.
    head.record_count = std::min<std::uint64_t>(row.bits(6), limits::block_records_max);
    if (const auto sound = row_head_of(row)) {
        head.merged_count = sound->block.merged_count;
        head.chain_place = sound->block.chain_place;
        head.sealed_at = sound->block.sealed_at;
        head.clock = sound->block.clock;
        head.record_count = sound->block.record_count;
        head.key_id = sound->key_id;
    }
    return std::optional(head);
}

Result<std::optional<Gap>> gap_of(sqlite::Query row) {
    CAIRN_TRY(const bool is_row, row.next());
    if (!is_row) return std::optional<Gap>{};
    Gap gap;
    gap.stream = static_cast<Stream>(stream_number_of(row.integer(0)));
    gap.first = sequence_of(row.integer(0));
    gap.last = row.bits(1);
    gap.reason = static_cast<GapReason>(row.bits(2));
    gap.record_count = row.bits(3);
    return std::optional(gap);
}

}  // namespace

Result<void> BufferFile::prepare() {
    const struct {
        sqlite::Statement& statement;
        const char* sql;
    } all[] = {
        {insert_block_, "INSERT INTO block VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"},
        {delete_blocks_, "DELETE FROM block WHERE id BETWEEN ? AND ?"},
        // Not more records of a block than it can have: the number may be part of a damage.
        {sum_blocks_, "SELECT count(*), total(max(0, min(record_count, ?3 * merged_count))), "
                      "total(length(body)) FROM block WHERE id BETWEEN ?1 AND ?2"},
        {select_first_, CAIRN_SELECT_HEAD "WHERE id BETWEEN ? AND ? ORDER BY id LIMIT 1"},
        {select_last_, CAIRN_SELECT_HEAD "WHERE id BETWEEN ? AND ? ORDER BY id DESC LIMIT 1"},
        {select_key_, CAIRN_SELECT_HEAD "WHERE id BETWEEN ? AND ? AND chain_place = 0 ORDER BY id LIMIT 1"},
        {select_block_, "SELECT id, merged_count, chain_place, sealed_at, boot, sealed, record_count, codec, "
                        "crc32c, head_crc32c, key, body FROM block WHERE id = ?"},
        {insert_gap_, "INSERT INTO gap VALUES (?, ?, ?, ?)"},
        {delete_gap_, "DELETE FROM gap WHERE id = ?"},
        {delete_gaps_, "DELETE FROM gap WHERE id BETWEEN ? AND ? AND last <= ?"},
        {select_gap_before_, "SELECT * FROM gap WHERE id BETWEEN ? AND ? ORDER BY id DESC LIMIT 1"},
        {select_gap_behind_, "SELECT * FROM gap WHERE id BETWEEN ? AND ? ORDER BY id LIMIT 1"},
        {put_stream_, "INSERT OR REPLACE INTO stream VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"},
        {select_stream_, "SELECT * FROM stream WHERE id = ?"},
        {insert_range_, "INSERT INTO acknowledged VALUES (?, ?)"},
        {delete_ranges_, "DELETE FROM acknowledged WHERE id BETWEEN ? AND ?"},
        {select_ranges_, "SELECT id, last FROM acknowledged WHERE id BETWEEN ? AND ? ORDER BY id"},
        {insert_quarantine_,
         "INSERT INTO quarantine SELECT NULL, block.* FROM block WHERE id BETWEEN ? AND ? ORDER BY id"},
        {trim_quarantine_, "DELETE FROM quarantine WHERE number NOT IN "
                           "(SELECT number FROM quarantine ORDER BY number DESC LIMIT ?)"},
        {put_state_, "INSERT OR REPLACE INTO state VALUES (?, ?, ?, ?)"},
        {select_state_, "SELECT crc32c, key, blob FROM state WHERE name = ?"},
        {select_state_size_, "SELECT length(blob) FROM state WHERE name = ?"},
        {insert_epoch_, "INSERT INTO epoch VALUES (NULL, ?, ?, ?, ?, ?)"},
        {delete_epochs_, "DELETE FROM epoch WHERE number < (SELECT number FROM epoch WHERE epoch = ?)"},
        {insert_boot_, "INSERT INTO boot VALUES (NULL, ?, ?, ?)"},
        {delete_boot_, "DELETE FROM boot WHERE id = ?"},
        {trim_boots_, "DELETE FROM boot WHERE number NOT IN "
                      "(SELECT number FROM boot ORDER BY number DESC LIMIT ?)"},
        {select_boot_, "SELECT offset_ms, uncertainty_ms FROM boot WHERE id = ?"},
    };
    for (const auto& [statement, sql] : all) {
        CAIRN_TRY(statement, database_.prepare(sql));
    }
    return {};
}

#undef CAIRN_SELECT_HEAD

Result<sqlite::Transaction> BufferFile::begin(Durability durability) {
    if (durability != durability_) {
        CAIRN_CHECK(database_.execute(durability == Durability::power_loss ? "PRAGMA synchronous = FULL"
                                                                           : "PRAGMA synchronous = NORMAL"));
        durability_ = durability;
    }
    return sqlite::Transaction::begin(database_);
}

Result<Sums> BufferFile::insert(const Block& block) {
    CAIRN_TRY(const auto body, cipher_.encrypt(block.body, words_about_block(totals_.file, block)));
    const std::uint32_t body_crc32c = cipher_.key_id() == 0 ? block.crc32c : crc32c(body);
    CAIRN_CHECK(insert_block_.run(row_id(block.stream, block.sequence), block.merged_count, block.chain_place,
                                  block.sealed_at.unix_ms, block.clock.boot, block.clock.sealed.elapsed_ms,
                                  block.record_count, static_cast<int>(block.codec), body_crc32c,
                                  head_crc32c(block, body_crc32c, cipher_.key_id()), cipher_.key_id(), body));
    return Sums{1, block.record_count, body.size()};
}

Result<void> BufferFile::remove(Stream stream, SequenceRange range) {
    return delete_blocks_.run(row_id(stream, range.first), row_id(stream, range.last));
}

Result<void> BufferFile::set_aside(Totals& totals, Stream stream, SequenceRange range) {
    CAIRN_TRY(const Sums sums_aside, sums(stream, range));
    CAIRN_CHECK(insert_quarantine_.run(row_id(stream, range.first), row_id(stream, range.last)));
    CAIRN_CHECK(trim_quarantine_.run(quarantine_blocks_max));
    totals.quarantined_blocks =
        std::min(totals.quarantined_blocks + sums_aside.blocks, quarantine_blocks_max);
    return {};
}

Result<void> BufferFile::insert_gap(const Gap& gap) {
    return insert_gap_.run(row_id(gap.stream, gap.first), gap.last, static_cast<int>(gap.reason),
                           gap.record_count);
}

Result<void> BufferFile::remove_gap(const Gap& gap) {
    return delete_gap_.run(row_id(gap.stream, gap.first));
}

Result<void> BufferFile::remove_gaps(Stream stream, SequenceRange range) {
    return delete_gaps_.run(row_id(stream, range.first), row_id(stream, range.last), range.last);
}

Result<void> BufferFile::put_state(Totals& totals, std::string_view name, Bytes blob) {
    CAIRN_TRY(const auto size_before, state_size(name));
    CAIRN_TRY(const auto stored, cipher_.encrypt(blob, words_about({about_state, totals_.file}, name)));
    CAIRN_CHECK(put_state_.run(name, crc32c(stored), cipher_.key_id(), stored));
    totals.state_bytes = totals.state_bytes - size_before + stored.size();
    return {};
}

Result<void> BufferFile::put_boot(const BootClock& clock) {
    CAIRN_CHECK(delete_boot_.run(clock.boot));
    CAIRN_CHECK(insert_boot_.run(clock.boot, clock.offset_ms, clock.uncertainty_ms));
    return trim_boots_.run(limits::boots_max);
}

Result<void> BufferFile::put_epoch(const EpochStart& start) {
    return insert_epoch_.run(start.epoch, start.first[0], start.first[1], start.first[2], crc32c_of(start));
}

Result<void> BufferFile::remove_epochs_before(Epoch epoch) {
    return delete_epochs_.run(epoch);
}

Result<std::vector<EpochStart>> BufferFile::epochs() {
    std::vector<EpochStart> all;
    CAIRN_TRY(auto select, database_.prepare("SELECT epoch, status_first, positions_first, hearings_first, "
                                             "crc32c FROM epoch ORDER BY number"));
    auto rows = select.query();
    while (true) {
        CAIRN_TRY(const bool is_row, rows.next());
        if (!is_row) return all;
        const EpochStart start{rows.bits(0), {rows.bits(1), rows.bits(2), rows.bits(3)}};
        if (rows.bits(4) != crc32c_of(start)) return fail(Errc::corrupt, "buffer: an epoch");
        all.push_back(start);
    }
}

Result<Sums> BufferFile::sums(Stream stream, SequenceRange range) {
    auto row =
        sum_blocks_.query(row_id(stream, range.first), row_id(stream, range.last), limits::block_records_max);
    CAIRN_TRY(const bool is_row, row.next());
    return is_row ? Sums{row.bits(0), row.bits(1), row.bits(2)} : Sums{};
}

Result<std::optional<BlockHead>> BufferFile::first_from(Stream stream, Sequence sequence) {
    return head_of(select_first_.query(row_id(stream, sequence), row_id(stream, sequence_max)));
}

Result<std::optional<BlockHead>> BufferFile::last_through(Stream stream, Sequence sequence) {
    return head_of(select_last_.query(row_id(stream, 0), row_id(stream, sequence)));
}

Result<std::optional<BlockHead>> BufferFile::key_from(Stream stream, Sequence sequence) {
    return head_of(select_key_.query(row_id(stream, sequence), row_id(stream, sequence_max)));
}

Result<std::optional<BlockHead>> BufferFile::head(Stream stream, Sequence sequence) {
    return head_of(select_first_.query(row_id(stream, sequence), row_id(stream, sequence)));
}

Result<StoredBlock> BufferFile::block(Stream stream, Sequence sequence) {
    auto row = select_block_.query(row_id(stream, sequence));
    CAIRN_TRY(const bool is_row, row.next());
    if (!is_row) return fail(Errc::corrupt, "buffer: a block is missing");
    auto head = row_head_of(row);
    const Bytes body = row.blob(11);
    StoredBlock stored;
    if (!head || body.empty() || crc32c(body) != head->block.crc32c) return stored;
    auto plain = cipher_.decrypt(head->key_id, body, words_about_block(totals_.file, head->block));
    if (!plain && plain.error().code != Errc::corrupt) return fail(plain.error());
    if (!plain || plain->empty() || plain->size() > limits::block_body_bytes_max) return stored;
    stored.is_sound = true;
    stored.block = std::move(head->block);
    stored.block.body = *std::move(plain);
    if (head->key_id != 0) stored.block.crc32c = crc32c(stored.block.body);
    return stored;
}

Result<std::optional<Gap>> BufferFile::last_gap_through(Stream stream, Sequence sequence) {
    return gap_of(select_gap_before_.query(row_id(stream, 0), row_id(stream, sequence)));
}

Result<std::optional<Gap>> BufferFile::first_gap_from(Stream stream, Sequence sequence) {
    return gap_of(select_gap_behind_.query(row_id(stream, sequence), row_id(stream, sequence_max)));
}

Result<std::optional<std::vector<std::uint8_t>>> BufferFile::state(std::string_view name) {
    auto row = select_state_.query(name);
    CAIRN_TRY(const bool is_row, row.next());
    if (!is_row) return std::optional<std::vector<std::uint8_t>>{};
    const Bytes stored = row.blob(2);
    if (row.bits(0) != crc32c(stored)) return fail(Errc::corrupt, "buffer: a state");
    const auto key_id = static_cast<std::uint32_t>(row.bits(1));
    CAIRN_TRY(auto blob, cipher_.decrypt(key_id, stored, words_about({about_state, totals_.file}, name)));
    return std::optional(std::move(blob));
}

Result<std::uint64_t> BufferFile::state_size(std::string_view name) {
    auto row = select_state_size_.query(name);
    CAIRN_TRY(const bool is_row, row.next());
    return is_row ? row.bits(0) : 0;
}

Result<std::optional<BootClock>> BufferFile::boot(std::uint64_t id) {
    auto row = select_boot_.query(id);
    CAIRN_TRY(const bool is_row, row.next());
    if (!is_row) return std::optional<BootClock>{};
    return std::optional(BootClock{id, row.integer(0), static_cast<std::uint32_t>(row.bits(1))});
}

}  // namespace cairn
