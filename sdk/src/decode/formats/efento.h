// Efento's sensors, company 0x026C, big-endian: docs/formats/adv-sensor-tags.md.
#pragma once

#include <array>

#include "decode/reader.h"

namespace cairn::formats {

bool read_efento_sensor(ReadContext& context, Decoded& out) noexcept;
bool read_efento_response(ReadContext& context, Decoded& out) noexcept;

inline constexpr auto efento_fields = std::array{Field{Quantity::packet_id, 4, Wire::u32_be}};
inline constexpr auto efento_texts = std::array{
    Text{AttributeKind::firmware, {TextPart{Part::u8, 1, 1}, TextPart{Part::u8, 2, 1, '.'}}},
};
inline constexpr auto efento_address = std::array{Text{AttributeKind::device, {TextPart{Part::mac, 1, 6}}}};

inline constexpr auto efento = std::array{
    Format{.name = "efento.sensor",
           .carrier = manufacturer_data(0x026C),
           .magic = begins_with(0x02),
           .lengths = exactly(24),
           .fields = efento_fields,
           .texts = efento_texts,
           .read = read_efento_sensor},
    // An older sensor says who it is, and what it measures in its scan response.
    Format{.name = "efento.identity",
           .carrier = manufacturer_data(0x026C),
           .magic = begins_with(0x03),
           .lengths = exactly(24),
           .texts = efento_address},
    Format{.name = "efento.measurements",
           .carrier = manufacturer_data(0x026C),
           .magic = begins_with(0x04),
           .lengths = {6, 24},
           .read = read_efento_response},
};

}  // namespace cairn::formats
