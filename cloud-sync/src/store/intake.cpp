#include "store/intake.h"

#include <algorithm>
#include <utility>

#include "cairn/core/limits.h"
#include "cairn/wire/block_reader.h"

namespace cairn::cloud {
namespace {

/// No edge gets there: a thousand blocks a second for a hundred million years. Sums stay in 64 bits.
constexpr Sequence sequence_max = Sequence{1} << 62U;
/// The largest count that every reader of JSON keeps exactly. What a gap claims is not believed beyond.
constexpr std::uint64_t count_max = std::uint64_t{1} << 53U;
/// So much is gathered in memory before it is written; a block may add limits::block_records_max to it.
constexpr std::size_t gathered_max = 8192;

constexpr auto select_edge = "SELECT 1 FROM edge WHERE name = ?";
constexpr auto select_stream = "SELECT id, watermark FROM stream WHERE edge = ? AND epoch = ?";
constexpr auto insert_stream = "INSERT INTO stream (edge, epoch, watermark) VALUES (?, ?, 0)";
constexpr auto select_last_block = "SELECT (SELECT max(id) FROM block), (SELECT max(last_offset) FROM block)";
constexpr auto insert_block =
    "INSERT INTO block (id, stream, sequence, sealed_at, stored_at, codec, crc32c, claimed_records, "
    "readable_records, defect, last_offset, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, nullif(?, 0), ?)";
constexpr auto insert_gap =
    "INSERT INTO gap (stream, first, last, reason, record_count, stored_at) VALUES (?, ?, ?, ?, ?, ?)";
constexpr auto sum_records =
    "SELECT coalesce(sum(claimed_records), 0) FROM block WHERE stream = ? AND sequence BETWEEN ? AND ?";
constexpr auto sum_lost =
    "SELECT coalesce(sum(record_count), 0) FROM gap WHERE stream = ? AND last >= ? AND first <= ?";
constexpr auto update_stream = "UPDATE stream SET watermark = ? WHERE id = ?";
constexpr auto update_edge = "UPDATE edge SET last_block_at = max(last_block_at, ?), blocks = blocks + ?, "
                             "unreadable_blocks = unreadable_blocks + ?, records = records + ?, "
                             "lost_records = min(lost_records + ?, ?) WHERE name = ?";

}  // namespace

/// One call of accept().
struct Intake::Run {
    const Origin& origin;
    Timestamp now;
    std::int64_t stream = 0;
    Sequence watermark = 0;
    std::int64_t block_id = 0;  // of the last stored block
    Offset last_offset = 0;

    std::uint64_t blocks = 0;
    std::uint64_t unreadable_blocks = 0;
    std::uint64_t records = 0;
    std::uint64_t lost_records = 0;
    std::optional<Error> defect;  // of the batch: nothing behind it is taken

