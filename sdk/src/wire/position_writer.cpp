#include "wire/position_writer.h"

#include <algorithm>
#include <cmath>

#include "wire/names.h"
#include "wire/utf8.h"

namespace cairn::wire {
namespace {

constexpr std::size_t position_bytes_max = 200;  // without names and evidence
constexpr std::size_t evidence_bytes_max = 60;
constexpr std::size_t name_bytes_max = 56;

bool is_finite(const Position& position) {
    Position copy = position;
    return std::ranges::all_of(numbers_of(copy),
                               [](const double* number) { return std::isfinite(*number); }) &&
           std::ranges::all_of(position.evidence, [](const Evidence& one) {
               return std::isfinite(one.rssi_dbm) && std::isfinite(one.expected_dbm) &&
                      std::isfinite(one.distance_m);
           });
}

std::uint32_t flags_of(const Position& position) {
    return (position.zone_unknown ? flag_zone_unknown : 0) | (position.ambiguous ? flag_ambiguous : 0) |
           (position.zone_since != Timestamp{} ? flag_zone_since : 0) |
           static_cast<std::uint32_t>(position.method) << method_shift |
           static_cast<std::uint32_t>(position.calibration) << calibration_shift;
}

}  // namespace

Result<void> PositionWriter::add(const Position& position) {
    CAIRN_CHECK(TagId::parse(position.tag.view()));
    CAIRN_CHECK(check_time(position.at));
    CAIRN_CHECK(check_time(position.zone_since));
    if (!is_finite(position)) return fail(Errc::malformed, "record: a number that is not finite");
    for (const Evidence& one : position.evidence) CAIRN_CHECK(GatewayId::parse(one.gateway.view()));
    positions_.push_back(position);
    plain_bytes_max_ += position_bytes_max + 4 * name_bytes_max +
                        position.evidence.size() * (evidence_bytes_max + name_bytes_max);
    return {};
}

void PositionWriter::start_chain() {
    memory_ = {};
    tag_places_.clear();
    gateway_places_.clear();
    text_places_.clear();
}

bool PositionWriter::is_chain_full() const noexcept {
    const std::size_t names_max = positions_.size() * limits::evidence_gateways_max;
    return memory_.tags.size() + positions_.size() > placed_tags_max ||
           memory_.gateways.size() + names_max > placing_gateways_max ||
           memory_.texts.size() + 3 * positions_.size() > place_names_max;
}

std::vector<Bytes> PositionWriter::write() {
    for (ColumnWriter& column : columns_) column.clear();
    base_ms_ = unix_ms_max;
    for (const Position& position : positions_) base_ms_ = std::min(base_ms_, position.at.unix_ms);
    column(PositionColumn::head).number(static_cast<std::uint64_t>(base_ms_));
    column(PositionColumn::head).number(positions_.size());
    tag_before_ = 0;
    for (Position& position : positions_) write_one(position);
    positions_.clear();
    plain_bytes_max_ = 0;
    std::vector<Bytes> columns;
    for (const ColumnWriter& column : columns_) columns.push_back(column.bytes());
    return columns;
}

PlacedTag& PositionWriter::tag_of(const TagId& id) {
    const auto [place, is_new] = tag_places_.try_emplace(id, static_cast<std::uint32_t>(memory_.tags.size()));
    if (is_new) {
        memory_.tags.emplace_back().id = id;
        write_name(id, column(PositionColumn::tags));
    }
    column(PositionColumn::tag_steps)
        .difference(static_cast<std::int64_t>(place->second) - static_cast<std::int64_t>(tag_before_));
    tag_before_ = place->second;
    return memory_.tags[place->second];
}

std::uint32_t PositionWriter::place_of(const GatewayId& gateway) {
    const auto [place, is_new] =
        gateway_places_.try_emplace(gateway, static_cast<std::uint32_t>(memory_.gateways.size()));
    if (is_new) {
        memory_.gateways.push_back(gateway);
        column(PositionColumn::gateways).text(as_bytes(gateway.view()));
    }
    return place->second;
}

/// Plus 2; 1 for no text.
std::uint64_t PositionWriter::place_of(std::string_view text) {
    if (text.empty()) return 1;
    const auto [place, is_new] =
        text_places_.try_emplace(to_utf8(text), static_cast<std::uint32_t>(memory_.texts.size()));
    if (is_new) {
        memory_.texts.emplace_back(place->first);
        column(PositionColumn::texts).text(as_bytes(place->first));
    }
    return std::uint64_t{place->second} + 2;
}

void PositionWriter::write_one(Position& position) {
    PlacedTag& tag = tag_of(position.tag);
    const std::int64_t expected_ms = tag.is_known ? tag.at_ms + tag.step_ms : base_ms_;
    column(PositionColumn::times).difference(position.at.unix_ms - expected_ms);
    if (tag.is_known) tag.step_ms = position.at.unix_ms - tag.at_ms;
    tag.at_ms = position.at.unix_ms;
    tag.is_known = true;

    const std::uint32_t flags = flags_of(position);
    column(PositionColumn::flags).number(flags ^ tag.flags);
    tag.flags = flags;
    write_names(position, tag);
    if ((flags & flag_zone_since) != 0) {
        column(PositionColumn::zone_times)
            .difference(position.zone_since.unix_ms -
                        (tag.zone_since_ms != 0 ? tag.zone_since_ms : base_ms_));
        tag.zone_since_ms = position.zone_since.unix_ms;
    }
    const auto numbers = numbers_of(position);
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        const Decimal now = Decimal::of(*numbers[i], tag.numbers[i]);
        write_decimal(tag.numbers[i], now, columns_[static_cast<std::size_t>(PositionColumn::x_m) + i]);
        tag.numbers[i] = now;
    }
    column(PositionColumn::evidence_counts).number(position.evidence.size());
    for (const Evidence& one : position.evidence) write_evidence(one, tag);
}

