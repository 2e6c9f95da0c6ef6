// HolyIOT's trackers, service data 0x5242, big-endian: docs/formats/adv-sensor-tags.md.
#pragma once

#include <array>

#include "decode/formats/checks.h"

namespace cairn::formats {

bool read_holyiot_temperature(ReadContext& context, Decoded& out) noexcept;

inline constexpr Field holyiot_battery{Quantity::battery_pct, 1, Wire::u8};
inline constexpr auto holyiot_battery_fields = std::array{holyiot_battery};
// Pascals above 80,000.
inline constexpr auto holyiot_pressure_fields = std::array{
    holyiot_battery,
    Field{Quantity::pressure_hpa, 11, Wire::i16_be, always, 1, 100, 80'000},
};
inline constexpr auto holyiot_humidity_fields = std::array{
    holyiot_battery,
    Field{Quantity::humidity_pct, 11, Wire::u8},
};
inline constexpr auto holyiot_vibration_fields = std::array{
    holyiot_battery,
    Field{.quantity = Quantity::vibration_present, .offset = 11, .bits = {0, 1}},
};
inline constexpr auto holyiot_side_fields = std::array{
    holyiot_battery,
    Field{Quantity::state_code, 11, Wire::u8},
};
inline constexpr auto holyiot_button_fields = std::array{
    holyiot_battery,
    Field{.quantity = Quantity::pressed, .offset = 11, .bits = {0, 1}},
};
inline constexpr auto holyiot_texts = std::array{Text{AttributeKind::device, {TextPart{Part::mac, 2, 6}}}};

inline constexpr auto holyiot_is_temperature = std::array{byte_is(0, 0x41), byte_is(10, 1)};
inline constexpr auto holyiot_is_pressure = std::array{byte_is(0, 0x41), byte_is(10, 2)};
inline constexpr auto holyiot_is_humidity = std::array{byte_is(0, 0x41), byte_is(10, 3)};
inline constexpr auto holyiot_is_vibration = std::array{byte_is(0, 0x41), byte_is(10, 4)};
inline constexpr auto holyiot_is_side = std::array{byte_is(0, 0x41), byte_is(10, 5)};
inline constexpr auto holyiot_is_button = std::array{byte_is(0, 0x41), byte_is(10, 6)};

constexpr Format holyiot_tracker(std::span<const Field> fields, std::span<const Condition> conditions,
                                 Reader read = has_percentage<1>) noexcept {
    return {.name = "holyiot.tracker",
            .carrier = service_data(0x5242),
            .lengths = exactly(13),
            .fields = fields,
            .texts = holyiot_texts,
            .conditions = conditions,
            .read = read};
}

inline constexpr auto holyiot = std::array{
    holyiot_tracker(holyiot_battery_fields, holyiot_is_temperature, read_holyiot_temperature),
    holyiot_tracker(holyiot_pressure_fields, holyiot_is_pressure),
    holyiot_tracker(holyiot_humidity_fields, holyiot_is_humidity),
    holyiot_tracker(holyiot_vibration_fields, holyiot_is_vibration),
    holyiot_tracker(holyiot_side_fields, holyiot_is_side),
    holyiot_tracker(holyiot_button_fields, holyiot_is_button),
};

}  // namespace cairn::formats