    std::int64_t segment() const noexcept { return block_id / segment_blocks; }
};

Result<Intake> Intake::create(sqlite::Database& database) {
    Intake intake(database);
    CAIRN_TRY(intake.writer_, StateWriter::create(database));
    CAIRN_TRY(intake.edge_, database.prepare(select_edge));
    CAIRN_TRY(intake.stream_, database.prepare(select_stream));
    CAIRN_TRY(intake.add_stream_, database.prepare(insert_stream));
    CAIRN_TRY(intake.last_block_, database.prepare(select_last_block));
    CAIRN_TRY(intake.add_block_, database.prepare(insert_block));
    CAIRN_TRY(intake.add_gap_, database.prepare(insert_gap));
    CAIRN_TRY(intake.records_between_, database.prepare(sum_records));
    CAIRN_TRY(intake.lost_between_, database.prepare(sum_lost));
    CAIRN_TRY(intake.set_watermark_, database.prepare(update_stream));
    CAIRN_TRY(intake.count_, database.prepare(update_edge));
    return intake;
}

Result<Sequence> Intake::watermark(const Origin& origin) {
    sqlite::Query query = stream_.query(origin.edge, origin.epoch);
    CAIRN_TRY(const bool is_known, query.next());
    return is_known ? query.bits(1) : Sequence{0};
}

Result<Sequence> Intake::accept(const Origin& origin, std::span<const Block> blocks,
                                std::span<const Gap> gaps, Timestamp now) {
    Run run{.origin = origin, .now = now, .defect = {}};
    changes_.clear();
    const auto stored = take_all(run, blocks, gaps);
    if (!stored) {
        // To the caller, corrupt is a block's fault: a damaged file is the disk's.
        const Error& error = stored.error();
        if (error.code != Errc::denied) write_error_ = error;
        return error.code == Errc::corrupt ? fail(Errc::io, error.where, error.detail) : fail(error);
    }
    if (run.defect) return fail(*run.defect);
    return run.watermark;
}

Result<void> Intake::take_all(Run& run, std::span<const Block> blocks, std::span<const Gap> gaps) {
    CAIRN_TRY(sqlite::Transaction transaction, sqlite::Transaction::begin(*database_));
    CAIRN_CHECK(begin(run));
    const Sequence before = run.watermark;
    while (!run.defect && !(blocks.empty() && gaps.empty())) {
        if (blocks.empty() || (!gaps.empty() && gaps.front().first < blocks.front().sequence)) {
            CAIRN_CHECK(take(run, gaps.front()));
            gaps = gaps.subspan(1);
        } else {
            CAIRN_CHECK(take(run, blocks.front()));
            blocks = blocks.subspan(1);
        }
    }
    if (run.watermark == before) return {};  // all of it was here: nothing to write
    CAIRN_CHECK(finish(run));
    CAIRN_CHECK(transaction.commit());
    write_error_.reset();
    return {};
}

Result<void> Intake::begin(Run& run) {
    {
        sqlite::Query edge = edge_.query(run.origin.edge);
        CAIRN_TRY(const bool is_known, edge.next());
        if (!is_known) return fail(Errc::denied, "store: no such edge");
    }
    {
        sqlite::Query last = last_block_.query();
        CAIRN_TRY(const bool is_row, last.next());
        run.block_id = is_row ? last.integer(0) : 0;
        run.last_offset = is_row ? last.bits(1) : 0;
    }
    sqlite::Query stream = stream_.query(run.origin.edge, run.origin.epoch);
    CAIRN_TRY(const bool is_known, stream.next());
    if (is_known) {
        run.stream = stream.integer(0);
        run.watermark = stream.bits(1);
        return {};
    }
    CAIRN_CHECK(add_stream_.run(run.origin.edge, run.origin.epoch));
    run.stream = database_->last_rowid();
    return {};
}

Result<void> Intake::take(Run& run, const Block& block) {
    if (block.sequence <= run.watermark) return {};  // sent again
    if (block.sequence != run.watermark + 1 || block.sequence > sequence_max) {
        run.defect = Error{Errc::malformed, 0, "store: a hole before a block"};
        return {};
    }
    if (block.body.size() > limits::block_body_bytes_max) {
        run.defect = Error{Errc::malformed, 0, "store: a block above the limit"};
        return {};
    }
    const std::int64_t id = run.block_id + 1;
    if (id / segment_blocks != run.segment() || changes_.size() > gathered_max) {
        CAIRN_CHECK(write_changes(run));
        changes_.clear();
    }
    const Content content = observe(block, run.now);
    if (content.defect && content.defect->code == Errc::corrupt) {
        run.defect = content.defect;
        return {};
    }
    run.block_id = id;
    run.watermark = block.sequence;
    run.last_offset += content.records;
    const Offset last_offset = content.records != 0 ? run.last_offset : 0;
    ++run.blocks;
    run.unreadable_blocks += content.defect ? 1U : 0U;
    run.records += content.records;
    const int defect = content.defect ? static_cast<int>(content.defect->code) : 0;
    return add_block_.run(id, run.stream, block.sequence, block.sealed_at.unix_ms, run.now.unix_ms,
                          static_cast<int>(block.codec), block.crc32c, block.record_count, content.records,
                          defect, last_offset, block.body);
}

/// Reads the block's records into changes_. A block that fails its checksum delivers none.
Intake::Content Intake::observe(const Block& block, Timestamp now) {
    Content content;
    const auto read = read_block(block, [&](const Record& record) {
        changes_.observe(record, now);
        ++content.records;
    });
    if (!read) content.defect = read.error();
    return content;
}

Result<void> Intake::take(Run& run, const Gap& gap) {
    if (gap.last < gap.first || gap.last > sequence_max || gap.first > run.watermark + 1) {
        run.defect = Error{Errc::malformed, 0, "store: a hole before a gap, or a gap without an end"};
        return {};
    }
    if (gap.last <= run.watermark) return {};  // sent again
    CAIRN_TRY(const std::uint64_t lost, lost_records(run, gap));
    CAIRN_CHECK(add_gap_.run(run.stream, run.watermark + 1, gap.last, static_cast<int>(gap.reason), lost,
                             run.now.unix_ms));
    run.watermark = gap.last;
    run.lost_records = std::min(run.lost_records + lost, count_max);
    return {};
}

/// What of the gap is not stored. An edge may drop blocks whose acknowledgement it never saw, and may
/// widen a gap in the same way.
Result<std::uint64_t> Intake::lost_records(const Run& run, const Gap& gap) {
    const std::uint64_t claimed = std::min(gap.record_count, count_max);
    if (gap.first > run.watermark) return claimed;
    sqlite::Query stored = records_between_.query(run.stream, gap.first, run.watermark);
    CAIRN_CHECK(stored.next());
    sqlite::Query declared = lost_between_.query(run.stream, gap.first, run.watermark);
    CAIRN_CHECK(declared.next());
    return claimed - std::min(claimed, stored.bits(0) + declared.bits(0));
}

Result<void> Intake::write_changes(const Run& run) {
    return writer_.write(changes_, {run.origin.edge, run.segment()});
}

Result<void> Intake::finish(const Run& run) {
    CAIRN_CHECK(write_changes(run));
    CAIRN_CHECK(set_watermark_.run(run.watermark, run.stream));
    const std::int64_t last_block_at = run.blocks != 0 ? run.now.unix_ms : 0;
    return count_.run(last_block_at, run.blocks, run.unreadable_blocks, run.records, run.lost_records,
                      count_max, run.origin.edge);
}

}  // namespace cairn::cloud
