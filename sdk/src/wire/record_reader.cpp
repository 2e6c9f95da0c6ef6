#include "wire/record_reader.h"

#include <cmath>
#include <limits>
#include <optional>

#include "cairn/core/limits.h"
#include "cairn/core/protobuf_reader.h"
#include "wire/names.h"
#include "wire/record_writer.h"
#include "wire/utf8.h"

namespace cairn::wire {
namespace {

/// Every record but a raw message is shorter; what claims to be longer holds repeated nonsense.
constexpr std::size_t short_record_bytes_max = 1024;
constexpr std::uint32_t raw_message_number = 7;

Failure broken(const char* what) noexcept {
    return fail(Errc::malformed, what);
}

/// Takes the checks of one record together: each member answers a sound value and remembers whether
/// the one it was given was sound, so that a record reads as a list of its fields.
class Checks {
public:
    Checks(const Tables& tables, std::int64_t correction_ms)
        : tables_(tables),
          correction_ms_(correction_ms) {}

    TagId tag(std::uint32_t place) { return name_at(tables_.tags, place); }
    GatewayId gateway(std::uint32_t place) { return name_at(tables_.gateways, place); }
    std::string_view text(std::uint32_t place_plus_1) {
        return place_plus_1 == 0 ? std::string_view{} : name_at(tables_.texts, place_plus_1 - 1);
    }
    Timestamp time(std::int64_t since_base) {
        // Both are small enough that the sum cannot overflow once the difference is in range.
        const bool in_range = since_base >= -unix_ms_max && since_base <= unix_ms_max;
        const std::int64_t at = in_range ? tables_.base_unix_ms + since_base : -1;
        if (at < 0 || at > unix_ms_max) note("block: time out of range");
        return {at};
    }
    /// By the edge's clock.
    Timestamp edge_time(std::int64_t since_base) {
        return corrected(time(since_base).unix_ms, correction_ms_);
    }
    template <typename Kind, typename From>
    void time(Kind& to, const From& from) {
        to.time_source = known(from.time_source(), TimeSource::receipt, TimeSource::gateway);
        to.at = to.time_source == TimeSource::receipt ? edge_time(from.at()) : time(from.at());
    }
    template <typename Float>
    Float finite(Float number) {
        if (!std::isfinite(number)) note("block: a number that is not finite");
        return number;
    }
    template <typename Unsigned>
    Unsigned fitting(std::uint32_t number) {
        if (number > std::numeric_limits<Unsigned>::max()) note("block: a number too large");
        return static_cast<Unsigned>(number);
    }
    template <typename Enum>
    Enum known(std::uint32_t number, Enum first, Enum last) {
        if (number < static_cast<std::uint32_t>(first) || number > static_cast<std::uint32_t>(last)) {
            note("block: a kind that is not known");
            return first;
        }
        return static_cast<Enum>(number);
    }
    template <std::size_t capacity>
    InlineString<capacity> short_text(const std::string& text) {
        if (!InlineString<capacity>::fits(text)) note("block: a text too long");
        return long_text(text);
    }
    std::string_view long_text(const std::string& text) {
        if (!is_utf8(text)) note("block: text that is not UTF-8");
        return text;
    }
    Measurement measurement(const v1::Measurement& from) {
        // Quantities that are added later come through: their number is kept, their name is "custom".
        return {static_cast<Quantity>(fitting<std::uint16_t>(from.quantity())),
                fitting<std::uint8_t>(from.channel()), finite(from.value())};
    }
    Evidence evidence(const v1::Evidence& from) {
        Evidence to;
        to.gateway = gateway(from.gateway());
        to.rssi_dbm = finite(from.rssi_dbm());
        to.heard_count = fitting<std::uint16_t>(from.heard_count());
        to.expected_dbm = finite(from.expected_dbm());
        to.distance_m = finite(from.distance_m());
        return to;
    }
    void note(const char* what) {
        if (!what_) what_ = what;
    }

    Result<Record> answer(const Record& record) const {
        if (what_) return broken(*what_);
        return record;
    }

private:
    template <typename Name>
    Name name_at(const std::vector<Name>& names, std::uint32_t place) {
        if (place < names.size()) return names[place];
        note("block: a place outside of its table");
        return {};
    }

