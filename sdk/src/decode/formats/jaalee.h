// Jaalee's JHT, big-endian: docs/formats/adv-sensor-tags.md.
#pragma once

#include <array>

#include "decode/format.h"

namespace cairn::formats {

/// False: not the advertiser's address, or, where that is not known, its services are not listed either.
bool read_jaalee_service(ReadContext& context, Decoded& out) noexcept;
bool read_jaalee_ibeacon(ReadContext& context, Decoded& out) noexcept;

/// As a Sensirion SHT3x counts: 65,535 steps from -45 to 130 degrees and from 0 to 100 per cent.
constexpr Field jaalee_temperature(std::uint8_t offset) noexcept {
    return {Quantity::temperature_c, offset, Wire::u16_be, always, 175, 65'535, -45 * 65'535};
}
constexpr Field jaalee_humidity(std::uint8_t offset) noexcept {
    return {Quantity::humidity_pct, offset, Wire::u16_be, always, 100, 65'535};
}

// It measures where an iBeacon has its major and its minor number, and appends its battery.
inline constexpr auto jaalee_ibeacon_fields = std::array{
    jaalee_temperature(18),
    jaalee_humidity(20),
    Field{Quantity::battery_pct, 23, Wire::u8},
};
inline constexpr auto jaalee_fields = std::array{
    Field{Quantity::battery_pct, 0, Wire::u8},
    jaalee_temperature(7),
    jaalee_humidity(9),
};
inline constexpr auto jaalee_texts =
    std::array{Text{AttributeKind::device, {TextPart{Part::mac_reversed, 1, 6}}}};

constexpr Format jaalee_service(std::uint16_t uuid) noexcept {
    return {.name = "jaalee.jht",
            .carrier = service_data(uuid),
            .lengths = exactly(11),
            .fields = jaalee_fields,
            .texts = jaalee_texts,
            .read = read_jaalee_service};
}

inline constexpr auto jaalee = std::array{
    Format{.name = "jaalee.jht",
           .carrier = manufacturer_data(0x004C),
           .magic = begins_with(0x02, 0x15, 0xEB, 0xEF),
           .lengths = exactly(24),
           .fields = jaalee_ibeacon_fields,
           .read = read_jaalee_ibeacon,
           .also = true},
    jaalee_service(0xF525),
    jaalee_service(0xF51C),
};

}  // namespace cairn::formats
