// Positions to columns.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "cairn/core/result.h"
#include "wire/position_columns.h"

namespace cairn::wire {

/// Collects positions, and writes them against what the blocks before taught. Not thread-safe.
class PositionWriter {
public:
    /// malformed: an id that is none, a number that is not finite, a time out of range.
    Result<void> add(const Position& position);
    std::uint32_t record_count() const noexcept { return static_cast<std::uint32_t>(positions_.size()); }
    /// No less than the columns will take before they are packed.
    std::size_t plain_bytes_max() const noexcept { return plain_bytes_max_; }

    /// Of all that was added, which is then forgotten; what is remembered of the tags stays. Views until
    /// the next call.
    std::vector<Bytes> write();
    /// Begins a chain: what write() gives next can be read by itself.
    void start_chain();
    /// Whether the next block may not find room for its names in this chain.
    bool is_chain_full() const noexcept;

private:
    ColumnWriter& column(PositionColumn name) { return columns_[static_cast<std::size_t>(name)]; }
    void write_one(Position& position);
    void write_names(const Position& position, PlacedTag& tag);
    void write_evidence(const Evidence& evidence, PlacedTag& tag);
    PlacedTag& tag_of(const TagId& id);
    std::uint32_t place_of(const GatewayId& gateway);
    std::uint64_t place_of(std::string_view text);

    std::vector<Position> positions_;
    std::size_t plain_bytes_max_ = 0;
    PositionMemory memory_;
    std::unordered_map<TagId, std::uint32_t> tag_places_;
    std::unordered_map<GatewayId, std::uint32_t> gateway_places_;
    std::unordered_map<std::string, std::uint32_t> text_places_;
    // While writing.
    std::int64_t base_ms_ = 0;
    std::uint32_t tag_before_ = 0;
    std::array<ColumnWriter, position_column_count> columns_;
};

}  // namespace cairn::wire
