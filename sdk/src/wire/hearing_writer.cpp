#include "wire/hearing_writer.h"

#include <algorithm>
#include <bit>

#include "wire/names.h"

namespace cairn::wire {
namespace {

constexpr int clock_rounds = 4;

/// All slots of a template are written together.
bool is_used(const std::vector<ColumnWriter>& of_template) {
    return !of_template.empty() && !of_template.front().bytes().empty();
}

}  // namespace

void HearingWriter::start_chain() {
    rows.start_chain();
    tags_told_ = ears_told_ = templates_told_ = 0;
    clocks_told_ms_.clear();
    values_.clear();
    template_places_.clear();
}

std::vector<Bytes> HearingWriter::write() {
    for (ColumnWriter& column : columns_) column.clear();
    for (auto& of_template : values_)
        for (ColumnWriter& column : of_template) column.clear();
    const std::vector<Ear>& ears = rows.memory().ears;
    ahead_ms_.resize(ears.size());
    std::ranges::transform(ears, ahead_ms_.begin(), &Ear::ahead_ms);
    // Who hears an event first depends on the clocks, and they on that: both settle in a few rounds.
    const int rounds = ears_told_ < ears.size() ? clock_rounds : 1;
    for (int round = 0; round < rounds; ++round) {
        sort();
        find_events();
        find_clocks();
    }
    ear_places_.resize(ears.size());
    write_head();
    write_clocks();
    write_names();
    write_tags();
    write_templates();
    rows.clear();
    std::vector<Bytes> columns;
    for (const ColumnWriter& column : columns_) columns.push_back(column.bytes());
    for (const auto& of_template : values_) {
        if (!is_used(of_template)) continue;
        for (const ColumnWriter& column : of_template) columns.push_back(column.bytes());
    }
    return columns;
}

void HearingWriter::write_head() {
    ColumnWriter& head = column(Column::head);
    std::int64_t base_ms = unix_ms_max;
    std::uint32_t tags = 0;
    for (const Hearing& hearing : sorted_) base_ms = std::min(base_ms, hearing.at_ms);
    std::uint32_t begin = 0;
    for (const std::uint32_t end : tag_ends_) {
        tags += end > begin ? 1 : 0;
        begin = end;
    }
    head.number(static_cast<std::uint64_t>(base_ms));
    head.number(tags);
    base_ms_ = base_ms;
}

void HearingWriter::write_clocks() {
    const std::vector<Ear>& ears = rows.memory().ears;
    clocks_told_ms_.resize(ears.size());
    for (std::size_t ear = 0; ear < ears.size(); ++ear) {
        column(Column::head).difference(ears[ear].ahead_ms - clocks_told_ms_[ear]);
        clocks_told_ms_[ear] = ears[ear].ahead_ms;
    }
}

void HearingWriter::write_names() {
    const Memory& memory = rows.memory();
    for (; tags_told_ < memory.tags.size(); ++tags_told_)
        write_name(memory.tags[tags_told_].id, column(Column::tags));
    for (; ears_told_ < memory.ears.size(); ++ears_told_) {
        const Ear& ear = memory.ears[ears_told_];
        column(Column::ears).byte(static_cast<std::uint8_t>(ear.source));
        column(Column::ears).text(as_bytes(ear.gateway.view()));
    }
}

void HearingWriter::write_tags() {
    std::size_t event = 0;
    std::size_t begin = 0;
    std::uint32_t before = 0;
    for (std::uint32_t tag = 0; tag < tag_ends_.size(); ++tag) {
        if (tag_ends_[tag] == begin) continue;
        column(Column::tag_steps).number(tag - before);
        before = tag;
        const std::size_t first_event = event;
        while (event_begins_[event] < tag_ends_[tag]) ++event;
        write_tag(tag, first_event, event - first_event);
        begin = tag_ends_[tag];
    }
}

void HearingWriter::write_templates() {
    const std::vector<Template>& all = rows.memory().templates;
    for (; templates_told_ < all.size(); ++templates_told_) {
        ColumnWriter& templates = column(Column::templates);
        templates.number(all[templates_told_].size());
        for (const Slot& slot : all[templates_told_]) {
            templates.byte(slot.is_attribute ? 1 : 0);
            templates.byte(slot.channel);
            templates.number(slot.number);
        }
    }
    std::size_t next = 0;
    for (std::size_t i = 0; i < values_.size(); ++i) {
        if (!is_used(values_[i])) continue;
        column(Column::templates_used).number(i - next);
        next = i + 1;
    }
}

void HearingWriter::write_tag(std::uint32_t place, std::size_t first_event, std::size_t event_count) {
    TagMemory& tag = rows.memory().tags[place];
    for (std::size_t i = 0; i < tag.heard_by.size(); ++i)
        ear_places_[tag.heard_by[i].ear] = static_cast<std::uint8_t>(i);
    column(Column::events).number(event_count);
    for (std::size_t event = first_event; event < first_event + event_count; ++event)
        write_event(tag, hearings_of(event));
}

/// Who hears the tag for the first time comes behind those that did before, by number.
void HearingWriter::add_ears(std::vector<HeardBy>& heard_by, std::span<const Hearing> event) {
    const std::size_t known = heard_by.size();
    for (const Hearing& hearing : event) {
        // What stands in ear_places_ may be of another tag.
        const std::size_t place = ear_places_[hearing.ear];
        if (place < known && heard_by[place].ear == hearing.ear) continue;
        heard_by.push_back({hearing.ear, HeardBy::no_level});
    }
    std::sort(heard_by.begin() + static_cast<std::ptrdiff_t>(known), heard_by.end(),
              [](const HeardBy& a, const HeardBy& b) { return a.ear < b.ear; });
    for (std::size_t i = known; i < heard_by.size(); ++i)
        ear_places_[heard_by[i].ear] = static_cast<std::uint8_t>(i);
}

/// The places of those that heard the event, as bits; tells which are new. Where there would be too many,
/// all are forgotten first.
std::uint64_t HearingWriter::write_ears(TagMemory& tag, std::span<const Hearing> event) {
    std::vector<HeardBy>& heard_by = tag.heard_by;
    std::size_t known = heard_by.size();
    add_ears(heard_by, event);
    const bool is_too_many = heard_by.size() > heard_by_max;
    if (is_too_many) {
        heard_by.clear();
        known = 0;
        add_ears(heard_by, event);
    }
    ColumnWriter& added = column(Column::ears_added);
    added.number((heard_by.size() - known) << 1U | (is_too_many ? 1U : 0U));
    for (std::size_t i = known; i < heard_by.size(); ++i) added.number(heard_by[i].ear);
    std::uint64_t mask = 0;
    for (std::uint32_t i = 0; i < event.size(); ++i) {
        const std::size_t place = ear_places_[event[i].ear];
        hearings_of_[place] = i;
        mask |= std::uint64_t{1} << place;
    }
    return mask;
}

void HearingWriter::write_event(TagMemory& tag, std::span<const Hearing> event) {
    const std::uint64_t mask = write_ears(tag, event);
    const std::int64_t event_ms = first_ms_of(event);
    const std::uint64_t periods = write_time(tag, event_ms);
    std::uint64_t& mask_before = tag.masks[periods > 0 ? 0 : 1];
    column(Column::masks).number(mask ^ mask_before);
    mask_before = mask;
    std::uint64_t heard = 0;
    for (std::uint64_t left = mask; left != 0; left &= left - 1) {
        const auto place = static_cast<std::size_t>(std::countr_zero(left));
        const Hearing& hearing = event[hearings_of_[place]];
        column(Column::lags).number(static_cast<std::uint64_t>(corrected_ms(hearing) - event_ms));
        write_rssi(tag.heard_by[place], hearing.rssi_dbm);
        ++heard;
        if (hearing.item_count == 0) continue;
        column(Column::reporters).number(heard);
        write_report(tag, hearing);
    }
    column(Column::reporters).number(0);
}

std::uint64_t HearingWriter::write_time(TagMemory& tag, std::int64_t event_ms) {
    std::uint64_t periods = 0;
    std::int64_t expected_ms = tag.has_event ? tag.event_ms : base_ms_;
    if (tag.has_event) {
        if (tag.period_ms > 0) {
            const std::int64_t since_ms = std::max<std::int64_t>(event_ms - tag.event_ms, 0);
            const std::int64_t rounded_ms = since_ms + tag.period_ms / 2;
            const bool is_one = rounded_ms >= tag.period_ms && rounded_ms < 2 * tag.period_ms;
            periods = is_one ? 1 : static_cast<std::uint64_t>(rounded_ms / tag.period_ms);
            expected_ms += static_cast<std::int64_t>(periods) * tag.period_ms;
        }
        column(Column::periods).number(periods);
    }
    column(Column::times).difference(event_ms - expected_ms);
    note_event(tag, event_ms, periods);
    return periods;
}

void HearingWriter::write_rssi(HeardBy& heard_by, std::int16_t rssi_dbm) {
    ColumnWriter& rssi = column(Column::rssi);
    if (rssi_dbm == HearingRows::no_rssi) return rssi.byte(rssi_none);
    const int expected = heard_by.level == HeardBy::no_level ? 0 : expected_dbm(heard_by.level);
    const std::uint64_t code = ColumnWriter::zigzag(rssi_dbm - expected);
    if (code < rssi_escape) {
        rssi.byte(static_cast<std::uint8_t>(code));
    } else {
        rssi.byte(rssi_escape);
        rssi.byte(static_cast<std::uint8_t>(rssi_dbm));
    }
    heard_by.level = next_level(heard_by.level, rssi_dbm);
}

// -- Reports ---------------------------------------------------------------------------------------------

std::uint32_t HearingWriter::template_of(const TagMemory& tag, std::span<const Item> items) {
    std::vector<Template>& all = rows.memory().templates;
    if (!tag.reports.empty()) {
        const std::uint32_t last = tag.reports[tag.report].number;
        if (std::ranges::equal(all[last], items, {}, {}, &Item::slot)) return last;
    }
    template_name_.clear();
    for (const Item& item : items) {
        for (const unsigned part : {unsigned{item.slot.is_attribute}, unsigned{item.slot.channel},
                                    item.slot.number & 0xFFU, unsigned{item.slot.number} >> 8U})
            template_name_.push_back(static_cast<char>(part));
    }
    const auto [place, is_new] =
        template_places_.try_emplace(template_name_, static_cast<std::uint32_t>(all.size()));
    if (is_new) {
        Template& slots = all.emplace_back();
        for (const Item& item : items) slots.push_back(item.slot);
        values_.emplace_back(slots.size());
    }
    return place->second;
}

/// Whether any value is another one than remembered. Numbers are made decimal meanwhile.
bool HearingWriter::is_changed(const ReportMemory& memory, std::span<const Item> items) {
    bool is_any = false;
    decimals_.resize(items.size());
    for (std::size_t i = 0; i < items.size(); ++i) {
        const SlotValue& before = memory.values[i];
        if (items[i].slot.is_attribute) {
            is_any = is_any || rows.text(items[i]) != before.text;
        } else {
            decimals_[i] = Decimal::of(items[i].value, before.number);
            is_any = is_any || decimals_[i] != before.number;
        }
    }
    return is_any;
}

void HearingWriter::write_values(ReportMemory& memory, std::span<const Item> items) {
    for (std::size_t i = 0; i < items.size(); ++i) {
        SlotValue& before = memory.values[i];
        ColumnWriter& column = values_[memory.number][i];
        if (!items[i].slot.is_attribute) {
            write_decimal(before.number, decimals_[i], column);
            before.number = decimals_[i];
            continue;
        }
        const std::string_view text = rows.text(items[i]);
        column.byte(text == before.text ? 0 : 1);
        if (text == before.text) continue;
        this->column(Column::texts).text(as_bytes(text));
        before.text = text;
    }
}

void HearingWriter::write_report(TagMemory& tag, const Hearing& hearing) {
    const std::span<const Item> items = rows.items(hearing);
    const std::uint32_t number = template_of(tag, items);
    const bool is_as_last = !tag.reports.empty() && tag.reports[tag.report].number == number;
    const std::uint32_t known = tag.next_report;
    ReportMemory& memory = report_memory(tag, number, items.size());
    // The first of its kind names all values.
    const bool is_told = is_changed(memory, items) || tag.next_report != known;
    const std::uint64_t code = is_as_last ? 0 : std::uint64_t{number} + 1;
    column(Column::reports).number(code << 1U | (is_told ? 1U : 0U));
    if (is_told) write_values(memory, items);
}

}  // namespace cairn::wire
