#include "store/intake.h"

#include <algorithm>
#include <utility>

#include "cairn/core/limits.h"
#include "cairn/sync/protocol.h"

namespace cairn::cloud {
namespace {

/// The largest count that every reader of JSON keeps exactly. What a gap claims is not believed beyond.
constexpr std::uint64_t count_max = std::uint64_t{1} << 53U;
/// So much is gathered in memory before it is written, some 20 MB; a block may add to it what it holds.
constexpr std::size_t gathered_max = 50'000;
/// Chains of which the memory is kept: of a hundred edges, say, one each of hearings and positions.
constexpr std::size_t chains_max = 256;

constexpr auto select_edge = "SELECT 1 FROM edge WHERE name = ?";
constexpr auto select_last_block = "SELECT (SELECT max(id) FROM block), (SELECT max(last_offset) FROM block)";
constexpr auto insert_block =
    "INSERT INTO block (id, stream, sequence, merged_count, chain_place, sealed_at, boot, sealed_elapsed, "
    "correction_ms, uncertainty_ms, stored_at, codec, crc32c, claimed_records, readable_records, defect, "
    "last_offset, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, nullif(?, 4294967295), ?, ?, ?, ?, ?, ?, "
    "nullif(?, 0), ?)";
constexpr auto insert_gap =
    "INSERT INTO gap (stream, first, last, reason, record_count, stored_at) VALUES (?, ?, ?, ?, ?, ?)";
constexpr auto sum_records =
    "SELECT coalesce(sum(claimed_records), 0) FROM block WHERE stream = ? AND sequence BETWEEN ? AND ?";
constexpr auto sum_lost =
    "SELECT coalesce(sum(record_count), 0) FROM gap WHERE stream = ? AND last >= ? AND first <= ?";
constexpr auto update_edge = "UPDATE edge SET last_block_at = max(last_block_at, ?), blocks = blocks + ?, "
                             "unreadable_blocks = unreadable_blocks + ?, records = records + ?, "
                             "lost_records = min(lost_records + ?, ?) WHERE name = ?";

}  // namespace

/// One call of accept().
struct Intake::Run {
    Run(const Origin& its_origin, Timestamp its_now)
        : origin(its_origin),
          now(its_now),
          epochs(its_origin.epochs.size()) {}

    const Origin& origin;
    Timestamp now;
    std::vector<StreamsOfEpoch> epochs;  // in the order of Origin::epochs
    std::int64_t block_id = 0;  // of the last stored block
    Offset last_offset = 0;

    std::uint64_t blocks = 0;
    std::uint64_t unreadable_blocks = 0;
    std::uint64_t records = 0;
    std::uint64_t lost_records = 0;
    std::vector<StreamSequence> unread;
    std::optional<Error> defect;  // of the batch: nothing behind it is taken

