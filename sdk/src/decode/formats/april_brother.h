// April Brother's N03 and ABTemp: docs/formats/adv-venues.md.
#pragma once

#include <array>

#include "decode/formats/checks.h"

namespace cairn::formats {

bool read_abtemp(ReadContext& context, Decoded& out) noexcept;

inline constexpr auto abn03_fields = std::array{
    Field{Quantity::battery_pct, 8, Wire::u8},
    Field{Quantity::temperature_c, 9, Wire::i16_le, always, 1, 8},
    Field{Quantity::humidity_pct, 11, Wire::u16_le, always, 1, 2},
    Field{Quantity::illuminance_lux, 13, Wire::u16_le},
};
inline constexpr auto abn03_texts = std::array{Text{AttributeKind::device, {TextPart{Part::mac, 2, 6}}}};

// It keeps its battery and its temperature where an iBeacon has its minor number.
inline constexpr auto abtemp_fields = std::array{
    Field{Quantity::battery_pct, 20, Wire::u8},
    Field{Quantity::temperature_c, 21, Wire::i8},
};

constexpr Format abn03(std::uint16_t uuid) noexcept {
    return {.name = "april_brother.n03",
            .carrier = service_data(uuid),
            .magic = begins_with(0xAB, 0x03),
            .lengths = exactly(15),
            .fields = abn03_fields,
            .texts = abn03_texts,
            .read = has_percentage<8>};
}

inline constexpr auto april_brother = std::array{
    // Some programs hand on service data without its UUID: 0 stands there then.
    abn03(0xFE59),
    abn03(0x0000),
    Format{.name = "april_brother.abtemp",
           .carrier = manufacturer_data(0x004C),
           .magic = begins_with(0x02, 0x15, 0xB5, 0xB1),
           .lengths = exactly(23),
           .fields = abtemp_fields,
           .read = read_abtemp,
           .also = true},
};

}  // namespace cairn::formats
