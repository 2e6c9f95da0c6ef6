#include "sim/tag_fleet.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <string>

namespace cairn::sim {
namespace {

constexpr std::int64_t interval_ms = 1000;
// Bluetooth Core 5.4 Vol 6 Part B 4.4.2.2.1: 0 to 10 ms are added at random, so that senders part again.
constexpr double delay_max_ms = 10;
constexpr double temperature_swing_c = 1.5;
constexpr double temperature_period_ms = 600'000;
constexpr double still_mg = 6;
constexpr double moving_mg = 150;
constexpr double axis_max_mg = 1'990;  // full scale is 2 g

struct Model {
    std::array<std::uint8_t, 4> address;  // the first octets; the tag's number makes the rest
    std::vector<PacketKind> kinds;
};

Model model_of(std::size_t number, bool with_civic) {
    switch (number % (with_civic ? 5 : 4)) {
        case 0:
            return {{0xD6, 0x2D, 0xE2, 0x0A},
                    {PacketKind::moko_temperature_humidity, PacketKind::moko_acceleration}};
        case 1:
            return {{0xAC, 0x23, 0x3F, 0xA0},
                    {PacketKind::minew_temperature_humidity, PacketKind::minew_acceleration}};
        case 2: return {{0xC8, 0x25, 0x2D, 0x8E}, {PacketKind::ruuvi}};
        case 3:
            return {{0xC3, 0x00, 0x00, 0x25},
                    {PacketKind::ibeacon, PacketKind::eddystone_uid, PacketKind::ibeacon,
                     PacketKind::eddystone_tlm}};
        default: return {{0xC0, 0x00, 0x00, 0x01}, {PacketKind::civic}};
    }
}

int tenths(double number) {
    return static_cast<int>(std::lround(number * 10));
}

}  // namespace

WalkingTag::WalkingTag(const Site& site, std::uint64_t seed, std::size_t number, bool with_civic)
    : number_(number),
      floor_(number % site.floors.size()),
      random_(mixed(seed, number)),
      walk_(site.floors[floor_], Random(mixed(seed, ~number))),
      temperature_c_(random_.uniform(12, 26)),
      humidity_pct_(random_.uniform(35, 70)),
      sends_at_ms_(static_cast<std::int64_t>(random_.uniform(0, static_cast<double>(interval_ms)))) {
    Model model = model_of(number, with_civic);
    kinds_ = std::move(model.kinds);
    std::copy(model.address.begin(), model.address.end(), address_.octets.begin());
    address_.octets[4] = static_cast<std::uint8_t>(number >> 8);
    address_.octets[5] = static_cast<std::uint8_t>(number);
    id_ = TagId::of("ble", address_);
    if (kinds_.front() == PacketKind::civic) {
        id_ = *TagId::make("civic", "pallet-" + std::to_string(number + 1));
    }
    sensors_.battery_mv = static_cast<int>(random_.uniform(2'700, 3'100));
    sensors_.battery_pct = static_cast<int>(random_.uniform(60, 101));
    sensors_.pressure_pa = static_cast<int>(random_.uniform(99'000, 102'500));
}

void WalkingTag::sense() {
    const double phase = 2 * std::numbers::pi * static_cast<double>(sends_at_ms_) / temperature_period_ms;
    sensors_.temperature_tenths_c = tenths(temperature_c_ + temperature_swing_c * std::sin(phase));
    sensors_.humidity_tenths_percent = tenths(humidity_pct_ - 2 * std::sin(phase));
    walk_.at(sends_at_ms_);
    const double shake_mg = walk_.is_moving() ? moving_mg : still_mg;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const double mg = (axis == 2 ? 1000 : 0) + shake_mg * random_.gaussian();
        sensors_.acceleration_mg[axis] = static_cast<int>(std::clamp(mg, -axis_max_mg, axis_max_mg));
    }
    ++sensors_.packet_count;
    sensors_.uptime_tenths_s = static_cast<std::uint32_t>(sends_at_ms_ / 100);
}

Packet WalkingTag::send() {
    sense();
    Packet packet;
    packet.kind = kinds_[sensors_.packet_count % kinds_.size()];
    packet.sender = address_;
    packet.sensors = sensors_;
    packet.major = 1;
    packet.minor = static_cast<std::uint16_t>(number_);
    encode_ad(packet);
    sends_at_ms_ += interval_ms + static_cast<std::int64_t>(random_.uniform(0, delay_max_ms));
    return packet;
}

}  // namespace cairn::sim
