// Minew tags, service data 0xFFE1: big-endian, but the address is reversed. docs/formats/advertisements.md.
#pragma once

#include <array>

#include "decode/format.h"

namespace cairn::formats {

constexpr Field minew_fixed_8_8(Quantity quantity, std::uint8_t offset) noexcept {
    return {quantity, offset, Wire::i16_be, always, 1, 256};
}
constexpr Field minew_bit_0(Quantity quantity, std::uint8_t offset, Wire wire) noexcept {
    return {.quantity = quantity, .offset = offset, .wire = wire, .bits = {0, 1}};
}
constexpr Text minew_address(std::uint8_t offset) noexcept {
    return {AttributeKind::device, {TextPart{Part::mac_reversed, offset, 6}}};
}
constexpr Format minew_frame(std::string_view name, std::uint8_t version, Lengths lengths,
                             std::span<const Field> fields, std::span<const Text> texts) noexcept {
    return {.name = name,
            .carrier = service_data(0xFFE1),
            .magic = begins_with(0xA1, version),
            .lengths = lengths,
            .fields = fields,
            .texts = texts};
}

inline constexpr Field minew_battery{Quantity::battery_pct, 2, Wire::u8};

inline constexpr std::array minew_temperature_humidity_fields{
    minew_battery,
    minew_fixed_8_8(Quantity::temperature_c, 3),
    minew_fixed_8_8(Quantity::humidity_pct, 5),
};
inline constexpr std::array minew_light_fields{
    minew_battery,
    minew_bit_0(Quantity::light_present, 3, Wire::u8),
};
inline constexpr std::array minew_acceleration_fields{
    minew_battery,
    minew_fixed_8_8(Quantity::accel_x_g, 3),
    minew_fixed_8_8(Quantity::accel_y_g, 5),
    minew_fixed_8_8(Quantity::accel_z_g, 7),
};
inline constexpr std::array minew_name_fields{minew_battery};
inline constexpr std::array minew_motion_fields{
    minew_battery,
    minew_bit_0(Quantity::motion_present, 3, Wire::u16_be),
};
inline constexpr std::array minew_temperature_fields{
    minew_battery,
    minew_fixed_8_8(Quantity::temperature_c, 3),
};
inline constexpr std::array minew_pressure_fields{
    minew_battery,
    Field{Quantity::pressure_hpa, 3, Wire::i32_be, always, 1, 65'536},
};

inline constexpr std::array minew_name_texts{
    minew_address(3),
    Text{AttributeKind::name, {TextPart{Part::utf8, 9}}},
};
inline constexpr std::array minew_address_at_4{minew_address(4)};
inline constexpr std::array minew_address_at_5{minew_address(5)};
inline constexpr std::array minew_address_at_7{minew_address(7)};
inline constexpr std::array minew_address_at_9{minew_address(9)};

// The vendor writes the versions in hexadecimal: "frame 11" is the byte 0x11.
inline constexpr std::array minew{
    minew_frame("minew.temperature_humidity", 0x01, exactly(13), minew_temperature_humidity_fields,
                minew_address_at_7),
    minew_frame("minew.light", 0x02, exactly(10), minew_light_fields, minew_address_at_4),
    minew_frame("minew.acceleration", 0x03, exactly(15), minew_acceleration_fields, minew_address_at_9),
    minew_frame("minew.info", 0x08, at_least(9), minew_name_fields, minew_name_texts),
    minew_frame("minew.motion", 0x11, exactly(11), minew_motion_fields, minew_address_at_5),
    minew_frame("minew.temperature", 0x13, exactly(11), minew_temperature_fields, minew_address_at_5),
    minew_frame("minew.pressure", 0x17, exactly(13), minew_pressure_fields, minew_address_at_7),
};

}  // namespace cairn::formats
