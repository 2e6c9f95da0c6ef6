#include "moko/mkgw4_reports.h"

#include <array>
#include <charconv>
#include <optional>
#include <span>

#include "dialect/gateway_records.h"
#include "moko/geo_position.h"
#include "moko/mkgw4_fields.h"

namespace cairn::adapters::moko {
namespace {

constexpr double g_a_mg = 0.001;
constexpr double v_a_mv = 0.001;

// 3GPP TS 27.007 section 8.5: 0 is -113 dBm or less, 31 is -51 dBm or more, 99 is not known.
std::optional<double> dbm_of_csq(std::uint8_t csq) noexcept {
    if (csq > 31) return std::nullopt;
    return -113.0 + 2.0 * csq;
}

void add(GatewayStatus& status, Quantity quantity, double value) {
    static_cast<void>(status.measurements.push_back({quantity, 0, value}));
}

void read_acceleration(Bytes value, GatewayStatus& status, const FrameBuilder& frames) {
    ByteReader axes(value);
    const auto x = axes.take_i16_be();
    const auto y = axes.take_i16_be();
    const auto z = axes.take_i16_be();
    if (!z) return frames.refuse(Errc::truncated, "moko.mkgw4: field");
    add(status, Quantity::accel_x_g, *x * g_a_mg);
    add(status, Quantity::accel_y_g, *y * g_a_mg);
    add(status, Quantity::accel_z_g, *z * g_a_mg);
}

// 3004: the heartbeat.
void read_status(const TaggedFields& fields, FrameBuilder& frames) {
    GatewayStatus status{frames.gateway(), fields.time(Delivery::live), true, {}};
    if (const auto csq = fields.number(2, &ByteReader::take_u8)) {
        if (const auto dbm = dbm_of_csq(*csq)) add(status, Quantity::uplink_rssi_dbm, *dbm);
    }
    if (const auto battery_mv = fields.number(3, &ByteReader::take_u16_be)) {
        add(status, Quantity::voltage_v, *battery_mv * v_a_mv);
    }
    if (fields.has(4)) read_acceleration(fields[4], status, frames);
    if (const auto moved = fields.number(5, &ByteReader::take_u8))
        add(status, Quantity::motion_present, *moved != 0);
    if (const auto index = fields.number(7, &ByteReader::take_u32_be))
        add(status, Quantity::heartbeat_index, *index);
    frames.record(status);
    const GatewayRecords gateway(frames, status.at);
    gateway.property("network_type", as_text(fields[1]));
    gateway.property("imei", as_text(fields[6]));
}

// The name of a state that is counted from `first`; a number where it has none.
void add_state(const GatewayRecords& gateway, std::string_view name, std::optional<int> state,
               std::span<const std::string_view> names, int first = 0) {
    if (!state) return;
    const int place = *state - first;
    if (place >= 0 && static_cast<std::size_t>(place) < names.size()) {
        gateway.property(name, names[static_cast<std::size_t>(place)]);
    } else {
        gateway.property_number(name, *state);
    }
}

// How a download went: result, its time, and more.
struct Download {
    std::string_view name;
    std::uint8_t reason_tag;
    std::optional<std::uint8_t> target_tag;
};

// 3006 and 3032: what became of an update of the firmware or of the certificates.
void read_download(const Download& download, const TaggedFields& fields, FrameBuilder& frames) {
    constexpr std::string_view results[]{"running", "failed", "done"};
    constexpr std::string_view reasons[]{"download", "upgrade"};
    constexpr std::string_view targets[]{"device", "modem"};
    const GatewayRecords gateway(frames, fields.time(Delivery::live, 1));
    add_state(gateway, download.name, fields.number(0, &ByteReader::take_i8), results, -1);
    if (download.target_tag) {
        add_state(gateway, "ota_target", fields.number(*download.target_tag, &ByteReader::take_u8), targets);
    }
    add_state(gateway, "failed_at", fields.number(download.reason_tag, &ByteReader::take_u8), reasons);
}

// 3010: the gateway is being switched off.
void read_power_off(const TaggedFields& fields, FrameBuilder& frames) {
    frames.record(GatewayStatus{frames.gateway(), fields.time(Delivery::live), false, {}});
}

// 3011: the gateway's battery is low.
void read_low_battery(const TaggedFields& fields, FrameBuilder& frames) {
    GatewayStatus status{frames.gateway(), fields.time(Delivery::live), true, {}};
    add(status, Quantity::alarm_active, 1);
    if (const auto battery_mv = fields.number(1, &ByteReader::take_u16_be)) {
        add(status, Quantity::voltage_v, *battery_mv * v_a_mv);
    }
    frames.record(status);
}

// Longitude comes first.
std::optional<GeoPosition> position_of(Bytes value) noexcept {
    ByteReader coordinates(value);
    const auto longitude = coordinates.take_i32_be();
    const auto latitude = coordinates.take_i32_be();
    if (!latitude) return std::nullopt;
    return geo_position(*latitude, *longitude);
}

// The radio cell that the gateway is in, "area/cell": whoever has a cell database can place it.
void add_cell(Bytes value, const GatewayRecords& gateway, const FrameBuilder& frames) {
    if (value.empty()) return;
    ByteReader cell(value);
    const auto area = cell.take_u16_be();
    const auto number = cell.take_u32_be();
    if (!number) return frames.refuse(Errc::truncated, "moko.mkgw4: field");
    std::array<char, 24> digits{};
    char* end = std::to_chars(digits.data(), digits.data() + digits.size(), *area).ptr;
    *end++ = '/';
    end = std::to_chars(end, digits.data() + digits.size(), *number).ptr;
    gateway.property("cell", {digits.data(), static_cast<std::size_t>(end - digits.data())});
}

// 3089 and 30B1: where the gateway is.
void read_position(const TaggedFields& fields, Delivery delivery, FrameBuilder& frames) {
    constexpr std::string_view modes[]{"periodic", "motion", "request"};
    constexpr std::string_view results[]{"satellites",     "cell",        "interrupted", "receiver busy",
                                         "assist timeout", "fix timeout", "pdop limit",  "cell failed"};
    constexpr std::string_view motions[]{"stationary", "start", "moving", "stop"};
    constexpr std::uint8_t by_satellites = 0;
    GatewayStatus status{frames.gateway(), fields.time(delivery), true, {}};
    const auto motion = fields.number(5, &ByteReader::take_u8);
    if (motion) add(status, Quantity::motion_present, *motion == 1 || *motion == 2);
    if (const auto tenths = fields.number(7, &ByteReader::take_u8))
        add(status, Quantity::hdop, *tenths / 10.0);
    if (const auto index = big_endian(fields[8])) add(status, Quantity::fix_index, *index);
    if (!status.measurements.empty()) frames.record(status);

    const GatewayRecords gateway(frames, status.at);
    const auto result = fields.number(2, &ByteReader::take_u8);
    add_state(gateway, "fix_mode", fields.number(1, &ByteReader::take_u8), modes);
    add_state(gateway, "fix_result", result, results);
    add_state(gateway, "motion", motion, motions);
    gateway.property("operator", as_text(fields[6]));
    add_cell(fields[4], gateway, frames);
    if (result && *result != by_satellites) return;
    if (const auto position = position_of(fields[3])) {
        frames.record(GeoFix{{}, frames.gateway(), status.at, *position});
    } else {
        frames.refuse(Errc::malformed, "moko.mkgw4: coordinates");
    }
}

}  // namespace

bool read_mkgw4_report(std::uint16_t id, Bytes bytes, FrameBuilder& frames) {
    const auto fields = [&] { return TaggedFields(bytes, frames); };
    switch (id) {
        case 0x3004: read_status(fields(), frames); return true;
        case 0x3006: read_download({"ota", 3, 2}, fields(), frames); return true;
        case 0x3010: read_power_off(fields(), frames); return true;
        case 0x3011: read_low_battery(fields(), frames); return true;
        case 0x3014:
            GatewayRecords(frames, fields().time(Delivery::live)).property("reset", "button");
            return true;
        case 0x3032: read_download({"mqtt_certificates", 2, {}}, fields(), frames); return true;
        case 0x3089: read_position(fields(), Delivery::live, frames); return true;
        case 0x30B1: read_position(fields(), Delivery::buffered, frames); return true;
        default: return false;
    }
}

}  // namespace cairn::adapters::moko
