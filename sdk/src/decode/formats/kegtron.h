// Kegtron's keg monitors, under the company id for tests, 0xFFFF, big-endian:
// docs/formats/adv-sensor-tags.md.
#pragma once

#include <array>

#include "decode/reader.h"

namespace cairn::formats {

bool read_kegtron(ReadContext& context, Decoded& out) noexcept;

inline constexpr auto kegtron_texts = std::array{Text{AttributeKind::name, {TextPart{Part::utf8, 7, 20}}}};
// Of the byte of the port bits 0, 4 and 6 have a meaning.
inline constexpr auto kegtron_conditions = std::array{byte_is(6, 0x00, 0xAE)};

inline constexpr auto kegtron = std::array{
    Format{.name = "kegtron.port",
           .carrier = manufacturer_data(0xFFFF),
           .lengths = exactly(27),
           .texts = kegtron_texts,
           .conditions = kegtron_conditions,
           .read = read_kegtron},
};

}  // namespace cairn::formats
