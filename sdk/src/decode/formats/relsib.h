// Relsib's EClerk Eco, WT51 and WH52: docs/formats/adv-sensor-tags.md.
#pragma once

#include <array>

#include "decode/formats/checks.h"

namespace cairn::formats {

bool read_relsib_text(ReadContext& context, Decoded& out) noexcept;

/// 0x8000 stands for a sensor that is not ready.
constexpr Field relsib_hundredths(Quantity quantity, std::uint8_t offset) noexcept {
    return {quantity, offset, Wire::i16_le, 0x8000, 1, 100};
}
constexpr Field relsib_co2(std::uint8_t offset) noexcept {
    return {Quantity::co2_ppm, offset, Wire::u16_le, 0x8000};
}
/// The source reads both values of a WH52 with the thermometer's formula of a Sensirion SHT3x.
constexpr Field relsib_sht(Quantity quantity) noexcept {
    return {quantity, 0, Wire::u16_be, always, 175, 65'535, -45 * 65'535};
}

inline constexpr auto relsib_eclerk_fields = std::array{
    relsib_hundredths(Quantity::temperature_c, 0),
    relsib_hundredths(Quantity::humidity_pct, 2),
    relsib_co2(4),
};
inline constexpr auto relsib_eclerk_battery_fields = std::array{
    relsib_hundredths(Quantity::temperature_c, 4),
    relsib_hundredths(Quantity::humidity_pct, 6),
    relsib_co2(8),
    Field{Quantity::battery_pct, 13, Wire::u8},
};
// On mains it says so in the highest bit of the battery, whatever the others are.
inline constexpr auto relsib_eclerk_mains_fields = std::array{
    relsib_hundredths(Quantity::temperature_c, 4),
    relsib_hundredths(Quantity::humidity_pct, 6),
    relsib_co2(8),
    Field{.quantity = Quantity::battery_pct, .offset = 13, .scale = 0, .bias = 100},
};
inline constexpr auto relsib_wh52_temperature_fields = std::array{relsib_sht(Quantity::temperature_c)};
inline constexpr auto relsib_wh52_humidity_fields = std::array{relsib_sht(Quantity::humidity_pct)};

inline constexpr Condition is_eclerk = name_is("ECo");
inline constexpr auto relsib_eclerk = std::array{is_eclerk};
inline constexpr auto relsib_on_battery = std::array{is_eclerk, byte_is(13, 0x00, 0x80)};
inline constexpr auto relsib_on_mains = std::array{is_eclerk, byte_is(13, 0x80, 0x80)};
// Both thermometers carry their serial number in 0xAAA2; only the WH52 has a humidity, too.
inline constexpr auto relsib_wt51 = std::array{has_service(0xAAA2)};
inline constexpr auto relsib_wh52_temperature = std::array{has_service(0xAAA2), has_service(0x181A)};
inline constexpr auto relsib_wh52_humidity = std::array{has_service(0xAAA2), has_service(0x1809)};

constexpr Format relsib_row(std::string_view name, std::uint16_t uuid, std::uint16_t size_bytes,
                            std::span<const Field> fields, std::span<const Condition> conditions,
                            OptionalReader read = {}) noexcept {
    return {.name = name,
            .carrier = service_data(uuid),
            .lengths = exactly(size_bytes),
            .fields = fields,
            .conditions = conditions,
            .read = read};
}

/// One measurement in two structures.
constexpr Format relsib_wh52(std::uint16_t uuid, std::span<const Field> fields,
                             std::span<const Condition> conditions) noexcept {
    Format row = relsib_row("relsib.wh52", uuid, 2, fields, conditions);
    row.joins = true;
    return row;
}

inline constexpr auto relsib = std::array{
    relsib_row("relsib.eclerk", 0xAA20, 22, relsib_eclerk_battery_fields, relsib_on_battery,
               has_percentage<13>),
    relsib_row("relsib.eclerk", 0xAA20, 22, relsib_eclerk_mains_fields, relsib_on_mains),
    relsib_row("relsib.eclerk", 0xAA21, 22, relsib_eclerk_fields, relsib_eclerk),
    relsib_row("relsib.eclerk", 0xAA22, 22, relsib_eclerk_fields, relsib_eclerk),
    relsib_row("relsib.wt51", 0x1809, 6, {}, relsib_wt51, read_relsib_text),
    relsib_wh52(0x1809, relsib_wh52_temperature_fields, relsib_wh52_temperature),
    relsib_wh52(0x181A, relsib_wh52_humidity_fields, relsib_wh52_humidity),
};

}  // namespace cairn::formats
