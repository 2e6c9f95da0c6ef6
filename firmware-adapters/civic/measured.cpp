#include "civic/measured.h"

#include <algorithm>
#include <array>

#include "dialect/text.h"

namespace cairn::adapters::civic {
namespace {

constexpr double standard_gravity_mps2 = 9.80665;  // exact by definition: ISO 80000-3

// What kind of unit a quantity takes.
enum class Dimension : std::uint8_t {
    number,
    temperature,
    ratio,
    pressure,
    acceleration,
    voltage,
    level,
    duration,
    illuminance,
    length,
    concentration,
    sound,
    angle,
};

struct Unit {
    Dimension dimension;
    std::string_view name;
    double factor;
    double offset = 0;  // SI = given * factor + offset
};

constexpr double degrees_a_radian = 57.29577951308232;

constexpr std::array units{
    Unit{Dimension::number, "1", 1},
    Unit{Dimension::number, "count", 1},
    Unit{Dimension::number, "bool", 1},
    Unit{Dimension::temperature, "C", 1},
    Unit{Dimension::temperature,
         "\xC2\xB0"
         "C",
         1},
    Unit{Dimension::temperature, "degC", 1},
    Unit{Dimension::temperature, "F", 5.0 / 9, -160.0 / 9},
    Unit{Dimension::temperature,
         "\xC2\xB0"
         "F",
         5.0 / 9, -160.0 / 9},
    Unit{Dimension::temperature, "degF", 5.0 / 9, -160.0 / 9},
    Unit{Dimension::temperature, "K", 1, -273.15},
    Unit{Dimension::ratio, "%", 1},
    Unit{Dimension::ratio, "%RH", 1},
    Unit{Dimension::pressure, "Pa", 0.01},
    Unit{Dimension::pressure, "hPa", 1},
    Unit{Dimension::pressure, "mbar", 1},
    Unit{Dimension::pressure, "kPa", 10},
    Unit{Dimension::pressure, "bar", 1000},
    Unit{Dimension::acceleration, "m/s2", 1 / standard_gravity_mps2},
    Unit{Dimension::acceleration, "m/s^2", 1 / standard_gravity_mps2},
    Unit{Dimension::acceleration, "m/s\xC2\xB2", 1 / standard_gravity_mps2},
    Unit{Dimension::acceleration, "g", 1},
    Unit{Dimension::acceleration, "mg", 0.001},
    Unit{Dimension::voltage, "V", 1},
    Unit{Dimension::voltage, "mV", 0.001},
    Unit{Dimension::level, "dBm", 1},
    Unit{Dimension::duration, "s", 1},
    Unit{Dimension::duration, "ms", 0.001},
    Unit{Dimension::duration, "min", 60},
    Unit{Dimension::duration, "h", 3600},
    Unit{Dimension::illuminance, "lx", 1},
    Unit{Dimension::illuminance, "lux", 1},
    Unit{Dimension::illuminance, "klx", 1000},
    Unit{Dimension::length, "m", 1},
    Unit{Dimension::length, "mm", 0.001},
    Unit{Dimension::length, "cm", 0.01},
    Unit{Dimension::length, "km", 1000},
    Unit{Dimension::concentration, "ppm", 1},
    Unit{Dimension::sound, "dB", 1},
    Unit{Dimension::angle, "deg", 1},
    Unit{Dimension::angle, "\xC2\xB0", 1},
    Unit{Dimension::angle, "rad", degrees_a_radian},
};

struct Type {
    std::string_view name;  // without its unit
    Quantity quantity;
    Dimension dimension;
};

// "battery" stands twice: its unit decides.
constexpr std::array types{
    Type{"temperature", Quantity::temperature_c, Dimension::temperature},
    Type{"humidity", Quantity::humidity_pct, Dimension::ratio},
    Type{"pressure", Quantity::pressure_hpa, Dimension::pressure},
    Type{"acceleration_x", Quantity::accel_x_g, Dimension::acceleration},
    Type{"acceleration_y", Quantity::accel_y_g, Dimension::acceleration},
    Type{"acceleration_z", Quantity::accel_z_g, Dimension::acceleration},
    Type{"battery", Quantity::battery_pct, Dimension::ratio},
    Type{"battery", Quantity::voltage_v, Dimension::voltage},
    Type{"tx_power", Quantity::tx_power_dbm, Dimension::level},
    Type{"measured_power", Quantity::measured_power_dbm, Dimension::level},
    Type{"rssi_at_0m", Quantity::rssi_at_0m_dbm, Dimension::level},
    Type{"uplink_rssi", Quantity::uplink_rssi_dbm, Dimension::level},
    Type{"advertisement_interval", Quantity::advertisement_interval_s, Dimension::duration},
    Type{"uptime", Quantity::uptime_s, Dimension::duration},
    Type{"illuminance", Quantity::illuminance_lux, Dimension::illuminance},
    Type{"distance", Quantity::distance_m, Dimension::length},
    Type{"memory_free", Quantity::memory_free_pct, Dimension::ratio},
    Type{"co2", Quantity::co2_ppm, Dimension::concentration},
    Type{"sound_level", Quantity::sound_level_db, Dimension::sound},
    Type{"tilt", Quantity::tilt_deg, Dimension::angle},
};

const Unit* unit_named(Dimension dimension, std::string_view name) noexcept {
    const auto* found = std::ranges::find_if(
        units, [&](const Unit& unit) { return unit.dimension == dimension && unit.name == name; });
    return found != units.end() ? found : nullptr;
}

Dimension dimension_of(Quantity quantity) noexcept {
    const auto* found = std::ranges::find(types, quantity, &Type::quantity);
    return found != types.end() ? found->dimension : Dimension::number;
}

std::optional<Measured> in_unit(Quantity quantity, std::string_view unit, double value) noexcept {
    if (unit.empty()) return Measured{quantity, value, {}};
    const Unit* found = unit_named(dimension_of(quantity), unit);
    if (found == nullptr) return std::nullopt;
    return Measured{quantity, value * found->factor + found->offset, {}};
}

std::optional<Measured> known(std::string_view type, std::string_view unit, double value) noexcept {
    if (const auto quantity = quantity_named(type); quantity && *quantity != Quantity::custom) {
        return in_unit(*quantity, unit, value);
    }
    // Without a unit "battery" could be either.
    if (unit.empty() && std::ranges::count(types, type, &Type::name) > 1) return std::nullopt;
    for (const Type& candidate : types) {
        if (candidate.name != type) continue;
        if (auto found = in_unit(candidate.quantity, unit, value)) return found;
    }
    return std::nullopt;
}

}  // namespace

std::optional<Measured> measured(std::string_view type, std::string_view unit, double value) noexcept {
    if (auto found = known(type, unit, value)) return found;
    const std::size_t label_size = type.size() + (unit.empty() ? 0 : 1 + unit.size());
    if (type.empty() || label_size > InlineString<47>::size_max()) return std::nullopt;
    Measured own{Quantity::custom, value, clean_text<InlineString<47>::size_max()>(type)};
    if (!unit.empty()) {
        own.label.push_back(' ');
        own.label.append(clean_text<InlineString<47>::size_max()>(unit));
    }
    return own;
}

}  // namespace cairn::adapters::civic
