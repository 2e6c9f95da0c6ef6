#include "decode/formats/switchbot.h"

#include <algorithm>
#include <cstddef>

#include "decode/formats/switchbot_models.h"
#include "decode/octets.h"
#include "decode/reader.h"

namespace cairn::formats {
namespace {

using Kind = SwitchbotKind;
constexpr std::uint16_t woan = 0x0969;

// Manufacturer data, behind the company id: six bytes of address, a counter, and what follows here.
constexpr Field sequence{Quantity::sequence, 6, Wire::u8};
constexpr Field is_on = switchbot_bits(Quantity::power_on, 7, {7, 1});
constexpr Field battery = switchbot_bits(Quantity::battery_pct, 7, {0, 7});
constexpr Field calibrated_state = switchbot_bits(Quantity::state_code, 7, {4, 3});

constexpr auto climate_panel_fields =
    std::array{sequence, is_on, battery, switchbot_bits(Quantity::motion_present, 15, {7, 1})};
constexpr auto thermostat_fields =
    std::array{sequence, is_on, battery, switchbot_bits(Quantity::mode_code, 11, {0, 3}),
               switchbot_bits(Quantity::window_open, 12, {0, 1})};
constexpr auto presence_fields = std::array{sequence, switchbot_bits(Quantity::motion_present, 7, {6, 1}),
                                            switchbot_bits(Quantity::light_level, 11, {0, 5})};
constexpr auto leak_fields = std::array{sequence, battery, switchbot_bits(Quantity::battery_low, 7, {7, 1}),
                                        switchbot_bits(Quantity::water_present, 8, {0, 1}),
                                        switchbot_bits(Quantity::tamper_present, 8, {1, 1})};
constexpr auto blind_tilt_fields = std::array{sequence, switchbot_bits(Quantity::position_pct, 8, {0, 7}),
                                              switchbot_bits(Quantity::running, 8, {7, 1}),
                                              switchbot_bits(Quantity::light_level, 9, {4, 4})};
constexpr auto roller_shade_fields = std::array{sequence, switchbot_bits(Quantity::position_pct, 8, {0, 7}),
                                                switchbot_bits(Quantity::light_level, 9, {4, 4})};
constexpr auto lock_fields =
    std::array{sequence, calibrated_state, switchbot_bits(Quantity::door_open, 7, {2, 1})};
constexpr auto lock_pro_fields = std::array{sequence, switchbot_bits(Quantity::state_code, 7, {3, 4}),
                                            switchbot_bits(Quantity::door_open, 8, {4, 1}),
                                            switchbot_bits(Quantity::battery_pct, 9, {0, 7})};
constexpr auto keypad_vision_fields = std::array{
    sequence, battery, switchbot_bits(Quantity::battery_charging, 7, {7, 1}),
    switchbot_bits(Quantity::tamper_present, 8, {1, 1}), switchbot_bits(Quantity::alarm_active, 8, {2, 1})};
constexpr auto plug_fields = std::array{
    is_on,
    Field{Quantity::wifi_rssi_dbm, 9, Wire::u8, always, -1},
    Field{.quantity = Quantity::power_w, .offset = 10, .wire = Wire::u16_be, .per = 10, .bits = {0, 15}},
};
constexpr auto relay_fields = std::array{
    sequence,
    is_on,
    Field{Quantity::power_w, 10, Wire::u16_be},
};
constexpr auto two_relays_fields = std::array{
    sequence,
    is_on,
    Field{Quantity::power_w, 10, Wire::u16_be},
    switchbot_bits(Quantity::power_on, 7, {6, 1}, 1),
    Field{Quantity::power_w, 12, Wire::u16_be, always, 1, 1, 0, 1},
};
constexpr auto relay_without_meter_fields = std::array{sequence, is_on};
constexpr auto garage_fields =
    std::array{sequence, is_on, switchbot_inverse_bit(Quantity::garage_door_open, 7, 5)};
constexpr auto light_fields = std::array{sequence, is_on, switchbot_bits(Quantity::brightness_pct, 7, {0, 7}),
                                         switchbot_bits(Quantity::mode_code, 8, {0, 4})};
constexpr auto ceiling_light_fields = std::array{sequence, switchbot_bits(Quantity::power_on, 10, {7, 1}),
                                                 switchbot_bits(Quantity::brightness_pct, 7, {0, 7}),
                                                 Field{Quantity::color_temperature_k, 8, Wire::u16_be}};
constexpr auto air_purifier_fields = std::array{
    sequence,
    is_on,
    switchbot_bits(Quantity::mode_code, 7, {0, 3}),
    switchbot_bits(Quantity::child_lock_on, 8, {1, 1}),
    switchbot_bits(Quantity::fan_speed_pct, 9, {0, 7}),
    // Four grades, 0 the best; they count only once the sensor has warmed up.
    Field{.quantity = Quantity::air_quality_index,
          .offset = 10,
          .wire = Wire::u8,
          .bits = {1, 2},
          .when = {8, 0x04}},
    Field{Quantity::filter_time_h, 11, Wire::u16_be},
    Field{Quantity::fault_code, 13, Wire::u8},
};
constexpr auto fan_fields = std::array{sequence, is_on, switchbot_bits(Quantity::mode_code, 7, {4, 3}),
                                       switchbot_bits(Quantity::battery_pct, 8, {0, 7}),
                                       switchbot_bits(Quantity::fan_speed_pct, 9, {0, 7})};
constexpr auto vacuum_fields = std::array{sequence, Field{Quantity::battery_pct, 12, Wire::u8},
                                          switchbot_bits(Quantity::state_code, 13, {0, 6})};
constexpr auto vacuum_k_fields = std::array{sequence, switchbot_bits(Quantity::battery_pct, 8, {0, 7}),
                                            switchbot_bits(Quantity::state_code, 7, {4, 1})};
constexpr auto picture_fields =
    std::array{sequence, battery, switchbot_bits(Quantity::battery_charging, 7, {7, 1})};
constexpr auto evaporative_fields = std::array{
    sequence,
    is_on,
    switchbot_bits(Quantity::mode_code, 7, {0, 4}),
    switchbot_bits(Quantity::child_lock_on, 8, {5, 1}),
    Field{
        .quantity = Quantity::humidity_pct, .offset = 9, .wire = Wire::u8, .bits = {0, 7}, .when = {9, 0x80}},
    Field{Quantity::filter_time_h, 12, Wire::u8},
};
constexpr auto target_humidity = switchbot_bits(Quantity::target_humidity_pct, 16, {0, 7});
constexpr auto hub_fields = std::array{sequence};
constexpr Field hub_motion = switchbot_bits(Quantity::motion_present, 16, {7, 1});
constexpr Field hub_light = switchbot_bits(Quantity::light_level, 12, {0, 5});

/// Whole degrees with their sign in bit 7 (set: above zero), tenths elsewhere.
double degrees(std::uint8_t whole, unsigned tenths) noexcept {
    const double value = ((whole & 0x7F) * 10 + static_cast<int>(tenths)) / 10.0;
    return (whole & 0x80) != 0 ? value : -value;
}

/// Tenths, degrees, per cent. A sensor without a measurement sends zeros.
void add_climate(const ReadContext& context, Decoded& out, Bytes body, std::size_t offset) noexcept {
    if (body.size() < offset + 3) return;
    const Bytes from = body.subspan(offset, 3);
    if (from[1] == 0 && (from[0] & 0x0F) == 0 && from[2] == 0) return;
    add_value(context, out, Quantity::temperature_c, degrees(from[1], from[0] & 0x0FU), from.first(2));
    return add_value(context, out, Quantity::humidity_pct, from[2] & 0x7F, from.subspan(2));
}

void add_meter(const ReadContext& context, Decoded& out, Bytes beside) noexcept {
    if (beside.size() < 11) return add_climate(context, out, context.body, 3);
    add_climate(context, out, beside, 8);
    constexpr unsigned co2_ppm_max = 9'999;  // what the sensor's data sheet promises
    const bool has_co2 = switchbot_model_of(context.body)->id == switchbot_co2_meter && beside.size() >= 15;
    if (!has_co2 || number_be(beside.subspan(13, 2)) > co2_ppm_max) return;
    return add_value(context, out, Quantity::co2_ppm, number_be(beside.subspan(13, 2)),
                     beside.subspan(13, 2));
}

constexpr auto contact_beside_fields = std::array{
    switchbot_bits(Quantity::motion_present, 7, {7, 1}),
    switchbot_bits(Quantity::light_present, 7, {6, 1}),
    switchbot_bits(Quantity::button_count, 12, {0, 4}),
};
constexpr auto contact_fields = std::array{
    switchbot_bits(Quantity::motion_present, 1, {6, 1}), switchbot_bits(Quantity::light_present, 3, {0, 1}),
    switchbot_bits(Quantity::entry_count, 8, {6, 2}),    switchbot_bits(Quantity::exit_count, 8, {4, 2}),
    switchbot_bits(Quantity::button_count, 8, {0, 4}),
};

/// Two bits say open and left open; either is open.
void add_contact(const ReadContext& context, Decoded& out, Bytes beside) noexcept {
    const bool is_beside = beside.size() >= 13;
    if (!is_beside && context.body.size() < 9) return;
    const Bytes from = is_beside ? beside.subspan(7, 1) : context.body.subspan(3, 1);
    const bool is_open = (from[0] & (is_beside ? 0x30 : 0x06)) != 0;
    add_value(context, out, Quantity::door_open, is_open ? 1 : 0, from);
    if (is_beside) return add_fields(context, out, packed_fields<contact_beside_fields>, beside);
    return add_fields(context, out, packed_fields<contact_fields>, context.body);
}

constexpr auto curtain_fields = std::array{
    switchbot_bits(Quantity::position_pct, 0, {0, 7}),
    switchbot_bits(Quantity::running, 0, {7, 1}),
    switchbot_bits(Quantity::light_level, 1, {4, 4}),
};

void add_curtain(const ReadContext& context, Decoded& out, Bytes beside) noexcept {
    const bool is_beside = beside.size() >= 11;
    const Bytes power = beside.size() >= 13 ? beside.subspan(12) : context.body.subspan(2);
    add_field(context, out, switchbot_bits(Quantity::battery_pct, 0, {0, 7}), power);
    if (!is_beside && context.body.size() < 5) return;
    return add_fields(context, out, packed_fields<curtain_fields>,
                      is_beside ? beside.subspan(8) : context.body.subspan(3));
}

/// The air's temperature and the one that is wanted share a byte of tenths.
void add_thermostat(const ReadContext& context, Decoded& out, Bytes beside) noexcept {
    if (beside.size() < 11) return;
    const std::uint8_t tenths = beside[8];
    add_value(context, out, Quantity::temperature_c, degrees(beside[9], tenths & 0x0FU),
              beside.subspan(8, 2));
    return add_value(context, out, Quantity::target_temperature_c, degrees(beside[10], tenths >> 4U),
                     beside.subspan(8, 3));
}

/// The set point counts in the mode that keeps it.
void add_evaporative(const ReadContext& context, Decoded& out, Bytes beside) noexcept {
    constexpr std::uint8_t is_there = 0x80;
    constexpr std::uint8_t keeps_target = 5;
    if (beside.size() > 7 && (beside[7] & 0x0F) == keeps_target)
        add_field(context, out, target_humidity, beside);
    if (beside.size() < 12 || (beside[10] & is_there) == 0) return;
    return add_value(context, out, Quantity::temperature_c, degrees(beside[10], beside[11] >> 4U),
                     beside.subspan(10, 2));
}

/// The Hub Mini has no light sensor, and only the Hub 3 sees motion.
void add_hub(const ReadContext& context, Decoded& out, Bytes beside) noexcept {
    const std::uint32_t model = switchbot_model_of(context.body)->id;
    if (model != switchbot_hub_mini) add_field(context, out, hub_light, beside);
    if (model == switchbot_hub_3) add_field(context, out, hub_motion, beside);
    return add_climate(context, out, beside, 13);
}
void add_panel(const ReadContext& context, Decoded& out, Bytes beside) noexcept {
    return add_climate(context, out, beside, 8);
}

/// What the manufacturer data of a kind say, and what no field can say of them.
struct Layout {
    Kind kind;
    PackedValues fields;
    void (*add_rest)(const ReadContext& context, Decoded& out, Bytes beside) noexcept = nullptr;
};

constexpr auto layouts = std::array{
    Layout{Kind::meter, {}, add_meter},
    Layout{Kind::contact, {}, add_contact},
    Layout{Kind::curtain, {}, add_curtain},
    Layout{Kind::hub, packed_fields<hub_fields>, add_hub},
    Layout{Kind::climate_panel, packed_fields<climate_panel_fields>, add_panel},
    Layout{Kind::thermostat, packed_fields<thermostat_fields>, add_thermostat},
    Layout{Kind::evaporative_humidifier, packed_fields<evaporative_fields>, add_evaporative},
    Layout{Kind::presence, packed_fields<presence_fields>},
    Layout{Kind::leak, packed_fields<leak_fields>},
    Layout{Kind::blind_tilt, packed_fields<blind_tilt_fields>},
    Layout{Kind::roller_shade, packed_fields<roller_shade_fields>},
    Layout{Kind::lock, packed_fields<lock_fields>},
    Layout{Kind::lock_pro, packed_fields<lock_pro_fields>},
    Layout{Kind::keypad_vision, packed_fields<keypad_vision_fields>},
    Layout{Kind::plug, packed_fields<plug_fields>},
    Layout{Kind::relay, packed_fields<relay_fields>},
    Layout{Kind::garage, packed_fields<garage_fields>},
    Layout{Kind::light, packed_fields<light_fields>},
    Layout{Kind::ceiling_light, packed_fields<ceiling_light_fields>},
    Layout{Kind::air_purifier, packed_fields<air_purifier_fields>},
    Layout{Kind::fan, packed_fields<fan_fields>},
    Layout{Kind::vacuum, packed_fields<vacuum_fields>},
    Layout{Kind::vacuum_k, packed_fields<vacuum_k_fields>},
    Layout{Kind::picture, packed_fields<picture_fields>},
};

/// A model whose fields differ from those of its kind.
PackedValues fields_of(const SwitchbotModel& model, const Layout& layout) noexcept {
    if (model.id == switchbot_two_relays) return packed_fields<two_relays_fields>;
    if (model.id == switchbot_relay_without_meter) return packed_fields<relay_without_meter_fields>;
    return layout.fields;
}

void add_layout(const ReadContext& context, Decoded& out, const SwitchbotModel& model) noexcept {
    const auto* const layout = std::ranges::find(layouts, model.kind, &Layout::kind);
    if (layout == layouts.end()) return;
    const Bytes beside = context.advertisement.manufacturer_data(woan).value_or(Bytes{});
    add_fields(context, out, fields_of(model, *layout), beside);
    if (layout->add_rest == nullptr) return;
    return layout->add_rest(context, out, beside);
}

bool read_kind(const ReadContext& context, Decoded& out, Kind kind) noexcept {
    const SwitchbotModel* const model = switchbot_model_of(context.body);
    if (model == nullptr || model->kind != kind) return false;
    add_layout(context, out, *model);
    add_text(context, out, AttributeKind::model, model->name, context.body.first(1));
    return true;
}

}  // namespace

template <SwitchbotKind kind>
bool read_switchbot(ReadContext& context, Decoded& out) noexcept {
    return read_kind(context, out, kind);
}

bool read_switchbot_meter_alone(ReadContext& context, Decoded& out) noexcept {
    const WalkedAdvertisement& advertisement = context.advertisement;
    if (advertisement.service_data(0xFD3D) || advertisement.service_data(switchbot_old_uuid)) return false;
    add_climate(context, out, context.body, 8);
    return true;
}

template bool read_switchbot<Kind::bot>(ReadContext&, Decoded&) noexcept;
template bool read_switchbot<Kind::meter>(ReadContext&, Decoded&) noexcept;
template bool read_switchbot<Kind::hub>(ReadContext&, Decoded&) noexcept;
template bool read_switchbot<Kind::climate_panel>(ReadContext&, Decoded&) noexcept;
template bool read_switchbot<Kind::thermostat>(ReadContext&, Decoded&) noexcept;
template bool read_switchbot<Kind::contact>(ReadContext&, Decoded&) noexcept;
template bool read_switchbot<Kind::motion>(ReadContext&, Decoded&) noexcept;
template bool read_switchbot<Kind::presence>(ReadContext&, Decoded&) noexcept;
template bool read_switchbot<Kind::leak>(ReadContext&, Decoded&) noexcept;
template bool read_switchbot<Kind::curtain>(ReadContext&, Decoded&) noexcept;
template bool read_switchbot<Kind::blind_tilt>(ReadContext&, Decoded&) noexcept;
template bool read_switchbot<Kind::roller_shade>(ReadContext&, Decoded&) noexcept;
template bool read_switchbot<Kind::lock>(ReadContext&, Decoded&) noexcept;
template bool read_switchbot<Kind::lock_pro>(ReadContext&, Decoded&) noexcept;
template bool read_switchbot<Kind::keypad>(ReadContext&, Decoded&) noexcept;
template bool read_switchbot<Kind::keypad_vision>(ReadContext&, Decoded&) noexcept;
template bool read_switchbot<Kind::remote>(ReadContext&, Decoded&) noexcept;
template bool read_switchbot<Kind::plug>(ReadContext&, Decoded&) noexcept;
template bool read_switchbot<Kind::relay>(ReadContext&, Decoded&) noexcept;
template bool read_switchbot<Kind::garage>(ReadContext&, Decoded&) noexcept;
template bool read_switchbot<Kind::light>(ReadContext&, Decoded&) noexcept;
template bool read_switchbot<Kind::ceiling_light>(ReadContext&, Decoded&) noexcept;
template bool read_switchbot<Kind::humidifier>(ReadContext&, Decoded&) noexcept;
template bool read_switchbot<Kind::evaporative_humidifier>(ReadContext&, Decoded&) noexcept;
template bool read_switchbot<Kind::air_purifier>(ReadContext&, Decoded&) noexcept;
template bool read_switchbot<Kind::fan>(ReadContext&, Decoded&) noexcept;
template bool read_switchbot<Kind::vacuum>(ReadContext&, Decoded&) noexcept;
template bool read_switchbot<Kind::vacuum_k>(ReadContext&, Decoded&) noexcept;
template bool read_switchbot<Kind::picture>(ReadContext&, Decoded&) noexcept;

}  // namespace cairn::formats
