// The columns in which hearings, and what tags said in them, stand in a block, and what its writer and its
// reader both remember of the tags. docs/wire.md explains them.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "cairn/model/record.h"
#include "wire/column.h"
#include "wire/decimal.h"

namespace cairn::wire {

enum class Column : std::uint8_t {
    head,
    tags,        // that are new
    ears,        // that are new
    templates,   // that are new
    templates_used,  // whose values follow: how far each is from the one before
    tag_steps,   // from one tag of the block to the next
    events,      // how many of a tag
    ears_added,  // to those that hear a tag: how many, then each
    periods,     // between a tag's events, how many
    times,       // of events: off what was to be expected
    masks,       // which of those that hear the tag heard the event
    lags,        // how much later than the event, by the ear's clock
    rssi,        // off what was to be expected
    reporters,   // whose hearing brought a report
    reports,     // their templates, and whether anything changed
    texts,
};
inline constexpr std::size_t column_count = 16;

/// A gateway, and whose clock gives the time.
struct Ear {
    GatewayId gateway;
    TimeSource source = TimeSource::receipt;
    std::int64_t ahead_ms = 0;  // of the others' clocks
};

/// One number or text of a report.
struct Slot {
    bool is_attribute = false;
    std::uint8_t channel = 0;
    std::uint16_t number = 0;  // Quantity or AttributeKind

    friend bool operator==(const Slot&, const Slot&) = default;
};
using Template = std::vector<Slot>;

/// The value last seen in a slot.
struct SlotValue {
    Decimal number;
    std::string text;  // of attributes
};

struct ReportMemory {
    std::uint32_t number = 0;  // of the template
    std::vector<SlotValue> values;
};

struct HeardBy {
    std::uint16_t ear = 0;
    std::int16_t level = no_level;  // 16 times the level expected, dBm
    static constexpr std::int16_t no_level = INT16_MIN;
};

struct TagMemory {
    TagId id;
    std::vector<HeardBy> heard_by;
    std::int64_t event_ms = 0;  // of the last event
    std::int64_t period_ms = 0;  // 0: not known yet
    bool has_event = false;
    std::array<std::uint64_t, 2> masks{};  // of the last event, and of the last that was told later
    std::uint32_t report = 0;  // the last one's place in `reports`
    std::vector<ReportMemory> reports;
    std::uint32_t next_report = 0;
};

struct Memory {
    std::vector<TagMemory> tags;
    std::vector<Ear> ears;
    std::vector<Template> templates;
};

inline constexpr std::int64_t event_span_ms = 300;  // all hear an event within so long

// How numbers are foretold; the same on both sides.

/// A hearing's level, given what was expected.
inline std::int16_t next_level(std::int16_t level, int rssi_dbm) noexcept {
    if (level == HeardBy::no_level) return static_cast<std::int16_t>(16 * rssi_dbm);
    return static_cast<std::int16_t>(level + (16 * rssi_dbm - level) / 5);
}
inline int expected_dbm(std::int16_t level) noexcept {
    return (level + 8) >> 4;
}

/// After an event, `periods` behind the one before.
inline void note_event(TagMemory& tag, std::int64_t event_ms, std::uint64_t periods) noexcept {
    const std::int64_t since_ms = event_ms - tag.event_ms;
    if (tag.has_event) {
        // To divide takes long, and mostly it is by 1.
        if (periods > 0)
            tag.period_ms +=
                ((periods == 1 ? since_ms : since_ms / static_cast<std::int64_t>(periods)) - tag.period_ms) /
                8;
        else if (tag.period_ms == 0 && since_ms > event_span_ms)
            tag.period_ms = since_ms;
    }
    // What frames of another gateway tell of the same event later is no new one.
    if (!tag.has_event || periods > 0 || tag.period_ms == 0 || since_ms < 0) tag.event_ms = event_ms;
    tag.has_event = true;
}

inline constexpr std::size_t reports_max = 8;  // that are remembered of a tag

/// The memory of the tag's reports of this template: the one there is, or a new one in the place of the one
/// that was made longest ago. It is the tag's last from now on.
inline ReportMemory& report_memory(TagMemory& tag, std::uint32_t number, std::size_t slots) {
    for (std::uint32_t i = 0; i < tag.reports.size(); ++i) {
        if (tag.reports[i].number != number) continue;
        tag.report = i;
        return tag.reports[i];
    }
    if (tag.reports.size() < reports_max) tag.reports.emplace_back();
    tag.report = static_cast<std::uint32_t>(tag.next_report++ % tag.reports.size());
    tag.reports[tag.report] = {number, std::vector<SlotValue>(slots)};
    return tag.reports[tag.report];
}

inline constexpr std::size_t heard_by_max = 56;  // so that a mask and one bit more are a number of 64 bits

// Of all blocks of a chain.
inline constexpr std::size_t tags_max = 65'536;
inline constexpr std::size_t ears_max = UINT16_MAX;
inline constexpr std::size_t templates_max = 65'536;
inline constexpr std::size_t slots_max = 1024;  // of a template
// Of a block. A writer begins a chain where that and this might pass the limit of templates.
inline constexpr std::size_t reports_per_block_max = templates_max / 2;

/// What stands in the column of RSSI: the difference to what was expected, or to 0, zigzag; or one of these.
inline constexpr std::uint8_t rssi_escape = 254;  // and the byte itself
inline constexpr std::uint8_t rssi_none = 255;

}  // namespace cairn::wire
