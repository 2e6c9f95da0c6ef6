// Minew tags, service data 0xFFE1: big-endian, but the address is reversed. docs/formats/minew_tags.md.
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

inline constexpr auto minew_temperature_humidity_fields = std::array{
    minew_battery,
    minew_fixed_8_8(Quantity::temperature_c, 3),
    minew_fixed_8_8(Quantity::humidity_pct, 5),
};
inline constexpr auto minew_light_fields = std::array{
    minew_battery,
    minew_bit_0(Quantity::light_present, 3, Wire::u8),
};
inline constexpr auto minew_acceleration_fields = std::array{
    minew_battery,
    minew_fixed_8_8(Quantity::accel_x_g, 3),
    minew_fixed_8_8(Quantity::accel_y_g, 5),
    minew_fixed_8_8(Quantity::accel_z_g, 7),
};
inline constexpr auto minew_name_fields = std::array{minew_battery};
inline constexpr auto minew_motion_fields = std::array{
    minew_battery,
    minew_bit_0(Quantity::motion_present, 3, Wire::u16_be),
};
inline constexpr auto minew_temperature_fields = std::array{
    minew_battery,
    minew_fixed_8_8(Quantity::temperature_c, 3),
};
inline constexpr auto minew_pressure_fields = std::array{
    minew_battery,
    Field{Quantity::pressure_hpa, 3, Wire::i32_be, always, 1, 65'536},
};

inline constexpr auto minew_illuminance_fields = std::array{
    minew_battery,
    Field{Quantity::illuminance_lux, 3, Wire::u16_be},
};
inline constexpr auto minew_tvoc_fields = std::array{
    minew_battery,
    Field{Quantity::tvoc_ppb, 3, Wire::u16_be},
};
// The one frame with measurements and without a battery.
inline constexpr auto minew_inertia_fields = std::array{
    minew_fixed_8_8(Quantity::accel_x_g, 2),
    minew_fixed_8_8(Quantity::accel_y_g, 4),
    minew_fixed_8_8(Quantity::accel_z_g, 6),
    Field{Quantity::gyro_x_dps, 8, Wire::i16_be, always, 1, 100},
    Field{Quantity::gyro_y_dps, 10, Wire::i16_be, always, 1, 100},
    Field{Quantity::gyro_z_dps, 12, Wire::i16_be, always, 1, 100},
};
// One step is believed to be 10 mG, which is 1 microtesla.
inline constexpr auto minew_magnetic_fields = std::array{
    minew_battery,
    minew_fixed_8_8(Quantity::magnetic_x_ut, 3),
    minew_fixed_8_8(Quantity::magnetic_y_ut, 5),
    minew_fixed_8_8(Quantity::magnetic_z_ut, 7),
};
inline constexpr auto minew_vibration_fields = std::array{
    minew_battery,
    Field{Quantity::timestamp_s, 3, Wire::u32_be},
    minew_bit_0(Quantity::vibration_present, 7, Wire::u8),
};
inline constexpr auto minew_photoresistor_fields = std::array{
    minew_battery,
    Field{Quantity::luminous_flux_lm, 3, Wire::u16_be},
};
inline constexpr auto minew_tamper_fields = std::array{
    minew_battery,
    minew_bit_0(Quantity::tamper_present, 3, Wire::u8),
};
inline constexpr auto minew_water_fields = std::array{
    minew_battery,
    minew_bit_0(Quantity::water_present, 3, Wire::u8),
};

inline constexpr auto minew_name_texts = std::array{
    minew_address(3),
    Text{AttributeKind::name, {TextPart{Part::utf8, 9}}},
};
inline constexpr auto minew_address_at_2 = std::array{minew_address(2)};
inline constexpr auto minew_address_at_4 = std::array{minew_address(4)};
inline constexpr auto minew_address_at_5 = std::array{minew_address(5)};
inline constexpr auto minew_address_at_7 = std::array{minew_address(7)};
inline constexpr auto minew_address_at_8 = std::array{minew_address(8)};
inline constexpr auto minew_address_at_9 = std::array{minew_address(9)};
inline constexpr auto minew_address_at_14 = std::array{minew_address(14)};

// The vendor writes the versions in hexadecimal: "frame 11" is the byte 0x11.
inline constexpr auto minew = std::array{
    minew_frame("minew.temperature_humidity", 0x01, exactly(13), minew_temperature_humidity_fields,
                minew_address_at_7),
    minew_frame("minew.light", 0x02, exactly(10), minew_light_fields, minew_address_at_4),
    minew_frame("minew.acceleration", 0x03, exactly(15), minew_acceleration_fields, minew_address_at_9),
    minew_frame("minew.illuminance", 0x05, exactly(11), minew_illuminance_fields, minew_address_at_5),
    minew_frame("minew.update_mode", 0x07, exactly(8), {}, minew_address_at_2),
    minew_frame("minew.info", 0x08, at_least(9), minew_name_fields, minew_name_texts),
    minew_frame("minew.motion", 0x11, exactly(11), minew_motion_fields, minew_address_at_5),
    minew_frame("minew.tvoc", 0x12, exactly(11), minew_tvoc_fields, minew_address_at_5),
    minew_frame("minew.temperature", 0x13, exactly(11), minew_temperature_fields, minew_address_at_5),
    minew_frame("minew.inertia", 0x15, exactly(20), minew_inertia_fields, minew_address_at_14),
    minew_frame("minew.magnetic", 0x16, exactly(15), minew_magnetic_fields, minew_address_at_9),
    minew_frame("minew.pressure", 0x17, exactly(13), minew_pressure_fields, minew_address_at_7),
    minew_frame("minew.vibration", 0x18, exactly(14), minew_vibration_fields, minew_address_at_8),
    minew_frame("minew.photoresistor", 0x19, exactly(11), minew_photoresistor_fields, minew_address_at_5),
    minew_frame("minew.tamper", 0x20, exactly(10), minew_tamper_fields, minew_address_at_4),
    minew_frame("minew.water", 0x21, exactly(10), minew_water_fields, minew_address_at_4),
};

}  // namespace cairn::formats
