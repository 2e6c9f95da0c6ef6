// Moko BeaconX Pro tags, service data 0xFEAB, big-endian: docs/formats/advertisements.md.
#pragma once

#include <array>

#include "decode/format.h"

namespace cairn::formats {

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

inline constexpr auto moko_address_at_7 = std::array{moko_address(7)};
inline constexpr auto moko_address_at_10 = std::array{moko_address(10)};
inline constexpr auto moko_address_at_15 = std::array{moko_address(15)};

// The shorter forms leave out the battery and the address.
inline constexpr auto moko = std::array{
    moko_frame("moko.device_info", 0x40, exactly(15), moko_device_fields, moko_address_at_7),
    moko_frame("moko.acceleration", 0x60, one_of(12, 21), moko_acceleration_fields, moko_address_at_15),
    moko_frame("moko.temperature_humidity", 0x70, one_of(7, 16), moko_temperature_humidity_fields,
               moko_address_at_10),
};

}  // namespace cairn::formats
