#include "sim/packet.h"

#include <algorithm>
#include <cmath>
#include <span>

namespace cairn::sim {
namespace {

/// Appends numbers, big-endian unless the name says otherwise.
class ByteWriter {
public:
    explicit ByteWriter(std::vector<std::uint8_t>& out) : out_(out) {}

    ByteWriter& u8(int number) {
        out_.push_back(static_cast<std::uint8_t>(number));
        return *this;
    }
    ByteWriter& u16(int number) { return u8(number >> 8).u8(number); }
    ByteWriter& u16_le(int number) { return u8(number).u8(number >> 8); }
    ByteWriter& u32(std::uint32_t number) {
        return u16(static_cast<int>(number >> 16)).u16(static_cast<int>(number & 0xFFFF));
    }
    ByteWriter& bytes(std::span<const std::uint8_t> all) {
        out_.insert(out_.end(), all.begin(), all.end());
        return *this;
    }
    ByteWriter& reversed(std::span<const std::uint8_t> all) {
        out_.insert(out_.end(), all.rbegin(), all.rend());
        return *this;
    }

private:
    std::vector<std::uint8_t>& out_;
};

/// Signed 8.8 fixed point.
int fixed_8_8(double number) {
    return static_cast<int>(std::lround(number * 256));
}
int temperature_8_8(const Sensors& sensors) {
    return fixed_8_8(sensors.temperature_tenths_c / 10.0);
}

/// One AD structure of service data: the UUID stands in little-endian order.
void add_service(std::vector<std::uint8_t>& ad, int uuid, const std::vector<std::uint8_t>& body) {
    ByteWriter(ad).u8(static_cast<int>(body.size()) + 3).u8(0x16).u16_le(uuid).bytes(body);
}
void add_manufacturer(std::vector<std::uint8_t>& ad, int company, const std::vector<std::uint8_t>& body) {
    ByteWriter(ad).u8(static_cast<int>(body.size()) + 3).u8(0xFF).u16_le(company).bytes(body);
}
/// Flags, and the list that names the service of the data behind it, as these tags send them.
void add_flags(std::vector<std::uint8_t>& ad) {
    ByteWriter(ad).u8(2).u8(0x01).u8(0x06);
}
void add_service_list(std::vector<std::uint8_t>& ad, int uuid) {
    ByteWriter(ad).u8(3).u8(0x03).u16_le(uuid);
}

std::vector<std::uint8_t> ibeacon_body(const Packet& packet) {
    std::vector<std::uint8_t> body;
    ByteWriter(body)
        .u8(0x02)
        .u8(0x15)
        .bytes(beacon_uuid)
        .u16(packet.major)
        .u16(packet.minor)
        .u8(beacon_measured_power_dbm);
    return body;
}

std::vector<std::uint8_t> uid_body(const Packet& packet) {
    std::vector<std::uint8_t> body;
    ByteWriter(body)
        .u8(0x00)
        .u8(beacon_rssi_at_0m_dbm)
        .bytes(beacon_namespace)
        .bytes(packet.sender.octets)
        .u16(0);
    return body;
}

std::vector<std::uint8_t> tlm_body(const Packet& packet) {
    const Sensors& sensors = packet.sensors;
    std::vector<std::uint8_t> body;
    ByteWriter(body).u8(0x20).u8(0x00).u16(sensors.battery_mv).u16(temperature_8_8(sensors));
    ByteWriter(body).u32(sensors.packet_count).u32(sensors.uptime_tenths_s);
    return body;
}

std::vector<std::uint8_t> ruuvi_body(const Packet& packet) {
    const Sensors& sensors = packet.sensors;
    constexpr int tx_power_step = 22;  // +4 dBm in steps of 2 above -40
    std::vector<std::uint8_t> body;
    ByteWriter writer(body);
    writer.u8(0x05).u16(sensors.temperature_tenths_c * 20).u16(sensors.humidity_tenths_percent * 40);
    writer.u16(sensors.pressure_pa - 50'000);
    for (const int axis_mg : sensors.acceleration_mg) writer.u16(axis_mg);
    writer.u16((sensors.battery_mv - 1'600) << 5 | tx_power_step);
    writer.u8(static_cast<int>(sensors.packet_count % 255))
        .u16(static_cast<int>(sensors.packet_count % 65'535));
    writer.bytes(packet.sender.octets);
    return body;
}

std::vector<std::uint8_t> minew_body(const Packet& packet) {
    const Sensors& sensors = packet.sensors;
    std::vector<std::uint8_t> body;
    ByteWriter writer(body);
    if (packet.kind == PacketKind::minew_temperature_humidity) {
        writer.u8(0xA1).u8(0x01).u8(sensors.battery_pct).u16(temperature_8_8(sensors));
        writer.u16(fixed_8_8(sensors.humidity_tenths_percent / 10.0));
    } else {
        writer.u8(0xA1).u8(0x03).u8(sensors.battery_pct);
        for (const int axis_mg : sensors.acceleration_mg) writer.u16(fixed_8_8(axis_mg / 1000.0));
    }
    writer.reversed(packet.sender.octets);
    return body;
}

std::vector<std::uint8_t> moko_body(const Packet& packet) {
    const Sensors& sensors = packet.sensors;
    std::vector<std::uint8_t> body;
    ByteWriter writer(body);
    if (packet.kind == PacketKind::moko_temperature_humidity) {
        writer.u8(0x70).u8(beacon_rssi_at_0m_dbm).u8(moko_interval_tenths_s);
        writer.u16(sensors.temperature_tenths_c).u16(sensors.humidity_tenths_percent);
    } else {
        // 10 Hz, full scale 2 g: twelve bits of a milli-g each, on the left. Threshold 0.1 g.
        writer.u8(0x60).u8(beacon_rssi_at_0m_dbm).u8(moko_interval_tenths_s).u8(1).u8(0).u8(1);
        for (const int axis_mg : sensors.acceleration_mg) writer.u16(axis_mg * 16);
    }
    writer.u16(sensors.battery_mv).u8(0).bytes(packet.sender.octets);
    return body;
}

void add_acceleration(std::vector<Measurement>& all, const std::array<int, 3>& mg, double step_mg) {
    constexpr std::array axes{Quantity::accel_x_g, Quantity::accel_y_g, Quantity::accel_z_g};
    for (std::size_t i = 0; i < axes.size(); ++i) {
        const double sent_mg = std::round(mg[i] / step_mg) * step_mg;
        all.push_back({axes[i], 0, sent_mg / 1000});
    }
}

}  // namespace

// The UUID of Apple's AirLocate example, which many tags are delivered with.
const std::array<std::uint8_t, 16> beacon_uuid{0xE2, 0xC5, 0x6D, 0xB5, 0xDF, 0xFB, 0x48, 0xD2,
                                               0xB0, 0x60, 0xD0, 0xF5, 0xA7, 0x10, 0x96, 0xE0};
const std::array<std::uint8_t, 10> beacon_namespace{0xCA, 0x18, 0x4E, 0x00, 0x00,
                                                    0x00, 0x00, 0x00, 0x00, 0x01};

void encode_ad(Packet& packet) {
    std::vector<std::uint8_t>& ad = packet.ad;
    ad.clear();
    if (packet.kind == PacketKind::civic) return;
    add_flags(ad);
    switch (packet.kind) {
        case PacketKind::ibeacon: add_manufacturer(ad, 0x004C, ibeacon_body(packet)); break;
        case PacketKind::eddystone_uid:
            add_service_list(ad, 0xFEAA);
            add_service(ad, 0xFEAA, uid_body(packet));
            break;
        case PacketKind::eddystone_tlm:
            add_service_list(ad, 0xFEAA);
            add_service(ad, 0xFEAA, tlm_body(packet));
            break;
        case PacketKind::ruuvi: add_manufacturer(ad, 0x0499, ruuvi_body(packet)); break;
        case PacketKind::minew_temperature_humidity:
        case PacketKind::minew_acceleration:
            add_service_list(ad, 0xFFE1);
            add_service(ad, 0xFFE1, minew_body(packet));
            break;
        case PacketKind::moko_temperature_humidity:
        case PacketKind::moko_acceleration: add_service(ad, 0xFEAB, moko_body(packet)); break;
        case PacketKind::civic: break;
    }
}

std::vector<Measurement> measurements_of(const Packet& packet) {
    const Sensors& sensors = packet.sensors;
    const double temperature_c = sensors.temperature_tenths_c / 10.0;
    const double humidity_pct = sensors.humidity_tenths_percent / 10.0;
    const Measurement voltage_v{Quantity::voltage_v, 0, sensors.battery_mv / 1000.0};
    const Measurement battery_pct{Quantity::battery_pct, 0, static_cast<double>(sensors.battery_pct)};
    std::vector<Measurement> all;
    switch (packet.kind) {
        case PacketKind::ibeacon:
            all.push_back({Quantity::measured_power_dbm, 0, static_cast<double>(beacon_measured_power_dbm)});
            break;
        case PacketKind::eddystone_uid:
            all.push_back({Quantity::tx_power_dbm, 0, static_cast<double>(beacon_rssi_at_0m_dbm)});
            break;
        case PacketKind::eddystone_tlm:
            all = {voltage_v, {Quantity::temperature_c, 0, temperature_8_8(sensors) / 256.0}};
            all.push_back({Quantity::advertisement_count, 0, static_cast<double>(sensors.packet_count)});
            break;
        case PacketKind::ruuvi:
            all = {voltage_v,
                   {Quantity::temperature_c, 0, temperature_c},
                   {Quantity::humidity_pct, 0, humidity_pct}};
            all.push_back({Quantity::pressure_hpa, 0, sensors.pressure_pa / 100.0});
            add_acceleration(all, sensors.acceleration_mg, 1);
            break;
        case PacketKind::minew_temperature_humidity:
            all = {battery_pct, {Quantity::temperature_c, 0, temperature_8_8(sensors) / 256.0}};
            all.push_back({Quantity::humidity_pct, 0, fixed_8_8(humidity_pct) / 256.0});
            break;
        case PacketKind::minew_acceleration:
            all = {battery_pct};
            add_acceleration(all, sensors.acceleration_mg, 1000.0 / 256);
            break;
        case PacketKind::moko_temperature_humidity:
            all = {voltage_v,
                   {Quantity::temperature_c, 0, temperature_c},
                   {Quantity::humidity_pct, 0, humidity_pct}};
            break;
        case PacketKind::moko_acceleration:
            all = {voltage_v};
            add_acceleration(all, sensors.acceleration_mg, 1);
            break;
        case PacketKind::civic:
            all = {battery_pct,
                   {Quantity::temperature_c, 0, temperature_c},
                   {Quantity::humidity_pct, 0, humidity_pct}};
            break;
    }
    return all;
}

}  // namespace cairn::sim
