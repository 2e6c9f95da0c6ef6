// Estimote beacons and stickers, little-endian: docs/formats/adv-estimote.md.
#pragma once

#include <array>

#include "decode/reader.h"

namespace cairn::formats {

bool read_estimote_motion(ReadContext& context, Decoded& out) noexcept;
bool read_estimote_environment(ReadContext& context, Decoded& out) noexcept;
bool read_estimote_nearable(ReadContext& context, Decoded& out) noexcept;

inline constexpr auto estimote_motion_fields = std::array{
    Field{Quantity::accel_x_g, 10, Wire::i8, always, 2, 127},
    Field{Quantity::accel_y_g, 11, Wire::i8, always, 2, 127},
    Field{Quantity::accel_z_g, 12, Wire::i8, always, 2, 127},
    Field{.quantity = Quantity::motion_present, .offset = 15, .bits = {0, 1}},
    Field{.quantity = Quantity::input_high, .offset = 15, .bits = {4, 1}},
    Field{.quantity = Quantity::input_high, .offset = 15, .channel = 1, .bits = {5, 1}},
    Field{.quantity = Quantity::input_high, .offset = 15, .channel = 2, .bits = {6, 1}},
    Field{.quantity = Quantity::input_high, .offset = 15, .channel = 3, .bits = {7, 1}},
};
inline constexpr auto estimote_environment_fields = std::array{
    // Twelve bits across three bytes, sixteenths.
    Field{
        .quantity = Quantity::temperature_c, .offset = 15, .wire = Wire::i24_le, .per = 16, .bits = {6, 12}},
    Field{.quantity = Quantity::voltage_v,
          .offset = 17,
          .wire = Wire::u16_le,
          .no_value = 0x3FFF,
          .per = 1'000,
          .bits = {2, 14}},
};
inline constexpr auto estimote_nearable_fields = std::array{
    Field{
        .quantity = Quantity::temperature_c, .offset = 11, .wire = Wire::i16_le, .per = 16, .bits = {0, 12}},
    Field{.quantity = Quantity::motion_present, .offset = 13, .bits = {6, 1}},
    Field{Quantity::accel_x_g, 14, Wire::i8, always, 1, 64},
    Field{Quantity::accel_y_g, 15, Wire::i8, always, 1, 64},
    Field{Quantity::accel_z_g, 16, Wire::i8, always, 1, 64},
};
inline constexpr auto estimote_texts = std::array{Text{AttributeKind::device, {TextPart{Part::hex, 1, 8}}}};

// The lower half of the first byte is the frame, the upper its version; the lowest bits of byte 9 the half.
inline constexpr auto estimote_is_motion = std::array{byte_is(0, 0x02, 0x0F), byte_is(9, 0x00, 0x03)};
inline constexpr auto estimote_is_environment = std::array{byte_is(0, 0x02, 0x0F), byte_is(9, 0x01, 0x03)};

inline constexpr auto estimote = std::array{
    Format{.name = "estimote.telemetry_motion",
           .carrier = service_data(0xFE9A),
           .lengths = exactly(20),
           .fields = estimote_motion_fields,
           .texts = estimote_texts,
           .conditions = estimote_is_motion,
           .read = read_estimote_motion},
    Format{.name = "estimote.telemetry_environment",
           .carrier = service_data(0xFE9A),
           .lengths = exactly(20),
           .fields = estimote_environment_fields,
           .texts = estimote_texts,
           .conditions = estimote_is_environment,
           .read = read_estimote_environment},
    Format{.name = "estimote.nearable",
           .carrier = manufacturer_data(0x015D),
           .magic = begins_with(0x01),
           .lengths = {19, 24},
           .fields = estimote_nearable_fields,
           .texts = estimote_texts,
           .read = read_estimote_nearable},
};

}  // namespace cairn::formats
