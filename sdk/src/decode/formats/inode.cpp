#include "decode/formats/inode.h"

#include <algorithm>
#include <cstddef>

#include "decode/octets.h"
#include "decode/reader.h"

namespace cairn::formats {
namespace {

/// Four bits: 1 is mains or full, 2 to 11 are tenths from 10 % on.
double battery_pct(unsigned grade) noexcept {
    return grade == 1 ? 100 : 10 * (static_cast<int>(std::clamp(grade, 1U, 11U)) - 1);
}

void add_battery(const ReadContext& context, Decoded& out, unsigned grade, Bytes from) noexcept {
    const double level = battery_pct(grade);
    add_value(context, out, Quantity::battery_pct, level, from);
    return add_value(context, out, Quantity::voltage_v, (level - 10) * 1.2 / 100 + 1.8, from);
}

/// The upper half of the first byte is 9 or A, and no battery has a grade above 11.
bool is_possible(std::uint8_t first, std::uint8_t battery) noexcept {
    const unsigned family = first >> 4U;
    return (family == 0x9 || family == 0xA) && battery >> 4U <= 11;
}

/// What pulses are of, with the pulses of a unit where the device says none.
struct Unit {
    unsigned constant;
    Quantity rate;
    double rate_factor;  // of units per hour
    Quantity total;
};
constexpr auto units = std::array{
    Unit{100, Quantity::power_w, 1'000, Quantity::energy_kwh},
    Unit{1'000, Quantity::flow_m3h, 1, Quantity::volume_m3},
};

/// How a type turns its temperature into degrees.
enum class Thermometer : std::uint8_t { none, whole, sixteenths, si7021, lps25 };

struct Sensor {
    std::uint8_t type;
    Thermometer thermometer;
    bool has_humidity;
    bool has_pressure;
    bool has_motion;
};
constexpr auto sensors = std::array{
    Sensor{0x91, Thermometer::whole, false, false, true},
    Sensor{0x92, Thermometer::sixteenths, false, false, true},
    Sensor{0x93, Thermometer::si7021, true, false, true},
    Sensor{0x94, Thermometer::whole, false, false, true},
    Sensor{0x95, Thermometer::whole, false, false, true},
    Sensor{0x96, Thermometer::whole, false, false, true},
    Sensor{0x9A, Thermometer::sixteenths, false, false, false},
    Sensor{0x9B, Thermometer::si7021, true, false, false},
    Sensor{0x9C, Thermometer::lps25, false, true, false},
    Sensor{0x9D, Thermometer::si7021, true, true, false},
};

double degrees(Thermometer thermometer, std::uint32_t raw) noexcept {
    const auto number = static_cast<int>(raw);
    switch (thermometer) {
        case Thermometer::none: return 0;
        case Thermometer::whole: return std::clamp(number > 127 ? number - 8'192 : number, -30, 70);
        case Thermometer::sixteenths: return ((number & 0x0FFF) - (number & 0x1000)) / 16.0;
        case Thermometer::si7021: return 175.72 * 4 * number / 65'536 - 46.85;
        case Thermometer::lps25: return 42.5 + static_cast<std::int16_t>(raw) / 480.0;
    }
    return 0;
}

bool is_possible(const Sensor& sensor, Bytes body) noexcept {
    constexpr unsigned unknown_alarms = 0xF800;
    const std::uint32_t pressure = number_le(body.subspan(6, 2));  // sixteenths of a hPa
    const std::uint32_t warmth = number_le(body.subspan(8, 2));
    const std::uint32_t damp = number_le(body.subspan(10, 2));
    if ((number_le(body.subspan(4, 2)) & unknown_alarms) != 0) return false;
    if (sensor.has_pressure && (pressure < 260 * 16 || pressure > 1'260 * 16)) return false;
    if (sensor.has_humidity && damp > 0x3FFF) return false;
    if (sensor.thermometer == Thermometer::lps25) return true;
    return warmth <= (sensor.thermometer == Thermometer::si7021 ? 0x3FFFU : 0x1FFFU);
}

}  // namespace

bool read_inode_meter(ReadContext& context, Decoded& out) noexcept {
    const Bytes body = context.body;
    if (!is_possible(body[0], body[10])) return false;
    const std::uint32_t options = number_le(body.subspan(8, 2));
    const std::size_t kind = options >> 14;
    const std::uint32_t sum = number_le(body.subspan(4, 4));
    add_battery(context, out, body[10] >> 4U, body.subspan(10, 1));
    if (kind >= units.size()) {
        add_value(context, out, Quantity::count, sum, body.subspan(4, 4));
        return true;
    }
    const Unit& unit = units[kind];
    const double constant = (options & 0x3FFF) != 0 ? options & 0x3FFF : unit.constant;
    const double per_hour = 60.0 * number_le(body.subspan(2, 2)) / constant;
    add_value(context, out, unit.rate, per_hour * unit.rate_factor, body.subspan(2, 2));
    add_value(context, out, unit.total, sum / constant, body.subspan(4, 4));
    return true;
}

bool read_inode_sensor(ReadContext& context, Decoded& out) noexcept {
    const Bytes body = context.body;
    const auto* const sensor = std::ranges::find(sensors, body[1], &Sensor::type);
    if (sensor == sensors.end() || !is_possible(body[0], body[3]) || !is_possible(*sensor, body))
        return false;
    add_battery(context, out, body[3] >> 4U, body.subspan(3, 1));
    const Bytes position = body.subspan(6, 2);
    const Bytes warmth = body.subspan(8, 2);
    const Bytes damp = body.subspan(10, 2);
    add_value(context, out, Quantity::temperature_c, degrees(sensor->thermometer, number_le(warmth)), warmth);
    if (sensor->has_humidity) {
        const double humidity = 125.0 * 4 * number_le(damp) / 65'536 - 6;
        add_value(context, out, Quantity::humidity_pct, std::clamp(humidity, 1.0, 100.0), damp);
    }
    if (sensor->has_pressure)
        add_value(context, out, Quantity::pressure_hpa, number_le(position) / 16.0, position);
    if (sensor->has_motion) add_value(context, out, Quantity::motion_present, position[1] >> 7U, position);
    return true;
}

}  // namespace cairn::formats
