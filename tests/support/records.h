// One record of every kind, and a text form in which records can be compared.
#pragma once

#include <array>
#include <cstdio>
#include <string>
#include <vector>

#include "cairn/model/block.h"
#include "cairn/model/record.h"
#include "cairn/wire/block_reader.h"
#include "cairn/wire/sealer.h"

namespace cairn::test {

inline constexpr Timestamp noon{1'769'860'800'000};

inline TagId tag(std::string_view name) {
    return *TagId::make("ble", name);
}
inline GatewayId gateway(std::string_view name) {
    return *GatewayId::make("moko", name);
}

inline Sighting sighting(std::string_view tag_name = "AC233FA03208", int rssi_dbm = -67,
                         Timestamp at = noon) {
    Sighting record;
    record.tag = tag(tag_name);
    record.gateway = gateway("D48C49F7909C");
    record.at = at;
    record.time_source = TimeSource::gateway;
    record.rssi_dbm = static_cast<std::int8_t>(rssi_dbm);
    return record;
}

inline Reading reading(double value = 24.3) {
    Reading record;
    record.tag = tag("AC233FA03208");
    record.gateway = gateway("D48C49F7909C");
    record.at = noon + Millis{250};
    record.measurement = {Quantity::temperature_c, 1, value};
    return record;
}

inline Reading custom_reading() {
    Reading record = reading(61.5);
    record.measurement.quantity = Quantity::custom;
    record.label = "noise dBA \xE2\x82\xAC";
    return record;
}

inline Attribute attribute(std::string_view text = "Pallet 17") {
    Attribute record;
    record.tag = tag("AC233FA03209");
    record.gateway = gateway("D48C49F7909C");
    record.at = noon + Millis{-500};
    record.kind = AttributeKind::name;
    record.text = text;
    return record;
}

inline Position position() {
    Position record;
    record.tag = tag("AC233FA03208");
    record.at = noon + Millis{1'000};
    record.floor = "ground";
    record.x_m = 12.25;
    record.y_m = -3.5;
    record.variance_x_m2 = 2;
    record.variance_y_m2 = 3;
    record.covariance_xy_m2 = -0.5;
    record.radius68_m = 2.4;
    record.zone = "dock";
    record.zone_score = 0.8;
    record.next_zone = "yard";
    record.next_zone_score = 0.15;
    record.zone_since = noon + Millis{-60'000};
    record.zone_unknown = true;
    record.ambiguous = true;
    record.other_x_m = 1.5;
    record.other_y_m = 4.25;
    record.method = PositionMethod::grid_filter;
    record.calibration = CalibrationLevel::references;
    record.evidence.push_back({gateway("D48C49F7909C"), -61.5F, 12, -64.75F, 4.5F});
    record.evidence.push_back({gateway("D48C49F7909D"), -70.25F, 3, -68.5F, 9});
    record.evidence.push_back({gateway("D48C49F7909E"), 0, 0, -75.5F, 12.25F});
    return record;
}

inline Attribute gateway_property() {
    Attribute record = attribute("apn=internet");
    record.tag = {};
    record.kind = AttributeKind::property;
    return record;
}

inline GeoFix geo_fix(const TagId& of = {}) {
    GeoFix record;
    record.tag = of;
    record.gateway = gateway("D48C49F7909C");
    record.at = noon;
    record.position = {52.5, 13.4, 5};
    return record;
}

inline GatewayStatus gateway_status() {
    GatewayStatus record;
    record.gateway = gateway("D48C49F7909C");
    record.at = noon;
    record.online = false;
    record.measurements.push_back({Quantity::uptime_s, 0, 3600});
    record.measurements.push_back({Quantity::cpu_load, 0, 0.25});
    return record;
}

/// `topic` and `payload` must outlive the record.
inline RawMessage raw_message(std::string_view topic, Bytes payload) {
    RawMessage record;
    record.gateway = gateway("D48C49F7909C");
    record.at = noon;
    record.topic = topic;
    record.payload = payload;
    return record;
}

/// Every field in the order of the struct; equal texts are equal records.
class Text {
public:
    Text& operator<<(std::string_view text) {
        text_ += text;
        text_ += ' ';
        return *this;
    }
    Text& operator<<(double number) {
        char digits[32];
        std::snprintf(digits, sizeof digits, "%.17g", number);
        return *this << std::string_view(digits);
    }
    Text& operator<<(Timestamp at) { return *this << std::string_view(std::to_string(at.unix_ms)); }
    const std::string& whole() const { return text_; }

private:
    std::string text_;
};

inline std::vector<Record> every_kind() {
    static constexpr std::array<std::uint8_t, 5> payload{0x00, 0xFF, 0x7B, 0x0A, 0x80};
    return {sighting(),         reading(),
            custom_reading(),   attribute(),
            gateway_property(), position(),
            geo_fix(),          geo_fix(tag("AC233FA03208")),
            gateway_status(),   raw_message("/gw/up", payload)};
}

inline std::string text_of(const Sighting& r) {
    return (Text() << "sighting" << r.tag.view() << r.gateway.view() << r.at
                   << static_cast<double>(r.time_source) << r.rssi_dbm)
        .whole();
}
inline std::string text_of(const Reading& r) {
    return (Text() << "reading" << r.tag.view() << r.gateway.view() << r.at
                   << static_cast<double>(r.measurement.quantity) << r.measurement.channel
                   << r.measurement.value << r.label.view())
        .whole();
}
inline std::string text_of(const Attribute& r) {
    return (Text() << "attribute" << r.tag.view() << r.gateway.view() << r.at << name(r.kind)
                   << r.text.view())
        .whole();
}
inline std::string text_of(const Position& r) {
    Text text;
    text << "position" << r.tag.view() << r.at << r.floor.view() << r.x_m << r.y_m << r.variance_x_m2
         << r.variance_y_m2 << r.covariance_xy_m2 << r.radius68_m << r.zone.view() << r.zone_score
         << r.next_zone.view() << r.next_zone_score << name(r.method) << r.zone_since
         << (r.zone_unknown ? "unknown" : "known") << (r.ambiguous ? "ambiguous" : "unambiguous")
         << r.other_x_m << r.other_y_m << name(r.calibration);
    for (const Evidence& one : r.evidence)
        text << one.gateway.view() << static_cast<double>(one.rssi_dbm) << one.heard_count
             << static_cast<double>(one.expected_dbm) << static_cast<double>(one.distance_m);
    return text.whole();
}
inline std::string text_of(const GeoFix& r) {
    return (Text() << "geo_fix" << r.tag.view() << r.gateway.view() << r.at << r.position.latitude_deg
                   << r.position.longitude_deg << r.position.accuracy_m)
        .whole();
}
inline std::string text_of(const GatewayStatus& r) {
    Text text;
    text << "gateway_status" << r.gateway.view() << r.at << (r.online ? "online" : "offline");
    for (const Measurement& one : r.measurements)
        text << static_cast<double>(one.quantity) << one.channel << one.value;
    return text.whole();
}
inline std::string text_of(const RawMessage& r) {
    Text text;
    text << "raw_message" << r.gateway.view() << r.at << r.topic << as_text(r.payload);
    return text.whole();
}
inline std::string text_of(const Record& record) {
    return std::visit([](const auto& one) { return text_of(one); }, record);
}

inline std::vector<std::string> texts_of(const Block& block) {
    std::vector<std::string> texts;
    const auto read = read_block(block, [&](const Record& record) { texts.push_back(text_of(record)); });
    if (!read) texts.emplace_back(read.error().where);
    return texts;
}

/// A sealed block with `record_count` sightings in it.
inline Block block_of(Sequence sequence, int record_count = 3) {
    Sealer sealer;
    for (int i = 0; i < record_count; ++i) {
        const auto added = sealer.add(sighting("AC233FA03208", -40 - i % 60, noon + Millis{i * 37}));
        if (!added) break;
    }
    return sealer.seal(sequence, noon + Millis{static_cast<std::int64_t>(sequence)});
}

}  // namespace cairn::test
