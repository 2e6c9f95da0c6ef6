// Minew tags under their company, 0x0639: Connect V3, MSE, S3, S4. docs/formats/adv-minew.md.
#pragma once

#include <array>

#include "decode/formats/minew.h"
#include "decode/reader.h"

namespace cairn::formats {

bool read_minew_firmware(ReadContext& context, Decoded& out) noexcept;
bool read_minew_blocks(ReadContext& context, Decoded& out) noexcept;
bool read_minew_closed(ReadContext& context, Decoded& out) noexcept;

/// The numbers of a version, one byte each.
constexpr Text minew_version(std::uint8_t offset) noexcept {
    const auto next = static_cast<std::uint8_t>(offset + 1);
    const auto last = static_cast<std::uint8_t>(offset + 2);
    return {
        AttributeKind::firmware,
        {TextPart{Part::u8, offset, 1}, TextPart{Part::u8, next, 1, '.'}, TextPart{Part::u8, last, 1, '.'}}};
}

inline constexpr auto minew_connect_info_fields = std::array{Field{Quantity::battery_pct, 8, Wire::u8}};
inline constexpr auto minew_connect_temperature_fields =
    std::array{minew_fixed_8_8(Quantity::temperature_c, 5)};
inline constexpr auto minew_connect_humidity_fields = std::array{
    minew_fixed_8_8(Quantity::temperature_c, 5),
    minew_fixed_8_8(Quantity::humidity_pct, 7),
};
// Here the counts are little-endian. The serial number stays the same while one window is repeated.
inline constexpr auto minew_connect_traffic_fields = std::array{
    Field{Quantity::packet_id, 3, Wire::u8},
    Field{Quantity::entry_count, 4, Wire::u16_le},
    Field{Quantity::exit_count, 6, Wire::u16_le},
};
inline constexpr auto minew_connect_people_fields = std::array{
    Field{Quantity::packet_id, 3, Wire::u8},
    Field{.quantity = Quantity::people_count, .offset = 4, .bits = {0, 4}},
};
inline constexpr auto minew_connect_probe_fields = std::array{
    Field{Quantity::voltage_v, 12, Wire::u16_be, always, 1, 1'000},
    minew_fixed_8_8(Quantity::temperature_c, 14),
    Field{Quantity::tx_power_dbm, 17, Wire::i8},
};
inline constexpr auto minew_connect_distance_fields = std::array{
    Field{Quantity::packet_id, 3, Wire::u8},
    Field{Quantity::distance_m, 4, Wire::u16_le, always, 1, 1'000},
    Field{.quantity = Quantity::opening_open, .offset = 6, .bits = {0, 1}},
    Field{.quantity = Quantity::motion_present, .offset = 6, .bits = {1, 1}},
    Field{.quantity = Quantity::occupancy_present, .offset = 6, .bits = {2, 1}},
    Field{.quantity = Quantity::battery_low, .offset = 6, .bits = {3, 1}},
};
inline constexpr auto minew_mse_fields = std::array{
    Field{Quantity::packet_id, 2, Wire::u8},
    Field{Quantity::battery_pct, 3, Wire::u8},
    Field{.quantity = Quantity::opening_open, .offset = 4, .bits = {0, 1}},
    Field{.quantity = Quantity::motion_present, .offset = 4, .bits = {1, 1}},
    Field{.quantity = Quantity::pressed, .offset = 4, .bits = {5, 1}},
    Field{.quantity = Quantity::pressed, .offset = 4, .channel = 1, .bits = {6, 1}},
    Field{Quantity::level_pct, 5, Wire::u16_le, always, 100, 4'095},
};
inline constexpr auto minew_s3_fields = std::array{
    minew_battery,
    minew_fixed_8_8(Quantity::temperature_c, 3),
    minew_fixed_8_8(Quantity::humidity_pct, 5),
};
inline constexpr auto minew_s4_fields = std::array{
    minew_battery,
    Field{.quantity = Quantity::door_open, .offset = 3, .bits = {0, 1}},
    Field{.quantity = Quantity::tamper_present, .offset = 4, .bits = {0, 1}},
};

inline constexpr auto minew_name_at_9 = std::array{Text{AttributeKind::name, {TextPart{Part::utf8, 9, 8}}}};
inline constexpr auto minew_address_at_6 = std::array{minew_address(6)};
inline constexpr auto minew_s3_info_texts = std::array{minew_version(2), minew_address(12)};
inline constexpr auto minew_s4_info_texts = std::array{minew_version(2), minew_address(10)};

inline constexpr auto minew_has_humidity = std::array{byte_is(3, 0x00, 0x02)};
inline constexpr auto minew_has_no_humidity = std::array{byte_is(3, 0x02, 0x02)};
inline constexpr auto minew_is_open = std::array{byte_is(2, 0x00, 0x80)};
inline constexpr auto minew_is_closed = std::array{byte_is(2, 0x80, 0x80)};

template <typename... Byte>
constexpr Format minew_connect_frame(std::string_view name, Lengths lengths, std::span<const Field> fields,
                                     std::span<const Text> texts, std::span<const Condition> conditions,
                                     Byte... magic) noexcept {
    return {.name = name,
            .carrier = manufacturer_data(0x0639),
            .magic = begins_with(magic...),
            .lengths = lengths,
            .fields = fields,
            .texts = texts,
            .conditions = conditions};
}

inline constexpr auto minew_connect = std::array{
    Format{.name = "minew.connect_info",
           .carrier = manufacturer_data(0x0639),
           .magic = begins_with(0xCA, 0x00),
           .lengths = exactly(24),
           .fields = minew_connect_info_fields,
           .texts = minew_address_at_2,
           .read = read_minew_firmware},
    Format{.name = "minew.connect_combination",
           .carrier = manufacturer_data(0x0639),
           .magic = begins_with(0xCA, 0x03),
           .lengths = at_least(8),
           .read = read_minew_blocks},
    minew_connect_frame("minew.connect_temperature", exactly(24), minew_connect_humidity_fields,
                        minew_name_at_9, minew_has_humidity, 0xCA, 0x05),
    minew_connect_frame("minew.connect_temperature", exactly(24), minew_connect_temperature_fields,
                        minew_name_at_9, minew_has_no_humidity, 0xCA, 0x05),
    minew_connect_frame("minew.connect_traffic", exactly(24), minew_connect_traffic_fields, {}, {}, 0xCA,
                        0x18, 0x00),
    minew_connect_frame("minew.connect_people", exactly(24), minew_connect_people_fields, {}, {}, 0xCA, 0x18,
                        0x01),
    minew_connect_frame("minew.connect_probe", exactly(24), minew_connect_probe_fields, minew_address_at_6,
                        minew_is_open, 0xCA, 0x1B),
    Format{.name = "minew.connect_probe",
           .carrier = manufacturer_data(0x0639),
           .magic = begins_with(0xCA, 0x1B),
           .lengths = exactly(24),
           .conditions = minew_is_closed,
           .read = read_minew_closed},
    minew_connect_frame("minew.connect_distance", exactly(24), minew_connect_distance_fields, {}, {}, 0xCA,
                        0x1E),
    // What follows the level is of relayed tags and has no published layout.
    minew_connect_frame("minew.mse01", {7, 24}, minew_mse_fields, {}, {}, 0x51, 0x01),
    minew_connect_frame("minew.mse02", {7, 24}, minew_mse_fields, {}, {}, 0x51, 0x02),
    minew_connect_frame("minew.s3_info", exactly(20), {}, minew_s3_info_texts, {}, 0xA3, 0x01),
    minew_connect_frame("minew.s3_temperature_humidity", exactly(16), minew_s3_fields, minew_address_at_7, {},
                        0xA3, 0x03),
    minew_connect_frame("minew.s4_info", exactly(18), {}, minew_s4_info_texts, {}, 0xA4, 0x00),
    minew_connect_frame("minew.s4_door", exactly(15), minew_s4_fields, minew_address_at_7, {}, 0xA4, 0x01),
};

}  // namespace cairn::formats
