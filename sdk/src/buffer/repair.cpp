#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>

#include "buffer/file.h"
#include "buffer/schema.h"
#include "cairn/buffer/inspection.h"

namespace cairn {
namespace {

/// Of blocks, so that the journal stays small.
constexpr std::uint64_t blocks_a_commit = 256;

/// Transactions on the new file, one after the other.
class Commits {
public:
    explicit Commits(BufferFile& file) : file_(file) {}

    Result<void> begin() {
        CAIRN_TRY(auto transaction, file_.begin(Durability::power_loss));
        transaction_.emplace(std::move(transaction));
        return {};
    }
    Result<void> commit() {
        CAIRN_CHECK(transaction_->commit());
        transaction_.reset();
        return {};
    }
    Result<void> count_block() {
        if (++blocks_ % blocks_a_commit != 0) return {};
        CAIRN_CHECK(commit());
        return begin();
    }

private:
    BufferFile& file_;
    std::optional<sqlite::Transaction> transaction_;
    std::uint64_t blocks_ = 0;
};

/// Blocks and gaps of one stream into a new file, in order, without a hole.
class StreamRepair {
public:
    StreamRepair(BufferInspection& from, BufferFile& to, Commits& commits, Totals& totals, Stream stream,
                 RepairReport& report)
        : from_(from),
          to_(to),
          commits_(commits),
          of_(totals.of(stream)),
          stream_(stream),
          report_(report) {}

    Result<void> run() {
        of_.acknowledged = from_.acknowledged(stream_);
        CAIRN_CHECK(from_.gaps(stream_, [&](const Gap& gap) { gaps_.push_back(gap); }));
        Result<void> taken;
        CAIRN_CHECK(from_.blocks(stream_, [&](const BufferInspection::Item& item) {
            if (taken) taken = take(item);
        }));
        CAIRN_CHECK(taken);
        const Sequence behind = std::max(from_.next_sequence(stream_), next_);
        CAIRN_CHECK(skip_to(behind));
        of_.next_sequence = behind;
        return to_.count(of_, stream_);
    }

private:
    Result<void> take(const BufferInspection::Item& item) {
        const Block& block = item.block;
        const Sequence first = block.sequence - block.merged_count + 1;
        if (first < next_) return {};
        const bool follows =
            first == next_ && block.sequence == last_ + 1 && block.chain_place == last_place_ + 1;
        if (!item.is_sound || (block.chain_place > 0 && !follows)) {
            lost_records_[block.sequence] = block.record_count;
            return {};
        }
        CAIRN_CHECK(skip_to(first));
        CAIRN_TRY(const Sums sums, to_.insert(block));
        if (!item.is_acknowledged) report_.blocks += sums.blocks, report_.records += sums.records;
        next_ = block.sequence + 1;
        last_ = block.sequence;
        last_place_ = block.chain_place;
        return commits_.count_block();
    }

    /// The numbers up to there, by the gaps that were, or by new ones.
    Result<void> skip_to(Sequence behind) {
        while (next_ < behind) {
            next_ = of_.acknowledged.next_outside(next_);
            if (next_ >= behind) break;
            while (gap_ < gaps_.size() && gaps_[gap_].last < next_) ++gap_;
            Gap gap{next_, behind - 1, GapReason::corrupt, 0, stream_};
            if (gap_ < gaps_.size() && gaps_[gap_].first <= next_) {
                gap = gaps_[gap_];
                gap.first = next_;
                gap.last = std::min(gap.last, behind - 1);
            } else {
                if (gap_ < gaps_.size()) gap.last = std::min(gap.last, gaps_[gap_].first - 1);
                if (const auto has = of_.acknowledged.next_inside(next_))
                    gap.last = std::min(gap.last, *has - 1);
                note_loss(gap);
            }
            CAIRN_CHECK(to_.insert_gap(gap));
            next_ = gap.last + 1;
        }
        next_ = std::max(next_, behind);
        return {};
    }

    void note_loss(Gap& gap) {
        for (const auto& [sequence, records] : lost_records_) {
            if (sequence >= gap.first && sequence <= gap.last) gap.record_count += records;
        }
        report_.lost_blocks += gap.last - gap.first + 1;
        report_.lost_records += gap.record_count;
    }

    BufferInspection& from_;
    BufferFile& to_;
    Commits& commits_;
    StreamTotals& of_;
    Stream stream_;
    RepairReport& report_;
    std::vector<Gap> gaps_;
    std::size_t gap_ = 0;
    std::map<Sequence, std::uint32_t> lost_records_;
    Sequence next_ = 1;
    Sequence last_ = 0;
    std::uint32_t last_place_ = 0;
};

/// States that can be read, and what is known of boots.
Result<void> take_the_rest(BufferInspection& from, BufferFile& to, Totals& totals, RepairReport& report) {
    for (const std::string& one : from.state_names()) {
        const auto state = from.load_state(one);
        if (!state || !*state) {
            ++report.lost_states;
            continue;
        }
        CAIRN_CHECK(to.put_state(totals, one, **state));
        ++report.states;
    }
    const auto boots = from.boots();
    if (!boots) return {};
    for (const BootClock& clock : *boots) CAIRN_CHECK(to.put_boot(clock));
    return {};
}

}  // namespace

Result<RepairReport> repair_buffer(const BufferOptions& from, const std::string& path, Entropy& entropy) {
    std::error_code ignored;
    if (std::filesystem::exists(path, ignored)) return fail(Errc::malformed, "buffer: the new file is there");
    CAIRN_TRY(auto inspection, BufferInspection::open(from));
    BufferOptions options = from;
    options.path = path;
    CAIRN_TRY(auto database, open_buffer_file(options, entropy));
    CAIRN_TRY(auto file, BufferFile::load(std::move(database),
                                          BodyCipher(options.cipher, options.keys, entropy.next())));
    RepairReport report;
    Commits commits(file);
    CAIRN_CHECK(commits.begin());
    for (const EpochStart& start : inspection.epochs()) CAIRN_CHECK(file.put_epoch(start));
    Totals totals = file.totals();
    for (const Stream stream : streams) {
        const StreamStats before = inspection.stats().of(stream);
        totals.of(stream).dropped_records = before.dropped_records;
        totals.of(stream).expired_records = before.expired_records;
        CAIRN_CHECK(StreamRepair(inspection, file, commits, totals, stream, report).run());
    }
    CAIRN_CHECK(take_the_rest(inspection, file, totals, report));
    CAIRN_CHECK(file.store(totals));
    CAIRN_CHECK(commits.commit());
    return report;
}

}  // namespace cairn
