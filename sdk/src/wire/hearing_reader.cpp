#include "wire/hearing_reader.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "wire/names.h"
#include "wire/utf8.h"

namespace cairn::wire {
namespace {

Failure broken(const char* what) noexcept {
    return fail(Errc::malformed, what);
}

}  // namespace

Result<std::uint32_t> HearingReader::read(ColumnReader& packed, std::size_t plain_bytes_max,
                                          std::uint32_t records_max, std::int64_t correction_ms,
                                          FunctionRef<void(const Record&)> sink) {
    sink_ = &sink;
    correction_ms_ = correction_ms;
    records_left_ = records_max;
    unpacker_.begin(plain_bytes_max);
    for (ColumnReader& column : columns_) {
        CAIRN_TRY(const Bytes plain, unpacker_.unpack(packed));
        column = ColumnReader(plain);
    }
    CAIRN_CHECK(read_names());
    CAIRN_CHECK(read_templates());
    CAIRN_CHECK(read_values(packed));
    CAIRN_CHECK(read_head());
    CAIRN_CHECK(read_tags());
    CAIRN_CHECK(check_done());
    return records_max - records_left_;
}

Result<void> HearingReader::check_done() const {
    bool are_done = true;
    for (const ColumnReader& column : columns_) are_done = are_done && column.is_done();
    for (const auto& of_template : values_)
        for (const ColumnReader& column : of_template) are_done = are_done && column.is_done();
    if (!are_done) return broken("block: a column too short or too long");
    return {};
}

// -- What is new -----------------------------------------------------------------------------------------

Result<void> HearingReader::read_names() {
    while (column(Column::tags).left() > 0) {
        if (memory_.tags.size() == tags_max) return fail(Errc::full, "block: too many tags");
        CAIRN_TRY(const TagId id, read_tag_name(column(Column::tags)));
        memory_.tags.emplace_back().id = id;
    }
    while (column(Column::ears).left() > 0) {
        if (memory_.ears.size() == ears_max) return fail(Errc::full, "block: too many gateways");
        const std::uint8_t source = column(Column::ears).byte();
        if (source > static_cast<std::uint8_t>(TimeSource::gateway))
            return broken("block: a kind that is not known");
        CAIRN_TRY(const GatewayId gateway, GatewayId::parse(as_text(column(Column::ears).text())));
        memory_.ears.push_back({gateway, static_cast<TimeSource>(source), 0});
    }
    return {};
}

Result<void> HearingReader::read_templates() {
    ColumnReader& column = this->column(Column::templates);
    while (column.left() > 0) {
        if (memory_.templates.size() == templates_max) return fail(Errc::full, "block: too many templates");
        const std::uint64_t size = column.number();
        if (size > slots_max) return fail(Errc::full, "block: a template too long");
        Template& slots = memory_.templates.emplace_back();
        for (std::uint64_t i = 0; i < size && !column.is_short(); ++i) {
            const std::uint8_t kind = column.byte();
            const std::uint8_t channel = column.byte();
            const std::uint64_t number = column.number();
            if (kind > 1 || number > UINT16_MAX) return broken("block: a kind that is not known");
            if (kind == 1 && (number == 0 || number > static_cast<std::uint64_t>(attribute_kind_last)))
                return broken("block: a kind that is not known");
            slots.push_back({kind == 1, channel, static_cast<std::uint16_t>(number)});
        }
    }
    return {};
}

/// Templates that are not used in this block keep no column, so nothing can be read of theirs.
Result<void> HearingReader::read_values(ColumnReader& packed) {
    values_.assign(memory_.templates.size(), {});
    ColumnReader& used = column(Column::templates_used);
    std::uint64_t next = 0;
    while (used.left() > 0) {
        const std::uint64_t step = used.number();
        if (step >= values_.size() - next) return broken("block: a place outside of its table");
        next += step;
        auto& columns = values_[static_cast<std::size_t>(next)];
        for (std::size_t i = 0; i < memory_.templates[static_cast<std::size_t>(next)].size(); ++i) {
            CAIRN_TRY(const Bytes plain, unpacker_.unpack(packed));
            columns.emplace_back(plain);
        }
        ++next;
    }
    return {};
}

Result<void> HearingReader::read_head() {
    ColumnReader& head = column(Column::head);
    const std::uint64_t base_ms = head.number();
    if (base_ms > static_cast<std::uint64_t>(unix_ms_max)) return broken("block: time out of range");
    base_ms_ = static_cast<std::int64_t>(base_ms);
    tag_count_ = head.number();
    for (Ear& ear : memory_.ears) {
        const std::int64_t change_ms = head.difference();
        if (!is_within(change_ms, unix_ms_max)) return broken("block: time out of range");
        ear.ahead_ms += change_ms;
        if (!is_within(ear.ahead_ms, unix_ms_max)) return broken("block: time out of range");
    }
    return {};
}

// -- Hearings --------------------------------------------------------------------------------------------

Result<void> HearingReader::read_tags() {
    std::uint64_t place = 0;
    for (std::uint64_t i = 0; i < tag_count_; ++i) {
        const std::uint64_t step = column(Column::tag_steps).number();
        if (column(Column::tag_steps).is_short() || (i > 0 && step == 0) ||
            step >= memory_.tags.size() - place)
            return broken("block: a place outside of its table");
        place += step;
        TagMemory& tag = memory_.tags[static_cast<std::size_t>(place)];
        std::get<Sighting>(sighting_).tag = tag.id;
        std::get<Reading>(reading_).tag = tag.id;
        std::get<Attribute>(attribute_).tag = tag.id;
        const std::uint64_t events = column(Column::events).number();
        for (std::uint64_t event = 0; event < events; ++event) CAIRN_CHECK(read_event(tag));
    }
    return {};
}

// What stands in a block most often says what is broken, or nullptr: a Result takes too long to make.

inline const char* HearingReader::deliver(const Record& record) {
    if (records_left_ == 0) return "block: another number of records than stated";
    --records_left_;
    (*sink_)(record);
    return nullptr;
}

[[gnu::always_inline]] inline const char* HearingReader::read_hearing(HeardBy& heard_by, const Ear& ear,
                                                                      std::int64_t event_ms, Timestamp& at) {
    const std::uint64_t lag_ms = column(Column::lags).number();
    if (lag_ms > static_cast<std::uint64_t>(unix_ms_max)) return "block: time out of range";
    const std::int64_t sealed_ms = event_ms + ear.ahead_ms + static_cast<std::int64_t>(lag_ms);
    if (sealed_ms < 0 || sealed_ms > unix_ms_max) return "block: time out of range";
    at = corrected(sealed_ms, ear.source == TimeSource::receipt ? correction_ms_ : 0);
    const std::uint8_t code = column(Column::rssi).byte();
    if (code == rssi_none) return nullptr;
    const int expected = heard_by.level == HeardBy::no_level ? 0 : expected_dbm(heard_by.level);
    const int rssi_dbm = code == rssi_escape ? static_cast<std::int8_t>(column(Column::rssi).byte())
                                             : expected + (code >> 1 ^ -(code & 1));
    if (rssi_dbm < INT8_MIN || rssi_dbm > INT8_MAX) return "block: rssi out of range";
    heard_by.level = next_level(heard_by.level, rssi_dbm);
    auto& sighting = std::get<Sighting>(sighting_);
    sighting.gateway = ear.gateway;
    sighting.at = at;
    sighting.time_source = ear.source;
    sighting.rssi_dbm = static_cast<std::int8_t>(rssi_dbm);
    return deliver(sighting_);
}

Result<void> HearingReader::read_event(TagMemory& tag) {
    CAIRN_CHECK(read_new_ears(tag));
    std::uint64_t periods = 0;
    CAIRN_TRY(const std::int64_t event_ms, read_time(tag, periods));
    std::uint64_t& mask = tag.masks[periods > 0 ? 0 : 1];
    mask ^= column(Column::masks).number();
    if (mask == 0 || static_cast<std::size_t>(std::bit_width(mask)) > tag.heard_by.size())
        return broken("block: heard by nobody, or by a gateway that is not there");
    std::uint64_t reporter = column(Column::reporters).number();
    std::uint64_t heard = 0;
    for (std::uint64_t left = mask; left != 0; left &= left - 1) {
        HeardBy& heard_by = tag.heard_by[static_cast<std::size_t>(std::countr_zero(left))];
        const Ear& ear = memory_.ears[heard_by.ear];
        Timestamp at;
        if (const char* defect = read_hearing(heard_by, ear, event_ms, at)) return broken(defect);
        if (++heard != reporter) continue;
        CAIRN_CHECK(read_report(tag, ear, at));
        reporter = column(Column::reporters).number();
    }
    if (reporter != 0) return broken("block: a report by nobody");
    return {};
}

Result<void> HearingReader::read_new_ears(TagMemory& tag) {
    ColumnReader& added = column(Column::ears_added);
    const std::uint64_t code = added.number();
    if ((code & 1U) != 0) tag.heard_by.clear();
    const std::uint64_t count = code >> 1U;
    if (count > heard_by_max - tag.heard_by.size()) return fail(Errc::full, "block: heard by too many");
    for (std::uint64_t i = 0; i < count; ++i) {
        const std::uint64_t ear = added.number();
        if (ear >= memory_.ears.size()) return broken("block: a place outside of its table");
        tag.heard_by.push_back({static_cast<std::uint16_t>(ear), HeardBy::no_level});
    }
    return {};
}

Result<std::int64_t> HearingReader::read_time(TagMemory& tag, std::uint64_t& periods) {
    std::int64_t expected_ms = tag.has_event ? tag.event_ms : base_ms_;
    if (tag.has_event) {
        periods = column(Column::periods).number();
        // Mostly 1, or a few: to divide takes long.
        constexpr std::uint64_t few = 64;
        const bool is_far =
            tag.period_ms <= 0
                ? periods > 0
                : periods > few && periods > static_cast<std::uint64_t>(unix_ms_max / tag.period_ms);
        if (is_far) return broken("block: time out of range");
        expected_ms += static_cast<std::int64_t>(periods) * tag.period_ms;
    }
    const std::int64_t off_ms = column(Column::times).difference();
    if (!is_within(off_ms, 2 * unix_ms_max)) return broken("block: time out of range");
    const std::int64_t event_ms = expected_ms + off_ms;
    if (!is_within(event_ms, 2 * unix_ms_max)) return broken("block: time out of range");
    note_event(tag, event_ms, periods);
    return event_ms;
}

// -- Reports ---------------------------------------------------------------------------------------------

Result<void> HearingReader::read_report(TagMemory& tag, const Ear& ear, Timestamp at) {
    const std::uint64_t code = column(Column::reports).number();
    const bool is_changed = (code & 1U) != 0;
    const std::uint64_t number_and_1 = code >> 1U;
    if (number_and_1 == 0 && tag.reports.empty()) return broken("block: a report like none before");
    const std::uint64_t number = number_and_1 == 0 ? tag.reports[tag.report].number : number_and_1 - 1;
    if (number >= memory_.templates.size()) return broken("block: a place outside of its table");
    const Template& slots = memory_.templates[static_cast<std::size_t>(number)];
    std::vector<ColumnReader>& columns = values_[static_cast<std::size_t>(number)];
    if (is_changed && columns.size() != slots.size()) return broken("block: values that are not there");
    // The first of its kind names all its values, so memory is taken only for what is there.
    const bool is_known = std::ranges::find(tag.reports, number, &ReportMemory::number) != tag.reports.end();
    const auto has_value = [](const ColumnReader& column) { return column.left() > 0; };
    if (!is_known && !(is_changed && std::ranges::all_of(columns, has_value)))
        return broken("block: a report like none before");
    ReportMemory& memory = report_memory(tag, static_cast<std::uint32_t>(number), slots.size());
    auto& reading = std::get<Reading>(reading_);
    auto& attribute = std::get<Attribute>(attribute_);
    reading.gateway = attribute.gateway = ear.gateway;
    reading.time_source = attribute.time_source = ear.source;
    reading.at = attribute.at = at;
    for (std::size_t i = 0; i < slots.size(); ++i) {
        if (is_changed) CAIRN_CHECK(read_value(slots[i], columns[i], memory.values[i]));
        if (const char* defect = deliver_value(slots[i], memory.values[i])) return broken(defect);
    }
    return {};
}

Result<void> HearingReader::read_value(const Slot& slot, ColumnReader& column, SlotValue& value) {
    if (!slot.is_attribute) return read_decimal(column, value.number);
    const std::uint8_t is_new = column.byte();
    if (is_new == 0) return {};
    const std::string_view text = as_text(this->column(Column::texts).text());
    if (is_new > 1 || !decltype(Attribute::text)::fits(text) || !is_utf8(text))
        return broken("block: a text that is none");
    value.text = text;
    return {};
}

const char* HearingReader::deliver_value(const Slot& slot, const SlotValue& value) {
    if (slot.is_attribute) {
        auto& attribute = std::get<Attribute>(attribute_);
        attribute.kind = static_cast<AttributeKind>(slot.number);
        attribute.text.clear();
        attribute.text.append(value.text);
        return deliver(attribute_);
    }
    const double number = value.number.number();
    if (!std::isfinite(number)) return "block: a number that is not finite";
    std::get<Reading>(reading_).measurement = {static_cast<Quantity>(slot.number), slot.channel, number};
    return deliver(reading_);
}

}  // namespace cairn::wire