    const Tables& tables_;
    std::int64_t correction_ms_;
    std::optional<const char*> what_;
};

Result<Record> read(const v1::Sighting& from, Checks checks) {
    Sighting to;
    to.tag = checks.tag(from.tag());
    to.gateway = checks.gateway(from.gateway());
    checks.time(to, from);
    if (from.rssi_dbm() < INT8_MIN || from.rssi_dbm() > INT8_MAX) checks.note("block: rssi out of range");
    to.rssi_dbm = static_cast<std::int8_t>(from.rssi_dbm());
    return checks.answer(to);
}

Result<Record> read(const v1::Reading& from, Checks checks) {
    Reading to;
    to.tag = checks.tag(from.tag());
    to.gateway = checks.gateway(from.gateway());
    checks.time(to, from);
    to.measurement = checks.measurement(from.measurement());
    to.label = checks.short_text<decltype(to.label)::size_max()>(from.label());
    return checks.answer(to);
}

Result<Record> read(const v1::Attribute& from, Checks checks) {
    Attribute to;
    if (from.has_tag()) to.tag = checks.tag(from.tag());
    to.gateway = checks.gateway(from.gateway());
    checks.time(to, from);
    to.kind = checks.known(from.kind(), AttributeKind::name, attribute_kind_last);
    to.text = checks.short_text<decltype(to.text)::size_max()>(from.text());
    return checks.answer(to);
}

Result<Record> read(const v1::Position& from, Checks checks) {
    Position to;
    to.tag = checks.tag(from.tag());
    to.at = checks.edge_time(from.at());
    to.floor = checks.text(from.floor());
    to.x_m = checks.finite(from.x_m());
    to.y_m = checks.finite(from.y_m());
    to.variance_x_m2 = checks.finite(from.variance_x_m2());
    to.variance_y_m2 = checks.finite(from.variance_y_m2());
    to.covariance_xy_m2 = checks.finite(from.covariance_xy_m2());
    to.radius68_m = checks.finite(from.radius68_m());
    to.zone = checks.text(from.zone());
    to.zone_score = checks.finite(from.zone_score());
    to.next_zone = checks.text(from.next_zone());
    to.next_zone_score = checks.finite(from.next_zone_score());
    to.method = checks.known(from.method(), PositionMethod::weighted_centroid, PositionMethod::zone_filter);
    if (from.has_zone_since()) to.zone_since = checks.edge_time(from.zone_since());
    to.zone_unknown = from.zone_unknown();
    to.ambiguous = from.ambiguous();
    to.other_x_m = checks.finite(from.other_x_m());
    to.other_y_m = checks.finite(from.other_y_m());
    to.calibration = checks.known(from.calibration(), CalibrationLevel::none, CalibrationLevel::survey);
    for (const v1::Evidence& one : from.evidence()) {
        if (!to.evidence.push_back(checks.evidence(one))) checks.note("block: too much evidence");
    }
    return checks.answer(to);
}

Result<Record> read(const v1::GeoFix& from, Checks checks) {
    GeoFix to;
    if (from.has_tag()) to.tag = checks.tag(from.tag());
    to.gateway = checks.gateway(from.gateway());
    checks.time(to, from);
    to.position.latitude_deg = checks.finite(from.latitude_deg());
    to.position.longitude_deg = checks.finite(from.longitude_deg());
    to.position.accuracy_m = checks.finite(from.accuracy_m());
    return checks.answer(to);
}

Result<Record> read(const v1::GatewayStatus& from, Checks checks) {
    GatewayStatus to;
    to.gateway = checks.gateway(from.gateway());
    checks.time(to, from);
    to.online = from.online();
    for (const v1::Measurement& one : from.measurements()) {
        if (!to.measurements.push_back(checks.measurement(one))) checks.note("block: too many measurements");
    }
    return checks.answer(to);
}

Result<Record> read(const v1::RawMessage& from, Checks checks) {
    RawMessage to;
    if (from.has_gateway()) to.gateway = checks.gateway(from.gateway());
    to.at = checks.edge_time(from.at());
    to.topic = checks.long_text(from.topic());
    to.payload = as_bytes(from.payload());
    return checks.answer(to);
}

/// A record is one field of a known kind; two would let a long raw message cover a crowd of others.
Result<void> check_frame(Bytes encoded) {
    ProtobufReader fields(encoded);
    CAIRN_TRY(const auto kind, fields.next());
    if (!kind || kind->type != ProtobufType::bytes) return broken("block: a record of no kind");
    CAIRN_TRY(const auto second, fields.next());
    if (second) return broken("block: a record of two kinds");
    if (kind->number != raw_message_number && encoded.size() > short_record_bytes_max)
        return broken("block: a record too long");
    return {};
}

}  // namespace

Result<Record> read_record(const Tables& tables, Bytes encoded, std::int64_t correction_ms,
                           v1::Record& scratch) {
    CAIRN_CHECK(check_frame(encoded));
    if (!scratch.ParseFromArray(encoded.data(), static_cast<int>(encoded.size())))
        return broken("block: not a record");
    const Checks checks(tables, correction_ms);
    switch (scratch.record_case()) {
        case v1::Record::kSighting: return read(scratch.sighting(), checks);
        case v1::Record::kReading: return read(scratch.reading(), checks);
        case v1::Record::kAttribute: return read(scratch.attribute(), checks);
        case v1::Record::kPosition: return read(scratch.position(), checks);
        case v1::Record::kGeoFix: return read(scratch.geo_fix(), checks);
        case v1::Record::kGatewayStatus: return read(scratch.gateway_status(), checks);
        case v1::Record::kRawMessage: return read(scratch.raw_message(), checks);
        case v1::Record::RECORD_NOT_SET: break;
    }
    return broken("block: a record of no known kind");
}

}  // namespace cairn::wire
