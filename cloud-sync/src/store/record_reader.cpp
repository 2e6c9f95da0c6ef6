#include "store/record_reader.h"

#include <string>
#include <string_view>

#include "store/chain_memory.h"
#include "store/state_changes.h"
#include "store/state_writer.h"
#include "store/stored_block.h"

namespace cairn::cloud {
namespace {

/// Blocks of many edges stand between each other.
constexpr std::size_t chains_max = 64;
constexpr int own_columns_count = 5;

std::string select_columns() {
    return std::string("SELECT last_offset, readable_records, stored_at, edge, stream.id, ")
        .append(block_columns)
        .append(" ");
}
/// A block that gave no record has no last_offset and stays out.
constexpr std::string_view from_blocks =
    "FROM block CROSS JOIN stream ON stream.id = block.stream WHERE last_offset > ? ORDER BY last_offset";
/// Blocks are numbered in the order of their offsets. The plus keeps SQLite from walking through the
/// index of offsets instead of the blocks of each segment.
constexpr std::string_view from_blocks_of_tag =
    "FROM tag_segment CROSS JOIN block ON block.id BETWEEN segment * ?1 AND segment * ?1 + ?1 - 1 "
    "CROSS JOIN stream ON stream.id = block.stream "
    "WHERE tag = ?2 AND segment >= ?3 / ?1 AND +last_offset > ?4 ORDER BY segment, block.id";
constexpr auto select_first_block = "SELECT id FROM block WHERE last_offset > ? ORDER BY last_offset LIMIT 1";

/// Delivers the wanted records of one block after the other.
class RecordWalk {
public:
    RecordWalk(ChainMemory& chains, Offset after, std::size_t limit, const TagId& tag,
               FunctionRef<void(const StoredRecord&)> sink)
        : chains_(chains),
          after_(after),
          left_(limit),
          tag_(tag),
          sink_(sink) {}

    bool is_done() const noexcept { return left_ == 0; }

    /// `row`: the columns of the selects above. A block from the middle of a chain is read behind it.
    Result<void> read(const sqlite::Query& row) {
        const Offset last = row.bits(0);
        stored_.offset = last - row.bits(1);
        stored_.stored_at = {row.integer(2)};
        stored_.edge = row.text(3);
        const Block block = block_of(row, own_columns_count);
        stored_.uncertainty_ms = block.clock.uncertainty_ms;
        // A version that understands more of a block than the one that stored it must not number more.
        const auto read = chains_.read(row.integer(4), block, [&](const Record& record) {
            if (stored_.offset < last) deliver(record);
        });
        if (stored_.offset < last) {
            return fail(Errc::corrupt, "store: a block has lost records", read ? 0 : read.error().detail);
        }
        return {};
    }

private:
    void deliver(const Record& record) {
        ++stored_.offset;
        if (left_ == 0 || stored_.offset <= after_) return;
        if (!tag_.empty() && tag_of(record) != tag_) return;
        stored_.record = record;
        --left_;
        sink_(stored_);
    }

    ChainMemory& chains_;
    Offset after_;
    std::size_t left_;
    const TagId& tag_;
    FunctionRef<void(const StoredRecord&)> sink_;
    StoredRecord stored_;
};

Result<void> walk_through(sqlite::Query rows, RecordWalk& walk) {
    while (!walk.is_done()) {
        CAIRN_TRY(const bool is_row, rows.next());
        if (!is_row) return {};
        CAIRN_CHECK(walk.read(rows));
    }
    return {};
}

}  // namespace

Result<void> read_records(sqlite::Database& database, Offset after, std::size_t limit, const TagId& tag,
                          FunctionRef<void(const StoredRecord&)> sink) {
    if (after >= INT64_MAX) return {};
    CAIRN_TRY(ChainMemory chains, ChainMemory::create(database, chains_max));
    RecordWalk walk(chains, after, limit, tag, sink);
    if (tag.empty()) {
        CAIRN_TRY(sqlite::Statement blocks, database.prepare(select_columns().append(from_blocks)));
        return walk_through(blocks.query(after), walk);
    }
    CAIRN_TRY(sqlite::Statement first, database.prepare(select_first_block));
    sqlite::Query first_row = first.query(after);
    CAIRN_TRY(const bool is_block, first_row.next());
    if (!is_block) return {};
    CAIRN_TRY(sqlite::Statement blocks, database.prepare(select_columns().append(from_blocks_of_tag)));
    return walk_through(blocks.query(segment_blocks, tag.view(), first_row.integer(0), after), walk);
}

}  // namespace cairn::cloud
