#include "aruba/aos10.h"

#include <array>

#include "aruba/fields.h"

namespace cairn::adapters::aruba {
namespace {

// The numbers of TransportNBData's fields, and of those of its body.
constexpr std::uint32_t field_body = 2;
constexpr std::uint32_t field_timestamp = 3;
constexpr std::uint32_t field_ble_data = 1;
constexpr std::uint32_t field_telemetry = 2;

// Counted otherwise than in AOS 8.
AddressType address_type(std::uint64_t number) noexcept {
    constexpr std::array types{AddressType::unknown, AddressType::public_device, AddressType::random_static,
                               AddressType::non_resolvable, AddressType::resolvable};
    return number < types.size() ? types[number] : AddressType::unknown;
}

Result<void> read_device_address(Bytes message, Hearing& hearing) {
    return each_field(message, [&](const ProtobufField& field) {
        if (is(field, 1, ProtobufType::bytes)) hearing.tag = address_of(field.bytes);
        if (is(field, 2, ProtobufType::varint)) hearing.address_type = address_type(field.value);
    });
}

// BleData: one packet.
Result<void> read_ble_data(Bytes message, Hearing hearing, GatewayFrames& frames) {
    Bytes device;
    CAIRN_CHECK(each_field(message, [&](const ProtobufField& field) {
        if (is(field, 1, ProtobufType::bytes)) device = field.bytes;
        if (is(field, 3, ProtobufType::bytes)) hearing.payload = field.bytes;
        if (is(field, 4, ProtobufType::varint)) hearing.rssi_dbm = field.zigzag();
        if (is(field, 5, ProtobufType::bytes)) hearing.gateway = address_of(field.bytes);
    }));
    CAIRN_CHECK(read_device_address(device, hearing));
    add_hearing(hearing, frames);
    return {};
}

// Telemetry.MetaData.Reporter: an access point that hears the device.
Result<void> read_reporter(Bytes message, Hearing hearing, GatewayFrames& frames) {
    CAIRN_CHECK(each_field(message, [&](const ProtobufField& field) {
        if (is(field, 1, ProtobufType::bytes)) hearing.gateway = address_of(field.bytes);
        if (is(field, 2, ProtobufType::varint)) hearing.rssi_dbm = field.zigzag();
        if (is(field, 3, ProtobufType::varint)) {
            hearing.heard =
                heard_at(unix_ms_of(static_cast<double>(field.value)), frames.received_at(), Delivery::live);
        }
    }));
    add_hearing(hearing, frames);
    return {};
}

Result<void> read_meta_data(Bytes message, Hearing hearing, GatewayFrames& frames) {
    Result<void> read{};
    CAIRN_CHECK(each_field(message, [&](const ProtobufField& field) {
        if (is(field, 2, ProtobufType::bytes)) read = read_device_address(field.bytes, hearing);
    }));
    CAIRN_CHECK(read);
    return each_field(message, [&](const ProtobufField& field) {
        if (!is(field, 6, ProtobufType::bytes)) return;
        const auto reporter = read_reporter(field.bytes, hearing, frames);
        if (!reporter) frames.refuse(reporter.error().code, reporter.error().where);
    });
}

// Telemetry: who hears a device, and how well. What it measures is in a layout of its own, not read.
Result<void> read_telemetry(Bytes message, const Hearing& hearing, GatewayFrames& frames) {
    Result<void> read{};
    CAIRN_CHECK(each_field(message, [&](const ProtobufField& field) {
        if (is(field, 1, ProtobufType::bytes)) read = read_meta_data(field.bytes, hearing, frames);
    }));
    return read;
}

Result<void> read_body(Bytes body, const Hearing& hearing, GatewayFrames& frames) {
    return each_field(body, [&](const ProtobufField& field) {
        Result<void> read = fail(Errc::unsupported, "aruba: content other than Bluetooth");
        if (is(field, field_ble_data, ProtobufType::bytes))
            read = read_ble_data(field.bytes, hearing, frames);
        if (is(field, field_telemetry, ProtobufType::bytes))
            read = read_telemetry(field.bytes, hearing, frames);
        if (!read) frames.refuse(read.error().code, read.error().where);
    });
}

}  // namespace

bool is_aos10_header(Bytes header) noexcept {
    bool has_version = false;
    bool fits = true;
    const auto walked = each_field(header, [&](const ProtobufField& field) {
        has_version = has_version || (is(field, 1, ProtobufType::bytes) && !field.bytes.empty());
        const bool is_text = field.number != 2 && field.number <= 4 && field.type == ProtobufType::bytes;
        fits = fits && (is_text || is(field, 2, ProtobufType::varint));
    });
    return walked && has_version && fits;
}

Result<void> read_aos10(Bytes message, GatewayFrames& frames) {
    Hearing hearing;
    hearing.heard = heard_at(std::nullopt, frames.received_at(), Delivery::live);
    CAIRN_CHECK(each_field(message, [&](const ProtobufField& field) {
        if (!is(field, field_timestamp, ProtobufType::varint)) return;
        hearing.heard =
            heard_at(unix_ms_of(static_cast<double>(field.value)), frames.received_at(), Delivery::live);
    }));
    Result<void> read{};
    CAIRN_CHECK(each_field(message, [&](const ProtobufField& field) {
        if (is(field, field_body, ProtobufType::bytes)) read = read_body(field.bytes, hearing, frames);
    }));
    return read;
}

}  // namespace cairn::adapters::aruba
