// Scales, bands and plant sensors of Xiaomi's partners that do not speak MiBeacon: docs/formats/xiaomi.md.
#pragma once

#include <array>

#include "decode/format.h"

namespace cairn::formats {

/// False: no scale, as no clock stands like that.
bool read_mi_scale(ReadContext& context, Decoded& out) noexcept;
bool read_mi_body_scale(ReadContext& context, Decoded& out) noexcept;
bool read_huami_scale(ReadContext& context, Decoded& out) noexcept;
/// False: values that no plant has. The service is Tuya's.
bool read_hhcc(ReadContext& context, Decoded& out) noexcept;

inline constexpr auto huami_band_fields = std::array{Field{Quantity::heart_rate_bpm, 3, Wire::u8, 0xFF}};
inline constexpr auto huami_band_texts =
    std::array{Text{AttributeKind::device, {TextPart{Part::mac, 18, 6}}}};
inline constexpr auto huami_steps_fields = std::array{Field{Quantity::steps, 0, Wire::u32_le}};
inline constexpr auto huami_band_neighbour = std::array{has_company(0x0157)};

inline constexpr auto hhcc_fields = std::array{
    Field{Quantity::moisture_pct, 0, Wire::u8},
    Field{Quantity::temperature_c, 1, Wire::i16_be, always, 1, 10},
    Field{Quantity::illuminance_lux, 3, Wire::u24_be},
    Field{Quantity::battery_pct, 6, Wire::u8},
    Field{Quantity::conductivity_uscm, 7, Wire::u16_be},
};

inline constexpr auto xiaomi = std::array{
    // The UUIDs of the scales are those of the weight scale and body composition services.
    Format{.name = "xiaomi.scale.1",
           .carrier = service_data(0x181D),
           .lengths = exactly(10),
           .read = read_mi_scale},
    Format{.name = "xiaomi.scale.2",
           .carrier = service_data(0x181B),
           .lengths = exactly(13),
           .read = read_mi_body_scale},
    Format{.name = "huami.scale",
           .carrier = service_data(0xFEE0),
           .lengths = exactly(20),
           .read = read_huami_scale},
    // A band says its pulse and its steps in two structures.
    Format{.name = "huami.band",
           .carrier = manufacturer_data(0x0157),
           .magic = begins_with(0x02),
           .lengths = exactly(24),
           .fields = huami_band_fields,
           .texts = huami_band_texts,
           .joins = true},
    Format{.name = "huami.band",
           .carrier = service_data(0xFEE0),
           .lengths = exactly(4),
           .fields = huami_steps_fields,
           .joins = true},
    Format{.name = "huami.band",
           .carrier = service_data(0x0000),
           .lengths = exactly(4),
           .fields = huami_steps_fields,
           .conditions = huami_band_neighbour,
           .joins = true},
    Format{.name = "hhcc.jcy10",
           .carrier = service_data(0xFD50),
           .lengths = exactly(9),
           .fields = hhcc_fields,
           .read = read_hhcc},
};

}  // namespace cairn::formats
