#include "cairn/wire/stream_sealer.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <variant>

#include "cairn/core/assert.h"
#include "cairn/core/crc32c.h"
#include "cairn/core/limits.h"
#include "cairn/wire/sealer.h"
#include "wire/chain_link.h"
#include "wire/hearing_writer.h"
#include "wire/packed_columns.h"
#include "wire/position_writer.h"

namespace cairn {
namespace {

/// Where a chain stands.
struct Chain {
    bool starts = true;  // with the next block
    std::uint32_t place = 0;
    Sequence last = 0;
    std::uint32_t last_crc32c = 0;
    std::size_t bytes = 0;
    Instant begun;
};

/// Rows by rows: what has no columns.
bool is_rare(const Reading& reading) {
    return reading.measurement.quantity == Quantity::custom || !reading.label.empty();
}
bool is_rare(const Attribute& attribute) {
    return attribute.tag.empty();
}

}  // namespace

struct StreamSealer::Impl {
    explicit Impl(const StreamSealerOptions& with) : options(with), packer(with.is_archive) {}

    Result<void> add(const Position& position);
    template <typename Kind>
    Result<void> add_hearing(const Kind& record);
    Result<void> add(const Record& record);
    bool has_room(std::size_t plain_bytes) const noexcept { return plain_bytes < options.plain_bytes_max; }

    Block head(Stream stream, const NextSequences& next, Timestamp wall, const BlockClock& clock) const;
    template <typename Writer>
    Block seal_columns(Writer& writer, std::uint32_t record_count, Block block, Chain& chain);
    bool must_start(const Chain& chain, const Block& block) const;

    StreamSealerOptions options;
    Sealer rows;
    wire::PositionWriter positions;
    wire::HearingWriter hearings;
    wire::ColumnPacker packer;
    Chain position_chain;
    Chain hearing_chain;
};

Result<void> StreamSealer::Impl::add(const Position& position) {
    if (!has_room(positions.plain_bytes_max())) return fail(Errc::full, "sealer: the block is full");
    return positions.add(position);
}

template <typename Kind>
Result<void> StreamSealer::Impl::add_hearing(const Kind& record) {
    if (!has_room(hearings.rows.plain_bytes_max()) ||
        hearings.rows.record_count() == limits::block_records_max)
        return fail(Errc::full, "sealer: the block is full");
    auto added = hearings.rows.add(record);
    if (added || added.error().code != Errc::full || hearings.rows.record_count() > 0) return added;
    // What is full is the chain.
    hearings.start_chain();
    hearing_chain.starts = true;
    return hearings.rows.add(record);
}

Result<void> StreamSealer::Impl::add(const Record& record) {
    if (const auto* sighting = std::get_if<Sighting>(&record)) return add_hearing(*sighting);
    if (const auto* position = std::get_if<Position>(&record)) return add(*position);
    if (const auto* reading = std::get_if<Reading>(&record); reading != nullptr && !is_rare(*reading))
        return add_hearing(*reading);
    if (const auto* attribute = std::get_if<Attribute>(&record); attribute != nullptr && !is_rare(*attribute))
        return add_hearing(*attribute);
    return rows.add(record);
}

Block StreamSealer::Impl::head(Stream stream, const NextSequences& next, Timestamp wall,
                               const BlockClock& clock) const {
    Block block;
    block.stream = stream;
    block.sequence = next[stream];
    block.sealed_at = wall;
    block.clock = clock;
    return block;
}

bool StreamSealer::Impl::must_start(const Chain& chain, const Block& block) const {
    return chain.starts || chain.place + 1 >= options.chain_blocks_max ||
           chain.bytes >= options.chain_bytes_max || block.sequence != chain.last + 1 ||
           block.clock.sealed - chain.begun >= options.chain_age_max;
}

template <typename Writer>
Block StreamSealer::Impl::seal_columns(Writer& writer, std::uint32_t record_count, Block block,
                                       Chain& chain) {
    if (must_start(chain, block) || writer.is_chain_full()) {
        writer.start_chain();
        chain = Chain{};
        chain.begun = block.clock.sealed;
    } else {
        ++chain.place;
    }
    block.chain_place = chain.place;
    block.record_count = record_count;
    wire::ColumnWriter body;
    wire::write_link(chain.place == 0 ? 0 : chain.last_crc32c, body);
    for (const Bytes column : writer.write()) packer.pack(column, body);
    block.body.assign(body.bytes().begin(), body.bytes().end());
    block.crc32c = crc32c(block.body);
    chain.starts = false;
    chain.last = block.sequence;
    chain.last_crc32c = block.crc32c;
    chain.bytes += block.body.size();
    return block;
}

StreamSealer::StreamSealer(const StreamSealerOptions& options) : impl_(std::make_unique<Impl>(options)) {}
StreamSealer::StreamSealer(StreamSealer&&) noexcept = default;
StreamSealer& StreamSealer::operator=(StreamSealer&&) noexcept = default;
StreamSealer::~StreamSealer() = default;

Result<void> StreamSealer::add(const Record& record) {
    return impl_->add(record);
}

Result<void> StreamSealer::add(const Sighting& sighting) {
    return impl_->add_hearing(sighting);
}

std::uint32_t StreamSealer::record_count() const noexcept {
    return impl_->rows.record_count() + impl_->positions.record_count() + impl_->hearings.rows.record_count();
}

std::vector<Block> StreamSealer::seal(const NextSequences& next, Timestamp wall, const BlockClock& clock) {
    Impl& self = *impl_;
    std::vector<Block> blocks;
    if (!self.rows.empty()) {
        Block& block = blocks.emplace_back(self.rows.seal(next[Stream::status], wall));
        block.clock = clock;
    }
    if (const std::uint32_t count = self.positions.record_count(); count > 0) {
        Block block = self.head(Stream::positions, next, wall, clock);
        block.codec = BlockCodec::position_columns;
        blocks.push_back(self.seal_columns(self.positions, count, std::move(block), self.position_chain));
    }
    if (const std::uint32_t count = self.hearings.rows.record_count(); count > 0) {
        Block block = self.head(Stream::hearings, next, wall, clock);
        block.codec = BlockCodec::columns;
        blocks.push_back(self.seal_columns(self.hearings, count, std::move(block), self.hearing_chain));
    }
    return blocks;
}

void StreamSealer::start_chain(Stream stream) noexcept {
    if (stream == Stream::positions) impl_->position_chain.starts = true;
    if (stream == Stream::hearings) impl_->hearing_chain.starts = true;
}

void StreamSealer::start_chains() noexcept {
    start_chain(Stream::positions);
    start_chain(Stream::hearings);
}

}  // namespace cairn
