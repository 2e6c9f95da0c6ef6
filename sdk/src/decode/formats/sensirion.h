// Sensirion's gadgets (MyCO2, SHT4x and SCD4x kits), company 0x06D5: docs/formats/thermometers.md.
#pragma once

#include <array>

#include "decode/format.h"

namespace cairn::formats {

/// The sample type says which 16-bit values follow.
bool read_sensirion(ReadContext& context, Decoded& out) noexcept;

inline constexpr auto sensirion_texts = std::array{Text{AttributeKind::device, {TextPart{Part::hex, 2, 2}}}};

inline constexpr auto sensirion = std::array{
    Format{.name = "sensirion.sample",
           .carrier = manufacturer_data(0x06D5),
           .magic = begins_with(0x00),
           .lengths = at_least(6),
           .texts = sensirion_texts,
           .read = read_sensirion},
};

}  // namespace cairn::formats
