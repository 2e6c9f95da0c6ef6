#include "wire/record_writer.h"

#include <cmath>

#include "wire/utf8.h"

namespace cairn::wire {
namespace {

Result<void> check_finite(std::initializer_list<double> numbers) {
    for (const double number : numbers) {
        if (!std::isfinite(number)) return fail(Errc::malformed, "record: a number that is not finite");
    }
    return {};
}

Result<void> fill_measurement(const Measurement& from, v1::Measurement& out) {
    CAIRN_CHECK(check_finite({from.value}));
    out.set_quantity(static_cast<std::uint32_t>(from.quantity));
    out.set_channel(from.channel);
    out.set_value(from.value);
    return {};
}

Result<void> fill_evidence(const Evidence& from, v1::Evidence& out) {
    CAIRN_CHECK(check_finite({static_cast<double>(from.rssi_dbm), static_cast<double>(from.expected_dbm),
                              static_cast<double>(from.distance_m)}));
    out.set_rssi_dbm(from.rssi_dbm);
    out.set_heard_count(from.heard_count);
    out.set_expected_dbm(from.expected_dbm);
    out.set_distance_m(from.distance_m);
    return {};
}

/// A name that is in the table has been checked.
template <typename Id>
Result<std::uint32_t> place_in(NameTable& table, const Id& id) {
    if (const auto known = table.find(id.view())) return *known;
    CAIRN_CHECK(Id::parse(id.view()));
    return table.add(id.view());
}

}  // namespace

std::optional<std::uint32_t> NameTable::find(std::string_view name) const {
    const auto place = places_.find(name);
    if (place == places_.end()) return std::nullopt;
    return place->second;
}

std::uint32_t NameTable::add(std::string_view name) {
    const auto place = static_cast<std::uint32_t>(names_.size());
    names_.emplace_back(name);
    places_.emplace(name, place);
    encoded_bytes_ += 2 + name.size();  // one byte of tag, one of length: names are short
    return place;
}

void NameTable::cut(std::size_t size) {
    while (names_.size() > size) {
        encoded_bytes_ -= 2 + names_.back().size();
        places_.erase(names_.back());
        names_.pop_back();
    }
}

Result<void> RecordWriter::write(const Record& record, v1::Record& out) {
    return std::visit([&](const auto& from) { return fill(from, out); }, record);
}

RecordWriter::Mark RecordWriter::mark() const noexcept {
    return {tags_.size(), gateways_.size(), texts_.size(), base_.has_value()};
}

void RecordWriter::cut(const Mark& mark) {
    tags_.cut(mark.tags);
    gateways_.cut(mark.gateways);
    texts_.cut(mark.texts);
    if (!mark.has_base) base_.reset();
}

Result<void> RecordWriter::fill(const Sighting& from, v1::Record& out) {
    v1::Sighting& to = *out.mutable_sighting();
    CAIRN_TRY(const auto tag, place_of(from.tag));
    CAIRN_TRY(const auto gateway, place_of(from.gateway));
    CAIRN_TRY(const auto at, since_base(from.at));
    to.set_tag(tag);
    to.set_gateway(gateway);
    to.set_at(at);
    to.set_time_source(static_cast<std::uint32_t>(from.time_source));
    to.set_rssi_dbm(from.rssi_dbm);
    return {};
}

Result<void> RecordWriter::fill(const Reading& from, v1::Record& out) {
    v1::Reading& to = *out.mutable_reading();
    CAIRN_TRY(const auto tag, place_of(from.tag));
    CAIRN_TRY(const auto gateway, place_of(from.gateway));
    CAIRN_TRY(const auto at, since_base(from.at));
    CAIRN_CHECK(fill_measurement(from.measurement, *to.mutable_measurement()));
    to.set_tag(tag);
    to.set_gateway(gateway);
    to.set_at(at);
    to.set_label(to_utf8(from.label));
    to.set_time_source(static_cast<std::uint32_t>(from.time_source));
    return {};
}

Result<void> RecordWriter::fill(const Attribute& from, v1::Record& out) {
    v1::Attribute& to = *out.mutable_attribute();
    if (!from.tag.empty()) {
        CAIRN_TRY(const auto tag, place_of(from.tag));
        to.set_tag(tag);
    }
    CAIRN_TRY(const auto gateway, place_of(from.gateway));
    CAIRN_TRY(const auto at, since_base(from.at));
    to.set_gateway(gateway);
    to.set_at(at);
    to.set_kind(static_cast<std::uint32_t>(from.kind));
    to.set_text(to_utf8(from.text));
    to.set_time_source(static_cast<std::uint32_t>(from.time_source));
    return {};
}

Result<void> RecordWriter::fill(const Position& from, v1::Record& out) {
    v1::Position& to = *out.mutable_position();
    CAIRN_TRY(const auto tag, place_of(from.tag));
    CAIRN_TRY(const auto at, since_base(from.at));
    CAIRN_CHECK(
        check_finite({from.x_m, from.y_m, from.variance_x_m2, from.variance_y_m2, from.covariance_xy_m2,
                      from.radius68_m, from.zone_score, from.next_zone_score}));
    to.set_tag(tag);
    to.set_at(at);
    to.set_floor(text(from.floor));
    to.set_x_m(from.x_m);
    to.set_y_m(from.y_m);
    to.set_variance_x_m2(from.variance_x_m2);
    to.set_variance_y_m2(from.variance_y_m2);
    to.set_covariance_xy_m2(from.covariance_xy_m2);
    to.set_radius68_m(from.radius68_m);
    to.set_zone(text(from.zone));
    to.set_zone_score(from.zone_score);
    to.set_next_zone(text(from.next_zone));
    to.set_next_zone_score(from.next_zone_score);
    to.set_method(static_cast<std::uint32_t>(from.method));
    to.set_calibration(static_cast<std::uint32_t>(from.calibration));
    CAIRN_CHECK(fill_alternatives(from, to));
    for (const Evidence& one : from.evidence) {
        v1::Evidence& evidence = *to.add_evidence();
        CAIRN_TRY(const auto gateway, place_of(one.gateway));
        CAIRN_CHECK(fill_evidence(one, evidence));
        evidence.set_gateway(gateway);
    }
    return {};
}

/// What a position leaves open: since when, whether at all, and where else.
Result<void> RecordWriter::fill_alternatives(const Position& from, v1::Position& out) {
    CAIRN_CHECK(check_finite({from.other_x_m, from.other_y_m}));
    if (from.zone_since != Timestamp{}) {
        CAIRN_TRY(const auto since, since_base(from.zone_since));
        out.set_zone_since(since);
    }
    out.set_zone_unknown(from.zone_unknown);
    out.set_ambiguous(from.ambiguous);
    out.set_other_x_m(from.other_x_m);
    out.set_other_y_m(from.other_y_m);
    return {};
}

Result<void> RecordWriter::fill(const GeoFix& from, v1::Record& out) {
    v1::GeoFix& to = *out.mutable_geo_fix();
    if (!from.tag.empty()) {
        CAIRN_TRY(const auto tag, place_of(from.tag));
        to.set_tag(tag);
    }
    CAIRN_TRY(const auto gateway, place_of(from.gateway));
    CAIRN_TRY(const auto at, since_base(from.at));
    const GeoPosition& position = from.position;
    CAIRN_CHECK(check_finite({position.latitude_deg, position.longitude_deg, position.accuracy_m}));
    to.set_gateway(gateway);
    to.set_at(at);
    to.set_latitude_deg(position.latitude_deg);
    to.set_longitude_deg(position.longitude_deg);
    to.set_accuracy_m(position.accuracy_m);
    to.set_time_source(static_cast<std::uint32_t>(from.time_source));
    return {};
}

Result<void> RecordWriter::fill(const GatewayStatus& from, v1::Record& out) {
    v1::GatewayStatus& to = *out.mutable_gateway_status();
    CAIRN_TRY(const auto gateway, place_of(from.gateway));
    CAIRN_TRY(const auto at, since_base(from.at));
    to.set_gateway(gateway);
    to.set_at(at);
    to.set_online(from.online);
    to.set_time_source(static_cast<std::uint32_t>(from.time_source));
    for (const Measurement& one : from.measurements)
        CAIRN_CHECK(fill_measurement(one, *to.add_measurements()));
    return {};
}

Result<void> RecordWriter::fill(const RawMessage& from, v1::Record& out) {
    v1::RawMessage& to = *out.mutable_raw_message();
    if (!from.gateway.empty()) {
        CAIRN_TRY(const auto gateway, place_of(from.gateway));
        to.set_gateway(gateway);
    }
    CAIRN_TRY(const auto at, since_base(from.at));
    to.set_at(at);
    to.set_topic(to_utf8(from.topic));
    to.set_payload(from.payload.data(), from.payload.size());
    return {};
}

/// 0 stands for no text.
std::uint32_t RecordWriter::text(std::string_view text) {
    if (text.empty()) return 0;
    const std::string sound = to_utf8(text);
    const auto known = texts_.find(sound);
    return (known ? *known : texts_.add(sound)) + 1;
}

Result<std::uint32_t> RecordWriter::place_of(const TagId& tag) {
    return place_in(tags_, tag);
}

Result<std::uint32_t> RecordWriter::place_of(const GatewayId& gateway) {
    return place_in(gateways_, gateway);
}

Result<std::int64_t> RecordWriter::since_base(Timestamp at) {
    CAIRN_CHECK(check_time(at));
    if (!base_) base_ = at.unix_ms;
    return at.unix_ms - *base_;
}

}  // namespace cairn::wire
