// Lives of a Buffer out of seeds, on a disk that loses power, fills up and fails: blocks of three streams in
// chains come, are sent, merged and acknowledged in any order. After each break every number is where it
// must be: waiting with its body, acknowledged, or in a gap that counts it.
#include <gtest/gtest.h>

#include <array>
#include <map>
#include <string>
#include <vector>

#include "cairn/buffer/buffer.h"
#include "cairn/core/crc32c.h"
#include "sim/luck.h"
#include "support/fake_entropy.h"
#include "support/records.h"
#include "support/sim_disk.h"

namespace cairn::test {
namespace {

using sim::Luck;

constexpr std::size_t everything = 1U << 30U;
constexpr int lives = 60;
constexpr int steps = 120;
constexpr std::array all_streams{Stream::status, Stream::positions, Stream::hearings};

/// A number of a stream as it was appended.
struct Told {
    std::uint32_t records = 0;
    std::uint32_t chain_place = 0;
    std::size_t body_bytes = 0;
    bool may_be_acknowledged = false;
    bool must_be_acknowledged = false;  // until the process dies: the next commit writes it
};

struct Model {
    std::array<std::map<Sequence, Told>, streams_count> told;
    Receipt last_receipt = 0;

    std::map<Sequence, Told>& of(Stream stream) { return told[static_cast<std::size_t>(stream) - 1]; }
};

std::vector<std::uint8_t> body_of(Stream stream, Sequence last, std::uint64_t count, std::size_t size) {
    std::vector<std::uint8_t> body(size);
    Luck luck(static_cast<std::uint64_t>(stream) << 56U | count << 40U | last);
    for (std::uint8_t& byte : body) byte = static_cast<std::uint8_t>(luck.next());
    return body;
}

class Life {
public:
    explicit Life(std::uint64_t seed) : luck_(seed), disk_("sim_life") {
        disk_.spares_neighbours = true;
        options_.path = "buffer.db";
        options_.vfs = disk_.name();
        options_.size_bytes_max = 64 * 1024;
        options_.overflow = luck_.once_in(4) ? Overflow::refuse_new : Overflow::drop_oldest;
        options_.receipts_max = 4;
        body_bytes_max_ = std::array<std::size_t, 3>{40, 2'000, 20'000}[luck_.below(3)];
        chain_max_ = static_cast<std::uint32_t>(luck_.of_any_size(1, 12));
    }

    void live() {
        open();
        for (int i = 0; i < steps && !::testing::Test::HasFailure(); ++i) {
            if (luck_.once_in(12)) disk_.cut_at = disk_.calls + static_cast<int>(luck_.below(12));
            if (luck_.once_in(20)) disk_.fail_at = disk_.calls + static_cast<int>(luck_.below(12));
            act();
            if (disk_.is_dead() || luck_.once_in(40)) break_down();
            if (luck_.once_in(is_offline_ ? 40 : 5)) audit();
        }
        disk_.cut_at = -1;
        disk_.fail_at = -1;
        audit();
    }
    std::uint64_t merged() const { return merged_; }
    std::uint64_t lost() const { return lost_; }
    std::uint64_t breaks() const { return breaks_; }

private:
    void act() {
        const std::uint64_t kind = luck_.below(10);
        if (kind < 5) return append();
        // Who acknowledges has sent, and what was sent is not merged.
        if (kind < (is_offline_ ? 6 : 8)) return is_offline_ && !luck_.once_in(10) ? append() : acknowledge();
        if (kind < 9 && !is_offline_) return peek();
        merge();
    }

