#include "decode/formats/ingics.h"

#include <algorithm>

#include "decode/octets.h"

namespace cairn::formats {
namespace {

/// What a field of two bytes is; they stand behind each other from offset 5.
enum class Slot : std::uint8_t {
    unused,
    temperature,
    probe_temperature,
    humidity,
    humidity_tenths,
    range,
    counter,
    light,
    carbon_dioxide,
    probe_voltage,
    current,
    fine_dust,
    coarse_dust,
    voc,
    nox,
    accel_x,
    accel_y,
    accel_z,
};

// Bits of the byte of events; some mean something else in some models.
constexpr std::uint8_t button = 0x01;
constexpr std::uint8_t moving = 0x02;
constexpr std::uint8_t hall = 0x04;
constexpr std::uint8_t fall = 0x08;
constexpr std::uint8_t pir = 0x10;
constexpr std::uint8_t infrared = 0x20;
constexpr std::uint8_t input = 0x40;
constexpr std::uint8_t all_four = button | moving | hall | fall;

struct Model {
    std::uint8_t subtype;
    std::uint8_t events;
    std::array<Slot, 3> slots;
    const char* name;
};

using enum Slot;

constexpr auto models_01 = std::array{
    Model{0x03, button, {}, "iBS01"},
    Model{0x04, button | hall, {}, "iBS01H"},
    Model{0x05, button, {temperature, humidity}, "iBS01T"},
    Model{0x06, button | moving | fall, {}, "iBS01G"},
    Model{0x07, button, {temperature}, "iBS01T"},
};

constexpr auto models_common = std::array{
    Model{0x01, pir, {}, "iBS02PIR2"},
    Model{0x02, infrared, {unused, counter}, "iBS02IR2"},
    Model{0x04, input, {unused, counter}, "iBS02M2"},
    Model{0x10, button | hall, {}, "iBS03"},
    Model{0x12, 0, {temperature, probe_temperature}, "iBS03P"},
    Model{0x13, 0, {unused, range}, "iBS03R"},
    Model{0x14, button, {temperature, humidity}, "iBS03T"},
    Model{0x15, button, {temperature}, "iBS03T"},
    Model{0x16, button | moving | fall, {}, "iBS03G"},
    Model{0x17, 0, {temperature, probe_temperature}, "iBS03TP"},
    Model{0x18, button, {}, "iBS04i"},
    Model{0x19, button, {}, "iBS04"},
    Model{0x1A, 0, {unused, range}, "iBS03RS"},
    Model{0x1B, input, {unused, counter}, "iBS03F"},
    Model{0x1C, input, {unused, counter}, "iBS03Q"},
    Model{0x1D, input, {unused, counter}, "iBS03QY"},
    Model{0x20, hall, {temperature}, "iRS02"},
    Model{0x21, hall, {temperature, probe_temperature}, "iRS02TP"},
    Model{0x22, hall, {accel_x, accel_y, accel_z}, "iRS02RG"},
    Model{0x23, 0, {unused, probe_temperature}, "iBS03AD-NTC"},
    Model{0x24, 0, {unused, probe_voltage}, "iBS03AD-V"},
    Model{0x25, input, {unused, counter}, "iBS03AD-D"},
    Model{0x26, 0, {unused, current}, "iBS03AD-A"},
    Model{0x30, button, {}, "iBS05"},
    Model{0x31, button | hall, {unused, counter}, "iBS05H"},
    Model{0x32, button, {temperature}, "iBS05T"},
    Model{0x33, button | moving, {}, "iBS05G"},
    Model{0x34, button, {unused, carbon_dioxide}, "iBS05CO2"},
    Model{0x35, button, {}, "iBS05i"},
    Model{0x36, button, {}, "iBS06i"},
    Model{0x39, button, {temperature, humidity_tenths}, "iWS01"},
    Model{0x3A, button | infrared, {}, "iBS05G-Flip"},
    Model{0x40, 0, {}, "iBS06"},
    Model{0x41, button, {temperature, humidity_tenths}, "iBS08T"},
    Model{0x42, button, {unused, range}, "iBS09R"},
    Model{0x43, infrared, {unused, counter}, "iBS09PS"},
    Model{0x44, pir, {}, "iBS09PIR"},
    Model{0x45, button, {unused, light}, "iBS09LX"},
    Model{0x48, infrared, {probe_temperature, temperature}, "iBS08"},
};

constexpr auto models_07 = std::array{
    Model{0x39, button, {temperature, humidity_tenths}, "iWS01"},
    Model{0x41, button, {temperature, humidity_tenths}, "iBS08T"},
    Model{0x42, button, {unused, range}, "iBS09R"},
    Model{0x43, infrared, {unused, counter}, "iBS09PS"},
    Model{0x44, pir, {}, "iBS09PIR"},
    Model{0x45, button, {temperature, humidity_tenths, light}, "iBS08TL"},
    Model{0x50, button, {temperature, humidity, light}, "iBS07"},
};
constexpr std::uint8_t ibs07 = 0x50;

constexpr auto models_08 = std::array{
    Model{0x41, button, {temperature, humidity_tenths}, "iBS08T"},
    Model{0x42, button | infrared, {unused, range}, "iBS09R"},
    Model{0x43, infrared, {unused, counter}, "iBS09PS"},
    Model{0x44, pir, {}, "iBS09PIR"},
    Model{0x45, button, {temperature, humidity_tenths, light}, "iBS08T"},
    Model{0x46, button, {temperature, humidity_tenths, carbon_dioxide}, "iBS08IAQ"},
    Model{0x47, button | infrared, {unused, counter}, "iBS09IR"},
    Model{0x49, button, {temperature, probe_temperature}, "iBS08TP"},
    Model{0x4A, button, {unused, probe_temperature}, "iBS08AD-NTC"},
    Model{0x4B, button, {temperature, probe_temperature}, "iBS08P"},
    Model{0x4D, button | fall, {unused, counter}, "iBS08F"},
    Model{0x4E, button | input, {unused, counter}, "iBS08Q"},
    Model{0x51, button, {unused, probe_voltage}, "iBS08AD-V"},
    Model{0x52, button | input, {unused, counter}, "iBS08AD-D"},
    Model{0x53, button, {unused, current}, "iBS08AD-A"},
    Model{0x54, button, {}, "iBS09"},
};
constexpr std::uint8_t ibs08_air = 0x46;

constexpr std::size_t first_slot = 5;

constexpr Field ingics_acceleration(Quantity quantity) noexcept {
    return {quantity, 0, Wire::i16_le, always, 1, 256};
}

/// 0xAAAA is no temperature, 0xFFFF nothing else.
constexpr Field field_of(Slot slot) noexcept {
    constexpr std::uint32_t no_temperature = 0xAAAA;
    constexpr std::uint32_t none = 0xFFFF;
    switch (slot) {
        case unused: break;
        case temperature: return {Quantity::temperature_c, 0, Wire::i16_le, no_temperature, 1, 100};
        case probe_temperature:
            return {Quantity::temperature_c, 0, Wire::i16_le, no_temperature, 1, 100, 0, 1};
        case humidity: return {Quantity::humidity_pct, 0, Wire::u16_le, none};
        case humidity_tenths: return {Quantity::humidity_pct, 0, Wire::u16_le, none, 1, 10};
        case range: return {Quantity::distance_m, 0, Wire::u16_le, none, 1, 1'000};
        case counter: return {Quantity::count, 0, Wire::u16_le, none};
        case light: return {Quantity::illuminance_lux, 0, Wire::u16_le, none};
        case carbon_dioxide: return {Quantity::co2_ppm, 0, Wire::u16_le, none};
        case probe_voltage: return {Quantity::voltage_v, 0, Wire::u16_le, none, 1, 1'000, 0, 1};
        case current: return {Quantity::current_a, 0, Wire::u16_le, none, 1, 1'000'000};
        case fine_dust: return {Quantity::pm25_ugm3, 0, Wire::u16_le, none, 1, 10};
        case coarse_dust: return {Quantity::pm10_ugm3, 0, Wire::u16_le, none, 1, 10};
        case voc: return {Quantity::voc_index, 0, Wire::u16_le, none, 1, 10};
        case nox: return {Quantity::nox_index, 0, Wire::u16_le, none, 1, 10};
        case accel_x: return ingics_acceleration(Quantity::accel_x_g);
        case accel_y: return ingics_acceleration(Quantity::accel_y_g);
        case accel_z: return ingics_acceleration(Quantity::accel_z_g);
    }
    return {};
}

void add_slots(const ReadContext& context, Decoded& out, std::span<const Slot> slots,
               std::size_t offset) noexcept {
    for (const Slot slot : slots) {
        const Bytes bytes = context.body.subspan(offset, 2);
        offset += 2;
        if (slot == unused) continue;
        // A sensor rod that is pulled out reads above 100 %.
        if (slot == humidity && (bytes[1] != 0 || bytes[0] > 100)) continue;
        if (slot == humidity_tenths && (bytes[0] | bytes[1] << 8) > 1'000) continue;
        add_field(context, out, field_of(slot), bytes);
    }
}

/// In some models a bit that means something else elsewhere.
Quantity infrared_meaning(const Model& model) noexcept {
    const std::string_view name = model.name;
    if (name.ends_with("Flip")) return Quantity::flipped;
    return name.ends_with("IR") || name.ends_with("IR2") ? Quantity::infrared_present
                                                         : Quantity::presence_present;
}

void add_events(const ReadContext& context, Decoded& out, const Model& model) noexcept {
    const struct {
        std::uint8_t bit;
        Quantity quantity;
        bool is_inverted;
    } events[]{
        {button, Quantity::pressed, false},     {moving, Quantity::motion_present, false},
        {hall, Quantity::magnet_absent, true},  {fall, Quantity::fall_present, false},
        {pir, Quantity::motion_present, false}, {infrared, infrared_meaning(model), false},
        {input, Quantity::input_high, false},
    };
    const Bytes from = context.body.subspan(4, 1);
    for (const auto& event : events) {
        if ((model.events & event.bit) == 0) continue;
        const bool is_set = ((from[0] & event.bit) != 0) != event.is_inverted;
        add_value(context, out, event.quantity, is_set ? 1 : 0, from);
    }
}

constexpr Field battery{Quantity::voltage_v, 2, Wire::u16_le, always, 1, 100};

/// A tag that runs has a voltage: zeros behind the code are no tag.
bool has_voltage(const ReadContext& context) noexcept {
    return (number_le(context.body.subspan(2, 2)) & 0x0FFF) != 0;
}

/// A subtype that is not known says its battery alone.
const Model* add_common(const ReadContext& context, Decoded& out, std::span<const Model> models,
                        std::size_t subtype_offset) noexcept {
    add_field(context, out, battery, context.body);
    const Bytes from = context.body.subspan(subtype_offset, 1);
    const auto model = std::ranges::find(models, from[0], &Model::subtype);
    if (model == models.end()) return nullptr;
    add_text(context, out, AttributeKind::model, model->name, from);
    add_events(context, out, *model);
    return &*model;
}

void add_model(const ReadContext& context, Decoded& out, std::span<const Model> models,
               std::size_t subtype_offset) noexcept {
    const Model* const model = add_common(context, out, models, subtype_offset);
    if (model != nullptr) add_slots(context, out, model->slots, first_slot);
}

}  // namespace

bool read_ingics_01(ReadContext& context, Decoded& out) noexcept {
    if (!has_voltage(context)) return false;
    constexpr std::size_t subtype_offset = 11;
    const std::uint8_t subtype = context.body[subtype_offset];
    if (subtype != 0x00 && subtype != 0xFF) {
        add_model(context, out, models_01, subtype_offset);
        return true;
    }
    // The first firmware has no subtype: what stands in the slots tells the models apart.
    add_field(context, out, battery, context.body);
    const bool is_thermometer = context.body[first_slot] != 0xFF && context.body[first_slot + 1] != 0xFF;
    const Model model =
        is_thermometer ? Model{0, 0, {temperature, humidity}, "iBS01T"} : Model{0, all_four, {}, "iBS01"};
    add_text(context, out, AttributeKind::model, model.name, context.body.subspan(first_slot, 2));
    add_events(context, out, model);
    add_slots(context, out, model.slots, first_slot);
    return true;
}

bool read_ingics_common(ReadContext& context, Decoded& out) noexcept {
    if (!has_voltage(context)) return false;
    add_model(context, out, models_common, 11);
    // The iBS03QY has a second input where others report a fall.
    constexpr Field second_input{.quantity = Quantity::input_high, .offset = 4, .channel = 1, .bits = {3, 1}};
    if (context.body[11] == 0x1D) add_field(context, out, second_input, context.body);
    return true;
}

bool read_ingics_rs(ReadContext& context, Decoded& out) noexcept {
    if (!has_voltage(context)) return false;
    constexpr auto models = std::array{
        Model{0x01, 0, {}, "iBS02PIR2-RS"},
        Model{0x02, 0, {}, "iBS02IR2-RS"},
        Model{0x04, 0, {}, "iBS02M2-RS"},
    };
    constexpr Field contact{.quantity = Quantity::input_high, .offset = 4, .bits = {2, 1}};
    add_model(context, out, models, 11);
    add_field(context, out, contact, context.body);
    return true;
}

bool read_ingics_07(ReadContext& context, Decoded& out) noexcept {
    if (!has_voltage(context)) return false;
    constexpr auto axes = std::array{accel_x, accel_y, accel_z};
    const Model* const model = add_common(context, out, models_07, 17);
    if (model == nullptr) return true;
    // Without its sensor rod the iBS07 has neither temperature nor humidity nor light.
    const bool has_rod = context.body[first_slot] != 0xAA || context.body[first_slot + 1] != 0xAA;
    if (model->subtype != ibs07 || has_rod) add_slots(context, out, model->slots, first_slot);
    if (model->subtype == ibs07) add_slots(context, out, axes, first_slot + 6);
    return true;
}

bool read_ingics_08(ReadContext& context, Decoded& out) noexcept {
    if (!has_voltage(context)) return false;
    constexpr auto air = std::array{fine_dust, coarse_dust, voc, nox};
    add_model(context, out, models_08, 19);
    if (context.body[19] == ibs08_air) add_slots(context, out, air, first_slot + 6);
    return true;
}

/// Three samples of three axes: the channel tells them apart.
bool read_ingics_motion_log(ReadContext& context, Decoded& out) noexcept {
    if (!has_voltage(context)) return false;
    static constexpr auto fields = std::array{
        Field{
            .quantity = Quantity::voltage_v, .offset = 2, .wire = Wire::u16_le, .per = 100, .bits = {0, 12}},
        Field{.quantity = Quantity::motion_present, .offset = 2, .wire = Wire::u16_le, .bits = {12, 1}},
        Field{.quantity = Quantity::pressed, .offset = 2, .wire = Wire::u16_le, .bits = {13, 1}},
    };
    constexpr Field pressure{Quantity::pressure_hpa, 22, Wire::u16_le, always, 1, 50};
    constexpr auto axes = std::array{Quantity::accel_x_g, Quantity::accel_y_g, Quantity::accel_z_g};
    add_fields(context, out, packed_fields<fields>, context.body);
    for (std::size_t sample = 0; sample < 3; ++sample) {
        for (std::size_t axis = 0; axis < axes.size(); ++axis) {
            Field field = ingics_acceleration(axes[axis]);
            field.channel = static_cast<std::uint8_t>(sample);
            add_field(context, out, field, context.body.subspan(4 + 6 * sample + 2 * axis));
        }
    }
    const std::uint8_t code = context.body[0];
    if (code == 0x85) add_field(context, out, pressure, context.body);
    const bool is_first = code == 0x81 && context.carrier.id == ingics_nordic;
    const std::string_view model = code == 0x85   ? "iBS03GP"
                                   : code == 0x86 ? "iBS05RG"
                                   : is_first     ? "iBS01RG"
                                                  : "iBS03RG";
    add_text(context, out, AttributeKind::model, model, context.body.first(2));
    return true;
}

}  // namespace cairn::formats
