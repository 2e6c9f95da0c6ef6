// Characteristics of the Bluetooth SIG, sent as service data: docs/formats/adv-sig.md.
// Layouts: GATT Specification Supplement; UUIDs: Assigned Numbers 3.8. All little-endian.
#pragma once

#include <array>

#include "decode/format.h"

namespace cairn::formats {

/// Refuses a value that is not known, or that the specification forbids: other makers use some of these UUIDs
/// for bytes of their own.
bool read_sig_value(ReadContext& context, Decoded& out) noexcept;
bool read_heart_rate(ReadContext& context, Decoded& out) noexcept;
bool read_location(ReadContext& context, Decoded& out) noexcept;

constexpr Format sig_value(std::string_view name, std::uint16_t uuid, std::uint16_t size_bytes,
                           std::span<const Field> fields) noexcept {
    return {.name = name,
            .carrier = service_data(uuid),
            .lengths = exactly(size_bytes),
            .fields = fields,
            .read = read_sig_value};
}

// Kilograms or, with the lowest bit of the flags, pounds.
inline constexpr auto sig_kilogram_fields =
    std::array{Field{Quantity::mass_kg, 1, Wire::u16_le, 0xFFFF, 1, 200}};
inline constexpr auto sig_pound_fields =
    std::array{Field{Quantity::mass_lb, 1, Wire::u16_le, 0xFFFF, 1, 100}};
inline constexpr auto sig_is_kilogram = std::array{byte_is(0, 0x00, 0xF1)};
inline constexpr auto sig_is_pound = std::array{byte_is(0, 0x01, 0xF1)};
inline constexpr auto sig_power_fields =
    std::array{Field{Quantity::power_w, 0, Wire::u24_le, 0xFFFFFF, 1, 10}};
inline constexpr auto sig_tx_power_fields = std::array{Field{Quantity::tx_power_dbm, 0, Wire::i8}};
inline constexpr auto sig_battery_fields = std::array{Field{Quantity::battery_pct, 0, Wire::u8}};
inline constexpr auto sig_thermometer_fields = std::array{
    // In degrees Celsius, unless the lowest bit of the flags says Fahrenheit: then the row does not fit.
    Field{Quantity::temperature_c, 1, Wire::medical_32_le},
};
inline constexpr auto sig_celsius_conditions = std::array{byte_is(0, 0x00, 0x01)};
inline constexpr auto sig_elevation_fields =
    std::array{Field{Quantity::elevation_m, 0, Wire::i24_le, always, 1, 100}};
inline constexpr auto sig_pressure_fields =
    std::array{Field{Quantity::pressure_hpa, 0, Wire::u32_le, always, 1, 1'000}};
inline constexpr auto sig_temperature_fields = std::array{
    Field{Quantity::temperature_c, 0, Wire::i16_le, 0x8000, 1, 100},
};
inline constexpr auto sig_humidity_fields =
    std::array{Field{Quantity::humidity_pct, 0, Wire::u16_le, 0xFFFF, 1, 100}};
/// What older ELA and Teltonika tags send under the same UUID.
inline constexpr auto sig_whole_humidity_fields =
    std::array{Field{Quantity::humidity_pct, 0, Wire::u8, 0xFF}};
inline constexpr auto sig_wind_speed_fields =
    std::array{Field{Quantity::speed_mps, 0, Wire::u16_le, always, 1, 100}};
inline constexpr auto sig_wind_direction_fields = std::array{
    Field{Quantity::direction_deg, 0, Wire::u16_le, always, 1, 100},
};
inline constexpr auto sig_uv_index_fields = std::array{Field{Quantity::uv_index, 0, Wire::u8}};
inline constexpr auto sig_rainfall_fields = std::array{Field{Quantity::precipitation_mm, 0, Wire::u16_le}};
inline constexpr auto sig_dew_point_fields = std::array{Field{Quantity::dew_point_c, 0, Wire::i8}};
/// Steps of 0.1 microtesla.
inline constexpr auto sig_magnetic_fields = std::array{
    Field{Quantity::magnetic_x_ut, 0, Wire::i16_le, always, 1, 10},
    Field{Quantity::magnetic_y_ut, 2, Wire::i16_le, always, 1, 10},
    Field{Quantity::magnetic_z_ut, 4, Wire::i16_le, always, 1, 10},
};
inline constexpr auto sig_language_texts = std::array{Text{AttributeKind::text, {TextPart{Part::utf8, 0}}}};
inline constexpr auto sig_current_fields =
    std::array{Field{Quantity::current_a, 0, Wire::u16_le, 0xFFFF, 1, 100}};
inline constexpr auto sig_voltage_fields =
    std::array{Field{Quantity::voltage_v, 0, Wire::u16_le, 0xFFFF, 1, 64}};
inline constexpr auto sig_level_fields =
    std::array{Field{Quantity::level_pct, 0, Wire::u16_le, always, 100, 65'535}};
inline constexpr auto sig_illuminance_fields = std::array{
    Field{Quantity::illuminance_lux, 0, Wire::u24_le, 0xFFFFFF, 1, 100},
};
inline constexpr auto sig_co2_fields = std::array{Field{Quantity::co2_ppm, 0, Wire::u16_le, 0xFFFF}};
inline constexpr auto sig_noise_fields = std::array{Field{Quantity::sound_level_db, 0, Wire::u8, 0xFF}};
inline constexpr auto sig_voc_fields = std::array{Field{Quantity::tvoc_ppb, 0, Wire::u16_le, 0xFFFF}};
inline constexpr auto sig_methane_fields = std::array{Field{Quantity::methane_ppb, 0, Wire::medical_16_le}};

/// Kilograms a cubic metre, as milligrams or micrograms.
constexpr Field sig_milligrams(Quantity quantity) noexcept {
    return {quantity, 0, Wire::medical_16_le, always, 1'000'000};
}
constexpr Field sig_micrograms(Quantity quantity) noexcept {
    return {quantity, 0, Wire::medical_16_le, always, 1'000'000'000};
}
inline constexpr auto sig_ammonia_fields = std::array{sig_milligrams(Quantity::ammonia_mgm3)};
inline constexpr auto sig_carbon_monoxide_fields = std::array{sig_milligrams(Quantity::carbon_monoxide_mgm3)};
inline constexpr auto sig_nitrogen_dioxide_fields =
    std::array{sig_milligrams(Quantity::nitrogen_dioxide_mgm3)};
inline constexpr auto sig_ozone_fields = std::array{sig_milligrams(Quantity::ozone_mgm3)};
inline constexpr auto sig_pm1_fields = std::array{sig_micrograms(Quantity::pm1_ugm3)};
inline constexpr auto sig_pm25_fields = std::array{sig_micrograms(Quantity::pm25_ugm3)};
inline constexpr auto sig_pm10_fields = std::array{sig_micrograms(Quantity::pm10_ugm3)};

inline constexpr auto sig = std::array{
    sig_value("sig.tx_power", 0x2A07, 1, sig_tx_power_fields),
    sig_value("sig.battery", 0x2A19, 1, sig_battery_fields),
    // Some send the level under the UUID of the service that it belongs to.
    sig_value("sig.battery", 0x180F, 1, sig_battery_fields),
    Format{.name = "sig.thermometer",
           .carrier = service_data(0x2A1C),
           .lengths = {5, 13},
           .fields = sig_thermometer_fields,
           .conditions = sig_celsius_conditions,
           .read = read_sig_value},
    Format{.name = "sig.heart_rate",
           .carrier = service_data(0x2A37),
           .lengths = {2, 21},
           .read = read_heart_rate},
    Format{
        .name = "sig.location", .carrier = service_data(0x2A67), .lengths = {2, 28}, .read = read_location},
    sig_value("sig.elevation", 0x2A6C, 3, sig_elevation_fields),
    sig_value("sig.pressure", 0x2A6D, 4, sig_pressure_fields),
    sig_value("sig.temperature", 0x2A6E, 2, sig_temperature_fields),
    sig_value("sig.humidity", 0x2A6F, 2, sig_humidity_fields),
    sig_value("sig.humidity", 0x2A6F, 1, sig_whole_humidity_fields),
    sig_value("sig.wind", 0x2A70, 2, sig_wind_speed_fields),
    sig_value("sig.wind", 0x2A71, 2, sig_wind_direction_fields),
    sig_value("sig.uv_index", 0x2A76, 1, sig_uv_index_fields),
    sig_value("sig.rainfall", 0x2A78, 2, sig_rainfall_fields),
    sig_value("sig.dew_point", 0x2A7B, 1, sig_dew_point_fields),
    Format{.name = "sig.weight",
           .carrier = service_data(0x2A98),
           .lengths = {3, 15},
           .fields = sig_kilogram_fields,
           .conditions = sig_is_kilogram,
           .read = read_sig_value},
    Format{.name = "sig.weight",
           .carrier = service_data(0x2A98),
           .lengths = {3, 15},
           .fields = sig_pound_fields,
           .conditions = sig_is_pound,
           .read = read_sig_value},
    sig_value("sig.power", 0x2B05, 3, sig_power_fields),
    sig_value("sig.magnetic_field", 0x2AA1, 6, sig_magnetic_fields),
    // As ISO 639-1 has it.
    Format{.name = "sig.language",
           .carrier = service_data(0x2AA2),
           .lengths = exactly(2),
           .texts = sig_language_texts},
    sig_value("sig.current", 0x2AEE, 2, sig_current_fields),
    sig_value("sig.voltage", 0x2B18, 2, sig_voltage_fields),
    sig_value("sig.level", 0x2AF9, 2, sig_level_fields),
    sig_value("sig.illuminance", 0x2AFB, 3, sig_illuminance_fields),
    sig_value("sig.co2", 0x2B8C, 2, sig_co2_fields),
    sig_value("sig.ammonia", 0x2BCF, 2, sig_ammonia_fields),
    sig_value("sig.carbon_monoxide", 0x2BD0, 2, sig_carbon_monoxide_fields),
    sig_value("sig.methane", 0x2BD1, 2, sig_methane_fields),
    sig_value("sig.nitrogen_dioxide", 0x2BD2, 2, sig_nitrogen_dioxide_fields),
    sig_value("sig.ozone", 0x2BD4, 2, sig_ozone_fields),
    sig_value("sig.particles", 0x2BD5, 2, sig_pm1_fields),
    sig_value("sig.particles", 0x2BD6, 2, sig_pm25_fields),
    sig_value("sig.particles", 0x2BD7, 2, sig_pm10_fields),
    sig_value("sig.noise", 0x2BE4, 1, sig_noise_fields),
    sig_value("sig.voc", 0x2BE7, 2, sig_voc_fields),
};

}  // namespace cairn::formats
