#include "decode/formats/teltonika.h"

#include "decode/flagged_parts.h"

namespace cairn::formats {
namespace {

constexpr auto temperature = std::array{Field{Quantity::temperature_c, 0, Wire::i16_be, always, 1, 100}};
constexpr auto humidity = std::array{Field{Quantity::humidity_pct, 0, Wire::u8}};
constexpr auto movement = std::array{
    Field{.quantity = Quantity::motion_present, .offset = 0, .wire = Wire::u16_be, .bits = {15, 1}},
    Field{.quantity = Quantity::movement_counter, .offset = 0, .wire = Wire::u16_be, .bits = {0, 15}},
};
constexpr auto angle = std::array{
    Field{Quantity::pitch_deg, 0, Wire::i8},
    Field{Quantity::roll_deg, 1, Wire::i16_be},
};
// One byte of hundredths above 2 V.
constexpr auto voltage = std::array{Field{Quantity::voltage_v, 0, Wire::u8, always, 1, 100, 200}};

constexpr auto parts = std::array{
    FlaggedPart{0x01, 2, packed_fields<temperature>}, FlaggedPart{0x02, 1, packed_fields<humidity>},
    FlaggedPart{0x10, 2, packed_fields<movement>},    FlaggedPart{0x20, 3, packed_fields<angle>},
    FlaggedPart{0x80, 1, packed_fields<voltage>},
};

// States that the flags themselves say; the magnet's counts only if bit 2 says that there is a sensor.
constexpr Field magnet{.quantity = Quantity::magnet_absent,
                       .offset = 1,
                       .scale = -1,
                       .bias = 1,
                       .bits = {3, 1},
                       .when = {1, 0x04}};
constexpr Field low_battery{.quantity = Quantity::battery_low, .offset = 1, .bits = {6, 1}};

}  // namespace

bool read_teltonika_eye(ReadContext& context, Decoded& out) noexcept {
    add_flagged_parts(context, out, parts, context.body[1], context.body.subspan(2));
    add_field(context, out, magnet, context.body);
    add_field(context, out, low_battery, context.body);
    return true;
}

}  // namespace cairn::formats
