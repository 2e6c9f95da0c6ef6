// ELA Innovation's Blue tags, which Teltonika sells, too: docs/formats/ela_teltonika.md. Little-endian.
#pragma once

#include <array>

#include "decode/format.h"

namespace cairn::formats {

constexpr Format ela_frame(std::string_view name, std::uint8_t type, Lengths lengths,
                           std::span<const Field> fields) noexcept {
    return {.name = name,
            .carrier = manufacturer_data(0x0757),
            .magic = begins_with(type),
            .lengths = lengths,
            .fields = fields};
}

/// A counter of changes whose lowest bit is the state.
constexpr Field ela_state(Quantity quantity, std::uint8_t offset) noexcept {
    return {.quantity = quantity, .offset = offset, .wire = Wire::u16_le, .bits = {0, 1}};
}
constexpr Field ela_inverted_state(Quantity quantity, std::uint8_t offset) noexcept {
    return {
        .quantity = quantity, .offset = offset, .wire = Wire::u16_le, .scale = -1, .bias = 1, .bits = {0, 1}};
}
constexpr Field ela_count(Quantity quantity, std::uint8_t offset) noexcept {
    return {.quantity = quantity, .offset = offset, .wire = Wire::u16_le, .bits = {1, 15}};
}

inline constexpr auto ela_id_texts = std::array{Text{AttributeKind::device, {TextPart{Part::hex, 1, 6}}}};
inline constexpr auto ela_temperature_fields =
    std::array{Field{Quantity::temperature_c, 1, Wire::i16_le, always, 1, 100}};
inline constexpr auto ela_humidity_fields = std::array{Field{Quantity::humidity_pct, 1, Wire::u8}};
// A block of the temperature stands behind that of the humidity.
inline constexpr auto ela_humidity_temperature_fields = std::array{
    Field{Quantity::humidity_pct, 1, Wire::u8},
    Field{Quantity::temperature_c, 3, Wire::i16_le, always, 1, 100},
};
inline constexpr auto ela_magnet_fields = std::array{
    ela_inverted_state(Quantity::magnet_absent, 1),
    ela_count(Quantity::magnet_count, 1),
};
inline constexpr auto ela_movement_fields = std::array{
    ela_state(Quantity::motion_present, 1),
    ela_count(Quantity::movement_counter, 1),
};
inline constexpr auto ela_angle_fields = std::array{
    Field{Quantity::accel_x_g, 1, Wire::i16_le, always, 1, 1'000},
    Field{Quantity::accel_y_g, 3, Wire::i16_le, always, 1, 1'000},
    Field{Quantity::accel_z_g, 5, Wire::i16_le, always, 1, 1'000},
};
inline constexpr auto ela_input_fields = std::array{
    ela_state(Quantity::input_high, 1),
    ela_count(Quantity::count, 1),
};
inline constexpr auto ela_motion_fields = std::array{
    ela_state(Quantity::motion_present, 1),
    ela_count(Quantity::count, 1),
};
inline constexpr auto ela_touch_fields = std::array{
    ela_state(Quantity::pressed, 1),
    ela_count(Quantity::button_count, 1),
};
inline constexpr auto ela_battery_fields = std::array{Field{Quantity::battery_pct, 1, Wire::u8}};
inline constexpr auto ela_voltage_fields =
    std::array{Field{Quantity::voltage_v, 1, Wire::u16_le, always, 1, 1'000}};

inline constexpr auto ela_with_temperature = std::array{byte_is(2, 0x12)};

// Older firmware sends characteristics as service data; where SIG asks for two bytes of humidity, ELA has
// one.
inline constexpr auto ela_named_humidity = std::array{name_begins("P RHT")};
inline constexpr auto teltonika_puck_humidity = std::array{name_is("PUCK_TH")};
inline constexpr auto ela_named_magnet = std::array{name_begins("P MAG")};
inline constexpr auto ela_named_movement = std::array{name_begins("P MOV")};
inline constexpr auto ela_service_humidity_fields = std::array{Field{Quantity::humidity_pct, 0, Wire::u8}};
inline constexpr auto ela_service_magnet_fields = std::array{
    ela_inverted_state(Quantity::magnet_absent, 0),
    ela_count(Quantity::magnet_count, 0),
};
inline constexpr auto ela_service_movement_fields = std::array{
    ela_state(Quantity::motion_present, 0),
    ela_count(Quantity::movement_counter, 0),
};

constexpr Format ela_service(std::string_view name, std::uint16_t uuid, std::uint16_t size_bytes,
                             std::span<const Field> fields, std::span<const Condition> conditions) noexcept {
    return {.name = name,
            .carrier = service_data(uuid),
            .lengths = exactly(size_bytes),
            .fields = fields,
            .conditions = conditions};
}

inline constexpr auto ela = std::array{
    Format{.name = "ela.id",
           .carrier = manufacturer_data(0x0757),
           .magic = begins_with(0x06),
           .lengths = exactly(7),
           .texts = ela_id_texts},
    ela_frame("ela.temperature", 0x12, exactly(3), ela_temperature_fields),
    ela_frame("ela.humidity", 0x21, exactly(2), ela_humidity_fields),
    Format{.name = "ela.humidity",
           .carrier = manufacturer_data(0x0757),
           .magic = begins_with(0x21),
           .lengths = exactly(5),
           .fields = ela_humidity_temperature_fields,
           .conditions = ela_with_temperature},
    ela_frame("ela.magnet", 0x32, exactly(3), ela_magnet_fields),
    ela_frame("ela.movement", 0x42, exactly(3), ela_movement_fields),
    ela_frame("ela.angle", 0x56, exactly(7), ela_angle_fields),
    ela_frame("ela.input", 0x62, exactly(3), ela_input_fields),
    ela_frame("ela.motion", 0x92, exactly(3), ela_motion_fields),
    ela_frame("ela.touch", 0xB2, exactly(3), ela_touch_fields),
    ela_frame("ela.battery", 0xF1, exactly(2), ela_battery_fields),
    ela_frame("ela.battery", 0xF2, exactly(3), ela_voltage_fields),
    ela_service("ela.humidity", 0x2A6F, 1, ela_service_humidity_fields, ela_named_humidity),
    ela_service("ela.humidity", 0x2A6F, 1, ela_service_humidity_fields, teltonika_puck_humidity),
    ela_service("ela.magnet", 0x2A06, 2, ela_service_magnet_fields, ela_named_magnet),
    ela_service("ela.movement", 0x2A06, 2, ela_service_movement_fields, ela_named_movement),
};

}  // namespace cairn::formats