    void append() {
        std::vector<Block> blocks;
        for (const Stream stream : all_streams) {
            Sequence next = buffer_->next_sequence(stream);
            if (!buffer_->chain_goes_on(stream)) next_place_[static_cast<std::size_t>(stream) - 1] = 0;
            for (std::uint64_t left = luck_.below(3); left > 0; --left)
                blocks.push_back(block(stream, next++));
        }
        if (blocks.empty()) return;
        const std::array<Receipt, 1> receipt{model_.last_receipt + 1};
        doubt_ = blocks;
        auto appended = buffer_->append(blocks, receipt);
        if (!appended) {
            next_place_ = {};
            return;  // the audit after a break sees whether it came through
        }
        ++model_.last_receipt;
        believe(blocks);
    }
    Block block(Stream stream, Sequence sequence) {
        auto& place = next_place_[static_cast<std::size_t>(stream) - 1];
        if (place >= chain_max_) place = 0;
        Block made;
        made.stream = stream;
        made.sequence = sequence;
        made.chain_place = place++;
        made.sealed_at = noon;
        made.record_count = static_cast<std::uint32_t>(luck_.between(1, 9));
        made.body = body_of(stream, sequence, 1, luck_.between(1, body_bytes_max_));
        made.crc32c = crc32c(made.body);
        return made;
    }
    void start_chains() {
        next_place_ = {};
        doubt_.clear();
    }
    void believe(const std::vector<Block>& blocks) {
        for (const Block& one : blocks)
            model_.of(one.stream)[one.sequence] = {one.record_count, one.chain_place, one.body.size()};
        doubt_.clear();
    }

    void acknowledge() {
        const Stream stream = all_streams[luck_.below(3)];
        const auto backlog = buffer_->peek(stream, 0, everything);
        if (!backlog || backlog->blocks.empty()) return;
        const Block& from = backlog->blocks[luck_.below(backlog->blocks.size())];
        const Block& to = backlog->blocks[luck_.below(backlog->blocks.size())];
        if (from.sequence > to.sequence) return;
        const Sequence first = luck_.once_in(2) ? 1 : from.sequence - from.merged_count + 1;
        const bool is_done = buffer_->acknowledge(stream, first, to.sequence).has_value();
        for (Sequence number = first; number <= to.sequence; ++number) {
            Told& told = model_.of(stream)[number];
            told.may_be_acknowledged = true;
            told.must_be_acknowledged = told.must_be_acknowledged || is_done;
        }
    }

