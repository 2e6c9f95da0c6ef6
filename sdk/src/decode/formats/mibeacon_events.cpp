// The objects of MiBeacon whose values depend on each other or on the product.
#include <array>
#include <cmath>

#include "decode/formats/mibeacon_objects.h"
#include "decode/formats/mibeacon_products.h"
#include "decode/octets.h"

namespace cairn::formats {
namespace {

/// The body temperature, 0 while there is none.
void add_body_temperature(const ReadContext& context, Decoded& out, Bytes value) noexcept {
    constexpr Field temperature{Quantity::temperature_c, 0, Wire::i16_le, 0, 1, 100};
    return value.size() == 2 ? add_field(context, out, temperature, value) : context.note(Errc::malformed);
}

/// Skin and circuit temperature. How the app makes one of them is known from its results alone, between 36.5
/// and 37.8 degrees.
void add_thermometer(const ReadContext& context, Decoded& out, Bytes value) noexcept {
    if (value.size() != 5) return context.note(Errc::malformed);
    const auto skin = static_cast<std::int16_t>(number_le(value.first(2)));
    const auto circuit = static_cast<std::int16_t>(number_le(value.subspan(2, 2)));
    const double body_c = 3.71934e-11 * std::exp(0.69314 * skin / 100) -
                          1.02801e-8 * std::exp(0.53871 * circuit / 100) + 36.413;
    if (std::isfinite(body_c)) add_value(context, out, Quantity::temperature_c, body_c, value.first(4));
    return add_value(context, out, Quantity::battery_pct, value[4], value.subspan(4, 1));
}

/// Who did what to a lock, in which way, and when.
void add_lock_event(const ReadContext& context, Decoded& out, Bytes value) noexcept {
    struct Meaning {
        Quantity quantity;
        std::uint8_t value;
    };
    constexpr std::array<Meaning, 9> meanings{{
        {Quantity::lock_open, 1},  // from outside
        {Quantity::lock_open, 0},
        {Quantity::anti_lock_on, 1},
        {Quantity::anti_lock_on, 0},
        {Quantity::lock_open, 1},  // from inside
        {Quantity::lock_open, 0},  // from inside
        {Quantity::child_lock_on, 1},
        {Quantity::child_lock_on, 0},
        {Quantity::lock_open, 0},  // from outside
    }};
    // The upper half of a key's number says that it is a fault, or what kind of key: finger, code, card.
    constexpr std::uint16_t fault_key = 0xC0DE;
    constexpr std::uint16_t kind_first = 0x8000;
    constexpr std::uint16_t kind_last = 0x8003;
    if (value.size() != 9) return context.note(Errc::malformed);
    const std::uint8_t action = value[0] & 0x0F;
    if (action < meanings.size())
        add_value(context, out, meanings[action].quantity, meanings[action].value, value.first(1));
    add_value(context, out, Quantity::lock_action, action, value.first(1));
    add_value(context, out, Quantity::lock_method, value[0] >> 4, value.first(1));
    const std::uint32_t key = number_le(value.subspan(1, 4));
    const bool is_fault = key >> 16 == fault_key;
    const bool has_kind = key >> 16 >= kind_first && key >> 16 <= kind_last;
    add_value(context, out, is_fault ? Quantity::fault_code : Quantity::key_id,
              is_fault || has_kind ? key & 0xFFFF : key, value.subspan(1, 4));
    return add_value(context, out, Quantity::timestamp_s, number_le(value.subspan(5, 4)),
                     value.subspan(5, 4));
}

/// Which bolts of a lock are out.
void add_bolts(const ReadContext& context, Decoded& out, Bytes value) noexcept {
    constexpr std::uint8_t square_bolt = 0x01;
    constexpr std::uint8_t child_lock = 0x08;
    if (value.size() != 1) return context.note(Errc::malformed);
    add_value(context, out, Quantity::lock_open, (value[0] & square_bolt) == 0 ? 1 : 0, value);
    return add_value(context, out, Quantity::child_lock_on, (value[0] & child_lock) != 0 ? 1 : 0, value);
}

/// Motion, and how bright it is: some products know light and dark only.
void add_motion_with_light(const ReadContext& context, Decoded& out, const MiObject& object) noexcept {
    constexpr std::uint32_t light_least = 100;
    if (object.value.size() != 3) return context.note(Errc::malformed);
    add_value(context, out, Quantity::motion_present, 1, object.value);
    const std::uint32_t light = number_le(object.value);
    if (object.product == mi_product::mjyd02yl || object.product == mi_product::rtcgq02lm)
        return add_value(context, out, Quantity::light_present, light >= light_least ? 1 : 0, object.value);
    return add_value(context, out, Quantity::illuminance_lux, light, object.value);
}

/// Two products send 100 lux for light and less for dark; the lux are read by their row.
void add_light(const ReadContext& context, Decoded& out, const MiObject& object) noexcept {
    if (object.product != mi_product::mjyd02yl && object.product != mi_product::mccgq02hl) return;
    return add_value(context, out, Quantity::light_present, number_le(object.value) == 100 ? 1 : 0,
                     object.value);
}

/// The time since the last motion; none means motion.
void add_stillness(const ReadContext& context, Decoded& out, Bytes value, std::size_t size_bytes,
                   std::uint32_t unit_s) noexcept {
    if (value.size() != size_bytes) return context.note(Errc::malformed);
    const std::uint32_t still_s = number_le(value) * unit_s;
    add_value(context, out, Quantity::motion_present, still_s == 0 ? 1 : 0, value);
    return add_value(context, out, Quantity::no_motion_s, still_s, value);
}

/// 0x101B: a time in seconds, or 0 for motion and 1 for none.
void add_no_movement(const ReadContext& context, Decoded& out, Bytes value) noexcept {
    if (value.size() != 1) return add_stillness(context, out, value, 4, 1);
    return add_value(context, out, Quantity::motion_present, value[0] == 0 ? 1 : 0, value);
}

/// When a lock was armed or disarmed, if it says so.
void add_arming_time(const ReadContext& context, Decoded& out, Bytes value) noexcept {
    if (value.size() == 1) return;
    if (value.size() != 5) return context.note(Errc::malformed);
    return add_value(context, out, Quantity::timestamp_s, number_le(value.subspan(1)), value.subspan(1));
}

/// Seconds since it began, or points when it ended.
void add_brushing(const ReadContext& context, Decoded& out, Bytes value) noexcept {
    if (value.size() < 2) return;
    return add_value(context, out, value[0] == 0 ? Quantity::duration_s : Quantity::score, value[1],
                     value.subspan(1, 1));
}
void add_timed_brushing(const ReadContext& context, Decoded& out, Bytes value) noexcept {
    if (value.size() != 5 && value.size() != 6) return context.note(Errc::malformed);
    add_value(context, out, Quantity::timestamp_s, number_le(value.subspan(1, 4)), value.subspan(1, 4));
    if (value.size() == 6) add_value(context, out, Quantity::score, value[5], value.subspan(5, 1));
}

/// Body composition scale S400: a user, packed mass, heart rate and impedance, and a time. The impedance
/// beside a mass is that at the lower of two frequencies; the other, channel 1, comes alone.
void add_body_scale(const ReadContext& context, Decoded& out, Bytes value) noexcept {
    if (value.size() != 9) return context.note(Errc::malformed);
    const Bytes from = value.subspan(1, 4);
    const std::uint32_t packed = number_le(from);
    if (packed == 0) return;
    const std::uint32_t mass = packed & 0x7FF;
    const std::uint32_t heart_rate = packed >> 11 & 0x7F;
    const std::uint32_t impedance = packed >> 18;
    if (mass != 0) add_value(context, out, Quantity::mass_kg, mass / 10.0, from);
    if (heart_rate != 0 && heart_rate != 0x7F)
        add_value(context, out, Quantity::heart_rate_bpm, heart_rate + 50, from);
    if (impedance != 0)
        add_value(context, out, Quantity::impedance_ohm, impedance / 10.0, from, mass != 0 ? 0 : 1);
    return add_value(context, out, Quantity::timestamp_s, number_le(value.subspan(5, 4)),
                     value.subspan(5, 4));
}

/// Id 0x4E16: a weighing of the scale S200, and of a bed that somebody lies in it.
void add_scale_or_bed(const ReadContext& context, Decoded& out, const MiObject& object) noexcept {
    constexpr Field mass{Quantity::mass_kg, 1, Wire::u32_le, always, 1, 100};
    constexpr Field time{Quantity::timestamp_s, 5, Wire::u32_le};
    const Bytes value = object.value;
    if (object.product != mi_product::mjtzc02ym) {
        if (value.empty()) return context.note(Errc::malformed);
        if (value[0] == 1) add_value(context, out, Quantity::occupancy_present, 1, value.first(1));
        return;
    }
    if (value.size() != 9) return context.note(Errc::malformed);
    add_field(context, out, mass, value);
    return add_field(context, out, time, value);
}

/// How long a room was occupied or empty, in minutes.
void add_minutes(const ReadContext& context, Decoded& out, Quantity quantity, Bytes value) noexcept {
    constexpr std::uint32_t minute_s = 60;
    if (value.size() != 1) return context.note(Errc::malformed);
    return add_value(context, out, quantity, value[0] * minute_s, value);
}

/// What lies on a scale, in grams; changes (1 and 2) are not a mass.
void add_weighing(const ReadContext& context, Decoded& out, Bytes value) noexcept {
    constexpr Field mass{Quantity::mass_kg, 0, Wire::u16_le, always, 1, 1'000};
    if (value.size() != 3) return context.note(Errc::malformed);
    if (value[2] == 0) add_field(context, out, mass, value);
}

}  // namespace

void add_mi_events(const ReadContext& context, Decoded& out, const MiObject& object) noexcept {
    constexpr std::uint32_t minute_s = 60;
    const Bytes value = object.value;
    switch (object.id) {
        case 0x0008: return add_arming_time(context, out, value);
        case 0x000A: return add_body_temperature(context, out, value);
        case 0x000B: return add_lock_event(context, out, value);
        case 0x000F: return add_motion_with_light(context, out, object);
        case 0x0010: return add_brushing(context, out, value);
        case 0x0012: return add_weighing(context, out, value);
        case 0x1007: return add_light(context, out, object);
        case 0x100E: return add_bolts(context, out, value);
        case 0x1017: return add_stillness(context, out, value, 4, 1);
        case 0x101B: return add_no_movement(context, out, value);
        case 0x2000: return add_thermometer(context, out, value);
        case 0x3003: return add_timed_brushing(context, out, value);
        case 0x4818: return add_stillness(context, out, value, 2, 1);
        case 0x484F: return add_stillness(context, out, value, 1, minute_s);
        case 0x4850:
        case 0x4851: return add_minutes(context, out, Quantity::duration_s, value);
        case 0x4852: return add_minutes(context, out, Quantity::no_motion_s, value);
        case 0x4A08: return add_value(context, out, Quantity::motion_present, 1, value);
        case 0x4E16: return add_scale_or_bed(context, out, object);
        case 0x6E16: return add_body_scale(context, out, value);
        default: return;
    }
}

}  // namespace cairn::formats
