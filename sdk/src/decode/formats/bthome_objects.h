// The objects of BTHome: what each id means. bthome.io/format; the same ids in version 1, bthome.io/v1.
#pragma once

#include <array>
#include <cstdint>

#include "cairn/model/quantity.h"
#include "decode/format.h"
#include "decode/reader.h"

namespace cairn::formats {

/// What follows the id.
enum class BtHomeShape : std::uint8_t {
    number,
    button,
    dimmer,  // direction and steps
    command,  // size of the arguments, operation, arguments
    text,  // size, characters
    raw,  // size, bytes
    firmware,  // as many numbers as bytes, the last one first
};

/// A number is raw * scale / per. Objects of another shape have a quantity only if they make a number.
struct BtHomeObject {
    std::uint8_t id;
    BtHomeShape shape;
    Wire wire;
    Quantity quantity;
    std::int8_t scale = 1;
    std::int32_t per = 1;
};

constexpr BtHomeObject bthome_number(std::uint8_t id, Quantity quantity, Wire wire, std::int32_t per = 1,
                                     std::int8_t scale = 1) noexcept {
    return {id, BtHomeShape::number, wire, quantity, scale, per};
}
constexpr BtHomeObject bthome_state(std::uint8_t id, Quantity quantity) noexcept {
    return {id, BtHomeShape::number, Wire::u8, quantity};
}
constexpr BtHomeObject bthome_other(std::uint8_t id, BtHomeShape shape, Wire wire,
                                    Quantity quantity) noexcept {
    return {id, shape, wire, quantity};
}

inline constexpr auto bthome_objects = std::array{
    bthome_number(0x00, Quantity::packet_id, Wire::u8),
    bthome_number(0x01, Quantity::battery_pct, Wire::u8),
    bthome_number(0x02, Quantity::temperature_c, Wire::i16_le, 100),
    bthome_number(0x03, Quantity::humidity_pct, Wire::u16_le, 100),
    bthome_number(0x04, Quantity::pressure_hpa, Wire::u24_le, 100),
    bthome_number(0x05, Quantity::illuminance_lux, Wire::u24_le, 100),
    bthome_number(0x06, Quantity::mass_kg, Wire::u16_le, 100),
    bthome_number(0x07, Quantity::mass_lb, Wire::u16_le, 100),
    bthome_number(0x08, Quantity::dew_point_c, Wire::i16_le, 100),
    bthome_number(0x09, Quantity::count, Wire::u8),
    bthome_number(0x0A, Quantity::energy_kwh, Wire::u24_le, 1'000),
    bthome_number(0x0B, Quantity::power_w, Wire::u24_le, 100),
    bthome_number(0x0C, Quantity::voltage_v, Wire::u16_le, 1'000),
    bthome_number(0x0D, Quantity::pm25_ugm3, Wire::u16_le),
    bthome_number(0x0E, Quantity::pm10_ugm3, Wire::u16_le),
    bthome_state(0x0F, Quantity::generic_on),
    bthome_state(0x10, Quantity::power_on),
    bthome_state(0x11, Quantity::opening_open),
    bthome_number(0x12, Quantity::co2_ppm, Wire::u16_le),
    bthome_number(0x13, Quantity::tvoc_ugm3, Wire::u16_le),
    bthome_number(0x14, Quantity::moisture_pct, Wire::u16_le, 100),
    bthome_state(0x15, Quantity::battery_low),
    bthome_state(0x16, Quantity::battery_charging),
    bthome_state(0x17, Quantity::carbon_monoxide_present),
    bthome_state(0x18, Quantity::cold_present),
    bthome_state(0x19, Quantity::connected),
    bthome_state(0x1A, Quantity::door_open),
    bthome_state(0x1B, Quantity::garage_door_open),
    bthome_state(0x1C, Quantity::gas_present),
    bthome_state(0x1D, Quantity::heat_present),
    bthome_state(0x1E, Quantity::light_present),
    bthome_state(0x1F, Quantity::lock_open),
    bthome_state(0x20, Quantity::moisture_present),
    bthome_state(0x21, Quantity::motion_present),
    bthome_state(0x22, Quantity::moving_present),
    bthome_state(0x23, Quantity::occupancy_present),
    bthome_state(0x24, Quantity::plug_on),
    bthome_state(0x25, Quantity::presence_present),
    bthome_state(0x26, Quantity::problem_present),
    bthome_state(0x27, Quantity::running),
    bthome_state(0x28, Quantity::safe),
    bthome_state(0x29, Quantity::smoke_present),
    bthome_state(0x2A, Quantity::sound_present),
    bthome_state(0x2B, Quantity::tamper_present),
    bthome_state(0x2C, Quantity::vibration_present),
    bthome_state(0x2D, Quantity::window_open),
    bthome_number(0x2E, Quantity::humidity_pct, Wire::u8),
    bthome_number(0x2F, Quantity::moisture_pct, Wire::u8),
    bthome_other(0x3A, BtHomeShape::button, Wire::u8, Quantity::button_event),
    bthome_other(0x3B, BtHomeShape::command, Wire::u16_le, Quantity::command_code),
    bthome_other(0x3C, BtHomeShape::dimmer, Wire::u16_le, Quantity::dimmer_steps),
    bthome_number(0x3D, Quantity::count, Wire::u16_le),
    bthome_number(0x3E, Quantity::count, Wire::u32_le),
    bthome_number(0x3F, Quantity::rotation_deg, Wire::i16_le, 10),
    bthome_number(0x40, Quantity::distance_m, Wire::u16_le, 1'000),
    bthome_number(0x41, Quantity::distance_m, Wire::u16_le, 10),
    bthome_number(0x42, Quantity::duration_s, Wire::u24_le, 1'000),
    bthome_number(0x43, Quantity::current_a, Wire::u16_le, 1'000),
    bthome_number(0x44, Quantity::speed_mps, Wire::u16_le, 100),
    bthome_number(0x45, Quantity::temperature_c, Wire::i16_le, 10),
    bthome_number(0x46, Quantity::uv_index, Wire::u8, 10),
    bthome_number(0x47, Quantity::volume_l, Wire::u16_le, 10),
    bthome_number(0x48, Quantity::volume_l, Wire::u16_le, 1'000),
    bthome_number(0x49, Quantity::flow_m3h, Wire::u16_le, 1'000),
    bthome_number(0x4A, Quantity::voltage_v, Wire::u16_le, 10),
    bthome_number(0x4B, Quantity::gas_m3, Wire::u24_le, 1'000),
    bthome_number(0x4C, Quantity::gas_m3, Wire::u32_le, 1'000),
    bthome_number(0x4D, Quantity::energy_kwh, Wire::u32_le, 1'000),
    bthome_number(0x4E, Quantity::volume_l, Wire::u32_le, 1'000),
    bthome_number(0x4F, Quantity::water_l, Wire::u32_le, 1'000),
    bthome_number(0x50, Quantity::timestamp_s, Wire::u32_le),
    bthome_number(0x51, Quantity::acceleration_mps2, Wire::u16_le, 1'000),
    bthome_number(0x52, Quantity::gyroscope_dps, Wire::u16_le, 1'000),
    bthome_other(0x53, BtHomeShape::text, Wire::u8, Quantity::custom),
    bthome_other(0x54, BtHomeShape::raw, Wire::u8, Quantity::custom),
    bthome_number(0x55, Quantity::volume_storage_l, Wire::u32_le, 1'000),
    bthome_number(0x56, Quantity::conductivity_uscm, Wire::u16_le),
    bthome_number(0x57, Quantity::temperature_c, Wire::i8),
    bthome_number(0x58, Quantity::temperature_c, Wire::i8, 20, 7),
    bthome_number(0x59, Quantity::count, Wire::i8),
    bthome_number(0x5A, Quantity::count, Wire::i16_le),
    bthome_number(0x5B, Quantity::count, Wire::i32_le),
    bthome_number(0x5C, Quantity::power_w, Wire::i32_le, 100),
    bthome_number(0x5D, Quantity::current_a, Wire::i16_le, 1'000),
    bthome_number(0x5E, Quantity::direction_deg, Wire::u16_le, 100),
    bthome_number(0x5F, Quantity::precipitation_mm, Wire::u16_le, 10),
    bthome_number(0x60, Quantity::channel, Wire::u8),
    bthome_number(0x61, Quantity::rotational_speed_rpm, Wire::u16_le),
    bthome_number(0x62, Quantity::speed_mps, Wire::i32_le, 1'000'000),
    bthome_number(0x63, Quantity::acceleration_mps2, Wire::i32_le, 1'000'000),
    bthome_number(0x64, Quantity::light_level, Wire::u8),
    bthome_number(0x65, Quantity::settings_revision, Wire::u8),
    bthome_number(0xF0, Quantity::device_type, Wire::u16_le),
    bthome_other(0xF1, BtHomeShape::firmware, Wire::u32_le, Quantity::custom),
    bthome_other(0xF2, BtHomeShape::firmware, Wire::u24_le, Quantity::custom),
};

/// What an id means; nullptr if nothing is known by it.
const BtHomeObject* find_bthome_object(std::uint8_t id) noexcept;

/// Adds what an object says; several of one quantity become channels. `wire` is how a number stands there:
/// version 1 chooses it by itself. malformed: a value that the object cannot have. full: `out` holds no more.
void add_bthome_object(const ReadContext& context, Decoded& out, const BtHomeObject& object, Wire wire,
                       Bytes value) noexcept;

}  // namespace cairn::formats
