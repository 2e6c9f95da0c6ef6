// Columns to positions; everything in them is checked.
#pragma once

#include <array>
#include <cstdint>

#include "cairn/core/function_ref.h"
#include "cairn/core/result.h"
#include "cairn/model/record.h"
#include "wire/packed_columns.h"
#include "wire/position_columns.h"

namespace cairn::wire {

/// Reads blocks in the order they were written. Not thread-safe.
class PositionReader {
public:
    /// Delivers the positions in the order they were added, and says how many there were. `correction_ms` is
    /// added to their times. malformed, full: the columns break their format or a limit; what stands before
    /// the defect may have been delivered, and what is remembered of the tags is no good any more:
    /// start_chain().
    Result<std::uint32_t> read(ColumnReader& packed, std::size_t plain_bytes_max, std::uint32_t records_max,
                               std::int64_t correction_ms, FunctionRef<void(const Record&)> sink);

    void start_chain() { memory_ = {}; }

private:
    ColumnReader& column(PositionColumn name) { return columns_[static_cast<std::size_t>(name)]; }
    Result<void> read_tables();
    Result<PlacedTag*> read_tag();
    Result<void> read_time(PlacedTag& tag, Position& position);
    Result<void> read_flags(PlacedTag& tag, Position& position);
    Result<void> read_names(PlacedTag& tag, Position& position);
    Result<void> read_evidence(PlacedTag& tag, Position& position);
    Result<Witness*> read_witness(PlacedTag& tag);
    Result<void> check_done() const;

    PositionMemory memory_;
    // While reading.
    ColumnUnpacker unpacker_;
    std::int64_t base_ms_ = 0;
    std::int64_t correction_ms_ = 0;
    std::uint64_t tag_place_ = 0;
    std::array<ColumnReader, position_column_count> columns_;
};

}  // namespace cairn::wire
