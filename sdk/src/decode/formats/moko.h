// Moko tags, big-endian: docs/formats/adv-moko.md.
#pragma once

#include <array>

#include "decode/formats/checks.h"

namespace cairn::formats {

bool read_moko_tag(ReadContext& context, Decoded& out) noexcept;
bool read_moko_button(ReadContext& context, Decoded& out) noexcept;
bool read_moko_button_battery(ReadContext& context, Decoded& out) noexcept;
bool read_moko_locator(ReadContext& context, Decoded& out) noexcept;
bool read_monit_mecs(ReadContext& context, Decoded& out) noexcept;

constexpr Field moko_axis(Quantity quantity, std::uint8_t offset) noexcept {
    return {.quantity = quantity, .offset = offset, .wire = Wire::lis3dh_be, .per = 1'000, .code_offset = 4};
}
constexpr Field moko_battery(std::uint8_t offset) noexcept {
    return {Quantity::voltage_v, offset, Wire::u16_be, always, 1, 1'000};
}
constexpr Text moko_address(std::uint8_t offset) noexcept {
    return {AttributeKind::device, {TextPart{Part::mac, offset, 6}}};
}
constexpr Format moko_frame(std::string_view name, std::uint8_t frame, Lengths lengths,
                            std::span<const Field> fields, std::span<const Text> texts) noexcept {
    return {.name = name,
            .carrier = service_data(0xFEAB),
            .magic = begins_with(frame),
            .lengths = lengths,
            .fields = fields,
            .texts = texts};
}

inline constexpr Field moko_rssi{Quantity::rssi_at_0m_dbm, 1, Wire::i8};
inline constexpr Field moko_interval{Quantity::advertisement_interval_s, 2, Wire::u8, always, 1, 10};

inline constexpr auto moko_device_fields = std::array{
    moko_rssi,
    moko_interval,
    moko_battery(3),
    // Only tags with a light sensor, bit 2 of byte 5, use the bit for light.
    Field{.quantity = Quantity::light_present,
          .offset = 6,
          .wire = Wire::u8,
          .bits = {1, 1},
          .when = {5, 0x04}},
};
inline constexpr auto moko_acceleration_fields = std::array{
    moko_rssi,
    moko_interval,
    moko_axis(Quantity::accel_x_g, 6),
    moko_axis(Quantity::accel_y_g, 8),
    moko_axis(Quantity::accel_z_g, 10),
    moko_battery(12),
};
inline constexpr auto moko_temperature_humidity_fields = std::array{
    moko_rssi,
    moko_interval,
    Field{Quantity::temperature_c, 3, Wire::i16_be, always, 1, 10},
    Field{Quantity::humidity_pct, 5, Wire::u16_be, always, 1, 10},
    moko_battery(7),
};

inline constexpr auto moko_ibeacon_fields = std::array{
    Field{Quantity::measured_power_dbm, 1, Wire::i8},
    moko_interval,
};
inline constexpr auto moko_probe_fields = std::array{
    Field{.quantity = Quantity::water_present, .offset = 1, .bits = {0, 1}},
    Field{Quantity::temperature_c, 2, Wire::i16_be, 0xFFFF, 1, 10},
    Field{Quantity::humidity_pct, 4, Wire::u16_be, 0xFFFF, 1, 10},
    Field{Quantity::distance_m, 6, Wire::u16_be, 0xFFFF, 1, 1'000},
};
inline constexpr auto moko_tag_fields = std::array{
    Field{.quantity = Quantity::magnet_absent, .offset = 1, .bits = {0, 1}},
    Field{Quantity::magnet_count, 2, Wire::u16_be},
    moko_battery(16),
};
inline constexpr auto moko_production_fields = std::array{moko_battery(1)};
inline constexpr auto moko_companion_fields = std::array{moko_battery(0)};
inline constexpr auto moko_button_fields = std::array{
    Field{.quantity = Quantity::button_kind, .offset = 0, .bits = {0, 2}},
    Field{.quantity = Quantity::alarm_active, .offset = 1, .bits = {1, 1}},
    Field{Quantity::button_count, 2, Wire::u16_be},
};
inline constexpr auto moko_button_info_fields = std::array{
    Field{Quantity::accel_x_g, 4, Wire::i16_be, always, 1, 1'000},
    Field{Quantity::accel_y_g, 6, Wire::i16_be, always, 1, 1'000},
    Field{Quantity::accel_z_g, 8, Wire::i16_be, always, 1, 1'000},
    Field{Quantity::temperature_c, 10, Wire::i16_be, 0xFFFF, 1, 256},
    Field{Quantity::rssi_at_0m_dbm, 12, Wire::i8},
};
inline constexpr auto moko_pir_fields = std::array{
    Field{.quantity = Quantity::motion_present, .offset = 2, .bits = {0, 1}},
    Field{.quantity = Quantity::door_open, .offset = 2, .bits = {3, 1}},
    moko_battery(16),
    Field{Quantity::measured_power_dbm, 22, Wire::i8},
};
// The range finder alone is little-endian; so is the nano beacon.
inline constexpr auto moko_range_fields = std::array{
    Field{Quantity::voltage_v, 2, Wire::u16_le, always, 1, 1'000},
    Field{Quantity::distance_m, 7, Wire::u16_le, always, 1, 1'000},
};
inline constexpr auto moko_nano_fields = std::array{
    Field{Quantity::voltage_v, 1, Wire::u8, always, 1, 32},
    Field{Quantity::temperature_c, 2, Wire::i16_le, always, 1, 100},
    Field{Quantity::uptime_s, 4, Wire::u32_le},
    // The input is pulled up: 0 is pressed.
    Field{.quantity = Quantity::pressed, .offset = 8, .scale = -1, .bias = 1, .bits = {4, 1}},
    Field{.quantity = Quantity::cut_off_present, .offset = 8, .bits = {5, 1}},
};
inline constexpr auto moko_locator_alarm_fields = std::array{
    Field{Quantity::temperature_c, 2, Wire::i8},
    Field{Quantity::button_count, 3, Wire::u16_be},
};
// The vendor calls the axes big-endian; at rest only little-endian milligravities make 1 g.
inline constexpr auto moko_old_fields = std::array{
    Field{Quantity::battery_pct, 0, Wire::u8},
    Field{Quantity::accel_x_g, 7, Wire::i16_le, always, 1, 1'000},
    Field{Quantity::accel_y_g, 9, Wire::i16_le, always, 1, 1'000},
    Field{Quantity::accel_z_g, 11, Wire::i16_le, always, 1, 1'000},
};

inline constexpr auto moko_address_at_4 = std::array{moko_address(4)};
inline constexpr auto moko_address_at_7 = std::array{moko_address(7)};
inline constexpr auto moko_address_at_10 = std::array{moko_address(10)};
inline constexpr auto moko_address_at_15 = std::array{moko_address(15)};
inline constexpr auto moko_ibeacon_texts = std::array{
    Text{
        AttributeKind::ibeacon,
        {TextPart{Part::hex, 3, 16}, TextPart{Part::u16_be, 19, 2, '/'}, TextPart{Part::u16_be, 21, 2, '/'}}},
};
inline constexpr auto moko_tag_texts = std::array{Text{AttributeKind::device, {TextPart{Part::hex, 18}}}};

// Huami sends under 0xFEE0, too: a button's frame has a first byte of 20 to 23 and three bits of flags.
inline constexpr auto moko_button_conditions = std::array{byte_is(0, 0x20, 0xFC), byte_is(1, 0x00, 0xF8)};
// Its axes have eight bits at 2 g: steps of 16 mg. The service is anybody's.
inline constexpr auto moko_old_conditions = std::array{byte_is(0, 0x00, 0x80), byte_is(7, 0x00, 0x0F),
                                                       byte_is(9, 0x00, 0x0F), byte_is(11, 0x00, 0x0F)};
inline constexpr auto moko_update_conditions = std::array{name_is("MK_OTA")};

/// Of another service or company.
template <typename... Byte>
constexpr Format moko_other(std::string_view name, const Carrier& carrier, Lengths lengths,
                            std::span<const Field> fields, std::span<const Text> texts, OptionalReader read,
                            Byte... magic) noexcept {
    return {.name = name,
            .carrier = carrier,
            .magic = begins_with(magic...),
            .lengths = lengths,
            .fields = fields,
            .texts = texts,
            .read = read};
}

// The shorter forms leave out the battery and the address.
inline constexpr auto moko = std::array{
    moko_frame("moko.device_info", 0x40, exactly(15), moko_device_fields, moko_address_at_7),
    moko_frame("moko.ibeacon", 0x50, exactly(23), moko_ibeacon_fields, moko_ibeacon_texts),
    moko_frame("moko.acceleration", 0x60, one_of(12, 21), moko_acceleration_fields, moko_address_at_15),
    moko_frame("moko.temperature_humidity", 0x70, one_of(7, 16), moko_temperature_humidity_fields,
               moko_address_at_10),
    moko_frame("moko.probe", 0x80, exactly(12), moko_probe_fields, {}),
    moko_other("moko.device_info", service_data(0xFEAC), exactly(15), moko_device_fields, moko_address_at_7,
               nullptr, 0x40),
    moko_other("moko.tag", service_data(0xEA01), {19, 24}, moko_tag_fields, moko_tag_texts, read_moko_tag,
               0x80),
    moko_other("moko.production_test", service_data(0xEB01), exactly(9), moko_production_fields, {}, nullptr,
               0x90),
    moko_other("moko.ibeacon_companion", service_data(0xEB01), exactly(8), moko_companion_fields, {},
               nullptr),
    Format{.name = "moko.button",
           .carrier = service_data(0xFEE0),
           .lengths = {7, 12},
           .fields = moko_button_fields,
           .conditions = moko_button_conditions,
           .read = read_moko_button},
    moko_other("moko.button_info", service_data(0xEA00), exactly(21), moko_button_info_fields,
               moko_address_at_15, read_moko_button_battery, 0x00),
    // The vendor puts its company id on the air big-endian; some gateways turn it round.
    moko_other("moko.pir", manufacturer_data(0x620A), exactly(23), moko_pir_fields, moko_address_at_4,
               nullptr, 0x02, 0x15),
    moko_other("moko.pir", manufacturer_data(0x0A62), exactly(23), moko_pir_fields, moko_address_at_4,
               nullptr, 0x02, 0x15),
    moko_other("moko.range", manufacturer_data(0x0059), exactly(15), moko_range_fields, {}, nullptr, 0x07,
               0x6C),
    moko_other("moko.nano", manufacturer_data(0x0505), exactly(15), moko_nano_fields, {}, nullptr, 0x03),
    moko_other("moko.locator", manufacturer_data(0x000D), exactly(27), {}, {}, read_moko_locator, 0x04, 0x10),
    moko_other("moko.locator_alarm", manufacturer_data(0x000D), exactly(27), moko_locator_alarm_fields, {},
               nullptr, 0x04, 0x1C),
    Format{.name = "moko.old",
           .carrier = service_data(0xFF01),
           .lengths = exactly(13),
           .fields = moko_old_fields,
           .conditions = moko_old_conditions,
           .read = has_percentage<0>},
    Format{
        .name = "moko.update_mode", .carrier = listed_service(0xEAFF), .conditions = moko_update_conditions},
    moko_other("monit.mecs_pro", manufacturer_data(0x0059), exactly(23), {}, {}, read_monit_mecs, 0x02, 0x15),
};

}  // namespace cairn::formats
