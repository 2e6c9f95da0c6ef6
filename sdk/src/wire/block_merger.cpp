#include "cairn/wire/block_merger.h"

#include <cstdlib>
#include <utility>
#include <variant>

#include "cairn/core/assert.h"
#include "cairn/core/crc32c.h"
#include "cairn/core/limits.h"
#include "cairn/wire/block_reader.h"
#include "wire/chain_link.h"
#include "wire/hearing_writer.h"
#include "wire/packed_columns.h"
#include "wire/position_writer.h"

namespace cairn {
namespace {

/// Some 65,000 hearings: what a section is made of waits in memory.
constexpr std::size_t section_plain_bytes = 3 * 1024 * 1024;
/// Clocks of a chain differ by no more (Edge begins a chain when its clock was set).
constexpr std::int64_t clock_difference_max_ms = 300;

std::int64_t offset_ms(const Block& block) {
    return block.sealed_at.unix_ms - block.clock.sealed.elapsed_ms;
}

}  // namespace

struct BlockMerger::Impl {
    explicit Impl(bool archives) : packer(archives), is_archive(archives) {}
    Result<void> check(const Block& block) const;
    Result<void> write(const Record& record);
    void end_section();
    template <typename Writer>
    void end_section(Writer& writer) {
        for (const Bytes column : writer.write()) packer.pack(column, body);
        if (writer.is_chain_full()) is_full = true;
    }

    BlockReader reader;
    wire::HearingWriter hearings;
    wire::PositionWriter positions;
    wire::ColumnPacker packer;
    wire::ColumnWriter body;
    Block merged;  // without its body
    std::uint32_t count = 0;
    std::size_t bytes = 0;  // of the bodies that were added
    bool is_archive;
    bool is_full = false;
};

Result<void> BlockMerger::Impl::check(const Block& block) const {
    if (block.merged_count != 1 || !reader.is_next(block) ||
        (block.codec != BlockCodec::columns && block.codec != BlockCodec::position_columns))
        return fail(Errc::malformed, "merger: not a block of a chain");
    if (count == 0) return {};
    if (block.stream != merged.stream || block.codec != merged.codec || block.sequence != merged.sequence + 1)
        return fail(Errc::malformed, "merger: not the next block");
    if (block.clock.boot != merged.clock.boot ||
        std::abs(offset_ms(block) - offset_ms(merged)) > clock_difference_max_ms)
        return fail(Errc::malformed, "merger: a block of another clock");
    // Merged, they take less, but for what the columns' frames take.
    if (is_full || bytes + block.body.size() > limits::block_body_bytes_max * 3 / 4 ||
        merged.record_count + block.record_count > limits::block_records_max)
        return fail(Errc::full, "merger: enough for a block");
    return {};
}

Result<void> BlockMerger::Impl::write(const Record& record) {
    if (const auto* sighting = std::get_if<Sighting>(&record)) return hearings.rows.add(*sighting);
    if (const auto* reading = std::get_if<Reading>(&record)) return hearings.rows.add(*reading);
    if (const auto* attribute = std::get_if<Attribute>(&record)) return hearings.rows.add(*attribute);
    if (const auto* position = std::get_if<Position>(&record)) return positions.add(*position);
    return fail(Errc::malformed, "merger: a record that no columns hold");
}

void BlockMerger::Impl::end_section() {
    if (merged.codec == BlockCodec::columns) return end_section(hearings);
    end_section(positions);
}

BlockMerger::BlockMerger(bool is_archive) : impl_(std::make_unique<Impl>(is_archive)) {}
BlockMerger::BlockMerger(BlockMerger&&) noexcept = default;
BlockMerger& BlockMerger::operator=(BlockMerger&&) noexcept = default;
BlockMerger::~BlockMerger() = default;

bool BlockMerger::empty() const noexcept {
    return impl_->count == 0;
}

Result<void> BlockMerger::add(const Block& block) {
    Impl& self = *impl_;
    CAIRN_CHECK(self.check(block));
    if (self.count == 0) wire::write_link(0, self.body);
    Result<void> written;
    Block as_sealed = block;
    as_sealed.clock.correction_ms = 0;
    CAIRN_CHECK(self.reader.read(as_sealed, [&](const Record& record) {
        if (written) written = self.write(record);
    }));
    CAIRN_CHECK(written);
    const std::uint32_t records = self.merged.record_count + block.record_count;
    self.merged = std::move(as_sealed);
    self.merged.body.clear();
    self.merged.record_count = records;
    self.bytes += block.body.size();
    ++self.count;
    if (self.hearings.rows.plain_bytes_max() + self.positions.plain_bytes_max() >= section_plain_bytes)
        self.end_section();
    return {};
}

Result<Block> BlockMerger::merge() {
    CAIRN_ASSERT(!empty());
    Impl& self = *impl_;
    if (self.hearings.rows.record_count() + self.positions.record_count() > 0) self.end_section();
    Block block = std::move(self.merged);
    block.merged_count = self.count;
    block.chain_place = 0;
    const Bytes body = self.body.bytes();
    block.body.assign(body.begin(), body.end());
    block.crc32c = crc32c(block.body);
    impl_ = std::make_unique<Impl>(self.is_archive);
    if (block.body.size() > limits::block_body_bytes_max)
        return fail(Errc::full, "merger: larger than a block");
    return block;
}

}  // namespace cairn
