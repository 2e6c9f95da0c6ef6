// Ruuvi tags, company 0x0499, big-endian: docs/formats/advertisements.md.
#pragma once

#include <array>

#include "decode/format.h"

namespace cairn::formats {

inline constexpr auto ruuvi_5_fields = std::array{
    Field{Quantity::temperature_c, 1, Wire::i16_be, 0x8000, 1, 200},
    Field{Quantity::humidity_pct, 3, Wire::u16_be, 0xFFFF, 1, 400},
    Field{Quantity::pressure_hpa, 5, Wire::u16_be, 0xFFFF, 1, 100, 50'000},
    Field{Quantity::accel_x_g, 7, Wire::i16_be, 0x8000, 1, 1'000},
    Field{Quantity::accel_y_g, 9, Wire::i16_be, 0x8000, 1, 1'000},
    Field{Quantity::accel_z_g, 11, Wire::i16_be, 0x8000, 1, 1'000},
    // Eleven bits of millivolts above 1600, five bits of steps of 2 dBm above -40.
    Field{.quantity = Quantity::voltage_v,
          .offset = 13,
          .wire = Wire::u16_be,
          .no_value = 2047,
          .per = 1'000,
          .bias = 1'600,
          .bits = {5, 11}},
    Field{.quantity = Quantity::tx_power_dbm,
          .offset = 13,
          .wire = Wire::u16_be,
          .no_value = 31,
          .scale = 2,
          .bias = -40,
          .bits = {0, 5}},
    Field{Quantity::movement_counter, 15, Wire::u8, 0xFF},
    Field{Quantity::sequence, 16, Wire::u16_be, 0xFFFF},
};
inline constexpr auto ruuvi_5_texts = std::array{Text{AttributeKind::device, {TextPart{Part::mac, 18, 6}}}};

inline constexpr auto ruuvi = std::array{
    Format{.name = "ruuvi.5",
           .carrier = manufacturer_data(0x0499),
           .magic = begins_with(0x05),
           .lengths = exactly(24),
           .fields = ruuvi_5_fields,
           .texts = ruuvi_5_texts},
};

}  // namespace cairn::formats
