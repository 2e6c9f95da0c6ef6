#include "buffer/file.h"

#include <algorithm>
#include <array>
#include <limits>

#include "cairn/core/crc32c.h"
#include "cairn/core/limits.h"

namespace cairn {
namespace {

constexpr std::uint64_t quarantine_blocks_max = 16;

/// Of everything in the row that is not the body: a damaged number of records would pass the body's
/// own checksum and then be refused by the cloud for ever.
std::uint32_t head_crc32c(const Block& block) {
    std::array<std::uint8_t, 25> bytes{};
    std::size_t at = 0;
    const auto put = [&](std::uint64_t value, unsigned count) {
        for (unsigned i = 0; i < count; ++i) bytes[at++] = static_cast<std::uint8_t>(value >> (8 * i));
    };
    put(block.sequence, 8);
    put(static_cast<std::uint64_t>(block.sealed_at.unix_ms), 8);
    put(block.record_count, 4);
    put(static_cast<std::uint8_t>(block.codec), 1);
    put(block.crc32c, 4);
    return crc32c(bytes);
}

Failure inconsistent() noexcept {
    return fail(Errc::corrupt, "buffer: rows contradict each other");
}

}  // namespace

Result<BufferFile> BufferFile::load(sqlite::Database database) {
    BufferFile file(std::move(database));
    CAIRN_CHECK(file.prepare());
    CAIRN_CHECK(file.add_up());
    return file;
}

Result<void> BufferFile::prepare() {
    const struct {
        sqlite::Statement& statement;
        const char* sql;
    } all[] = {
        {insert_block_, "INSERT INTO block VALUES (?, ?, ?, ?, ?, ?, ?)"},
        {delete_block_, "DELETE FROM block WHERE sequence = ?"},
        {delete_blocks_, "DELETE FROM block WHERE sequence <= ?"},
        {select_oldest_,
         "SELECT sequence, sealed_at, record_count, length(body) FROM block ORDER BY sequence LIMIT 1"},
        {select_head_,
         "SELECT sequence, sealed_at, record_count, length(body) FROM block WHERE sequence = ?"},
        {select_block_,
         "SELECT sequence, sealed_at, record_count, codec, crc32c, head_crc32c, body FROM block "
         "WHERE sequence = ?"},
        {sum_through_,
         "SELECT count(*), total(record_count), total(length(body)) FROM block WHERE sequence <= ?"},
        {insert_gap_, "INSERT INTO gap VALUES (?, ?, ?, ?)"},
        {delete_gap_, "DELETE FROM gap WHERE first = ?"},
        {delete_gaps_, "DELETE FROM gap WHERE last <= ?"},
        {cut_gap_, "UPDATE gap SET first = ?1 + 1 WHERE first <= ?1"},
        {select_gap_,
         "SELECT first, last, reason, record_count FROM gap WHERE first <= ? ORDER BY first DESC LIMIT 1"},
        {select_next_, "SELECT (SELECT min(sequence) FROM block WHERE sequence > ?1), "
                       "(SELECT min(first) FROM gap WHERE first > ?1)"},
        {insert_quarantine_,
         "INSERT OR REPLACE INTO quarantine SELECT sequence, sealed_at, record_count, codec, crc32c, body "
         "FROM block WHERE sequence = ?"},
        {trim_quarantine_, "DELETE FROM quarantine WHERE sequence NOT IN "
                           "(SELECT sequence FROM quarantine ORDER BY sequence DESC LIMIT ?)"},
        {update_acknowledged_, "UPDATE stream SET acknowledged_through = ?"},
        {update_dropped_, "UPDATE stream SET dropped_records = ?"},
        {put_state_, "INSERT OR REPLACE INTO state VALUES (?, ?, ?)"},
        {select_state_, "SELECT crc32c, blob FROM state WHERE name = ?"},
        {select_state_size_, "SELECT length(blob) FROM state WHERE name = ?"},
    };
    for (const auto& [statement, sql] : all) {
        CAIRN_TRY(statement, database_.prepare(sql));
    }
    return {};
}

/// Reads the whole table of blocks, bodies apart: a file that is damaged mostly shows it here.
Result<void> BufferFile::add_up() {
    CAIRN_TRY(auto select,
              database_.prepare("SELECT epoch, acknowledged_through, dropped_records, "
                                "(SELECT count(*) FROM block), (SELECT total(record_count) FROM block), "
                                "(SELECT total(length(body)) FROM block), "
                                "(SELECT min(sequence) FROM block), (SELECT max(sequence) FROM block), "
                                "(SELECT min(first) FROM gap), (SELECT max(last) FROM gap), "
                                "(SELECT count(*) FROM quarantine), "
                                "(SELECT total(length(blob)) FROM state) FROM stream"));
    auto row = select.query();
    CAIRN_TRY(const bool is_row, row.next());
    if (!is_row) return inconsistent();
    totals_.epoch = row.bits(0);
    totals_.acknowledged_through = row.bits(1);
    totals_.dropped_records = row.bits(2);
    totals_.blocks = row.bits(3);
    totals_.records = row.bits(4);
    totals_.body_bytes = row.bits(5);
    totals_.quarantined_blocks = row.bits(10);
    totals_.state_bytes = row.bits(11);
    std::int64_t last = row.integer(1);
    for (const int column : {7, 9}) last = std::max(last, row.integer(column));
    for (const int column : {6, 8}) {
        if (!row.is_null(column) && row.integer(column) <= row.integer(1)) return inconsistent();
    }
    if (totals_.epoch == 0 || row.integer(1) < 0 || last == std::numeric_limits<std::int64_t>::max())
        return inconsistent();
    totals_.next_sequence = static_cast<Sequence>(last) + 1;
    return {};
}

Result<sqlite::Transaction> BufferFile::begin(Durability durability) {
    if (durability != durability_) {
        CAIRN_CHECK(database_.execute(durability == Durability::power_loss ? "PRAGMA synchronous = FULL"
                                                                           : "PRAGMA synchronous = NORMAL"));
        durability_ = durability;
    }
    return sqlite::Transaction::begin(database_);
}

Result<void> BufferFile::insert(Totals& totals, const Block& block) {
    CAIRN_CHECK(insert_block_.run(block.sequence, block.sealed_at.unix_ms, block.record_count,
                                  static_cast<int>(block.codec), block.crc32c, head_crc32c(block),
                                  block.body));
    totals.next_sequence = block.sequence + 1;
    ++totals.blocks;
    totals.records += block.record_count;
    totals.body_bytes += block.body.size();
    return {};
}

Result<void> BufferFile::remove(Totals& totals, const BlockHead& head) {
    CAIRN_CHECK(delete_block_.run(head.sequence));
    --totals.blocks;
    totals.records -= head.record_count;
    totals.body_bytes -= head.body_bytes;
    return {};
}

Result<void> BufferFile::remove_through(Totals& totals, Sequence through) {
    {
        auto sums = sum_through_.query(through);
        CAIRN_TRY(const bool is_row, sums.next());
        if (!is_row) return inconsistent();
        totals.blocks -= sums.bits(0);
        totals.records -= sums.bits(1);
        totals.body_bytes -= sums.bits(2);
    }
    CAIRN_CHECK(delete_blocks_.run(through));
    CAIRN_CHECK(delete_gaps_.run(through));
    // Only when the cloud acknowledges the middle of a gap, which it never saw in parts. What is left
    // keeps the whole count: too many records declared as lost rather than too few.
    CAIRN_CHECK(cut_gap_.run(through));
    CAIRN_CHECK(update_acknowledged_.run(through));
    totals.acknowledged_through = through;
    return {};
}

Result<void> BufferFile::count_dropped(Totals& totals, std::uint64_t record_count) {
    totals.dropped_records += record_count;
    return update_dropped_.run(totals.dropped_records);
}

Result<void> BufferFile::set_aside(Totals& totals, Sequence sequence) {
    CAIRN_CHECK(insert_quarantine_.run(sequence));
    CAIRN_CHECK(trim_quarantine_.run(quarantine_blocks_max));
    totals.quarantined_blocks = std::min(totals.quarantined_blocks + 1, quarantine_blocks_max);
    return {};
}

Result<void> BufferFile::insert_gap(const Gap& gap) {
    return insert_gap_.run(gap.first, gap.last, static_cast<int>(gap.reason), gap.record_count);
}

Result<void> BufferFile::remove_gap(Sequence first) {
    return delete_gap_.run(first);
}

Result<void> BufferFile::put_state(Totals& totals, std::string_view name, Bytes blob) {
    CAIRN_TRY(const auto size_before, state_size(name));
    CAIRN_CHECK(put_state_.run(name, crc32c(blob), blob));
    totals.state_bytes = totals.state_bytes - size_before + blob.size();
    return {};
}

Result<std::optional<std::vector<std::uint8_t>>> BufferFile::state(std::string_view name) {
    auto row = select_state_.query(name);
    CAIRN_TRY(const bool is_row, row.next());
    if (!is_row) return std::optional<std::vector<std::uint8_t>>{};
    const Bytes blob = row.blob(1);
    if (row.bits(0) != crc32c(blob)) return fail(Errc::corrupt, "buffer: a state");
    return std::optional(std::vector<std::uint8_t>(blob.begin(), blob.end()));
}

Result<std::uint64_t> BufferFile::state_size(std::string_view name) {
    auto row = select_state_size_.query(name);
    CAIRN_TRY(const bool is_row, row.next());
    return is_row ? row.bits(0) : 0;
}

Result<std::optional<BlockHead>> BufferFile::head_of(sqlite::Query rows) {
    CAIRN_TRY(const bool is_row, rows.next());
    if (!is_row) return std::optional<BlockHead>{};
    BlockHead head;
    head.sequence = rows.bits(0);
    head.sealed_at = {rows.integer(1)};
    head.record_count = rows.bits(2);
    head.body_bytes = static_cast<std::size_t>(rows.integer(3));
    return std::optional(head);
}

Result<std::optional<BlockHead>> BufferFile::oldest() {
    return head_of(select_oldest_.query());
}

Result<std::optional<BlockHead>> BufferFile::head(Sequence sequence) {
    return head_of(select_head_.query(sequence));
}

Result<std::optional<std::size_t>> BufferFile::body_size(Sequence sequence) {
    CAIRN_TRY(const auto found, head(sequence));
    if (!found) return std::optional<std::size_t>{};
    return std::optional(found->body_bytes);
}

Result<StoredBlock> BufferFile::block(Sequence sequence) {
    auto row = select_block_.query(sequence);
    CAIRN_TRY(const bool is_row, row.next());
    if (!is_row) return inconsistent();
    StoredBlock stored;
    Block& block = stored.block;
    block.sequence = row.bits(0);
    block.sealed_at = {row.integer(1)};
    block.record_count = static_cast<std::uint32_t>(row.bits(2));
    block.codec = static_cast<BlockCodec>(row.bits(3));
    block.crc32c = static_cast<std::uint32_t>(row.bits(4));
    const Bytes body = row.blob(6);
    stored.is_sound = !body.empty() && body.size() <= limits::block_body_bytes_max &&
                      row.bits(5) == head_crc32c(block) && crc32c(body) == block.crc32c;
    if (stored.is_sound) block.body.assign(body.begin(), body.end());
    return stored;
}

Result<std::optional<Gap>> BufferFile::gap_at(Sequence sequence) {
    auto row = select_gap_.query(sequence);
    CAIRN_TRY(const bool is_row, row.next());
    if (!is_row || row.bits(1) < sequence) return std::optional<Gap>{};
    Gap gap;
    gap.first = row.bits(0);
    gap.last = row.bits(1);
    gap.reason = static_cast<GapReason>(row.bits(2));
    gap.record_count = row.bits(3);
    return std::optional(gap);
}

Result<Sequence> BufferFile::next_item(Sequence sequence) {
    auto row = select_next_.query(sequence);
    CAIRN_TRY(const bool is_row, row.next());
    Sequence next = std::numeric_limits<Sequence>::max();
    for (const int column : {0, 1}) {
        if (is_row && !row.is_null(column)) next = std::min(next, row.bits(column));
    }
    return next;
}

}  // namespace cairn
