#include "decode/formats/kkm.h"

#include "decode/flagged_parts.h"
#include "decode/octets.h"

namespace cairn::formats {
namespace {

constexpr auto voltage = std::array{Field{Quantity::voltage_v, 0, Wire::u16_be, always, 1, 1'000}};
constexpr auto temperature = std::array{Field{Quantity::temperature_c, 0, Wire::i16_be, always, 1, 256}};
constexpr auto humidity = std::array{Field{Quantity::humidity_pct, 0, Wire::u16_be, always, 1, 256}};
constexpr auto acceleration = std::array{
    Field{Quantity::accel_x_g, 0, Wire::i16_be, always, 1, 1'000},
    Field{Quantity::accel_y_g, 2, Wire::i16_be, always, 1, 1'000},
    Field{Quantity::accel_z_g, 4, Wire::i16_be, always, 1, 1'000},
};
constexpr auto cut_off = std::array{Field{Quantity::cut_off_present, 0, Wire::u8}};
constexpr auto motion = std::array{Field{Quantity::motion_present, 0, Wire::u8}};
constexpr auto light = std::array{Field{Quantity::illuminance_lux, 0, Wire::u16_be}};
// The first byte counts tens of seconds since the measurement.
constexpr auto gases = std::array{
    Field{Quantity::voc_index, 1, Wire::u16_be},
    Field{Quantity::nox_index, 3, Wire::u16_be},
};
constexpr auto carbon_dioxide = std::array{Field{Quantity::co2_ppm, 1, Wire::u16_be}};

constexpr auto parts = std::array{
    FlaggedPart{0x001, 2, packed_fields<voltage>},        FlaggedPart{0x002, 2, packed_fields<temperature>},
    FlaggedPart{0x004, 2, packed_fields<humidity>},       FlaggedPart{0x008, 6, packed_fields<acceleration>},
    FlaggedPart{0x010, 1, packed_fields<cut_off>},        FlaggedPart{0x020, 1, packed_fields<motion>},
    FlaggedPart{0x040, 2, packed_fields<light>},          FlaggedPart{0x080, 5, packed_fields<gases>},
    FlaggedPart{0x200, 3, packed_fields<carbon_dioxide>},
};
constexpr std::uint16_t known_flags = 0x2FF;
// In nearly every frame that was published; it has no meaning of its own.
constexpr std::uint16_t often_set = 0x100;

}  // namespace

bool read_kkm_sensor(ReadContext& context, Decoded& out) noexcept {
    const auto flags = static_cast<std::uint16_t>(number_be(context.body.subspan(1, 2)));
    if ((flags & ~(known_flags | often_set)) != 0 || (flags & known_flags) == 0) return false;
    if ((flags & often_set) == 0 && context.body.size() != 3 + size_bytes_of(parts, flags)) return false;
    add_flagged_parts(context, out, parts, flags, context.body.subspan(3));
    return true;
}

}  // namespace cairn::formats
