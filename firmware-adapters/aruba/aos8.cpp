#include "aruba/aos8.h"

#include <array>

#include "aruba/fields.h"
#include "aruba/reported.h"
#include "dialect/gateway_records.h"

namespace cairn::adapters::aruba {
namespace {

// The numbers of Telemetry's fields.
constexpr std::uint32_t field_meta = 1;
constexpr std::uint32_t field_reporter = 2;
constexpr std::uint32_t field_reported = 3;
constexpr std::uint32_t field_ble_data = 6;
constexpr std::uint32_t field_ap_health = 12;

struct Reporter {
    std::optional<MacAddress> address;
    Bytes name;
    Bytes hardware;
    Bytes software;
    std::optional<std::uint64_t> unix_s;
};

Result<void> read_reporter(Bytes message, Reporter& reporter) {
    return each_field(message, [&](const ProtobufField& field) {
        if (is(field, 1, ProtobufType::bytes)) reporter.name = field.bytes;
        if (is(field, 2, ProtobufType::bytes)) reporter.address = address_of(field.bytes);
        if (is(field, 5, ProtobufType::bytes)) reporter.hardware = field.bytes;
        if (is(field, 6, ProtobufType::bytes)) reporter.software = field.bytes;
        if (is(field, 8, ProtobufType::varint)) reporter.unix_s = field.value;
    });
}

AddressType address_type(std::uint64_t number) noexcept {
    constexpr std::array types{AddressType::public_device, AddressType::random_static,
                               AddressType::non_resolvable, AddressType::resolvable};
    return number < types.size() ? types[number] : AddressType::unknown;
}

// BleData: one packet. The radio that heard it has its own address.
Result<void> read_ble_data(Bytes message, Hearing hearing, GatewayFrames& frames) {
    CAIRN_CHECK(each_field(message, [&](const ProtobufField& field) {
        if (is(field, 1, ProtobufType::bytes)) hearing.tag = address_of(field.bytes);
        if (is(field, 3, ProtobufType::bytes)) hearing.payload = field.bytes;
        if (is(field, 4, ProtobufType::varint)) hearing.rssi_dbm = field.zigzag();
        if (is(field, 5, ProtobufType::varint)) hearing.address_type = address_type(field.value);
        if (is(field, 6, ProtobufType::bytes)) {
            if (const auto radio = address_of(field.bytes)) hearing.gateway = radio;
        }
    }));
    add_hearing(hearing, frames);
    return {};
}

void read_health(const Reporter& reporter, Timestamp at, GatewayFrames& frames) {
    FrameBuilder& of_gateway = frames.of("aruba", *reporter.address);
    of_gateway.record(GatewayStatus{of_gateway.gateway(), at, true, {}});
    const GatewayRecords gateway(of_gateway, at);
    gateway.property("name", as_text(reporter.name));
    gateway.property("hardware", as_text(reporter.hardware));
    gateway.property("software", as_text(reporter.software));
}

}  // namespace

bool is_aos8_meta(Bytes meta) noexcept {
    bool has_version = false;
    bool fits = true;
    const auto walked = each_field(meta, [&](const ProtobufField& field) {
        has_version = has_version || is(field, 1, ProtobufType::varint);
        fits = fits && (is(field, 1, ProtobufType::varint) || is(field, 2, ProtobufType::bytes) ||
                        is(field, 3, ProtobufType::varint));
    });
    return walked && has_version && fits;
}

Result<void> read_aos8(Bytes message, GatewayFrames& frames) {
    Reporter reporter;
    Result<void> told{};
    const auto walked = each_field(message, [&](const ProtobufField& field) {
        if (is(field, field_reporter, ProtobufType::bytes)) told = read_reporter(field.bytes, reporter);
    });
    CAIRN_CHECK(told);
    if (!reporter.address) return walked ? fail(Errc::malformed, "aruba: reporter") : walked;
    Hearing hearing;
    hearing.gateway = reporter.address;
    const auto unix_ms = reporter.unix_s ? unix_ms_of(static_cast<double>(*reporter.unix_s)) : std::nullopt;
    hearing.heard = heard_at(unix_ms, frames.received_at(), Delivery::live);
    return each_field(message, [&](const ProtobufField& field) {
        if (field.type != ProtobufType::bytes) return;
        Result<void> read{};
        switch (field.number) {
            case field_meta:
            case field_reporter: break;
            case field_reported: read = read_reported(field.bytes, hearing, frames); break;
            case field_ble_data: read = read_ble_data(field.bytes, hearing, frames); break;
            case field_ap_health: read_health(reporter, hearing.heard.at, frames); break;
            default: read = fail(Errc::unsupported, "aruba: content other than Bluetooth");
        }
        if (!read) frames.refuse(read.error().code, read.error().where);
    });
}

}  // namespace cairn::adapters::aruba
