// SwitchBot: docs/formats/switchbot.md. The service data says which model it is, and on newer models the
// manufacturer data beside it says how it is: one format reads both.
#pragma once

#include <array>
#include <cstdint>

#include "decode/format.h"

namespace cairn::formats {

/// Models that share a layout.
enum class SwitchbotKind : std::uint8_t {
    unknown,
    bot,
    meter,
    hub,
    climate_panel,
    thermostat,
    contact,
    motion,
    presence,
    leak,
    curtain,
    blind_tilt,
    roller_shade,
    lock,
    lock_pro,
    keypad,
    keypad_vision,
    remote,
    plug,
    relay,
    garage,
    light,
    ceiling_light,
    humidifier,
    evaporative_humidifier,
    air_purifier,
    fan,
    vacuum,
    vacuum_k,
    picture,
};

/// Whether it is a model of this kind; if so, adds its name and what its manufacturer data say.
template <SwitchbotKind kind>
bool read_switchbot(ReadContext& context, Decoded& out) noexcept;
/// A meter whose service data was not heard, as it stands in the scan response.
bool read_switchbot_meter_alone(ReadContext& context, Decoded& out) noexcept;

constexpr Field switchbot_bits(Quantity quantity, std::uint8_t offset, Bits bits,
                               std::uint8_t channel = 0) noexcept {
    return {.quantity = quantity, .offset = offset, .wire = Wire::u8, .channel = channel, .bits = bits};
}
/// A bit that is set when the quantity is 0.
constexpr Field switchbot_inverse_bit(Quantity quantity, std::uint8_t offset, std::uint8_t bit,
                                      Presence when = {}) noexcept {
    return {.quantity = quantity,
            .offset = offset,
            .wire = Wire::u8,
            .scale = -1,
            .bias = 1,
            .bits = {bit, 1},
            .when = when};
}

// Service data. Most models send nothing else there but a battery.
inline constexpr Field switchbot_battery = switchbot_bits(Quantity::battery_pct, 2, {0, 7});
inline constexpr auto switchbot_battery_fields = std::array{switchbot_battery};
inline constexpr auto switchbot_bot_fields = std::array{
    switchbot_battery,
    switchbot_bits(Quantity::mode_code, 1, {7, 1}),
    // Only in switch mode does it know its position.
    switchbot_inverse_bit(Quantity::power_on, 1, 6, {1, 0x80}),
};
inline constexpr auto switchbot_motion_fields = std::array{
    switchbot_battery,
    switchbot_bits(Quantity::motion_present, 1, {6, 1}),
    switchbot_bits(Quantity::light_present, 5, {1, 1}),
};
inline constexpr auto switchbot_humidifier_fields = std::array{
    Field{.quantity = Quantity::mode_code, .offset = 4, .wire = Wire::u8},
};

constexpr Format switchbot_row(std::string_view name, OptionalReader read, std::span<const Field> fields = {},
                               Lengths lengths = at_least(2), std::uint16_t uuid = 0xFD3D) noexcept {
    return {.name = name, .carrier = service_data(uuid), .lengths = lengths, .fields = fields, .read = read};
}

inline constexpr auto switchbot_identity_texts =
    std::array{Text{AttributeKind::device, {TextPart{Part::mac, 0, 6}}}};

inline constexpr auto switchbot_meter_named = std::array{name_contains("SensorTH")};

inline constexpr std::uint16_t switchbot_old_uuid = 0x0D00;

inline constexpr auto switchbot = std::array{
    switchbot_row("switchbot.meter", read_switchbot<SwitchbotKind::meter>, switchbot_battery_fields),
    switchbot_row("switchbot.bot", read_switchbot<SwitchbotKind::bot>, switchbot_bot_fields),
    switchbot_row("switchbot.contact", read_switchbot<SwitchbotKind::contact>, switchbot_battery_fields),
    switchbot_row("switchbot.motion", read_switchbot<SwitchbotKind::motion>, switchbot_motion_fields),
    switchbot_row("switchbot.curtain", read_switchbot<SwitchbotKind::curtain>),
    switchbot_row("switchbot.plug", read_switchbot<SwitchbotKind::plug>),
    switchbot_row("switchbot.relay", read_switchbot<SwitchbotKind::relay>),
    switchbot_row("switchbot.garage", read_switchbot<SwitchbotKind::garage>),
    switchbot_row("switchbot.light", read_switchbot<SwitchbotKind::light>),
    switchbot_row("switchbot.ceiling_light", read_switchbot<SwitchbotKind::ceiling_light>),
    switchbot_row("switchbot.lock", read_switchbot<SwitchbotKind::lock>, switchbot_battery_fields),
    switchbot_row("switchbot.lock_pro", read_switchbot<SwitchbotKind::lock_pro>),
    switchbot_row("switchbot.keypad", read_switchbot<SwitchbotKind::keypad>, switchbot_battery_fields),
    switchbot_row("switchbot.keypad_vision", read_switchbot<SwitchbotKind::keypad_vision>),
    switchbot_row("switchbot.remote", read_switchbot<SwitchbotKind::remote>, switchbot_battery_fields),
    switchbot_row("switchbot.hub", read_switchbot<SwitchbotKind::hub>),
    switchbot_row("switchbot.leak", read_switchbot<SwitchbotKind::leak>),
    switchbot_row("switchbot.blind_tilt", read_switchbot<SwitchbotKind::blind_tilt>,
                  switchbot_battery_fields),
    switchbot_row("switchbot.roller_shade", read_switchbot<SwitchbotKind::roller_shade>,
                  switchbot_battery_fields),
    switchbot_row("switchbot.humidifier", read_switchbot<SwitchbotKind::humidifier>,
                  switchbot_humidifier_fields),
    switchbot_row("switchbot.evaporative_humidifier", read_switchbot<SwitchbotKind::evaporative_humidifier>),
    switchbot_row("switchbot.air_purifier", read_switchbot<SwitchbotKind::air_purifier>),
    switchbot_row("switchbot.fan", read_switchbot<SwitchbotKind::fan>),
    switchbot_row("switchbot.vacuum", read_switchbot<SwitchbotKind::vacuum>),
    switchbot_row("switchbot.vacuum_k", read_switchbot<SwitchbotKind::vacuum_k>),
    switchbot_row("switchbot.climate_panel", read_switchbot<SwitchbotKind::climate_panel>),
    switchbot_row("switchbot.thermostat", read_switchbot<SwitchbotKind::thermostat>),
    switchbot_row("switchbot.presence", read_switchbot<SwitchbotKind::presence>, switchbot_battery_fields),
    switchbot_row("switchbot.picture", read_switchbot<SwitchbotKind::picture>),
    Format{.name = "switchbot.device",
           .carrier = service_data(0xFD3D),
           .lengths = at_least(1),
           .confidence = Confidence::identifier},
    switchbot_row("switchbot.meter", read_switchbot<SwitchbotKind::meter>, switchbot_battery_fields,
                  at_least(6), switchbot_old_uuid),
    switchbot_row("switchbot.bot", read_switchbot<SwitchbotKind::bot>, switchbot_bot_fields, exactly(3),
                  switchbot_old_uuid),
    switchbot_row("switchbot.curtain", read_switchbot<SwitchbotKind::curtain>, {}, {5, 6},
                  switchbot_old_uuid),
    switchbot_row("switchbot.contact", read_switchbot<SwitchbotKind::contact>, switchbot_battery_fields,
                  exactly(9), switchbot_old_uuid),
    switchbot_row("switchbot.motion", read_switchbot<SwitchbotKind::motion>, switchbot_motion_fields,
                  exactly(6), switchbot_old_uuid),
    switchbot_row("switchbot.remote", read_switchbot<SwitchbotKind::remote>, switchbot_battery_fields, {3, 4},
                  switchbot_old_uuid),
    Format{.name = "switchbot.meter",
           .carrier = manufacturer_data(0x0969),
           .lengths = {11, 12},
           .texts = switchbot_identity_texts,
           .conditions = switchbot_meter_named,
           .read = read_switchbot_meter_alone},
    Format{.name = "switchbot.identity",
           .carrier = manufacturer_data(0x0969),
           .lengths = at_least(6),
           .confidence = Confidence::identifier,
           .texts = switchbot_identity_texts},
};

}  // namespace cairn::formats
