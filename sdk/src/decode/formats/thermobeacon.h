// ThermoBeacon (Brifit, ORIA, Oasis) and SensorPro thermometers: docs/formats/thermometers.md.
#pragma once

#include <array>

#include "decode/format.h"

namespace cairn::formats {

/// What is measured now, if it can be. The companies' numbers are others' too: the service FFF0, the name, or
/// the advertiser's address inside must be there.
bool read_thermobeacon(ReadContext& context, Decoded& out) noexcept;
/// The highest and the lowest temperature since the last reset.
bool read_thermobeacon_extremes(ReadContext& context, Decoded& out) noexcept;

inline constexpr auto thermobeacon_extremes_fields = std::array{
    Field{Quantity::temperature_max_c, 8, Wire::i16_le, always, 1, 16},
    Field{Quantity::temperature_min_c, 14, Wire::i16_le, always, 1, 16},
};
inline constexpr auto thermobeacon_texts =
    std::array{Text{AttributeKind::device, {TextPart{Part::mac_reversed, 2, 6}}}};

inline constexpr auto sensorpro_fields = std::array{
    Field{Quantity::voltage_v, 8, Wire::u16_be, always, 1, 100},
    Field{Quantity::temperature_c, 10, Wire::i16_be, always, 1, 100},
    Field{Quantity::humidity_pct, 12, Wire::u16_be, always, 1, 100},
    Field{Quantity::battery_pct, 14, Wire::u8},
};
inline constexpr auto sensorpro_texts = std::array{Text{AttributeKind::device, {TextPart{Part::mac, 2, 6}}}};

// The button. A condition and no magic: another length is no broken one, it is somebody else.
inline constexpr auto thermobeacon_shape = std::array{byte_is(1, 0x00, 0x7F)};

constexpr Format thermobeacon_now(std::uint16_t company) noexcept {
    return {.name = "thermobeacon.now",
            .carrier = manufacturer_data(company),
            .lengths = exactly(18),
            .texts = thermobeacon_texts,
            .conditions = thermobeacon_shape,
            .read = read_thermobeacon};
}
constexpr Format thermobeacon_extremes(std::uint16_t company) noexcept {
    return {.name = "thermobeacon.extremes",
            .carrier = manufacturer_data(company),
            .lengths = exactly(20),
            .fields = thermobeacon_extremes_fields,
            .texts = thermobeacon_texts,
            .conditions = thermobeacon_shape,
            .read = read_thermobeacon_extremes};
}
constexpr Format sensorpro(std::uint8_t model) noexcept {
    return {.name = "sensorpro.t201",
            .carrier = manufacturer_data(0xAA55),
            .magic = begins_with(0x01, model),
            .lengths = {17, 18},
            .fields = sensorpro_fields,
            .texts = sensorpro_texts};
}

inline constexpr auto thermobeacon = std::array{
    thermobeacon_now(0x0010),
    thermobeacon_now(0x0011),
    thermobeacon_now(0x0014),
    thermobeacon_now(0x0015),
    thermobeacon_now(0x0018),
    thermobeacon_now(0x001B),
    thermobeacon_now(0x0030),
    thermobeacon_extremes(0x0010),
    thermobeacon_extremes(0x0011),
    thermobeacon_extremes(0x0014),
    thermobeacon_extremes(0x0015),
    thermobeacon_extremes(0x0018),
    thermobeacon_extremes(0x001B),
    thermobeacon_extremes(0x0030),
    sensorpro(0x01),
    sensorpro(0x05),
};

}  // namespace cairn::formats
