#include "decode/formats/moko.h"

#include <algorithm>

#include "decode/octets.h"

namespace cairn::formats {

/// Firmware leaves anything in the places of sensors that the tag lacks: only its bits tell.
bool read_moko_tag(ReadContext& context, Decoded& out) noexcept {
    static constexpr auto accelerometer = std::array{
        Field{.quantity = Quantity::motion_present, .offset = 1, .bits = {1, 1}, .when = {1, 0x04}},
        Field{.quantity = Quantity::movement_counter, .offset = 4, .wire = Wire::u16_be, .when = {1, 0x04}},
        Field{.quantity = Quantity::accel_x_g,
              .offset = 6,
              .wire = Wire::i16_be,
              .per = 1'000,
              .when = {1, 0x04}},
        Field{.quantity = Quantity::accel_y_g,
              .offset = 8,
              .wire = Wire::i16_be,
              .per = 1'000,
              .when = {1, 0x04}},
        Field{.quantity = Quantity::accel_z_g,
              .offset = 10,
              .wire = Wire::i16_be,
              .per = 1'000,
              .when = {1, 0x04}},
        Field{.quantity = Quantity::temperature_c,
              .offset = 12,
              .wire = Wire::i16_be,
              .no_value = 0xFFFF,
              .per = 10,
              .when = {1, 0x08}},
    };
    constexpr Field humidity{.quantity = Quantity::humidity_pct,
                             .offset = 14,
                             .wire = Wire::u16_be,
                             .no_value = 0xFFFF,
                             .per = 10,
                             .when = {1, 0x10}};
    add_fields(context, out, packed_fields<accelerometer>, context.body);
    // Some set the bit of a humidity sensor that they lack.
    const std::uint32_t tenths = number_be(context.body.subspan(14, 2));
    if (tenths <= 1'000) add_field(context, out, humidity, context.body);
    return true;
}

/// The device id has no length of its own: two bytes follow it, the type of the device and a state. Both are
/// small numbers.
bool read_moko_button(ReadContext& context, Decoded& out) noexcept {
    const Bytes tail = context.body.last(2);
    if (tail[0] >= 0x10 || tail[1] >= 0x10) return false;
    constexpr Text device{AttributeKind::device, {TextPart{Part::hex, 4}}};
    add_text(context, out, device, context.body.first(context.body.size() - 2));
    return true;
}

/// Millivolts, or per cent if it cannot be millivolts.
bool read_moko_button_battery(ReadContext& context, Decoded& out) noexcept {
    const Bytes from = context.body.subspan(13, 2);
    const std::uint32_t number = number_be(from);
    if (number <= 100) {
        add_value(context, out, Quantity::battery_pct, number, from);
    } else {
        add_value(context, out, Quantity::voltage_v, number / 1'000.0, from);
    }
    return true;
}

/// An angle-of-arrival tag, in the codes of its radio: what has no meaning there is left out.
bool read_moko_locator(ReadContext& context, Decoded& out) noexcept {
    constexpr std::array<std::int8_t, 10> powers_dbm{0, 3, 4, -40, -20, -16, -12, -8, -4, -30};
    const struct {
        std::uint8_t code;
        std::uint32_t interval_ms;
    } intervals[]{{0x6A, 10},     {0x65, 20},     {0x54, 50},     {0x4A, 100},    {0x45, 200},
                  {0x44, 250},    {0x42, 500},    {0x41, 1'000},  {0x02, 2'000},  {0x05, 5'000},
                  {0x0A, 10'000}, {0x14, 20'000}, {0x25, 50'000}, {0x2A, 100'000}};
    const std::uint8_t power = context.body[2] >> 4;
    const std::uint8_t state = context.body[3];
    const std::uint8_t interval = context.body[4] & 0x7F;
    const auto byte_at = [&context](std::size_t offset) { return context.body.subspan(offset, 1); };

    if (power < powers_dbm.size())
        add_value(context, out, Quantity::tx_power_dbm, powers_dbm[power], byte_at(2));
    add_value(context, out, Quantity::alarm_active, state >> 3 & 1, byte_at(3));
    // Tenths; the codes above 10 have no meaning.
    if (state >> 4 <= 10) add_value(context, out, Quantity::battery_pct, (state >> 4) * 10, byte_at(3));
    for (const auto& [code, interval_ms] : intervals) {
        if (code != interval) continue;
        add_value(context, out, Quantity::advertisement_interval_s, interval_ms / 1'000.0, byte_at(4));
    }
    return true;
}

/// MONIT's sheet looks like an iBeacon of Nordic's. What tells it apart is the end of its own address at the
/// end of the bits, so it is read only where the address is known. Most significant bit first: type 3,
/// battery 7, alarm 1, transmissions 2, events 3, ten baselines and ten readings of 6 each.
bool read_monit_mecs(ReadContext& context, Decoded& out) noexcept {
    static constexpr auto fields = std::array{
        Field{.quantity = Quantity::battery_pct, .offset = 2, .wire = Wire::u16_be, .bits = {6, 7}},
        Field{.quantity = Quantity::alarm_active, .offset = 2, .wire = Wire::u16_be, .bits = {5, 1}},
        Field{Quantity::measured_power_dbm, 22, Wire::i8},
    };
    constexpr Text readings{AttributeKind::raw, {TextPart{Part::hex, 4, 15}}};
    if (!context.address()) return false;
    const Bytes tail = Bytes(context.address()->octets).last(3);
    if (!std::ranges::equal(context.body.subspan(19, 3), tail)) return false;
    out.confidence = Confidence::verified;
    add_fields(context, out, packed_fields<fields>, context.body);
    add_text(context, out, readings, context.body);
    return true;
}

}  // namespace cairn::formats
