// EnOcean's switches and sensors without batteries, company 0x03DA, little-endian:
// docs/formats/adv-sensor-tags.md.
#pragma once

#include <array>

#include "decode/reader.h"

namespace cairn::formats {

bool read_enocean_switch(ReadContext& context, Decoded& out) noexcept;
bool read_enocean_sensor(ReadContext& context, Decoded& out) noexcept;

inline constexpr auto enocean_fields = std::array{Field{Quantity::packet_id, 0, Wire::u32_le}};
inline constexpr auto enocean_address =
    std::array{Text{AttributeKind::device, {TextPart{Part::mac_reversed, 21, 6}}}};
inline constexpr auto enocean_is_switch = std::array{byte_is(4, 0x00, 0xE0)};
inline constexpr auto enocean_is_commissioning = std::array{byte_is(4, 0x3E)};

inline constexpr auto enocean = std::array{
    Format{.name = "enocean.switch",
           .carrier = manufacturer_data(0x03DA),
           .lengths = exactly(9),
           .fields = enocean_fields,
           .conditions = enocean_is_switch,
           .read = read_enocean_switch},
    // It tells the key in clear: that stays where it is.
    Format{.name = "enocean.commissioning",
           .carrier = manufacturer_data(0x03DA),
           .lengths = exactly(27),
           .fields = enocean_fields,
           .texts = enocean_address,
           .conditions = enocean_is_commissioning},
    Format{.name = "enocean.sensor",
           .carrier = manufacturer_data(0x03DA),
           .lengths = {11, 27},
           .fields = enocean_fields,
           .read = read_enocean_sensor},
};

}  // namespace cairn::formats
