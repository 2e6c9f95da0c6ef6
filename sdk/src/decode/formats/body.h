// Heart-rate sensors, bands and scales: docs/formats/wellness.md.
#pragma once

#include <array>

#include "decode/format.h"

namespace cairn::formats {

/// Xiaogui's scales (TZC4, QJ-J): the advertiser's own address stands inside.
Result<bool> read_xiaogui(ReadContext& context, Decoded& out) noexcept;
/// Laica's scales: every byte is masked with A0.
Result<bool> read_laica(ReadContext& context, Decoded& out) noexcept;

inline constexpr std::array polar_fields{Field{Quantity::heart_rate_bpm, 3, Wire::u8, 0}};
inline constexpr std::array polar_named{name_begins("Polar ")};
inline constexpr std::array xoss_fields{
    Field{Quantity::battery_pct, 1, Wire::u8},
    Field{Quantity::heart_rate_bpm, 3, Wire::u8, 0},
};
inline constexpr std::array xoss_named{name_begins("X2")};
inline constexpr std::array xoss_named_in_full{name_begins("XOSS")};
inline constexpr std::array nyon_named{name_begins("Nyon")};
inline constexpr std::array nyon_texts{Text{AttributeKind::raw, {TextPart{Part::hex, 0, 5}}}};

inline constexpr std::array xiaogui_shape{byte_is(0, 0xC0), byte_is(8, 0x20, 0xFA)};
inline constexpr std::array laica_impedance{byte_is(10, 0x06)};
inline constexpr std::array laica_mass{byte_is(10, 0x0D)};

inline constexpr std::array senssun_fields{
    Field{Quantity::mass_kg, 10, Wire::u16_be, always, 1, 100},
    Field{Quantity::impedance_ohm, 12, Wire::u16_be, 0},
};
inline constexpr std::array senssun_texts{Text{AttributeKind::device, {TextPart{Part::mac, 3, 6}}}};
inline constexpr std::array senssun_named{name_begins("IF_B"), byte_is(0, 0x02), byte_is(1, 0x03)};

inline constexpr std::array body{
    Format{.name = "polar.heart_rate",
           .carrier = manufacturer_data(0x006B),
           .lengths = exactly(4),
           .fields = polar_fields,
           .conditions = polar_named},
    Format{.name = "xoss.heart_rate",
           .carrier = manufacturer_data(0xFF04),
           .lengths = exactly(4),
           .fields = xoss_fields,
           .conditions = xoss_named},
    Format{.name = "xoss.heart_rate",
           .carrier = manufacturer_data(0xFF04),
           .lengths = exactly(4),
           .fields = xoss_fields,
           .conditions = xoss_named_in_full},
    Format{.name = "bosch.nyon",
           .carrier = manufacturer_data(0x02A6),
           .lengths = exactly(5),
           .confidence = Confidence::identifier,
           .texts = nyon_texts,
           .conditions = nyon_named},
    Format{.name = "senssun.scale",
           .carrier = manufacturer_data(0x0100),
           .lengths = exactly(17),
           .fields = senssun_fields,
           .texts = senssun_texts,
           .conditions = senssun_named},
    Format{.name = "xiaogui.scale",
           .carrier = manufacturer_data_of_anyone(),
           .lengths = exactly(15),
           .conditions = xiaogui_shape,
           .read = read_xiaogui,
           .from_id = true},
    Format{.name = "laica.scale",
           .carrier = manufacturer_data(0xA0AC),
           .lengths = exactly(12),
           .conditions = laica_impedance,
           .read = read_laica},
    Format{.name = "laica.scale",
           .carrier = manufacturer_data(0xA0AC),
           .lengths = exactly(12),
           .conditions = laica_mass,
           .read = read_laica},
};

}  // namespace cairn::formats
