// Hearings to columns.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "wire/hearing_rows.h"

namespace cairn::wire {

/// Collects hearings, and writes them against what the blocks before taught. Not thread-safe.
class HearingWriter {
public:
    HearingRows rows;

    /// Of all that was added, which is then forgotten; what is remembered of the tags stays. Views until
    /// the next call.
    std::vector<Bytes> write();

    /// Begins a chain: what write() gives next can be read by itself.
    void start_chain();
    /// Whether the next block may not find room for its templates in this chain.
    bool is_chain_full() const noexcept {
        return rows.memory().templates.size() + reports_per_block_max > templates_max;
    }

private:
    using Hearing = HearingRows::Hearing;
    using Item = HearingRows::Item;

    ColumnWriter& column(Column name) { return columns_[static_cast<std::size_t>(name)]; }
    void sort();
    void sort_of_tag(std::span<Hearing> of_tag);
    void find_events();
    void find_clocks();
    void write_clocks();
    void write_head();
    void write_names();
    void write_tags();
    void write_tag(std::uint32_t tag, std::size_t first_event, std::size_t event_count);
    void add_ears(std::vector<HeardBy>& heard_by, std::span<const Hearing> event);
    std::uint64_t write_ears(TagMemory& tag, std::span<const Hearing> event);
    void write_event(TagMemory& tag, std::span<const Hearing> event);
    std::uint64_t write_time(TagMemory& tag, std::int64_t event_ms);
    void write_rssi(HeardBy& heard_by, std::int16_t rssi_dbm);
    void write_report(TagMemory& tag, const Hearing& hearing);
    void write_templates();
    std::uint32_t template_of(const TagMemory& tag, std::span<const Item> items);
    bool is_changed(const ReportMemory& memory, std::span<const Item> items);
    void write_values(ReportMemory& memory, std::span<const Item> items);
    std::int64_t corrected_ms(const Hearing& hearing) const noexcept {
        return hearing.at_ms - ahead_ms_[hearing.ear];
    }
    std::span<const Hearing> hearings_of(std::size_t event) const noexcept {
        const std::uint32_t begin = event_begins_[event];
        return std::span(sorted_).subspan(begin, event_begins_[event + 1] - begin);
    }
    std::int64_t first_ms_of(std::span<const Hearing> event) const noexcept {
        std::int64_t first_ms = corrected_ms(event.front());
        for (const Hearing& hearing : event) first_ms = std::min(first_ms, corrected_ms(hearing));
        return first_ms;
    }

    // How far the other side's memory goes.
    std::size_t tags_told_ = 0;
    std::size_t ears_told_ = 0;
    std::size_t templates_told_ = 0;
    std::vector<std::int64_t> clocks_told_ms_;  // by ear
    // While writing.
    std::int64_t base_ms_ = 0;
    std::vector<Hearing> sorted_;
    std::vector<std::uint32_t> tag_ends_;      // in `sorted_`, by tag
    std::vector<std::uint32_t> event_begins_;  // in `sorted_`, and its end
    std::vector<std::int64_t> ahead_ms_;       // of ears, as memory() has it
    std::vector<std::size_t> ear_events_;      // the last one each heard, counted from 1
    std::vector<std::uint8_t> ear_places_;     // of each, among those that hear the tag
    std::array<std::uint32_t, heard_by_max>
        hearings_of_{};  // of the event, by place among those that hear the tag
    std::array<ColumnWriter, column_count> columns_;
    std::vector<std::vector<ColumnWriter>> values_;  // by template and slot
    std::unordered_map<std::string, std::uint32_t> template_places_;  // by their slots' bytes
    std::string template_name_;
    std::vector<Decimal> decimals_;  // of the report that is being written
};

}  // namespace cairn::wire
