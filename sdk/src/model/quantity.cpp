#include "cairn/model/quantity.h"

#include <algorithm>
#include <array>

namespace cairn {
namespace {

struct Named {
    Quantity quantity;
    std::string_view name;
};

constexpr std::array names{
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
    Named{Quantity::rssi_max_dbm, "rssi_max_dbm"},
    Named{Quantity::rssi_min_dbm, "rssi_min_dbm"},
    Named{Quantity::rssi_mean_dbm, "rssi_mean_dbm"},
    Named{Quantity::hdop, "hdop"},
    Named{Quantity::fix_index, "fix_index"},
    Named{Quantity::frames_missed, "frames_missed"},
    Named{Quantity::full_scale_g, "full_scale_g"},
    Named{Quantity::motion_threshold_g, "motion_threshold_g"},
    Named{Quantity::sample_rate_hz, "sample_rate_hz"},
};

}  // namespace

std::string_view name(Quantity quantity) noexcept {
    const auto* found = std::ranges::find(names, quantity, &Named::quantity);
    return found != names.end() ? found->name : "custom";
}

std::optional<Quantity> quantity_named(std::string_view name) noexcept {
    const auto* found = std::ranges::find(names, name, &Named::name);
    if (found == names.end()) return std::nullopt;
    return found->quantity;
}

}  // namespace cairn
