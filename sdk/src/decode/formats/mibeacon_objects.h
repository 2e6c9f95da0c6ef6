// The objects of MiBeacon: what each id means. Ids below 0x4000 are Xiaomi's "object definitions"
// (iot.mi.com, BLE, object definition); those above are events and properties of the products' own
// specifications (miot-spec.org).
#pragma once

#include <array>
#include <cstdint>

#include "cairn/model/quantity.h"
#include "decode/format.h"
#include "decode/reader.h"

namespace cairn::formats {

/// A number in an object: value = raw / per. `object_bytes` is the size that the object must have; 0: any
/// that holds the number.
struct MiNumber {
    std::uint16_t id;
    Quantity quantity;
    Wire wire;
    std::uint8_t object_bytes;
    std::int16_t per = 1;
    std::uint8_t offset = 0;
};

/// In order of ids; an object may have several.
inline constexpr auto mi_numbers = std::array{
    MiNumber{0x0006, Quantity::key_id, Wire::u32_le, 5},
    MiNumber{0x0006, Quantity::fingerprint_result, Wire::u8, 5, 1, 4},
    MiNumber{0x0011, Quantity::state_code, Wire::u8, 1},
    MiNumber{0x1004, Quantity::temperature_c, Wire::i16_le, 2, 10},
    MiNumber{0x1005, Quantity::power_on, Wire::u8, 2},
    MiNumber{0x1005, Quantity::temperature_c, Wire::u8, 2, 1, 1},
    MiNumber{0x1006, Quantity::humidity_pct, Wire::u16_le, 2, 10},
    MiNumber{0x1007, Quantity::illuminance_lux, Wire::u24_le, 3},
    MiNumber{0x1008, Quantity::moisture_pct, Wire::u8, 0},
    MiNumber{0x1009, Quantity::conductivity_uscm, Wire::u16_le, 2},
    MiNumber{0x100A, Quantity::battery_pct, Wire::u8, 0},
    MiNumber{0x100D, Quantity::temperature_c, Wire::i16_le, 4, 10},
    MiNumber{0x100D, Quantity::humidity_pct, Wire::u16_le, 4, 10, 2},
    MiNumber{0x1010, Quantity::formaldehyde_mgm3, Wire::u16_le, 2, 100},
    MiNumber{0x1013, Quantity::consumable_pct, Wire::u8, 0},
    MiNumber{0x101A, Quantity::mass_kg, Wire::u16_le, 2, 1'000},
    MiNumber{0x2001, Quantity::steps, Wire::u16_le, 4},
    MiNumber{0x2003, Quantity::steps, Wire::u16_le, 4},
    MiNumber{0x2003, Quantity::heart_rate_bpm, Wire::u8, 4, 1, 2},
    MiNumber{0x4801, Quantity::temperature_c, Wire::f32_le, 4},
    MiNumber{0x4802, Quantity::humidity_pct, Wire::u8, 1},
    MiNumber{0x4803, Quantity::battery_pct, Wire::u8, 0},
    MiNumber{0x4805, Quantity::illuminance_lux, Wire::f32_le, 4},
    MiNumber{0x4808, Quantity::humidity_pct, Wire::f32_le, 4},
    MiNumber{0x483D, Quantity::pressed_s, Wire::u32_le, 4},
    MiNumber{0x483E, Quantity::released_s, Wire::u32_le, 4},
    MiNumber{0x4A08, Quantity::illuminance_lux, Wire::f32_le, 4},
    MiNumber{0x4C01, Quantity::temperature_c, Wire::f32_le, 4},
    MiNumber{0x4C02, Quantity::humidity_pct, Wire::u8, 1},
    MiNumber{0x4C03, Quantity::battery_pct, Wire::u8, 0},
    MiNumber{0x4C08, Quantity::humidity_pct, Wire::f32_le, 4},
    MiNumber{0x4C14, Quantity::mode_code, Wire::u8, 0},
    MiNumber{0x5003, Quantity::battery_pct, Wire::u8, 0},
    MiNumber{0x5403, Quantity::battery_pct, Wire::u8, 0},
    MiNumber{0x5414, Quantity::mode_code, Wire::u8, 0},
    MiNumber{0x5422, Quantity::state_code, Wire::u8, 0},
    MiNumber{0x605D, Quantity::temperature_c, Wire::i8, 1},
};

/// An object whose first byte is 0 or says that something is so.
struct MiFlag {
    std::uint16_t id;
    Quantity quantity;
};

/// In order of ids.
inline constexpr auto mi_flags = std::array{
    MiFlag{0x0003, Quantity::motion_present}, MiFlag{0x000C, Quantity::water_present},
    MiFlag{0x1002, Quantity::sleeping},       MiFlag{0x1012, Quantity::power_on},
    MiFlag{0x1014, Quantity::water_present},  MiFlag{0x1018, Quantity::light_present},
    MiFlag{0x4806, Quantity::water_present},  MiFlag{0x4811, Quantity::snoring},
    MiFlag{0x483C, Quantity::pressed},        MiFlag{0x484E, Quantity::occupancy_present},
    MiFlag{0x4A01, Quantity::battery_low},    MiFlag{0x4A1C, Quantity::reset_present},
    MiFlag{0x4E01, Quantity::battery_low},    MiFlag{0x4E1C, Quantity::reset_present},
    MiFlag{0x5011, Quantity::snoring},        MiFlag{0x5413, Quantity::presence_present},
    MiFlag{0x5601, Quantity::battery_low},
};

/// What the first byte of an object says when it is `code`.
struct MiState {
    std::uint16_t id;
    std::uint8_t code;
    std::uint8_t value;
    Quantity quantity;
};

/// In order of ids; a code may say several things.
inline constexpr auto mi_states = std::array{
    MiState{0x0007, 0, 1, Quantity::door_open},
    MiState{0x0007, 1, 0, Quantity::door_open},
    MiState{0x0007, 2, 1, Quantity::door_open},
    MiState{0x0007, 2, 1, Quantity::door_left_open},
    MiState{0x0007, 3, 1, Quantity::door_knocked},
    MiState{0x0007, 4, 1, Quantity::door_forced},
    MiState{0x0007, 5, 1, Quantity::door_stuck},
    MiState{0x0008, 0, 1, Quantity::armed},
    MiState{0x0008, 1, 0, Quantity::armed},
    MiState{0x000D, 0, 0, Quantity::smoke_present},
    MiState{0x000D, 1, 1, Quantity::smoke_present},
    MiState{0x000D, 2, 1, Quantity::problem_present},
    MiState{0x000E, 0, 0, Quantity::gas_present},
    MiState{0x000E, 1, 1, Quantity::gas_present},
    MiState{0x000E, 2, 1, Quantity::problem_present},
    MiState{0x0010, 0, 1, Quantity::brushing},
    MiState{0x0010, 1, 0, Quantity::brushing},
    MiState{0x100F, 0, 1, Quantity::door_open},
    MiState{0x100F, 1, 0, Quantity::door_open},
    MiState{0x1015, 0, 0, Quantity::smoke_present},
    MiState{0x1015, 1, 1, Quantity::smoke_present},
    MiState{0x1015, 2, 1, Quantity::problem_present},
    MiState{0x1019, 0, 1, Quantity::opening_open},
    MiState{0x1019, 1, 0, Quantity::opening_open},
    MiState{0x1019, 2, 1, Quantity::opening_open},
    MiState{0x1019, 2, 1, Quantity::door_left_open},
    MiState{0x1019, 3, 1, Quantity::reset_present},
    MiState{0x3003, 0, 1, Quantity::brushing},
    MiState{0x3003, 1, 0, Quantity::brushing},
    MiState{0x4804, 1, 1, Quantity::opening_open},
    MiState{0x4804, 2, 0, Quantity::opening_open},
    MiState{0x4810, 0, 0, Quantity::sleeping},
    MiState{0x4810, 1, 1, Quantity::sleeping},
    MiState{0x4810, 2, 2, Quantity::button_event},
    MiState{0x4A0F, 1, 1, Quantity::opening_open},
    MiState{0x4A0F, 1, 1, Quantity::door_forced},
    MiState{0x4A12, 1, 1, Quantity::opening_open},
    MiState{0x4A12, 2, 0, Quantity::opening_open},
    MiState{0x4A13, 1, 1, Quantity::button_event},
    MiState{0x4A1A, 1, 1, Quantity::opening_open},
    MiState{0x4A1A, 1, 1, Quantity::door_left_open},
    MiState{0x4E17, 1, 0, Quantity::occupancy_present},
    MiState{0x5010, 0, 0, Quantity::sleeping},
    MiState{0x5010, 1, 1, Quantity::sleeping},
    MiState{0x5010, 2, 2, Quantity::button_event},
    MiState{0x5810, 1, 0, Quantity::sleeping},
    MiState{0x5A16, 1, 1, Quantity::occupancy_present},
    MiState{0x5A16, 2, 0, Quantity::occupancy_present},
    MiState{0x5A16, 3, 2, Quantity::button_event},
    MiState{0x6461, 1, 0, Quantity::contact_present},
};

/// An object as it stands in a frame.
struct MiObject {
    std::uint16_t product;
    std::uint16_t id;
    Bytes value;
};

/// Adds what an object says. Unknown ids, and those above 0x4000 of products that are not known, say
/// nothing. malformed: a size that this object cannot have. full: `out` holds no more.
void add_mi_object(const ReadContext& context, Decoded& out, const MiObject& object) noexcept;

/// The parts of it that no table can say: events of buttons and dimmers, and of the others.
void add_mi_buttons(const ReadContext& context, Decoded& out, const MiObject& object) noexcept;
void add_mi_events(const ReadContext& context, Decoded& out, const MiObject& object) noexcept;

}  // namespace cairn::formats
