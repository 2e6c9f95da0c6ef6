// Inkbird's thermometers: docs/formats/inkbird.md. Most put a measurement where the company id should stand.
#pragma once

#include <array>

#include "decode/format.h"

namespace cairn::formats {

/// One to six probes behind an address, when the name or the advertiser's own address vouches for them.
bool read_inkbird_barbecue(ReadContext& context, Decoded& out) noexcept;
/// Notices broken measurements.
bool read_inkbird_18(ReadContext& context, Decoded& out) noexcept;
/// Temperature in the unit of the display.
bool read_inkbird_air(ReadContext& context, Decoded& out) noexcept;

// IBS-TH and relatives: temperature, humidity, which sensor, a CRC, battery.
inline constexpr auto inkbird_th_fields = std::array{
    Field{Quantity::temperature_c, 0, Wire::i16_le, always, 1, 100},
    Field{Quantity::humidity_pct, 2, Wire::u16_le, 0, 1, 100},
    Field{Quantity::battery_pct, 7, Wire::u8},
};
// ITH-11-B, ITH-13-B, ITH-21-B, IBS-P02B; without a humidity sensor it is 0.
inline constexpr auto inkbird_18_fields = std::array{
    Field{Quantity::temperature_c, 4, Wire::i16_le, always, 1, 10},
    Field{Quantity::humidity_pct, 6, Wire::u16_le, 0, 1, 10},
    Field{Quantity::battery_pct, 8, Wire::u8},
};
inline constexpr auto inkbird_air_fields = std::array{
    Field{Quantity::humidity_pct, 10, Wire::u16_be, 0xFFFF, 1, 10},
    Field{Quantity::co2_ppm, 12, Wire::u16_be, 0xFFFF},
};
inline constexpr auto inkbird_air_texts =
    std::array{Text{AttributeKind::device, {TextPart{Part::mac, 1, 6}}}};

// The eighth byte is a battery in per cent: whatever is above is of another device.
inline constexpr auto inkbird_named_sps = std::array{name_is("sps"), byte_is(7, 0x00, 0x80)};
inline constexpr auto inkbird_named_tps = std::array{name_is("tps"), byte_is(7, 0x00, 0x80)};

inline constexpr auto inkbird_named_ith = std::array{name_begins("ITH-")};
inline constexpr auto inkbird_named_ibs = std::array{name_begins("IBS-P")};

// Conditions and no magic: another length is no broken one, it is somebody else.
inline constexpr auto inkbird_barbecue_shape = std::array{byte_is(0, 0x00), byte_is(1, 0x00)};

constexpr Format inkbird_barbecue(std::uint16_t company, std::uint16_t probes) noexcept {
    const auto size_bytes = static_cast<std::uint16_t>(8 + 2 * probes);
    return {.name = "inkbird.barbecue",
            .carrier = manufacturer_data(company),
            .lengths = exactly(size_bytes),
            .conditions = inkbird_barbecue_shape,
            .read = read_inkbird_barbecue};
}
constexpr Format inkbird_th(std::span<const Condition> conditions) noexcept {
    return {.name = "inkbird.th",
            .carrier = manufacturer_data_of_name(),
            .lengths = exactly(9),
            .fields = inkbird_th_fields,
            .conditions = conditions,
            .from_id = true};
}

constexpr Format inkbird_18_named(std::span<const Condition> conditions) noexcept {
    return {.name = "inkbird.th18",
            .carrier = manufacturer_data_of_name(),
            .lengths = exactly(16),
            .fields = inkbird_18_fields,
            .conditions = conditions,
            .read = read_inkbird_18};
}

inline constexpr auto inkbird = std::array{
    inkbird_th(inkbird_named_sps),
    inkbird_th(inkbird_named_tps),
    Format{.name = "inkbird.th18",
           .carrier = manufacturer_data(0x2449),
           .lengths = exactly(16),
           .confidence = Confidence::identifier,
           .fields = inkbird_18_fields,
           .read = read_inkbird_18},
    inkbird_18_named(inkbird_named_ith),
    inkbird_18_named(inkbird_named_ibs),
    Format{.name = "inkbird.iam_t2",
           .carrier = manufacturer_data(0x3254),
           .magic = begins_with(0x00, 0x62),
           .lengths = exactly(15),
           .fields = inkbird_air_fields,
           .texts = inkbird_air_texts,
           .read = read_inkbird_air},
    inkbird_barbecue(0x0000, 1),
    inkbird_barbecue(0x0000, 2),
    inkbird_barbecue(0x0000, 4),
    inkbird_barbecue(0x0000, 6),
    inkbird_barbecue(0x0001, 1),
    inkbird_barbecue(0x0001, 2),
    inkbird_barbecue(0x0001, 4),
    inkbird_barbecue(0x0001, 6),
};

}  // namespace cairn::formats
