// What simulated tags send: the bytes of real formats, and the numbers that are in them.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "cairn/model/mac_address.h"
#include "cairn/model/quantity.h"
#include "sim/random.h"

namespace cairn::sim {

enum class PacketKind {
    ibeacon,
    eddystone_uid,
    eddystone_tlm,
    ruuvi,
    minew_temperature_humidity,
    minew_acceleration,
    moko_temperature_humidity,
    moko_acceleration,
    civic,  // has no AD structures: its numbers reach a Civic gateway in a way nobody published
};

/// What a tag measures, in the steps of the formats that carry it.
struct Sensors {
    int temperature_tenths_c = 200;
    int humidity_tenths_percent = 500;
    int pressure_pa = 101'325;
    std::array<int, 3> acceleration_mg{0, 0, 1000};
    int battery_mv = 3000;
    int battery_pct = 100;
    std::uint32_t packet_count = 0;
    std::uint32_t uptime_tenths_s = 0;
};

struct Packet {
    PacketKind kind = PacketKind::ibeacon;
    std::vector<std::uint8_t> ad;  // AD structures
    MacAddress sender;
    Sensors sensors;
    std::uint16_t major = 0;  // of an iBeacon
    std::uint16_t minor = 0;
};

/// The identity that all simulated iBeacons and Eddystone beacons share.
extern const std::array<std::uint8_t, 16> beacon_uuid;
extern const std::array<std::uint8_t, 10> beacon_namespace;
inline constexpr std::int8_t beacon_measured_power_dbm = -60;
inline constexpr std::int8_t beacon_rssi_at_0m_dbm = -19;  // 41 dB more: Eddystone specification, UID
inline constexpr std::uint8_t moko_interval_tenths_s = 10;

/// Fills `packet.ad` from the rest of the packet. Formats: docs/formats/advertisements.md.
void encode_ad(Packet& packet);

/// What a receiver must read out of the packet, in the units of cairn::Quantity.
std::vector<Measurement> measurements_of(const Packet& packet);

}  // namespace cairn::sim
