#include "decode/formats/enocean.h"

#include <optional>

#include "decode/octets.h"

namespace cairn::formats {
namespace {

constexpr std::size_t counter_bytes = 4;
constexpr std::size_t signature_bytes = 4;

struct Item {
    std::uint8_t descriptor;  // a type, and above it the size
    std::uint16_t overflow;
    std::uint16_t invalid;
    Field field;
};

/// Ten bits of hundredths of g, from 512 on; two bits of how it was measured stand above the three axes.
constexpr Item enocean_axis(Quantity quantity, std::uint8_t shift) noexcept {
    return {0x8A,
            0xFFFF,
            0xFFFF,
            {.quantity = quantity, .wire = Wire::u32_le, .per = 100, .bias = -512, .bits = {shift, 10}}};
}

constexpr std::uint8_t solar_cell = 0x44;
constexpr auto items = std::array{
    Item{0x40, 0x7FFF, 0x8000, {Quantity::temperature_c, 0, Wire::i16_le, always, 1, 100}},
    Item{0x41, 0x7FFF, 0x8000, {Quantity::voltage_v, 0, Wire::i16_le, always, 1, 2'000}},
    Item{0x02, 0xFF, 0xFE, {Quantity::battery_pct, 0, Wire::u8, always, 1, 2}},
    Item{solar_cell, 0xFFFF, 0xFFFE, {Quantity::illuminance_lux, 0, Wire::u16_le}},
    Item{0x45, 0xFFFF, 0xFFFE, {Quantity::illuminance_lux, 0, Wire::u16_le}},
    Item{0x06, 0xFF, 0xFE, {Quantity::humidity_pct, 0, Wire::u8, always, 1, 2}},
    enocean_axis(Quantity::accel_x_g, 0),
    enocean_axis(Quantity::accel_y_g, 10),
    enocean_axis(Quantity::accel_z_g, 20),
    // A magnet: 1 it is away, 2 it is near.
    Item{0x23, 0x00, 0xFF, {.quantity = Quantity::reed_open, .scale = -1, .bias = 2}},
    // 1 nobody is there, 2 somebody is.
    Item{0x20, 0x00, 0xFF, {.quantity = Quantity::occupancy_present, .bits = {1, 1}}},
};

struct Read {
    Bytes value;
    Bytes left;
};

/// The value behind the descriptor; nothing if there are not enough bytes.
std::optional<Read> value_of(Bytes left) noexcept {
    constexpr unsigned own_size = 3;
    const unsigned code = left[0] >> 6;
    std::size_t offset = 1;
    std::size_t size_bytes = std::size_t{1} << code;
    if (code == own_size) {
        if (left.size() < 2) return std::nullopt;
        size_bytes = left[1];
        offset = 2;
    }
    if (left.size() - offset < size_bytes) return std::nullopt;
    return Read{left.subspan(offset, size_bytes), left.subspan(offset + size_bytes)};
}

void add_item(const ReadContext& context, Decoded& out, std::uint8_t descriptor, Bytes value) noexcept {
    for (const Item& item : items) {
        if (item.descriptor != descriptor) continue;
        const std::uint32_t number = number_le(value);
        if (number == item.overflow || number == item.invalid) continue;
        Field field = item.field;
        field.channel = next_channel(out, field.quantity);
        add_field(context, out, field, value);
    }
}

}  // namespace

/// Bit 0 is set for a press; bits 1 to 4 are the buttons. On release none is pressed any more.
bool read_enocean_switch(ReadContext& context, Decoded& out) noexcept {
    constexpr std::uint8_t buttons = 4;
    const std::uint8_t status = context.body[counter_bytes];
    const bool is_press = (status & 1U) != 0;
    for (std::uint8_t i = 0; i < buttons; ++i) {
        const bool is_pressed = is_press && (status >> (i + 1) & 1U) != 0;
        add_value(context, out, Quantity::pressed, is_pressed ? 1 : 0, context.body.subspan(counter_bytes, 1),
                  i);
    }
    return true;
}

/// Where a light sensor measures, too, the solar cell's light comes second.
bool read_enocean_sensor(ReadContext& context, Decoded& out) noexcept {
    const std::size_t items_bytes = context.body.size() - counter_bytes - signature_bytes;
    const Bytes data = context.body.subspan(counter_bytes, items_bytes);
    bool is_known = false;
    for (Bytes left = data; !left.empty();) {
        const auto read = value_of(left);
        if (!read) return false;
        for (const Item& item : items) is_known |= item.descriptor == left[0];
        left = read->left;
    }
    if (!is_known) return false;

    Bytes solar;
    for (Bytes left = data; !left.empty();) {
        const std::uint8_t descriptor = left[0];
        const Read read = *value_of(left);
        left = read.left;
        if (descriptor == solar_cell)
            solar = read.value;
        else
            add_item(context, out, descriptor, read.value);
    }
    if (!solar.empty()) add_item(context, out, solar_cell, solar);
    return true;
}

}  // namespace cairn::formats
