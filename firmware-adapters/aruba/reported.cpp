#include "aruba/reported.h"

#include "dialect/tag_records.h"

namespace cairn::adapters::aruba {
namespace {

// The parts of Reported that become something; messages within it are read when the tag is known.
struct Parts {
    Bytes model;
    Bytes firmware;
    Bytes beacons;  // the last one
    Bytes sensors;
    Bytes stats;
    Bytes name;
    std::optional<std::int64_t> tx_power_dbm;
};

// Rssi: the last one, else the mean.
Result<std::optional<std::int64_t>> signal_of(Bytes message) {
    std::optional<std::int64_t> last;
    std::optional<std::int64_t> mean;
    CAIRN_CHECK(each_field(message, [&](const ProtobufField& field) {
        if (is(field, 1, ProtobufType::varint)) last = field.zigzag();
        if (is(field, 2, ProtobufType::varint)) mean = field.zigzag();
    }));
    return last ? last : mean;
}

Result<Bytes> firmware_version(Bytes message) {
    Bytes version;
    CAIRN_CHECK(each_field(message, [&](const ProtobufField& field) {
        if (is(field, 1, ProtobufType::bytes)) version = field.bytes;
    }));
    return version;
}

// Contact: 1 open, 2 closed.
Result<void> read_contact(Bytes message, const TagRecords& tag) {
    constexpr std::uint64_t open = 1;
    constexpr std::uint64_t closed = 2;
    return each_field(message, [&](const ProtobufField& field) {
        if (!is(field, 2, ProtobufType::varint)) return;
        if (field.value == open || field.value == closed) {
            tag.reading(Quantity::door_open, field.value == open ? 1 : 0);
        }
    });
}

// Sensors whose unit does not go with the maker of the sensor.
Result<void> read_sensors(Bytes message, const TagRecords& tag) {
    Result<void> contact{};
    CAIRN_CHECK(each_field(message, [&](const ProtobufField& field) {
        const auto whole = static_cast<double>(static_cast<std::int64_t>(field.value));
        const auto broken = static_cast<double>(field.as_float());
        if (is(field, 2, ProtobufType::varint)) tag.reading(Quantity::battery_pct, whole);
        if (is(field, 3, ProtobufType::fixed32)) tag.reading(Quantity::temperature_c, broken);
        if (is(field, 4, ProtobufType::varint)) tag.reading(Quantity::humidity_pct, whole);
        if (is(field, 5, ProtobufType::fixed32)) tag.reading(Quantity::voltage_v, broken);
        if (is(field, 6, ProtobufType::varint)) tag.reading(Quantity::illuminance_lux, whole);
        if (is(field, 7, ProtobufType::varint))
            tag.reading(Quantity::motion_present, field.value != 0 ? 1 : 0);
        if (is(field, 10, ProtobufType::varint)) tag.reading(Quantity::co2_ppm, whole);
        if (is(field, 15, ProtobufType::bytes)) contact = read_contact(field.bytes, tag);
    }));
    return contact;
}

Result<void> read_stats(Bytes message, const TagRecords& tag) {
    return each_field(message, [&](const ProtobufField& field) {
        const auto number = static_cast<double>(field.value);
        if (is(field, 1, ProtobufType::varint)) tag.reading(Quantity::uptime_s, number);
        if (is(field, 2, ProtobufType::varint)) tag.reading(Quantity::advertisement_count, number);
        if (is(field, 3, ProtobufType::varint)) tag.reading(Quantity::sequence, number);
    });
}

Result<void> read_ibeacon(Bytes message, const TagRecords& tag) {
    constexpr std::size_t uuid_bytes = 16;
    constexpr std::uint64_t number_max = 0xFFFF;
    Bytes uuid;
    std::uint64_t major = 0;
    std::uint64_t minor = 0;
    CAIRN_CHECK(each_field(message, [&](const ProtobufField& field) {
        if (is(field, 1, ProtobufType::bytes)) uuid = field.bytes;
        if (is(field, 2, ProtobufType::varint)) major = field.value;
        if (is(field, 3, ProtobufType::varint)) minor = field.value;
        if (is(field, 4, ProtobufType::varint)) {
            tag.reading(Quantity::measured_power_dbm, static_cast<double>(field.zigzag()));
        }
    }));
    const bool fits = uuid.size() == uuid_bytes && major <= number_max && minor <= number_max;
    if (!fits) return fail(Errc::malformed, "aruba: ibeacon");
    tag.ibeacon(uuid, static_cast<unsigned>(major), static_cast<unsigned>(minor));
    return {};
}

Result<void> read_beacons(Bytes message, const TagRecords& tag) {
    Result<void> ibeacon{};
    CAIRN_CHECK(each_field(message, [&](const ProtobufField& field) {
        if (is(field, 1, ProtobufType::bytes)) ibeacon = read_ibeacon(field.bytes, tag);
    }));
    return ibeacon;
}

// A broken part costs itself only.
void read_parts(const Parts& parts, const TagRecords& tag, const GatewayFrames& frames) {
    const auto check = [&](const Result<void>& read) {
        if (!read) frames.refuse(read.error().code, read.error().where);
    };
    check(read_beacons(parts.beacons, tag));
    check(read_sensors(parts.sensors, tag));
    check(read_stats(parts.stats, tag));
    if (parts.tx_power_dbm) tag.reading(Quantity::tx_power_dbm, static_cast<double>(*parts.tx_power_dbm));
    tag.attribute(AttributeKind::name, as_text(parts.name));
    tag.attribute(AttributeKind::model, as_text(parts.model));
    const auto firmware = firmware_version(parts.firmware);
    if (firmware) tag.attribute(AttributeKind::firmware, as_text(*firmware));
}

}  // namespace

Result<void> read_reported(Bytes message, Hearing hearing, GatewayFrames& frames) {
    Parts parts;
    Bytes rssi;
    CAIRN_CHECK(each_field(message, [&](const ProtobufField& field) {
        if (is(field, 1, ProtobufType::bytes)) hearing.tag = address_of(field.bytes);
        if (is(field, 3, ProtobufType::bytes)) parts.model = field.bytes;
        if (is(field, 4, ProtobufType::bytes)) parts.firmware = field.bytes;
        if (is(field, 7, ProtobufType::varint)) {
            hearing.heard =
                heard_at(unix_ms_of(static_cast<double>(field.value)), frames.received_at(), Delivery::live);
        }
        if (is(field, 10, ProtobufType::bytes)) rssi = field.bytes;
        if (is(field, 12, ProtobufType::bytes)) parts.beacons = field.bytes;
        if (is(field, 13, ProtobufType::varint)) parts.tx_power_dbm = field.zigzag();
        if (is(field, 14, ProtobufType::bytes)) parts.sensors = field.bytes;
        if (is(field, 16, ProtobufType::bytes)) parts.stats = field.bytes;
        if (is(field, 22, ProtobufType::bytes)) parts.name = field.bytes;
    }));
    CAIRN_TRY(hearing.rssi_dbm, signal_of(rssi));
    FrameBuilder* const of_gateway = add_hearing(hearing, frames);
    if (of_gateway == nullptr) return {};
    read_parts(parts, TagRecords(*of_gateway, TagId::of("ble", *hearing.tag), hearing.heard.at), frames);
    return {};
}

}  // namespace cairn::adapters::aruba
