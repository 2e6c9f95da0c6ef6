// Laird (Ezurio) Sentrius BT510, BT610 and BT710, company 0x0077, little-endian: docs/formats/adv-laird.md.
#pragma once

#include <array>

#include "decode/reader.h"

namespace cairn::formats {

bool read_laird_record(ReadContext& context, Decoded& out) noexcept;

inline constexpr auto laird_record_fields = std::array{
    Field{Quantity::packet_id, 13, Wire::u16_le},
    Field{Quantity::timestamp_s, 15, Wire::u32_le},
};
inline constexpr auto laird_tracer_fields = std::array{
    Field{Quantity::timestamp_s, 14, Wire::u32_le},
    Field{Quantity::tx_power_dbm, 18, Wire::i8},
    Field{.quantity = Quantity::motion_present, .offset = 19, .bits = {0, 1}},
    Field{Quantity::voltage_v, 21, Wire::u8, always, 16, 1'000},
};
inline constexpr auto laird_texts =
    std::array{Text{AttributeKind::device, {TextPart{Part::mac_reversed, 6, 6}}}};

inline constexpr auto laird = std::array{
    Format{.name = "laird.record",
           .carrier = manufacturer_data(0x0077),
           .magic = begins_with(0x01, 0x00),
           .lengths = exactly(24),
           .fields = laird_record_fields,
           .texts = laird_texts,
           .read = read_laird_record},
    Format{.name = "laird.tracer",
           .carrier = manufacturer_data(0x0077),
           .magic = begins_with(0x81, 0xFF),
           .lengths = exactly(24),
           .fields = laird_tracer_fields,
           .texts = laird_texts},
};

}  // namespace cairn::formats
