// The rows that say what all the others add up to.
#include <algorithm>

#include "buffer/file.h"
#include "buffer/row_crc.h"
#include "buffer/row_id.h"

namespace cairn {
namespace {

Failure inconsistent() noexcept {
    return fail(Errc::corrupt, "buffer: rows contradict each other");
}

std::uint32_t crc32c_of(Stream stream, const StreamTotals& of) {
    return row_crc32c({static_cast<std::uint64_t>(stream), of.next_sequence, of.acknowledged.through(),
                       of.waiting.blocks, of.waiting.records, of.waiting.body_bytes, of.kept.blocks,
                       of.kept.records, of.kept.body_bytes, of.dropped_records, of.expired_records});
}

}  // namespace

Result<BufferFile> BufferFile::load(sqlite::Database database, BodyCipher cipher) {
    BufferFile file(std::move(database), std::move(cipher));
    CAIRN_CHECK(file.prepare());
    CAIRN_CHECK(file.load_totals());
    CAIRN_CHECK(file.check_keys());
    return file;
}

/// Keys change from time to time, so the oldest and the newest row tell those of nearly all between them.
Result<void> BufferFile::check_keys() {
    for (const Stream stream : streams) {
        CAIRN_TRY(const auto oldest, first_from(stream, 1));
        CAIRN_TRY(const auto newest, last_through(stream, sequence_max));
        for (const auto& head : {oldest, newest}) {
            if (head) CAIRN_CHECK(cipher_.check_key(head->key_id));
        }
    }
    CAIRN_TRY(auto select, database_.prepare("SELECT DISTINCT key FROM state"));
    auto rows = select.query();
    while (true) {
        CAIRN_TRY(const bool is_row, rows.next());
        if (!is_row) return {};
        CAIRN_CHECK(cipher_.check_key(static_cast<std::uint32_t>(rows.bits(0))));
    }
}

Result<BufferFile> BufferFile::load_damaged(sqlite::Database database, BodyCipher cipher) {
    BufferFile file(std::move(database), std::move(cipher));
    CAIRN_CHECK(file.prepare());
    CAIRN_CHECK(file.load_file_totals());
    for (const Stream stream : streams) {
        if (!file.load_stream(stream)) CAIRN_CHECK(file.guess_stream(stream));
    }
    return file;
}

Result<void> BufferFile::load_totals() {
    CAIRN_CHECK(load_file_totals());
    for (const Stream stream : streams) CAIRN_CHECK(load_stream(stream));
    stored_ = totals_;
    return {};
}

Result<void> BufferFile::load_file_totals() {
    CAIRN_TRY(auto select, database_.prepare("SELECT file, (SELECT count(*) FROM quarantine), "
                                             "(SELECT total(length(blob)) FROM state) FROM buffer"));
    auto row = select.query();
    CAIRN_TRY(const bool is_row, row.next());
    if (!is_row || row.bits(0) == 0) return inconsistent();
    totals_.file = row.bits(0);
    totals_.quarantined_blocks = row.bits(1);
    totals_.state_bytes = row.bits(2);
    return {};
}

/// A stream of which nothing was ever appended has no row. False: its checksum fails.
Result<bool> BufferFile::load_stream_row(Stream stream) {
    StreamTotals& of = totals_.of(stream);
    of = {};
    auto row = select_stream_.query(static_cast<int>(stream));
    CAIRN_TRY(const bool is_row, row.next());
    if (!is_row) return true;
    of.next_sequence = row.bits(1);
    if (row.bits(2) > 0) of.acknowledged.add({1, row.bits(2)});
    of.waiting = {row.bits(3), row.bits(4), row.bits(5)};
    of.kept = {row.bits(6), row.bits(7), row.bits(8)};
    of.dropped_records = row.bits(9);
    of.expired_records = row.bits(10);
    return row.bits(11) == crc32c_of(stream, of);
}

Result<void> BufferFile::load_stream(Stream stream) {
    StreamTotals& of = totals_.of(stream);
    CAIRN_TRY(const bool is_sound, load_stream_row(stream));
    if (!is_sound || of.next_sequence == 0 || of.next_sequence > sequence_max) return inconsistent();
    CAIRN_CHECK(load_acknowledged(stream));
    CAIRN_TRY(const auto last_block, last_through(stream, sequence_max));
    CAIRN_TRY(const auto last_gap, last_gap_through(stream, sequence_max));
    if (last_block && last_block->sequence >= of.next_sequence) return inconsistent();
    if (last_gap && last_gap->last >= of.next_sequence) return inconsistent();
    return {};
}

/// What stands before the first row has been acknowledged: rows leave only so.
Result<void> BufferFile::guess_stream(Stream stream) {
    StreamTotals& of = totals_.of(stream);
    of = {};
    Sequence first = sequence_max;
    Sequence last = 0;
    if (const auto block = first_from(stream, 1); block && *block) first = (*block)->first();
    if (const auto gap = first_gap_from(stream, 1); gap && *gap) first = std::min(first, (*gap)->first);
    if (const auto block = last_through(stream, sequence_max); block && *block) last = (*block)->sequence;
    if (const auto gap = last_gap_through(stream, sequence_max); gap && *gap)
        last = std::max(last, (*gap)->last);
    of.next_sequence = last + 1;
    if (last > 0 && first > 1 && first <= last) of.acknowledged.add({1, first - 1});
    return {};
}

Result<bool> BufferFile::has_sound_totals(Stream stream) {
    const StreamTotals before = totals_.of(stream);
    const auto loaded = load_stream(stream);
    totals_.of(stream) = before;
    return loaded.has_value();
}

Result<void> BufferFile::count(StreamTotals& of, Stream stream) {
    CAIRN_TRY(of.kept, sums(stream, {1, sequence_max}));
    of.waiting = {};
    if (of.next_sequence == 1) return {};
    for (const SequenceRange& part : of.acknowledged.missing({1, of.next_sequence - 1})) {
        CAIRN_TRY(const Sums waiting, sums(stream, part));
        of.waiting += waiting;
        of.kept -= waiting;
    }
    return {};
}

Result<std::vector<BootClock>> BufferFile::boots() {
    std::vector<BootClock> all;
    CAIRN_TRY(auto select,
              database_.prepare("SELECT id, offset_ms, uncertainty_ms FROM boot ORDER BY number"));
    auto rows = select.query();
    while (true) {
        CAIRN_TRY(const bool is_row, rows.next());
        if (!is_row) return all;
        all.push_back({rows.bits(0), rows.integer(1), static_cast<std::uint32_t>(rows.bits(2))});
    }
}

Result<std::vector<std::string>> BufferFile::state_names() {
    std::vector<std::string> all;
    CAIRN_TRY(auto select, database_.prepare("SELECT name FROM state ORDER BY name"));
    auto rows = select.query();
    while (true) {
        CAIRN_TRY(const bool is_row, rows.next());
        if (!is_row) return all;
        all.emplace_back(rows.text(0));
    }
}

Result<void> BufferFile::load_acknowledged(Stream stream) {
    StreamTotals& of = totals_.of(stream);
    auto rows = select_ranges_.query(row_id(stream, 0), row_id(stream, sequence_max));
    while (true) {
        CAIRN_TRY(const bool is_row, rows.next());
        if (!is_row) break;
        const SequenceRange range{sequence_of(rows.integer(0)), rows.bits(1)};
        const bool is_beyond = range.first > of.acknowledged.through() + 1;
        if (!is_beyond || range.first > range.last) return inconsistent();
        of.acknowledged.add(range);
    }
    const auto ranges = of.acknowledged.ranges();
    if (!ranges.empty() && ranges.back().last >= of.next_sequence) return inconsistent();
    return {};
}

Result<void> BufferFile::store(const Totals& totals) {
    for (const Stream stream : streams) {
        const StreamTotals& of = totals.of(stream);
        const StreamTotals& before = stored_.of(stream);
        if (of == before) continue;
        CAIRN_CHECK(put_stream_.run(static_cast<int>(stream), of.next_sequence, of.acknowledged.through(),
                                    of.waiting.blocks, of.waiting.records, of.waiting.body_bytes,
                                    of.kept.blocks, of.kept.records, of.kept.body_bytes, of.dropped_records,
                                    of.expired_records, crc32c_of(stream, of)));
        if (!std::ranges::equal(of.acknowledged.beyond(), before.acknowledged.beyond()))
            CAIRN_CHECK(store_acknowledged(stream, of.acknowledged));
    }
    return {};
}

Result<void> BufferFile::store_acknowledged(Stream stream, const SequenceSet& acknowledged) {
    CAIRN_CHECK(delete_ranges_.run(row_id(stream, 0), row_id(stream, sequence_max)));
    for (const SequenceRange& range : acknowledged.beyond())
        CAIRN_CHECK(insert_range_.run(row_id(stream, range.first), range.last));
    return {};
}

}  // namespace cairn
