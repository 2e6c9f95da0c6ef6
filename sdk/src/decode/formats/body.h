// Heart-rate sensors, bands and scales: docs/formats/wellness.md.
#pragma once

#include <array>

#include "decode/formats/checks.h"

namespace cairn::formats {

/// Xiaogui's scales (TZC4, QJ-J): the advertiser's own address stands inside.
bool read_xiaogui(ReadContext& context, Decoded& out) noexcept;
/// Laica's scales: the values are masked with A0, the advertiser's address stands before them.
bool read_laica(ReadContext& context, Decoded& out) noexcept;

inline constexpr auto polar_fields = std::array{Field{Quantity::heart_rate_bpm, 3, Wire::u8, 0}};
inline constexpr auto polar_named = std::array{name_begins("Polar ")};
inline constexpr auto xoss_fields = std::array{
    Field{Quantity::battery_pct, 1, Wire::u8},
    Field{Quantity::heart_rate_bpm, 3, Wire::u8, 0},
};
inline constexpr auto xoss_named = std::array{name_is("X2")};
inline constexpr auto xoss_named_in_full = std::array{name_begins("XOSS")};
inline constexpr auto nyon_named = std::array{name_begins("Nyon")};
inline constexpr auto nyon_texts = std::array{Text{AttributeKind::raw, {TextPart{Part::hex, 0, 5}}}};

inline constexpr auto xiaogui_shape = std::array{byte_is(0, 0xC0), byte_is(8, 0x20, 0xFA)};
inline constexpr auto laica_impedance = std::array{byte_is(10, 0x06)};
inline constexpr auto laica_mass = std::array{byte_is(10, 0x0D)};

inline constexpr auto senssun_fields = std::array{
    Field{Quantity::mass_kg, 10, Wire::u16_be, always, 1, 100},
    Field{Quantity::impedance_ohm, 12, Wire::u16_be, 0},
};
inline constexpr auto senssun_texts = std::array{Text{AttributeKind::device, {TextPart{Part::mac, 3, 6}}}};
inline constexpr auto senssun_named = std::array{name_begins("IF_B"), byte_is(0, 0x02), byte_is(1, 0x03)};

// Atomax's scale for coffee puts tenths of a gram behind a fixed number that is no company.
inline constexpr auto skale_fields = std::array{Field{Quantity::mass_kg, 0, Wire::i16_le, always, 1, 10'000}};
inline constexpr auto skale_named = std::array{name_begins("Skale")};

inline constexpr auto body = std::array{
    Format{.name = "atomax.skale",
           .carrier = manufacturer_data(0x81EF),
           .lengths = exactly(4),
           .fields = skale_fields,
           .conditions = skale_named},
    Format{.name = "polar.heart_rate",
           .carrier = manufacturer_data(0x006B),
           .lengths = exactly(4),
           .fields = polar_fields,
           .conditions = polar_named},
    Format{.name = "xoss.heart_rate",
           .carrier = manufacturer_data(0xFF04),
           .lengths = exactly(4),
           .fields = xoss_fields,
           .conditions = xoss_named,
           .read = has_percentage<1>},
    Format{.name = "xoss.heart_rate",
           .carrier = manufacturer_data(0xFF04),
           .lengths = exactly(4),
           .fields = xoss_fields,
           .conditions = xoss_named_in_full,
           .read = has_percentage<1>},
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
