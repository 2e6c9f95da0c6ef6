// DirAct badges of reelyActive, company 0x0583 (Code Blue Communications), big-endian:
// docs/formats/adv-venues.md.
#pragma once

#include <array>

#include "decode/reader.h"

namespace cairn::formats {

bool read_dir_act(ReadContext& context, Decoded& out) noexcept;

// Six bits each: three axes and the battery. 0x20 is no acceleration.
inline constexpr auto dir_act_proximity_fields = std::array{
    Field{.quantity = Quantity::accel_x_g,
          .offset = 6,
          .wire = Wire::i24_be,
          .no_value = 0x20,
          .per = 16,
          .bits = {18, 6}},
    Field{.quantity = Quantity::accel_y_g,
          .offset = 6,
          .wire = Wire::i24_be,
          .no_value = 0x20,
          .per = 16,
          .bits = {12, 6}},
    Field{.quantity = Quantity::accel_z_g,
          .offset = 6,
          .wire = Wire::i24_be,
          .no_value = 0x20,
          .per = 16,
          .bits = {6, 6}},
    Field{.quantity = Quantity::battery_pct,
          .offset = 6,
          .wire = Wire::u24_be,
          .scale = 100,
          .per = 63,
          .bits = {0, 6}},
    Field{.quantity = Quantity::packet_id, .offset = 1, .bits = {5, 3}},
};
inline constexpr auto dir_act_texts = std::array{Text{AttributeKind::device, {TextPart{Part::hex, 2, 4}}}};

inline constexpr auto dir_act = std::array{
    Format{.name = "dir_act.proximity",
           .carrier = manufacturer_data(0x0583),
           .magic = begins_with(0x01),
           .lengths = {9, 24},
           .fields = dir_act_proximity_fields,
           .texts = dir_act_texts,
           .read = read_dir_act},
    Format{.name = "dir_act.digest",
           .carrier = manufacturer_data(0x0583),
           .magic = begins_with(0x11),
           .lengths = {9, 24},
           .texts = dir_act_texts,
           .read = read_dir_act},
};

}  // namespace cairn::formats
