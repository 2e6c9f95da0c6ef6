// Feasycom's beacons, service data 0xFFF0, which many others use, too: docs/formats/adv-venues.md.
#pragma once

#include <array>

#include "decode/reader.h"

namespace cairn::formats {

/// False: not of the models 0x15 to 0x2F, a firmware that is none, or another address than the advertiser's.
bool read_feasycom(ReadContext& context, Decoded& out) noexcept;

inline constexpr auto feasycom_fields = std::array{
    // 101: it does not run on a battery.
    Field{Quantity::battery_pct, 10, Wire::u8, 101},
    Field{Quantity::device_type, 0, Wire::u8},
};
inline constexpr auto feasycom_texts = std::array{
    Text{AttributeKind::firmware, {TextPart{Part::u8, 1, 1}, TextPart{Part::u8, 2, 1, '.'}}},
    Text{AttributeKind::device, {TextPart{Part::mac, 4, 6}}},
};
// Two bits are reserved.
inline constexpr auto feasycom_conditions = std::array{byte_is(3, 0x00, 0x0C)};

inline constexpr auto feasycom = std::array{
    Format{.name = "feasycom.beacon",
           .carrier = service_data(0xFFF0),
           .lengths = exactly(11),
           .fields = feasycom_fields,
           .texts = feasycom_texts,
           .conditions = feasycom_conditions,
           .read = read_feasycom},
};

}  // namespace cairn::formats
