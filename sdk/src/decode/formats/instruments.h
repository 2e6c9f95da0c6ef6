// Meters of one purpose whose structures need no key: docs/formats/household.md.
#pragma once

#include <array>

#include "decode/format.h"

namespace cairn::formats {

/// Uni-T UT363: text as on its display, and a sum that not all of the published samples have right.
bool read_anemometer(ReadContext& context, Decoded& out) noexcept;
/// EcoFlow's stations. False: a serial number of other than digits and capitals, or a battery above 100 %.
bool read_ecoflow(ReadContext& context, Decoded& out) noexcept;
/// VChon's thermometer: the advertiser's own address stands inside.
bool read_vchon(ReadContext& context, Decoded& out) noexcept;

inline constexpr auto anemometer_shape = std::array{byte_is(0, 0x10), bytes_are(9, "M/S")};

inline constexpr auto ecoflow_fields = std::array{
    Field{.quantity = Quantity::battery_pct, .offset = 17, .wire = Wire::u8, .bits = {0, 7}},
};
inline constexpr auto ecoflow_texts = std::array{Text{AttributeKind::serial, {TextPart{Part::utf8, 1, 16}}}};
inline constexpr auto ecoflow_shape = std::array{byte_is(0, 0x13), byte_is(1, 0x40, 0xE0)};

// Tyre sensors called BR put their measurements where the company id should stand; 14.5 psi are 1,000 hPa.
inline constexpr auto tyre_fields = std::array{
    Field{Quantity::voltage_v, 1, Wire::u8, always, 1, 10},
    Field{Quantity::temperature_c, 2, Wire::i8},
    Field{Quantity::pressure_hpa, 3, Wire::u16_be, always, 1'000, 145, -145'000},
};
inline constexpr auto tyre_named = std::array{name_is("BR"), byte_is(1, 0x00, 0xC0), byte_is(3, 0x00, 0xFC)};
inline constexpr auto tyre_numbered =
    std::array{name_begins("BR_"), byte_is(1, 0x00, 0xC0), byte_is(3, 0x00, 0xFC)};

constexpr Format tyre_row(std::span<const Condition> conditions) noexcept {
    return {.name = "br.tyre",
            .carrier = manufacturer_data_of_name(),
            .lengths = exactly(7),
            .fields = tyre_fields,
            .conditions = conditions,
            .from_id = true};
}

inline constexpr auto vchon_fields = std::array{
    Field{Quantity::temperature_c, 0, Wire::i16_be, always, 1, 10},
    Field{Quantity::humidity_pct, 2, Wire::u8},
};
inline constexpr auto vchon_texts = std::array{Text{AttributeKind::device, {TextPart{Part::mac, 3, 6}}}};

inline constexpr auto amphiro_fields = std::array{
    Field{Quantity::sequence, 0, Wire::u24_be},
    Field{Quantity::duration_s, 3, Wire::u16_be},
    Field{Quantity::water_l, 8, Wire::u24_be, always, 1, 2'560},
    Field{Quantity::temperature_c, 11, Wire::u8},
    Field{Quantity::energy_kwh, 12, Wire::u16_be, always, 1, 100},
};

inline constexpr auto instruments = std::array{
    Format{.name = "uni_t.anemometer",
           .carrier = manufacturer_data(0xBBAA),
           .lengths = exactly(17),
           .conditions = anemometer_shape,
           .read = read_anemometer},
    Format{.name = "ecoflow.station",
           .carrier = manufacturer_data(0xB5B5),
           .lengths = exactly(24),
           .fields = ecoflow_fields,
           .texts = ecoflow_texts,
           .conditions = ecoflow_shape,
           .read = read_ecoflow},
    tyre_row(tyre_named),
    tyre_row(tyre_numbered),
    Format{.name = "vchon.thermometer",
           .carrier = manufacturer_data(0x0901),
           .lengths = exactly(9),
           .fields = vchon_fields,
           .texts = vchon_texts,
           .read = read_vchon},
    Format{.name = "amphiro.shower",
           .carrier = manufacturer_data(0xFAEE),
           .lengths = exactly(19),
           .confidence = Confidence::identifier,
           .fields = amphiro_fields},
};

}  // namespace cairn::formats