    void peek() {
        const Stream stream = all_streams[luck_.below(3)];
        const auto backlog = buffer_->peek(stream, luck_.below(30), luck_.of_any_size(1, 100'000));
        if (!backlog) return;
        Sequence last = 0;
        for (const Block& one : backlog->blocks) {
            EXPECT_GT(one.sequence, last);
            last = one.sequence;
        }
    }

    /// Mostly refused: only whole chains that were not handed out may be merged.
    void merge() {
        const Stream stream = all_streams[luck_.below(3)];
        const Sequence next = buffer_->next_sequence(stream);
        if (next < 3) return;
        const Sequence last = luck_.between(2, next - 1);
        const std::uint64_t count = luck_.between(2, std::min<Sequence>(last, 8));
        Block whole;
        whole.stream = stream;
        whole.sequence = last;
        whole.merged_count = static_cast<std::uint32_t>(count);
        whole.sealed_at = noon;
        for (Sequence number = last - count + 1; number <= last; ++number)
            whole.record_count += model_.of(stream)[number].records;
        whole.body = body_of(stream, last, count, luck_.between(1, body_bytes_max_));
        whole.crc32c = crc32c(whole.body);
        if (!buffer_->replace(whole)) return;
        ++merged_;
    }

    void break_down() {
        ++breaks_;
        const bool is_power_cut = luck_.once_in(2);
        disk_.die();
        buffer_.reset();
        for (const Stream stream : all_streams) {
            for (auto& [number, told] : model_.of(stream)) told.must_be_acknowledged = false;
        }
        if (is_power_cut)
            disk_.restart(luck_.next());
        else
            disk_.restart_process();
        open();
        audit();
    }
    void open() {
        auto opened = Buffer::open(options_, entropy_);
        if (!opened) opened = Buffer::open(options_, entropy_);
        ASSERT_TRUE(opened) << opened.error().where;
        buffer_.emplace(std::move(*opened));
        if (!doubt_.empty() && buffer_->seen(model_.last_receipt + 1)) {
            ++model_.last_receipt;
            believe(doubt_);
        }
        start_chains();
    }

    void audit() {
        if (!buffer_) return;
        EXPECT_TRUE(model_.last_receipt == 0 || buffer_->seen(model_.last_receipt));
        const BufferStats stats = buffer_->stats();
        EXPECT_LE(stats.body_bytes + stats.state_bytes, options_.size_bytes_max);
        for (const Stream stream : all_streams) audit(stream, stats.of(stream));
    }
    void audit(Stream stream, const StreamStats& stats) {
        const auto backlog = buffer_->peek(stream, 0, everything);
        if (!backlog) return;  // the disk's fault, which comes once
        auto& told = model_.of(stream);
        ASSERT_EQ(buffer_->next_sequence(stream), told.size() + 1);
        std::map<Sequence, char> where;
        const auto stands = [&where](Sequence first, Sequence last, char what) {
            for (Sequence number = first; number <= last; ++number)
                EXPECT_TRUE(where.emplace(number, what).second) << number << " stands twice";
        };
        std::uint64_t records = 0;
        for (const Block& one : backlog->blocks) {
            stands(one.sequence - one.merged_count + 1, one.sequence, 'w');
            EXPECT_EQ(one.body, body_of(stream, one.sequence, one.merged_count, one.body.size()));
            EXPECT_EQ(one.record_count,
                      records_in(stream, one.sequence - one.merged_count + 1, one.sequence));
            records += one.record_count;
            EXPECT_TRUE(has_chain(one));
        }
        for (const Gap& gap : backlog->gaps) {
            stands(gap.first, gap.last, 'g');
            EXPECT_EQ(gap.record_count, records_in(stream, gap.first, gap.last));
            EXPECT_EQ(gap.reason, GapReason::overflow);
            lost_ += gap.record_count;
        }
        for (const SequenceRange& range : buffer_->acknowledged(stream).ranges())
            stands(range.first, range.last, 'a');
        for (const auto& [number, one] : told) {
            ASSERT_TRUE(where.contains(number)) << number << " stands nowhere";
            EXPECT_TRUE(where[number] != 'a' || one.may_be_acknowledged) << number;
            EXPECT_TRUE(where[number] == 'a' || !one.must_be_acknowledged) << number;
        }
        EXPECT_EQ(where.size(), told.size());
        EXPECT_EQ(stats.records, records);
        EXPECT_EQ(stats.blocks, backlog->blocks.size());
    }
    std::uint64_t records_in(Stream stream, Sequence first, Sequence last) {
        std::uint64_t records = 0;
        for (Sequence number = first; number <= last; ++number) records += model_.of(stream)[number].records;
        return records;
    }
    bool has_chain(const Block& block) {
        std::uint32_t found = 0;
        const auto read = buffer_->chain_of(block.stream, block.sequence, [&](const Block&) { ++found; });
        return !read ? read.error().code == Errc::io : found == block.chain_place;
    }

    Luck luck_;
    SimDisk disk_;
    FakeEntropy entropy_;
    BufferOptions options_;
    std::optional<Buffer> buffer_;
    Model model_;
    std::vector<Block> doubt_;  // of an append that failed: it may have come through all the same
    std::array<std::uint32_t, streams_count> next_place_{};
    bool is_offline_ = luck_.once_in(2);  // most of its life
    std::size_t body_bytes_max_ = 0;
    std::uint32_t chain_max_ = 1;
    std::uint64_t merged_ = 0;
    std::uint64_t lost_ = 0;
    std::uint64_t breaks_ = 0;
};

TEST(BufferLife, HasEveryNumberWhereItMustBeAfterEveryBreak) {
    std::uint64_t merged = 0;
    std::uint64_t lost = 0;
    std::uint64_t breaks = 0;
    for (std::uint64_t seed = 1; seed <= lives; ++seed) {
        Life life(seed);

        life.live();

        ASSERT_FALSE(::testing::Test::HasFailure()) << "seed " << seed;
        merged += life.merged();
        lost += life.lost();
        breaks += life.breaks();
    }
    EXPECT_GT(merged, 30U);
    EXPECT_GT(lost, 1'000U);
    EXPECT_GT(breaks, 400U);
}

}  // namespace
}  // namespace cairn::test
