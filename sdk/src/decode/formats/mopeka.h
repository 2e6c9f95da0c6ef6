// Mopeka (and Lippert) tank sensors: docs/formats/household.md.
#pragma once

#include <array>

#include "decode/format.h"

namespace cairn::formats {

/// Pro Check and relatives: the company's number is Nordic's, so the model, a battery that can be, and the
/// end of the advertiser's address, where it is known, must fit.
bool read_mopeka_pro(ReadContext& context, Decoded& out) noexcept;
/// Standard Check: the distance is in an echo, which the gateway's side may work out.
bool read_mopeka_standard(ReadContext& context, Decoded& out) noexcept;

inline constexpr auto mopeka_pro_fields = std::array{
    Field{Quantity::voltage_v, 1, Wire::u8, always, 1, 32},
    Field{.quantity = Quantity::temperature_c, .offset = 2, .wire = Wire::u8, .bias = -40, .bits = {0, 7}},
    Field{.quantity = Quantity::button_event, .offset = 2, .wire = Wire::u8, .bits = {7, 1}},
    Field{.quantity = Quantity::reading_quality, .offset = 4, .wire = Wire::u8, .bits = {6, 2}},
};
inline constexpr auto mopeka_standard_fields = std::array{
    Field{Quantity::voltage_v, 2, Wire::u8, always, 1, 128, 192},
    Field{.quantity = Quantity::temperature_c,
          .offset = 3,
          .wire = Wire::u8,
          .scale = 1'776'964,
          .per = 1'000'000,
          .bias = -25 * 1'776'964,
          .bits = {0, 6}},
    Field{.quantity = Quantity::button_event, .offset = 3, .wire = Wire::u8, .bits = {7, 1}},
};
inline constexpr auto mopeka_standard_listed = std::array{lists_service(0xADA0)};

inline constexpr auto mopeka = std::array{
    Format{.name = "mopeka.pro",
           .carrier = manufacturer_data(0x0059),
           .lengths = exactly(10),
           .fields = mopeka_pro_fields,
           .read = read_mopeka_pro},
    Format{.name = "mopeka.standard",
           .carrier = manufacturer_data(0x000D),
           .lengths = exactly(23),
           .fields = mopeka_standard_fields,
           .conditions = mopeka_standard_listed,
           .read = read_mopeka_standard},
};

}  // namespace cairn::formats
