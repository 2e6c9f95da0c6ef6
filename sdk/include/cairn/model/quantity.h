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
    packet_id = 38,  // the sender's number of this packet; it repeats until the next
    pm1_ugm3 = 39,
    pm25_ugm3 = 40,
    pm4_ugm3 = 41,
    pm10_ugm3 = 42,
    voc_index = 43,
    nox_index = 44,
    tvoc_ugm3 = 45,
    tvoc_ppb = 46,
    formaldehyde_mgm3 = 47,
    dew_point_c = 48,
    moisture_pct = 49,
    mass_kg = 50,
    mass_lb = 51,
    energy_kwh = 52,
    power_w = 53,
    current_a = 54,
    gas_m3 = 55,
    volume_l = 56,
    volume_storage_l = 57,
    flow_m3h = 58,
    water_l = 59,
    conductivity_uscm = 60,
    rotation_deg = 61,
    direction_deg = 62,
    speed_mps = 63,
    acceleration_mps2 = 64,  // its magnitude; along an axis it is accel_x_g and so on
    gyroscope_dps = 65,  // its magnitude
    gyro_x_dps = 66,
    gyro_y_dps = 67,
    gyro_z_dps = 68,
    magnetic_x_ut = 69,
    magnetic_y_ut = 70,
    magnetic_z_ut = 71,
    duration_s = 72,
    timestamp_s = 73,  // since 1970-01-01T00:00:00Z, by the sensor's own clock
    uv_index = 74,
    precipitation_mm = 75,
    rotational_speed_rpm = 76,
    count = 77,
    channel = 78,
    light_level = 79,  // 0 dark, 1 twilight, 2 bright
    settings_revision = 80,
    device_type = 81,
    generic_on = 82,
    power_on = 83,
    opening_open = 84,
    battery_low = 85,
    battery_charging = 86,
    carbon_monoxide_present = 87,
    cold_present = 88,
    connected = 89,
    garage_door_open = 90,
    gas_present = 91,
    heat_present = 92,
    lock_open = 93,
    moisture_present = 94,
    occupancy_present = 95,
    plug_on = 96,
    presence_present = 97,
    problem_present = 98,
    running = 99,
    safe = 100,
    smoke_present = 101,
    sound_present = 102,
    window_open = 103,
    button_event =
        104,  // BTHome: 0 none, 1 press, 2 double, 3 triple, 4 long, 5 long double, 6 long triple, 128 hold
    dimmer_steps = 105,  // negative to the left
    command_code = 106,
    heart_rate_bpm = 107,
    steps = 108,
    impedance_ohm = 109,
    gravity_sg = 110,  // specific gravity of a liquid
    level_mm = 111,
    level_pct = 112,
    reading_quality = 113,
    pitch_deg = 114,
    roll_deg = 115,
    people_count = 116,
    entry_count = 117,
    exit_count = 118,
    state_code = 119,  // the device's own number for its state
    mode_code = 120,
    flags = 121,
    appearance = 122,
    interval_min_s = 123,
    interval_max_s = 124,
    radiation_usvh = 125,
    radon_bqm3 = 126,
    reed_open = 127,
    input_high = 128,
    fall_present = 129,
    cut_off_present = 130,
    infrared_present = 131,
    position_pct = 132,
    rssi_max_dbm = 133,  // of the hearings that a gateway counted together, and the next two
    rssi_min_dbm = 134,
    rssi_mean_dbm = 135,
    hdop = 136,  // horizontal dilution of precision of a satellite fix
    fix_index = 137,  // a gateway's count of its positions
    frames_missed = 138,  // messages that a gateway numbered and that did not arrive
    full_scale_g = 139,
    motion_threshold_g = 140,
    sample_rate_hz = 141,
    class_of_device = 142,
    le_role = 143,  // 0 peripheral, 1 central, 2 both, 3 both and rather central
    battery_state = 144,  // of a tracker: 0 full, 1 medium, 2 low, 3 critically low
    near_owner = 145,
    network_id = 146,
    calibrating = 147,
    elevation_m = 148,
    latitude_deg = 149,
    longitude_deg = 150,
    rr_interval_s = 151,  // between two heartbeats
    ammonia_mgm3 = 152,
    carbon_monoxide_mgm3 = 153,
    nitrogen_dioxide_mgm3 = 154,
    methane_ppb = 155,
    ozone_mgm3 = 156,
    contact_present = 157,
    moving_present = 158,
    command_argument = 159,  // what a command_code asks for, such as a number of steps
    no_motion_s = 160,  // since the last motion
    brushing = 161,
    score = 162,
    consumable_pct = 163,  // what is left of a filter or a refill
    key_id = 164,  // of a lock's user
    fingerprint_result = 165,
    lock_action = 166,  // the lock's own number for what was done
    lock_method = 167,  // the lock's own number for how it was done
    load_removed = 168,  // from a scale
    stabilized = 169,  // a scale's reading has settled
    anti_lock_on = 170,
    armed = 171,
    door_left_open = 172,
    door_stuck = 173,
    door_knocked = 174,
    door_forced = 175,
    sleeping = 176,
    snoring = 177,
    pressed = 178,
    pressed_s = 179,
    released_s = 180,
    reset_present = 181,
    alarm_high_c = 182,  // a set point: the device warns above it
    alarm_low_c = 183,  // a set point: the device warns below it
    target_temperature_c = 184,
    target_humidity_pct = 185,
    temperature_max_c = 186,  // the highest since the device was reset
    temperature_min_c = 187,  // the lowest
    brightness_pct = 188,
    color_temperature_k = 189,
    fan_speed_pct = 190,
    air_quality_index = 191,
    pressure_code = 192,  // the device's own number for how hard it is pressed
    sector = 193,
    sector_count = 194,
    shake_count = 195,
    wifi_rssi_dbm = 196,
    filter_time_h = 197,
    child_lock_on = 198,
    fault_code = 199,
    volume_m3 = 200,
    luminous_flux_lm = 201,
    button_code = 202,  // the device's own number for how it was pressed
    flipped = 203,
    capacity_l = 204,  // of what holds a volume_l
    x_m = 205,  // on a plan of the sender's own
    y_m = 206,
    floor_number = 207,
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
