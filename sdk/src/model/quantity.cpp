#include "cairn/model/quantity.h"

#include <algorithm>
#include <array>

namespace cairn {
namespace {

struct Named {
    Quantity quantity;
    std::string_view name;
};

constexpr auto names = std::array{
    Named{Quantity::custom, "custom"},
    Named{Quantity::temperature_c, "temperature_c"},
    Named{Quantity::humidity_pct, "humidity_pct"},
    Named{Quantity::pressure_hpa, "pressure_hpa"},
    Named{Quantity::accel_x_g, "accel_x_g"},
    Named{Quantity::accel_y_g, "accel_y_g"},
    Named{Quantity::accel_z_g, "accel_z_g"},
    Named{Quantity::battery_pct, "battery_pct"},
    Named{Quantity::voltage_v, "voltage_v"},
    Named{Quantity::tx_power_dbm, "tx_power_dbm"},
    Named{Quantity::measured_power_dbm, "measured_power_dbm"},
    Named{Quantity::rssi_at_0m_dbm, "rssi_at_0m_dbm"},
    Named{Quantity::advertisement_count, "advertisement_count"},
    Named{Quantity::advertisement_interval_s, "advertisement_interval_s"},
    Named{Quantity::uptime_s, "uptime_s"},
    Named{Quantity::movement_counter, "movement_counter"},
    Named{Quantity::sequence, "sequence"},
    Named{Quantity::illuminance_lux, "illuminance_lux"},
    Named{Quantity::light_present, "light_present"},
    Named{Quantity::motion_present, "motion_present"},
    Named{Quantity::door_open, "door_open"},
    Named{Quantity::button_kind, "button_kind"},
    Named{Quantity::button_count, "button_count"},
    Named{Quantity::alarm_active, "alarm_active"},
    Named{Quantity::distance_m, "distance_m"},
    Named{Quantity::magnet_absent, "magnet_absent"},
    Named{Quantity::magnet_count, "magnet_count"},
    Named{Quantity::uplink_rssi_dbm, "uplink_rssi_dbm"},
    Named{Quantity::memory_free_pct, "memory_free_pct"},
    Named{Quantity::cpu_load, "cpu_load"},
    Named{Quantity::scan_count, "scan_count"},
    Named{Quantity::heartbeat_index, "heartbeat_index"},
    Named{Quantity::co2_ppm, "co2_ppm"},
    Named{Quantity::sound_level_db, "sound_level_db"},
    Named{Quantity::tilt_deg, "tilt_deg"},
    Named{Quantity::vibration_present, "vibration_present"},
    Named{Quantity::tamper_present, "tamper_present"},
    Named{Quantity::water_present, "water_present"},
    Named{Quantity::packet_id, "packet_id"},
    Named{Quantity::pm1_ugm3, "pm1_ugm3"},
    Named{Quantity::pm25_ugm3, "pm25_ugm3"},
    Named{Quantity::pm4_ugm3, "pm4_ugm3"},
    Named{Quantity::pm10_ugm3, "pm10_ugm3"},
    Named{Quantity::voc_index, "voc_index"},
    Named{Quantity::nox_index, "nox_index"},
    Named{Quantity::tvoc_ugm3, "tvoc_ugm3"},
    Named{Quantity::tvoc_ppb, "tvoc_ppb"},
    Named{Quantity::formaldehyde_mgm3, "formaldehyde_mgm3"},
    Named{Quantity::dew_point_c, "dew_point_c"},
    Named{Quantity::moisture_pct, "moisture_pct"},
    Named{Quantity::mass_kg, "mass_kg"},
    Named{Quantity::mass_lb, "mass_lb"},
    Named{Quantity::energy_kwh, "energy_kwh"},
    Named{Quantity::power_w, "power_w"},
    Named{Quantity::current_a, "current_a"},
    Named{Quantity::gas_m3, "gas_m3"},
    Named{Quantity::volume_l, "volume_l"},
    Named{Quantity::volume_storage_l, "volume_storage_l"},
    Named{Quantity::flow_m3h, "flow_m3h"},
    Named{Quantity::water_l, "water_l"},
    Named{Quantity::conductivity_uscm, "conductivity_uscm"},
    Named{Quantity::rotation_deg, "rotation_deg"},
    Named{Quantity::direction_deg, "direction_deg"},
    Named{Quantity::speed_mps, "speed_mps"},
    Named{Quantity::acceleration_mps2, "acceleration_mps2"},
    Named{Quantity::gyroscope_dps, "gyroscope_dps"},
    Named{Quantity::gyro_x_dps, "gyro_x_dps"},
    Named{Quantity::gyro_y_dps, "gyro_y_dps"},
    Named{Quantity::gyro_z_dps, "gyro_z_dps"},
    Named{Quantity::magnetic_x_ut, "magnetic_x_ut"},
    Named{Quantity::magnetic_y_ut, "magnetic_y_ut"},
    Named{Quantity::magnetic_z_ut, "magnetic_z_ut"},
    Named{Quantity::duration_s, "duration_s"},
    Named{Quantity::timestamp_s, "timestamp_s"},
    Named{Quantity::uv_index, "uv_index"},
    Named{Quantity::precipitation_mm, "precipitation_mm"},
    Named{Quantity::rotational_speed_rpm, "rotational_speed_rpm"},
    Named{Quantity::count, "count"},
    Named{Quantity::channel, "channel"},
    Named{Quantity::light_level, "light_level"},
    Named{Quantity::settings_revision, "settings_revision"},
    Named{Quantity::device_type, "device_type"},
    Named{Quantity::generic_on, "generic_on"},
    Named{Quantity::power_on, "power_on"},
    Named{Quantity::opening_open, "opening_open"},
    Named{Quantity::battery_low, "battery_low"},
    Named{Quantity::battery_charging, "battery_charging"},
    Named{Quantity::carbon_monoxide_present, "carbon_monoxide_present"},
    Named{Quantity::cold_present, "cold_present"},
    Named{Quantity::connected, "connected"},
    Named{Quantity::garage_door_open, "garage_door_open"},
    Named{Quantity::gas_present, "gas_present"},
    Named{Quantity::heat_present, "heat_present"},
    Named{Quantity::lock_open, "lock_open"},
    Named{Quantity::moisture_present, "moisture_present"},
    Named{Quantity::occupancy_present, "occupancy_present"},
    Named{Quantity::plug_on, "plug_on"},
    Named{Quantity::presence_present, "presence_present"},
    Named{Quantity::problem_present, "problem_present"},
    Named{Quantity::running, "running"},
    Named{Quantity::safe, "safe"},
    Named{Quantity::smoke_present, "smoke_present"},
    Named{Quantity::sound_present, "sound_present"},
    Named{Quantity::window_open, "window_open"},
    Named{Quantity::button_event, "button_event"},
    Named{Quantity::dimmer_steps, "dimmer_steps"},
    Named{Quantity::command_code, "command_code"},
    Named{Quantity::heart_rate_bpm, "heart_rate_bpm"},
    Named{Quantity::steps, "steps"},
    Named{Quantity::impedance_ohm, "impedance_ohm"},
    Named{Quantity::gravity_sg, "gravity_sg"},
    Named{Quantity::level_mm, "level_mm"},
    Named{Quantity::level_pct, "level_pct"},
    Named{Quantity::reading_quality, "reading_quality"},
    Named{Quantity::pitch_deg, "pitch_deg"},
    Named{Quantity::roll_deg, "roll_deg"},
    Named{Quantity::people_count, "people_count"},
    Named{Quantity::entry_count, "entry_count"},
    Named{Quantity::exit_count, "exit_count"},
    Named{Quantity::state_code, "state_code"},
    Named{Quantity::mode_code, "mode_code"},
    Named{Quantity::flags, "flags"},
    Named{Quantity::appearance, "appearance"},
    Named{Quantity::interval_min_s, "interval_min_s"},
    Named{Quantity::interval_max_s, "interval_max_s"},
    Named{Quantity::radiation_usvh, "radiation_usvh"},
    Named{Quantity::radon_bqm3, "radon_bqm3"},
    Named{Quantity::reed_open, "reed_open"},
    Named{Quantity::input_high, "input_high"},
    Named{Quantity::fall_present, "fall_present"},
    Named{Quantity::cut_off_present, "cut_off_present"},
    Named{Quantity::infrared_present, "infrared_present"},
    Named{Quantity::position_pct, "position_pct"},
    Named{Quantity::rssi_max_dbm, "rssi_max_dbm"},
    Named{Quantity::rssi_min_dbm, "rssi_min_dbm"},
    Named{Quantity::rssi_mean_dbm, "rssi_mean_dbm"},
    Named{Quantity::hdop, "hdop"},
    Named{Quantity::fix_index, "fix_index"},
    Named{Quantity::frames_missed, "frames_missed"},
    Named{Quantity::full_scale_g, "full_scale_g"},
    Named{Quantity::motion_threshold_g, "motion_threshold_g"},
    Named{Quantity::sample_rate_hz, "sample_rate_hz"},
    Named{Quantity::class_of_device, "class_of_device"},
    Named{Quantity::le_role, "le_role"},
    Named{Quantity::battery_state, "battery_state"},
    Named{Quantity::near_owner, "near_owner"},
    Named{Quantity::network_id, "network_id"},
    Named{Quantity::calibrating, "calibrating"},
    Named{Quantity::elevation_m, "elevation_m"},
    Named{Quantity::latitude_deg, "latitude_deg"},
    Named{Quantity::longitude_deg, "longitude_deg"},
    Named{Quantity::rr_interval_s, "rr_interval_s"},
    Named{Quantity::ammonia_mgm3, "ammonia_mgm3"},
    Named{Quantity::carbon_monoxide_mgm3, "carbon_monoxide_mgm3"},
    Named{Quantity::nitrogen_dioxide_mgm3, "nitrogen_dioxide_mgm3"},
    Named{Quantity::methane_ppb, "methane_ppb"},
    Named{Quantity::ozone_mgm3, "ozone_mgm3"},
    Named{Quantity::contact_present, "contact_present"},
    Named{Quantity::moving_present, "moving_present"},
    Named{Quantity::command_argument, "command_argument"},
    Named{Quantity::no_motion_s, "no_motion_s"},
    Named{Quantity::brushing, "brushing"},
    Named{Quantity::score, "score"},
    Named{Quantity::consumable_pct, "consumable_pct"},
    Named{Quantity::key_id, "key_id"},
    Named{Quantity::fingerprint_result, "fingerprint_result"},
    Named{Quantity::lock_action, "lock_action"},
    Named{Quantity::lock_method, "lock_method"},
    Named{Quantity::load_removed, "load_removed"},
    Named{Quantity::stabilized, "stabilized"},
    Named{Quantity::anti_lock_on, "anti_lock_on"},
    Named{Quantity::armed, "armed"},
    Named{Quantity::door_left_open, "door_left_open"},
    Named{Quantity::door_stuck, "door_stuck"},
    Named{Quantity::door_knocked, "door_knocked"},
    Named{Quantity::door_forced, "door_forced"},
    Named{Quantity::sleeping, "sleeping"},
    Named{Quantity::snoring, "snoring"},
    Named{Quantity::pressed, "pressed"},
    Named{Quantity::pressed_s, "pressed_s"},
    Named{Quantity::released_s, "released_s"},
    Named{Quantity::reset_present, "reset_present"},
    Named{Quantity::alarm_high_c, "alarm_high_c"},
    Named{Quantity::alarm_low_c, "alarm_low_c"},
    Named{Quantity::target_temperature_c, "target_temperature_c"},
    Named{Quantity::target_humidity_pct, "target_humidity_pct"},
    Named{Quantity::temperature_max_c, "temperature_max_c"},
    Named{Quantity::temperature_min_c, "temperature_min_c"},
    Named{Quantity::brightness_pct, "brightness_pct"},
    Named{Quantity::color_temperature_k, "color_temperature_k"},
    Named{Quantity::fan_speed_pct, "fan_speed_pct"},
    Named{Quantity::air_quality_index, "air_quality_index"},
    Named{Quantity::pressure_code, "pressure_code"},
    Named{Quantity::sector, "sector"},
    Named{Quantity::sector_count, "sector_count"},
    Named{Quantity::shake_count, "shake_count"},
    Named{Quantity::wifi_rssi_dbm, "wifi_rssi_dbm"},
    Named{Quantity::filter_time_h, "filter_time_h"},
    Named{Quantity::child_lock_on, "child_lock_on"},
    Named{Quantity::fault_code, "fault_code"},
    Named{Quantity::volume_m3, "volume_m3"},
    Named{Quantity::luminous_flux_lm, "luminous_flux_lm"},
    Named{Quantity::button_code, "button_code"},
    Named{Quantity::flipped, "flipped"},
    Named{Quantity::capacity_l, "capacity_l"},
    Named{Quantity::x_m, "x_m"},
    Named{Quantity::y_m, "y_m"},
    Named{Quantity::floor_number, "floor_number"},
};

constexpr bool are_in_order() {
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (static_cast<std::size_t>(names[i].quantity) != i) return false;
    }
    return true;
}
static_assert(are_in_order(), "a name is found by its number");

constexpr std::size_t letters_count = [] {
    std::size_t count = 0;
    for (const Named& named : names) count += named.name.size();
    return count;
}();

/// The names behind each other, and where each ends: a third of what as many views take.
struct Letters {
    std::array<char, letters_count> letters{};
    std::array<std::uint16_t, names.size()> ends{};
};
constexpr Letters all = [] {
    Letters packed;
    std::size_t end = 0;
    for (std::size_t i = 0; i < names.size(); ++i) {
        std::ranges::copy(names[i].name, packed.letters.begin() + static_cast<std::ptrdiff_t>(end));
        end += names[i].name.size();
        packed.ends[i] = static_cast<std::uint16_t>(end);
    }
    return packed;
}();

}  // namespace

std::string_view name(Quantity quantity) noexcept {
    auto place = static_cast<std::size_t>(quantity);
    if (place >= all.ends.size()) place = 0;  // "custom"
    const std::size_t begin = place == 0 ? 0 : all.ends[place - 1];
    return {all.letters.data() + begin, all.ends[place] - begin};
}

std::optional<Quantity> quantity_named(std::string_view text) noexcept {
    for (std::size_t place = 0; place < all.ends.size(); ++place) {
        if (name(static_cast<Quantity>(place)) == text) return static_cast<Quantity>(place);
    }
    return std::nullopt;
}

}  // namespace cairn
