// Oral-B toothbrushes, company 0x00DC: docs/formats/wellness.md.
#pragma once

#include <array>

#include "decode/format.h"

namespace cairn::formats {

/// Minutes and seconds make one duration.
bool read_oral_b(ReadContext& context, Decoded& out) noexcept;

inline constexpr auto oral_b_fields = std::array{
    Field{Quantity::state_code, 3, Wire::u8},      Field{Quantity::pressure_code, 4, Wire::u8},
    Field{Quantity::mode_code, 7, Wire::u8, 0xFF}, Field{Quantity::sector, 8, Wire::u8, 0xFF},
    Field{Quantity::sector_count, 10, Wire::u8},
};
inline constexpr auto oral_b_texts = std::array{Text{AttributeKind::model, {TextPart{Part::hex, 0, 2}}}};

inline constexpr auto oral_b = std::array{
    Format{.name = "oral_b",
           .carrier = manufacturer_data(0x00DC),
           .lengths = one_of(9, 11),
           .fields = oral_b_fields,
           .texts = oral_b_texts,
           .read = read_oral_b},
};

}  // namespace cairn::formats
