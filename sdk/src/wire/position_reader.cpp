#include "wire/position_reader.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "wire/names.h"
#include "wire/utf8.h"

namespace cairn::wire {
namespace {

constexpr auto method_last = PositionMethod::zone_filter;
constexpr auto calibration_last = CalibrationLevel::survey;

Failure broken(const char* what) noexcept {
    return fail(Errc::malformed, what);
}

/// `from` + `step`, where both and what comes out are times or near them.
Result<std::int64_t> moved(std::int64_t from_ms, std::int64_t step_ms) {
    if (!is_within(step_ms, 2 * unix_ms_max)) return broken("block: time out of range");
    const std::int64_t to_ms = from_ms + step_ms;
    if (to_ms < 0 || to_ms > unix_ms_max) return broken("block: time out of range");
    return to_ms;
}

}  // namespace

Result<std::uint32_t> PositionReader::read(ColumnReader& packed, std::size_t plain_bytes_max,
                                           std::uint32_t records_max, std::int64_t correction_ms,
                                           FunctionRef<void(const Record&)> sink) {
    unpacker_.begin(plain_bytes_max);
    for (ColumnReader& column : columns_) {
        CAIRN_TRY(const Bytes plain, unpacker_.unpack(packed));
        column = ColumnReader(plain);
    }
    CAIRN_CHECK(read_tables());
    correction_ms_ = correction_ms;
    tag_place_ = 0;
    ColumnReader& head = column(PositionColumn::head);
    CAIRN_TRY(base_ms_,
              moved(0, static_cast<std::int64_t>(std::min<std::uint64_t>(head.number(), INT64_MAX))));
    const std::uint64_t count = head.number();
    if (count > records_max) return broken("block: another number of records than stated");
    for (std::uint64_t i = 0; i < count; ++i) {
        Record record{Position{}};
        auto& position = std::get<Position>(record);
        CAIRN_TRY(PlacedTag* const tag, read_tag());
        position.tag = tag->id;
        CAIRN_CHECK(read_time(*tag, position));
        CAIRN_CHECK(read_flags(*tag, position));
        CAIRN_CHECK(read_names(*tag, position));
        const auto numbers = numbers_of(position);
        for (std::size_t n = 0; n < numbers.size(); ++n) {
            CAIRN_CHECK(
                read_decimal(columns_[static_cast<std::size_t>(PositionColumn::x_m) + n], tag->numbers[n]));
            *numbers[n] = tag->numbers[n].number();
            if (!std::isfinite(*numbers[n])) return broken("block: a number that is not finite");
        }
        CAIRN_CHECK(read_evidence(*tag, position));
        sink(record);
    }
    CAIRN_CHECK(check_done());
    return static_cast<std::uint32_t>(count);
}

Result<void> PositionReader::check_done() const {
    if (!std::ranges::all_of(columns_, [](const ColumnReader& column) { return column.is_done(); }))
        return broken("block: a column too short or too long");
    return {};
}

Result<void> PositionReader::read_tables() {
    while (column(PositionColumn::tags).left() > 0) {
        if (memory_.tags.size() == placed_tags_max) return fail(Errc::full, "block: too many tags");
        CAIRN_TRY(const TagId id, read_tag_name(column(PositionColumn::tags)));
        memory_.tags.emplace_back().id = id;
    }
    while (column(PositionColumn::gateways).left() > 0) {
        if (memory_.gateways.size() == placing_gateways_max)
            return fail(Errc::full, "block: too many gateways");
        CAIRN_TRY(const GatewayId id, GatewayId::parse(as_text(column(PositionColumn::gateways).text())));
        memory_.gateways.push_back(id);
    }
    while (column(PositionColumn::texts).left() > 0) {
        if (memory_.texts.size() == place_names_max) return fail(Errc::full, "block: too many names");
        const std::string_view text = as_text(column(PositionColumn::texts).text());
        if (text.empty() || !ZoneName::fits(text) || !is_utf8(text))
            return broken("block: a text that is none");
        memory_.texts.emplace_back(text);
    }
    return {};
}

Result<PlacedTag*> PositionReader::read_tag() {
    ColumnReader& steps = column(PositionColumn::tag_steps);
    const std::int64_t step = steps.difference();
    // Unsigned, a step to before the first tag is one far behind the last.
    tag_place_ += static_cast<std::uint64_t>(step);
    if (steps.is_short() || tag_place_ >= memory_.tags.size())
        return broken("block: a place outside of its table");
    return &memory_.tags[static_cast<std::size_t>(tag_place_)];
}

Result<void> PositionReader::read_time(PlacedTag& tag, Position& position) {
    const std::int64_t off_ms = column(PositionColumn::times).difference();
    if (!is_within(off_ms, 4 * unix_ms_max)) return broken("block: time out of range");
    const std::int64_t from_ms = tag.is_known ? tag.at_ms : base_ms_;
    const std::int64_t step_ms = off_ms + (tag.is_known ? tag.step_ms : 0);
    CAIRN_TRY(const std::int64_t at_ms, moved(from_ms, step_ms));
    if (tag.is_known) tag.step_ms = step_ms;
    tag.at_ms = at_ms;
    tag.is_known = true;
    position.at = corrected(at_ms, correction_ms_);
    return {};
}

Result<void> PositionReader::read_flags(PlacedTag& tag, Position& position) {
    const std::uint64_t change = column(PositionColumn::flags).number();
    if (change > std::numeric_limits<std::uint32_t>::max()) return broken("block: a kind that is not known");
    tag.flags ^= static_cast<std::uint32_t>(change);
    const std::uint32_t method = tag.flags >> method_shift & 0x1FU;
    const std::uint32_t calibration = tag.flags >> calibration_shift;
    if (method > static_cast<std::uint32_t>(method_last) ||
        calibration > static_cast<std::uint32_t>(calibration_last))
        return broken("block: a kind that is not known");
    position.method = static_cast<PositionMethod>(method);
    position.calibration = static_cast<CalibrationLevel>(calibration);
    position.zone_unknown = (tag.flags & flag_zone_unknown) != 0;
    position.ambiguous = (tag.flags & flag_ambiguous) != 0;
    return {};
}

Result<void> PositionReader::read_names(PlacedTag& tag, Position& position) {
    const auto name_at = [&](std::size_t which, auto& name) -> Result<void> {
        std::uint64_t& place = tag.names[which];
        const std::uint64_t told =
            columns_[static_cast<std::size_t>(PositionColumn::floors) + which].number();
        if (told != 0) place = told;
        if (place == 0 || place - 1 > memory_.texts.size())
            return broken("block: a place outside of its table");
        if (place > 1) name = memory_.texts[static_cast<std::size_t>(place - 2)].view();
        return {};
    };
    CAIRN_CHECK(name_at(0, position.floor));
    CAIRN_CHECK(name_at(1, position.zone));
    CAIRN_CHECK(name_at(2, position.next_zone));
    if ((tag.flags & flag_zone_since) == 0) return {};
    const std::int64_t before_ms = tag.zone_since_ms != 0 ? tag.zone_since_ms : base_ms_;
    CAIRN_TRY(tag.zone_since_ms, moved(before_ms, column(PositionColumn::zone_times).difference()));
    position.zone_since = corrected(tag.zone_since_ms, correction_ms_);
    return {};
}

Result<void> PositionReader::read_evidence(PlacedTag& tag, Position& position) {
    const std::uint64_t count = column(PositionColumn::evidence_counts).number();
    if (count > limits::evidence_gateways_max) return broken("block: evidence of too many gateways");
    const auto read = [&](PositionColumn name, Decimal& number, float& to) -> Result<void> {
        CAIRN_CHECK(read_decimal(column(name), number));
        to = number.number_f();
        if (!std::isfinite(to)) return broken("block: a number that is not finite");
        return {};
    };
    for (std::uint64_t i = 0; i < count; ++i) {
        CAIRN_TRY(Witness* const witness, read_witness(tag));
        Evidence one;
        one.gateway = memory_.gateways[witness->gateway];
        const std::int64_t change = column(PositionColumn::evidence_heard).difference();
        constexpr std::int64_t heard_max = std::numeric_limits<std::uint16_t>::max();
        if (!is_within(change, heard_max)) return broken("block: a number too large");
        witness->heard_count += change;
        if (witness->heard_count < 0 || witness->heard_count > heard_max)
            return broken("block: a number too large");
        one.heard_count = static_cast<std::uint16_t>(witness->heard_count);
        CAIRN_CHECK(read(PositionColumn::evidence_rssi, witness->rssi_dbm, one.rssi_dbm));
        CAIRN_CHECK(read(PositionColumn::evidence_expected, witness->expected_dbm, one.expected_dbm));
        CAIRN_CHECK(read(PositionColumn::evidence_distances, witness->distance_m, one.distance_m));
        position.evidence.push_back(one);
    }
    return {};
}

Result<Witness*> PositionReader::read_witness(PlacedTag& tag) {
    ColumnReader& gateways = column(PositionColumn::evidence_gateways);
    const std::uint64_t place = gateways.number();
    if (place < tag.witnesses.size()) return &tag.witnesses[static_cast<std::size_t>(place)];
    const std::uint64_t gateway = gateways.number();
    if (gateways.is_short() || place > tag.witnesses.size() || gateway >= memory_.gateways.size())
        return broken("block: a place outside of its table");
    if (tag.witnesses.size() == witnesses_max) tag.witnesses.clear();
    return &tag.witnesses.emplace_back(Witness{static_cast<std::uint32_t>(gateway), 0, {}, {}, {}});
}

}  // namespace cairn::wire
