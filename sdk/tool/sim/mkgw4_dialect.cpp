#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "cairn/core/bytes.h"
#include "sim/dialects.h"

namespace cairn::sim {
namespace {

/// Appends fields: a tag, a length of two bytes, the value. All numbers are big-endian.
class FieldWriter {
public:
    FieldWriter& bytes(std::uint8_t tag, std::string_view value) {
        put(tag);
        put(static_cast<int>(value.size()) >> 8);
        put(static_cast<int>(value.size()));
        out_ += value;
        return *this;
    }
    FieldWriter& u8(std::uint8_t tag, int number) { return bytes(tag, big_endian({number})); }
    FieldWriter& u16(std::uint8_t tag, int number) { return bytes(tag, big_endian({number >> 8, number})); }
    FieldWriter& u32(std::uint8_t tag, std::uint32_t number) { return bytes(tag, big_endian_u32(number)); }
    const std::string& text() const { return out_; }

    static std::string big_endian(std::initializer_list<int> octets) {
        std::string value;
        for (const int octet : octets) value += static_cast<char>(octet);
        return value;
    }
    static std::string big_endian_u32(std::uint32_t number) {
        return big_endian({static_cast<int>(number >> 24), static_cast<int>(number >> 16 & 0xFF),
                           static_cast<int>(number >> 8 & 0xFF), static_cast<int>(number & 0xFF)});
    }

private:
    void put(int octet) { out_ += static_cast<char>(octet); }

    std::string out_;
};

std::string frame(std::string_view id, const GatewayName& mac, const std::string& fields) {
    const auto address = MacAddress::parse(mac);
    std::string out = "\xEF";
    out += id;
    out += as_text(address->octets);
    out += FieldWriter::big_endian({static_cast<int>(fields.size()) >> 8, static_cast<int>(fields.size())});
    return out + fields;
}

std::uint32_t seconds_of(Timestamp at) {
    return static_cast<std::uint32_t>(at.unix_ms / 1000);
}

int type_code(PacketKind kind) {
    switch (kind) {
        case PacketKind::ibeacon: return 0;
        case PacketKind::eddystone_uid: return 1;
        case PacketKind::eddystone_tlm: return 3;
        case PacketKind::moko_acceleration: return 5;
        case PacketKind::moko_temperature_humidity: return 6;
        case PacketKind::ruuvi:
        case PacketKind::minew_temperature_humidity:
        case PacketKind::minew_acceleration:
        case PacketKind::civic: break;
    }
    return 10;
}

void add_moko_head(FieldWriter& fields) {
    fields.u8(0x0A, 0).u8(0x0B, beacon_rssi_at_0m_dbm).u8(0x0C, moko_interval_tenths_s);
}

/// The fields from 0A on, by type; other types are sent as they were heard.
void add_content(FieldWriter& fields, const Packet& packet) {
    const Sensors& sensors = packet.sensors;
    switch (packet.kind) {
        case PacketKind::ibeacon:
            fields.bytes(0x0A, as_text(beacon_uuid)).u16(0x0B, packet.major).u16(0x0C, packet.minor);
            fields.u8(0x0D, beacon_measured_power_dbm);
            break;
        case PacketKind::eddystone_uid:
            fields.bytes(0x0A, as_text(beacon_namespace)).u8(0x0B, beacon_rssi_at_0m_dbm);
            fields.bytes(0x0C, as_text(packet.sender.octets));
            break;
        case PacketKind::eddystone_tlm:
            fields.u8(0x0A, 0).u16(0x0B, sensors.battery_mv);
            fields.u16(0x0C, static_cast<int>(std::lround(sensors.temperature_tenths_c * 25.6)));
            fields.u32(0x0D, sensors.packet_count).u32(0x0E, sensors.uptime_tenths_s);
            break;
        case PacketKind::moko_acceleration: {
            add_moko_head(fields);
            std::string axes;
            for (const int axis_mg : sensors.acceleration_mg) {
                axes += FieldWriter::big_endian({axis_mg * 16 >> 8, axis_mg * 16});
            }
            fields.u8(0x0D, 1).u8(0x0E, 0).u8(0x0F, 1).bytes(0x10, axes).u16(0x11, sensors.battery_mv);
            break;
        }
        case PacketKind::moko_temperature_humidity:
            add_moko_head(fields);
            fields.u16(0x0D, sensors.temperature_tenths_c).u16(0x0E, sensors.humidity_tenths_percent);
            fields.u16(0x0F, sensors.battery_mv);
            break;
        case PacketKind::ruuvi:
        case PacketKind::minew_temperature_humidity:
        case PacketKind::minew_acceleration:
        case PacketKind::civic: fields.bytes(0x05, as_text(packet.ad)); break;
    }
}

}  // namespace

std::string encode_mkgw4_scan(const GatewayName& mac, Timestamp at, std::span<const Hearing> hearings) {
    FieldWriter fields;
    // All records of a frame carry the time of the scan window's end; time zone 0.
    const std::string time = FieldWriter::big_endian_u32(seconds_of(at)) + '\0';
    for (const Hearing& hearing : hearings) {
        fields.u8(0x00, type_code(hearing.packet.kind)).bytes(0x01, as_text(hearing.packet.sender.octets));
        fields.u8(0x02, 1).bytes(0x03, time).u8(0x04, hearing.rssi_dbm);
        add_content(fields, hearing.packet);
    }
    return frame("\x30\xA0", mac, fields.text());
}

std::string encode_mkgw4_status(const GatewayName& mac, const GatewayHealth& health) {
    FieldWriter fields;
    fields.u32(0x00, seconds_of(health.at)).bytes(0x01, "FDD LTE");
    fields.u8(0x02, (health.uplink_rssi_dbm + 113) / 2).u16(0x03, health.battery_mv);
    fields.bytes(0x04, std::string_view("\0\2\0\2\3\350", 6)).u8(0x05, 0);  // at rest: (2, 2, 1000) mg
    fields.bytes(0x06, "490154203237518").u32(0x07, health.heartbeat_index);  // the IMEI of 3GPP's examples
    return frame("\x30\x04", mac, fields.text());
}

}  // namespace cairn::sim
