// What is measured: every quantity has one name and one unit, from sensor to API.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace cairn {

/// Numbers are stored and sent: they are only ever appended. The name ends with the unit; a name
/// without one is a count, a state (0 or 1) or an index.
enum class Quantity : std::uint16_t {
    custom = 0,  // the sender's own; Reading::label says what and in which unit
    temperature_c = 1,
    humidity_pct = 2,
    pressure_hpa = 3,
    accel_x_g = 4,
    accel_y_g = 5,
    accel_z_g = 6,
    battery_pct = 7,
    voltage_v = 8,
    tx_power_dbm = 9,
    measured_power_dbm = 10,
    rssi_at_0m_dbm = 11,
    advertisement_count = 12,
    advertisement_interval_s = 13,
    uptime_s = 14,
    movement_counter = 15,
    sequence = 16,
    illuminance_lux = 17,
    light_present = 18,
    motion_present = 19,
    door_open = 20,
    button_kind = 21,  // 0 single, 1 double, 2 long press, 3 long without movement
    button_count = 22,
    alarm_active = 23,
    distance_m = 24,
    magnet_absent = 25,
    magnet_count = 26,
    uplink_rssi_dbm = 27,
    memory_free_pct = 28,
    cpu_load = 29,
    scan_count = 30,
    heartbeat_index = 31,
    co2_ppm = 32,
    sound_level_db = 33,
    tilt_deg = 34,
    vibration_present = 35,
    tamper_present = 36,
    water_present = 37,
    rssi_max_dbm = 38,  // of the hearings that a gateway counted together, and the next two
    rssi_min_dbm = 39,
    rssi_mean_dbm = 40,
    hdop = 41,           // horizontal dilution of precision of a satellite fix
    fix_index = 42,      // a gateway's count of its positions
    frames_missed = 43,  // messages that a gateway numbered and that did not arrive
    full_scale_g = 44,
    motion_threshold_g = 45,
    sample_rate_hz = 46,
};

/// The name used everywhere outside, such as "temperature_c"; "custom" for numbers that are not known.
std::string_view name(Quantity quantity) noexcept;
std::optional<Quantity> quantity_named(std::string_view name) noexcept;

/// One number with its meaning. `channel` tells several sensors of one kind apart, from 0.
struct Measurement {
    Quantity quantity = Quantity::custom;
    std::uint8_t channel = 0;
    double value = 0;

    friend bool operator==(const Measurement&, const Measurement&) = default;
};

}  // namespace cairn
