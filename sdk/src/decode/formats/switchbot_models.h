// Which SwitchBot model a service data's first byte, or the number behind it, means.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "cairn/core/bytes.h"
#include "decode/formats/switchbot.h"
#include "decode/octets.h"

namespace cairn::formats {

struct SwitchbotModel {
    /// The first byte without its bits 7 (encrypted) and 5 (pairing), or the last three of the four bytes
    /// that name newer models.
    std::uint32_t id;
    SwitchbotKind kind;
    const char* name;
};

inline constexpr std::uint8_t switchbot_type_mask = 0x5F;
constexpr std::uint32_t switchbot_type(char letter) noexcept {
    return static_cast<std::uint8_t>(letter) & switchbot_type_mask;
}
inline constexpr std::uint32_t switchbot_co2_meter = switchbot_type('5');
inline constexpr std::uint32_t switchbot_hub_mini = switchbot_type('%');
inline constexpr std::uint32_t switchbot_hub_3 = 0x10B940;
inline constexpr std::uint32_t switchbot_two_relays = switchbot_type('=');
inline constexpr std::uint32_t switchbot_relay_without_meter = switchbot_type(';');

inline constexpr auto switchbot_models = std::array{
    SwitchbotModel{switchbot_type('H'), SwitchbotKind::bot, "Bot"},
    SwitchbotModel{switchbot_type('T'), SwitchbotKind::meter, "Meter"},
    SwitchbotModel{switchbot_type('i'), SwitchbotKind::meter, "Meter Plus"},
    SwitchbotModel{switchbot_type('w'), SwitchbotKind::meter, "Indoor/Outdoor Meter"},
    SwitchbotModel{switchbot_type('4'), SwitchbotKind::meter, "Meter Pro"},
    SwitchbotModel{switchbot_co2_meter, SwitchbotKind::meter, "Meter Pro CO2"},
    SwitchbotModel{switchbot_type('d'), SwitchbotKind::contact, "Contact Sensor"},
    SwitchbotModel{switchbot_type('s'), SwitchbotKind::motion, "Motion Sensor"},
    SwitchbotModel{switchbot_type('c'), SwitchbotKind::curtain, "Curtain"},
    SwitchbotModel{switchbot_type('{'), SwitchbotKind::curtain, "Curtain 3"},
    SwitchbotModel{switchbot_type('x'), SwitchbotKind::blind_tilt, "Blind Tilt"},
    SwitchbotModel{switchbot_type(','), SwitchbotKind::roller_shade, "Roller Shade"},
    SwitchbotModel{switchbot_type('v'), SwitchbotKind::hub, "Hub 2"},
    SwitchbotModel{switchbot_hub_mini, SwitchbotKind::hub, "Hub Mini Matter"},
    SwitchbotModel{switchbot_type('g'), SwitchbotKind::plug, "Plug Mini"},
    SwitchbotModel{switchbot_type('j'), SwitchbotKind::plug, "Plug Mini JP"},
    SwitchbotModel{switchbot_type('?'), SwitchbotKind::relay, "Plug Mini EU"},
    SwitchbotModel{switchbot_type('<'), SwitchbotKind::relay, "Relay Switch 1PM"},
    SwitchbotModel{switchbot_relay_without_meter, SwitchbotKind::relay, "Relay Switch 1"},
    SwitchbotModel{switchbot_two_relays, SwitchbotKind::relay, "Relay Switch 2PM"},
    SwitchbotModel{switchbot_type('>'), SwitchbotKind::garage, "Garage Door Opener"},
    SwitchbotModel{switchbot_type('u'), SwitchbotKind::light, "Color Bulb"},
    SwitchbotModel{switchbot_type('r'), SwitchbotKind::light, "Light Strip"},
    SwitchbotModel{switchbot_type('q'), SwitchbotKind::ceiling_light, "Ceiling Light"},
    SwitchbotModel{switchbot_type('n'), SwitchbotKind::ceiling_light, "Ceiling Light Pro"},
    SwitchbotModel{switchbot_type('e'), SwitchbotKind::humidifier, "Humidifier"},
    SwitchbotModel{switchbot_type('#'), SwitchbotKind::evaporative_humidifier, "Evaporative Humidifier"},
    SwitchbotModel{switchbot_type('o'), SwitchbotKind::lock, "Lock"},
    SwitchbotModel{switchbot_type('-'), SwitchbotKind::lock, "Lock Lite"},
    SwitchbotModel{switchbot_type('$'), SwitchbotKind::lock_pro, "Lock Pro"},
    SwitchbotModel{switchbot_type('y'), SwitchbotKind::keypad, "Keypad"},
    SwitchbotModel{switchbot_type('&'), SwitchbotKind::leak, "Leak Detector"},
    SwitchbotModel{switchbot_type('b'), SwitchbotKind::remote, "Remote"},
    SwitchbotModel{switchbot_type('\''), SwitchbotKind::remote, "Universal Remote"},
    SwitchbotModel{switchbot_type('~'), SwitchbotKind::fan, "Circulator Fan"},
    SwitchbotModel{switchbot_type('*'), SwitchbotKind::air_purifier, "Air Purifier US"},
    SwitchbotModel{switchbot_type('+'), SwitchbotKind::air_purifier, "Air Purifier JP"},
    SwitchbotModel{switchbot_type('7'), SwitchbotKind::air_purifier, "Air Purifier Table US"},
    SwitchbotModel{switchbot_type('8'), SwitchbotKind::air_purifier, "Air Purifier Table JP"},
    SwitchbotModel{switchbot_type('.'), SwitchbotKind::vacuum, "K20 Vacuum"},
    SwitchbotModel{0x0F, SwitchbotKind::vacuum, "K20 Vacuum"},
    SwitchbotModel{switchbot_type('z'), SwitchbotKind::vacuum, "S10 Vacuum"},
    SwitchbotModel{switchbot_type('3'), SwitchbotKind::vacuum, "K10+ Pro Combo Vacuum"},
    SwitchbotModel{switchbot_type('}'), SwitchbotKind::vacuum_k, "K10+ Vacuum"},
    SwitchbotModel{switchbot_type('('), SwitchbotKind::vacuum_k, "K10+ Pro Vacuum"},
    SwitchbotModel{switchbot_hub_3, SwitchbotKind::hub, "Hub 3"},
    SwitchbotModel{0x10A5B8, SwitchbotKind::lock_pro, "Lock Ultra"},
    SwitchbotModel{0x119FB8, SwitchbotKind::lock_pro, "Lock Ultra Max"},
    SwitchbotModel{0x10FF90, SwitchbotKind::lock_pro, "Lock Pro Wifi"},
    SwitchbotModel{0x116909, SwitchbotKind::lock_pro, "Lock Vision Pro"},
    SwitchbotModel{0x116908, SwitchbotKind::lock, "Lock Vision"},
    SwitchbotModel{0x10D0B0, SwitchbotKind::light, "Floor Lamp"},
    SwitchbotModel{0x10D0B1, SwitchbotKind::light, "Strip Light 3"},
    SwitchbotModel{0x10D0B3, SwitchbotKind::light, "RGBICWW Strip Light"},
    SwitchbotModel{0x10D0B4, SwitchbotKind::light, "RGBICWW Floor Lamp"},
    SwitchbotModel{0x10D0B5, SwitchbotKind::light, "RGBIC Neon Wire Rope Light"},
    SwitchbotModel{0x10D0B6, SwitchbotKind::light, "RGBIC Neon Rope Light"},
    SwitchbotModel{0x10D0B7, SwitchbotKind::light, "Permanent Outdoor Light"},
    SwitchbotModel{0x11BEF8, SwitchbotKind::light, "RGBICWW Light Bars"},
    SwitchbotModel{0x1122B8, SwitchbotKind::light, "Candle Warmer Lamp"},
    SwitchbotModel{0x110760, SwitchbotKind::fan, "Standing Fan"},
    SwitchbotModel{0x10FBA8, SwitchbotKind::vacuum, "K11+ Vacuum"},
    SwitchbotModel{0x10E050, SwitchbotKind::vacuum, "S20 Vacuum"},
    SwitchbotModel{0x10F3D8, SwitchbotKind::climate_panel, "Climate Panel"},
    SwitchbotModel{0x1053B0, SwitchbotKind::climate_panel, "Weather Station"},
    SwitchbotModel{0x113640, SwitchbotKind::thermostat, "Smart Thermostat Radiator"},
    SwitchbotModel{0x10CCC8, SwitchbotKind::presence, "Presence Sensor"},
    SwitchbotModel{0x110378, SwitchbotKind::keypad_vision, "Keypad Vision"},
    SwitchbotModel{0x115198, SwitchbotKind::keypad_vision, "Keypad Vision Pro"},
    SwitchbotModel{0x113E10, SwitchbotKind::picture, "Art Frame"},
};

/// The model of this service data, which has a byte at least; nullptr if it is not known.
constexpr const SwitchbotModel* switchbot_model_of(Bytes service_data) noexcept {
    std::uint32_t id = service_data[0] & switchbot_type_mask;
    if (id == 0) {
        if (service_data.size() < 7) return nullptr;
        id = number_be(service_data.subspan(4, 3));
    }
    for (const SwitchbotModel& model : switchbot_models) {
        if (model.id == id) return &model;
    }
    return nullptr;
}

}  // namespace cairn::formats
