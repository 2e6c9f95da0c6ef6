#include "decode/formats/laird.h"

namespace cairn::formats {
namespace {

/// Records of these types hold this value; the channel of a row counts from its first type.
struct RecordTypes {
    std::uint8_t first;
    std::uint8_t last;
    Field field;
};

constexpr std::size_t type_offset = 12;
constexpr std::uint8_t value_offset = 19;

constexpr Field hundredths_celsius{Quantity::temperature_c, value_offset, Wire::i16_le, always, 1, 100};
constexpr Field battery_millivolts{Quantity::voltage_v, value_offset, Wire::u16_le, always, 1, 1'000};

// One pound-force per square inch is 68.94757 hPa.
constexpr auto record_types = std::array{
    RecordTypes{1, 1, hundredths_celsius},
    RecordTypes{2, 2, {.quantity = Quantity::opening_open, .offset = value_offset, .bits = {0, 1}}},
    RecordTypes{4, 10, hundredths_celsius},
    RecordTypes{12, 13, battery_millivolts},
    RecordTypes{16, 16, battery_millivolts},
    RecordTypes{18, 21, {Quantity::temperature_c, value_offset, Wire::f32_le}},
    RecordTypes{22, 25, {Quantity::voltage_v, value_offset, Wire::f32_le, always, 1, 1'000}},
    RecordTypes{26, 29, {Quantity::current_a, value_offset, Wire::f32_le}},
    RecordTypes{30, 30, {Quantity::distance_m, value_offset, Wire::f32_le, always, 1, 1'000}},
    RecordTypes{31, 32, {Quantity::pressure_hpa, value_offset, Wire::f32_le, always, 6'894'757, 100'000}},
    RecordTypes{38, 38, {.quantity = Quantity::tamper_present, .offset = value_offset, .bits = {0, 1}}},
};
constexpr std::uint8_t movement = 3;
constexpr std::uint8_t first_probe = 18;

}  // namespace

bool read_laird_record(ReadContext& context, Decoded& out) noexcept {
    const std::uint8_t type = context.body[type_offset];
    // The record itself is the news: it has no value.
    if (type == movement)
        add_value(context, out, Quantity::motion_present, 1, context.body.subspan(type_offset, 1));
    for (const RecordTypes& types : record_types) {
        if (type < types.first || type > types.last) continue;
        Field field = types.field;
        if (types.first >= first_probe) field.channel = static_cast<std::uint8_t>(type - types.first);
        add_field(context, out, field, context.body);
    }
    return true;
}

}  // namespace cairn::formats
