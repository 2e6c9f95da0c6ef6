// Firmware that people put onto thermometers of Xiaomi, Qingping and others, and b-parasite plant sensors:
// service data 0x181A. docs/formats/atc.md.
#pragma once

#include <array>

#include "decode/format.h"

namespace cairn::formats {

/// False: temperatures, humidities, batteries or voltages that no thermometer has, or another address than
/// the advertiser's.
bool read_atc1441(ReadContext& context, Decoded& out) noexcept;
bool read_pvvx(ReadContext& context, Decoded& out) noexcept;
/// False also: neither a key nor the device's name says that it is such a device.
bool read_pvvx_short(ReadContext& context, Decoded& out) noexcept;
bool read_pvvx_sealed(ReadContext& context, Decoded& out) noexcept;
bool read_atc1441_sealed(ReadContext& context, Decoded& out) noexcept;
/// False: a cell or a temperature that cannot be, or another address than the advertiser's.
bool read_bparasite(ReadContext& context, Decoded& out) noexcept;

/// Temperature in hundredths in version 2, in thousandths before. The light is last.
constexpr std::array<Field, 6> bparasite_fields(std::int32_t temperature_per) noexcept {
    return {
        Field{Quantity::packet_id, 1, Wire::u8},
        Field{Quantity::voltage_v, 2, Wire::u16_be, always, 1, 1'000},
        Field{Quantity::temperature_c, 4, Wire::i16_be, always, 1, temperature_per},
        Field{Quantity::humidity_pct, 6, Wire::u16_be, always, 100, 65'535},
        Field{Quantity::moisture_pct, 8, Wire::u16_be, always, 100, 65'535},
        Field{Quantity::illuminance_lux, 16, Wire::u16_be},
    };
}
inline constexpr auto bparasite_1_fields = bparasite_fields(1'000);
inline constexpr auto bparasite_2_fields = bparasite_fields(100);
inline constexpr auto bparasite_texts = std::array{Text{AttributeKind::device, {TextPart{Part::mac, 10, 6}}}};

constexpr Format bparasite_row(std::uint8_t protocol, Lengths lengths,
                               std::span<const Field> fields) noexcept {
    return {.name = "bparasite.plant",
            .carrier = service_data(0x181A),
            .magic = begins_with(protocol),
            .lengths = lengths,
            .fields = fields,
            .texts = bparasite_texts,
            .read = read_bparasite};
}
constexpr Format atc_row(std::string_view name, std::uint16_t size_bytes, OptionalReader read) noexcept {
    return {.name = name, .carrier = service_data(0x181A), .lengths = exactly(size_bytes), .read = read};
}

inline constexpr auto atc = std::array{
    atc_row("atc.atc1441", 13, read_atc1441),
    atc_row("atc.pvvx", 15, read_pvvx),
    atc_row("atc.pvvx", 11, read_pvvx_sealed),
    atc_row("atc.atc1441", 8, read_atc1441_sealed),
    atc_row("atc.pvvx", 6, read_pvvx_short),
    // The lowest bit of the first byte: with the light.
    bparasite_row(0x10, exactly(16), std::span(bparasite_1_fields).first(5)),
    bparasite_row(0x11, exactly(18), bparasite_1_fields),
    bparasite_row(0x20, exactly(16), std::span(bparasite_2_fields).first(5)),
    bparasite_row(0x21, exactly(18), bparasite_2_fields),
};

}  // namespace cairn::formats
