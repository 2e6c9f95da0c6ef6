// SensorPush: docs/formats/thermometers.md. Measurements begin where the company id should stand.
#pragma once

#include <array>

#include "decode/format.h"

namespace cairn::formats {

/// HT.w, HTP.xw and TC.x: several values in one number, each a digit of its own base.
bool read_sensorpush(ReadContext& context, Decoded& out) noexcept;

// HT1: twelve bits of humidity, fourteen of temperature, as a SHT21 measures them; its type is 1.
inline constexpr auto sensorpush_ht1_fields = std::array{
    Field{.quantity = Quantity::humidity_pct,
          .wire = Wire::u16_le,
          .scale = 125,
          .per = 4'096,
          .bias = -6 * 4'096,
          .bits = {0, 12}},
    Field{.quantity = Quantity::temperature_c,
          .wire = Wire::u32_le,
          .scale = 17'572,
          .per = 100 * 16'384,
          .bias = -4'685 * 16'384,
          .bits = {12, 14}},
};
inline constexpr auto sensorpush_ht1 = std::array{name_is("s"), byte_is(3, 0x04, 0x7C)};

inline constexpr auto sensorpush = std::array{
    Format{.name = "sensorpush.ht1",
           .carrier = manufacturer_data_of_name(),
           .lengths = exactly(4),
           .fields = sensorpush_ht1_fields,
           .conditions = sensorpush_ht1,
           .from_id = true},
    Format{.name = "sensorpush.2",
           .carrier = manufacturer_data_of_anyone(),
           .lengths = {2, 7},
           .read = read_sensorpush,
           .from_id = true},
};

}  // namespace cairn::formats