void PositionWriter::write_names(const Position& position, PlacedTag& tag) {
    const std::array<std::string_view, 3> names{position.floor, position.zone, position.next_zone};
    for (std::size_t i = 0; i < names.size(); ++i) {
        const std::uint64_t place = place_of(names[i]);
        columns_[static_cast<std::size_t>(PositionColumn::floors) + i].number(place == tag.names[i] ? 0
                                                                                                    : place);
        tag.names[i] = place;
    }
}

void PositionWriter::write_evidence(const Evidence& evidence, PlacedTag& tag) {
    const std::uint32_t gateway = place_of(evidence.gateway);
    auto witness = std::ranges::find(tag.witnesses, gateway, &Witness::gateway);
    ColumnWriter& gateways = column(PositionColumn::evidence_gateways);
    gateways.number(static_cast<std::uint64_t>(witness - tag.witnesses.begin()));
    if (witness == tag.witnesses.end()) {
        gateways.number(gateway);
        if (tag.witnesses.size() == witnesses_max) tag.witnesses.clear();
        witness = tag.witnesses.insert(tag.witnesses.end(), Witness{gateway, 0, {}, {}, {}});
    }
    column(PositionColumn::evidence_heard).difference(evidence.heard_count - witness->heard_count);
    witness->heard_count = evidence.heard_count;
    const auto write = [&](PositionColumn name, float number, Decimal& before) {
        const Decimal now = Decimal::of(number, before);
        write_decimal(before, now, column(name));
        before = now;
    };
    write(PositionColumn::evidence_rssi, evidence.rssi_dbm, witness->rssi_dbm);
    write(PositionColumn::evidence_expected, evidence.expected_dbm, witness->expected_dbm);
    write(PositionColumn::evidence_distances, evidence.distance_m, witness->distance_m);
}

}  // namespace cairn::wire