    std::int64_t segment() const noexcept { return block_id / segment_blocks; }
    bool is_changed() const noexcept {
        return std::ranges::any_of(epochs, [](const StreamsOfEpoch& streams) {
            return std::ranges::any_of(streams, &StoredStream::is_changed);
        });
    }
    StoredStream& at(std::size_t epoch, Stream kind) noexcept {
        return epochs[epoch][static_cast<std::size_t>(kind) - 1];
    }
    const StoredStream& at(std::size_t epoch, Stream kind) const noexcept {
        return epochs[epoch][static_cast<std::size_t>(kind) - 1];
    }
    /// The numbers of a stream that belong to an epoch; none: it ends where it begins.
    SequenceRange numbers_of(std::size_t epoch, Stream kind) const noexcept {
        const bool is_last = epoch + 1 == origin.epochs.size();
        return {origin.epochs[epoch].first_of(kind),
                is_last ? protocol::sequence_max : origin.epochs[epoch + 1].first_of(kind) - 1};
    }
    /// The epoch of a number; nothing: it is before the first one.
    std::optional<std::size_t> epoch_at(Stream kind, Sequence sequence) const noexcept {
        for (std::size_t epoch = origin.epochs.size(); epoch-- > 0;) {
            if (sequence >= origin.epochs[epoch].first_of(kind)) return epoch;
        }
        return std::nullopt;
    }
};

Result<Intake> Intake::create(sqlite::Database& database) {
    CAIRN_TRY(ChainMemory chains, ChainMemory::create(database, chains_max));
    Intake intake(database, std::move(chains));
    CAIRN_TRY(intake.streams_, StoredStreams::create(database));
    CAIRN_TRY(intake.writer_, StateWriter::create(database));
    CAIRN_TRY(intake.edge_, database.prepare(select_edge));
    CAIRN_TRY(intake.last_block_, database.prepare(select_last_block));
    CAIRN_TRY(intake.add_block_, database.prepare(insert_block));
    CAIRN_TRY(intake.add_gap_, database.prepare(insert_gap));
    CAIRN_TRY(intake.records_between_, database.prepare(sum_records));
    CAIRN_TRY(intake.lost_between_, database.prepare(sum_lost));
    CAIRN_TRY(intake.count_, database.prepare(update_edge));
    return intake;
}

Result<HeldStreams> Intake::held(const Origin& origin) {
    Run run(origin, {});
    for (std::size_t epoch = 0; epoch < origin.epochs.size(); ++epoch) {
        for (const Stream kind : streams)
            CAIRN_CHECK(streams_.load(origin.edge, origin.epochs[epoch], kind, run.at(epoch, kind)));
    }
    HeldStreams held = held_by(run);
    for (const Stream kind : streams) held[kind].add({1, origin.epochs.front().first_of(kind) - 1});
    return held;
}

/// Of an epoch only what is its own: another copy of the edge's buffer may have gone on with it.
HeldStreams Intake::held_by(const Run& run) {
    HeldStreams held;
    for (std::size_t epoch = 0; epoch < run.epochs.size(); ++epoch) {
        for (const Stream kind : streams) {
            const auto [first, last] = run.numbers_of(epoch, kind);
            for (const SequenceRange& range : run.at(epoch, kind).held.ranges())
                held[kind].add({std::max(range.first, first), std::min(range.last, last)});
        }
    }
    return held;
}

Result<Accepted> Intake::accept(const Origin& origin, std::span<const Block> blocks,
                                std::span<const Gap> gaps, Timestamp now) {
    Run run(origin, now);
    changes_.clear();
    const auto stored = take_all(run, blocks, gaps);
    if (!stored) {
        chains_.forget();
        // To the caller, corrupt is a block's fault: a damaged file is the disk's.
        const Error& error = stored.error();
        if (error.code != Errc::denied && error.code != Errc::malformed) write_error_ = error;
        return error.code == Errc::corrupt ? fail(Errc::io, error.where, error.detail) : fail(error);
    }
    Accepted accepted;
    accepted.held = held_by(run);
    accepted.blocks = run.blocks;
    accepted.unread = std::move(run.unread);
    accepted.defect = run.defect;
    return accepted;
}

Result<void> Intake::take_all(Run& run, std::span<const Block> blocks, std::span<const Gap> gaps) {
    CAIRN_TRY(sqlite::Transaction transaction, sqlite::Transaction::begin(*database_));
    CAIRN_CHECK(begin(run));
    for (const Gap& gap : gaps) {
        if (!run.defect) CAIRN_CHECK(take(run, gap));
    }
    for (const Block& block : blocks) {
        if (!run.defect) CAIRN_CHECK(take(run, block));
    }
    if (!run.is_changed()) return {};  // all of it was here: nothing to write
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
    sqlite::Query last = last_block_.query();
    CAIRN_TRY(const bool is_row, last.next());
    run.block_id = is_row ? last.integer(0) : 0;
    run.last_offset = is_row ? last.bits(1) : 0;
    return {};
}

Result<void> Intake::take(Run& run, const Block& block) {
    const SequenceRange numbers{block.first(), block.sequence};
    const auto epoch = run.epoch_at(block.stream, numbers.first);
    if (!epoch || epoch != run.epoch_at(block.stream, numbers.last)) {
        run.defect = Error{Errc::malformed, 0, "store: a block of no epoch, or of two"};
        return {};
    }
    StoredStream& stream = run.at(*epoch, block.stream);
    CAIRN_CHECK(streams_.make(run.origin.edge, run.origin.epochs[*epoch], block.stream, stream));
    if (stream.held.holds(numbers)) return {};  // sent again
    if (stream.held.touches(numbers)) {
        run.defect = Error{Errc::malformed, 0, "store: a block of numbers of which a part is stored"};
        return {};
    }
    if (block.body.size() > limits::block_body_bytes_max) {
        run.defect = Error{Errc::malformed, 0, "store: a block above the limit"};
        return {};
    }
    if ((run.block_id + 1) / segment_blocks != run.segment() || changes_.size() > gathered_max) {
        CAIRN_CHECK(write_changes(run));
        changes_.clear();
    }
    const Content content = observe(stream.id, block, run.now);
    if (content.defect && content.defect->code == Errc::corrupt) {
        run.defect = content.defect;
        return {};
    }
    if (content.defect && content.defect->code == Errc::truncated) {
        run.unread.push_back({block.stream, block.sequence});
        return {};
    }
    return add(run, stream, block, content);
}

Result<void> Intake::add(Run& run, StoredStream& stream, const Block& block, const Content& content) {
    ++run.block_id;
    stream.held.add({block.first(), block.sequence});
    stream.is_changed = true;
    run.last_offset += content.records;
    const Offset last_offset = content.records != 0 ? run.last_offset : 0;
    ++run.blocks;
    run.unreadable_blocks += content.defect ? 1U : 0U;
    run.records += content.records;
    const int defect = content.defect ? static_cast<int>(content.defect->code) : 0;
    return add_block_.run(run.block_id, stream.id, block.sequence, block.merged_count, block.chain_place,
                          block.sealed_at.unix_ms, block.clock.boot, block.clock.sealed.elapsed_ms,
                          block.clock.correction_ms, block.clock.uncertainty_ms, run.now.unix_ms,
                          static_cast<int>(block.codec), block.crc32c, block.record_count, content.records,
                          defect, last_offset, block.body);
}

/// Reads the block's records into changes_. A block that fails its checksum, or lacks its chain, delivers
/// none.
Intake::Content Intake::observe(std::int64_t stream, const Block& block, Timestamp now) {
    Content content;
    const auto read = chains_.read(stream, block, [&](const Record& record) {
        changes_.observe(record, now);
        ++content.records;
    });
    if (!read) content.defect = read.error();
    return content;
}

Result<void> Intake::take(Run& run, const Gap& gap) {
    if (gap.first == 0 || gap.last < gap.first || gap.last > protocol::sequence_max) {
        run.defect = Error{Errc::malformed, 0, "store: a gap without an end"};
        return {};
    }
    Gap left = gap;
    for (std::size_t epoch = 0; epoch < run.epochs.size(); ++epoch) {
        const SequenceRange numbers = run.numbers_of(epoch, gap.stream);
        Gap part = left;
        part.first = std::max(left.first, numbers.first);
        part.last = std::min(left.last, numbers.last);
        if (part.first > part.last) continue;
        CAIRN_CHECK(take(run, epoch, part));
        left.record_count = 0;  // nobody knows in which epoch they were: the first one says them all
    }
    return {};
}

Result<void> Intake::take(Run& run, std::size_t epoch, const Gap& gap) {
    StoredStream& stream = run.at(epoch, gap.stream);
    CAIRN_CHECK(streams_.make(run.origin.edge, run.origin.epochs[epoch], gap.stream, stream));
    const auto parts = stream.held.missing({gap.first, gap.last});
    if (parts.empty()) return {};  // sent again
    CAIRN_TRY(std::uint64_t lost, lost_records(stream, gap));
    run.lost_records = std::min(run.lost_records + lost, count_max);
    for (const SequenceRange& part : parts) {
        // Nobody knows which part they were in: the first one says them all.
        CAIRN_CHECK(add_gap_.run(stream.id, part.first, part.last, static_cast<int>(gap.reason),
                                 std::exchange(lost, 0), run.now.unix_ms));
    }
    stream.held.add({gap.first, gap.last});
    stream.is_changed = true;
    return {};
}

/// What of the gap is not stored. An edge may drop blocks whose acknowledgement it never saw, and may
/// widen a gap in the same way.
Result<std::uint64_t> Intake::lost_records(const StoredStream& stream, const Gap& gap) {
    const std::uint64_t claimed = std::min(gap.record_count, count_max);
    if (!stream.held.touches({gap.first, gap.last})) return claimed;
    sqlite::Query stored = records_between_.query(stream.id, gap.first, gap.last);
    CAIRN_CHECK(stored.next());
    sqlite::Query declared = lost_between_.query(stream.id, gap.first, gap.last);
    CAIRN_CHECK(declared.next());
    return claimed - std::min(claimed, stored.bits(0) + declared.bits(0));
}

Result<void> Intake::write_changes(const Run& run) {
    return writer_.write(changes_, {run.origin.edge, run.segment()});
}

Result<void> Intake::finish(const Run& run) {
    CAIRN_CHECK(write_changes(run));
    for (const StreamsOfEpoch& streams : run.epochs) {
        for (const StoredStream& stream : streams) {
            if (stream.held.beyond().size() > protocol::ranges_max)
                return fail(Errc::malformed, "store: too many ranges behind a missing number");
            if (stream.is_changed) CAIRN_CHECK(streams_.save(stream));
        }
    }
    const std::int64_t last_block_at = run.blocks != 0 ? run.now.unix_ms : 0;
    return count_.run(last_block_at, run.blocks, run.unreadable_blocks, run.records, run.lost_records,
                      count_max, run.origin.edge);
}

}  // namespace cairn::cloud
