// Columns to hearings; everything in them is checked.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "cairn/core/function_ref.h"
#include "cairn/core/result.h"
#include "wire/hearing_columns.h"
#include "wire/packed_columns.h"

namespace cairn::wire {

/// Reads blocks in the order they were written. Not thread-safe.
class HearingReader {
public:
    /// Delivers sightings, readings and attributes, each tag's by time, and says how many there were. Views
    /// in them live for the call. `correction_ms` is added to times by the edge's clock. malformed, full: the
    /// columns break their format or a limit; what stands before the defect may have been delivered, and what
    /// is remembered of the tags is no good any more: start_chain().
    Result<std::uint32_t> read(ColumnReader& packed, std::size_t plain_bytes_max, std::uint32_t records_max,
                               std::int64_t correction_ms, FunctionRef<void(const Record&)> sink);

    void start_chain() { memory_ = {}; }

private:
    Result<void> read_names();
    Result<void> read_templates();
    Result<void> read_values(ColumnReader& packed);
    Result<void> read_head();
    Result<void> read_tags();
    Result<void> read_event(TagMemory& tag);
    Result<void> read_new_ears(TagMemory& tag);
    Result<std::int64_t> read_time(TagMemory& tag, std::uint64_t& periods);
    const char* read_hearing(HeardBy& heard_by, const Ear& ear, std::int64_t event_ms, Timestamp& at);
    Result<void> read_report(TagMemory& tag, const Ear& ear, Timestamp at);

    Result<void> read_value(const Slot& slot, ColumnReader& column, SlotValue& value);
    const char* deliver_value(const Slot& slot, const SlotValue& value);
    const char* deliver(const Record& record);
    Result<void> check_done() const;

    ColumnReader& column(Column name) { return columns_[static_cast<std::size_t>(name)]; }

    Memory memory_;
    // While reading.
    ColumnUnpacker unpacker_;
    // Filled for each hearing and value: it takes longer to make them.
    Record sighting_{Sighting{}};
    Record reading_{Reading{}};
    Record attribute_{Attribute{}};
    std::array<ColumnReader, column_count> columns_;
    std::vector<std::vector<ColumnReader>> values_;
    std::int64_t base_ms_ = 0;
    std::int64_t correction_ms_ = 0;
    std::uint64_t tag_count_ = 0;
    std::uint32_t records_left_ = 0;
    FunctionRef<void(const Record&)>* sink_ = nullptr;
};

}  // namespace cairn::wire
