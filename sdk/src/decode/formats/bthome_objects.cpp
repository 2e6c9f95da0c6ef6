#include "decode/formats/bthome_objects.h"

#include <array>
#include <charconv>

#include "decode/octets.h"

namespace cairn::formats {
namespace {

constexpr std::uint8_t no_object = 0xFF;

/// Where an id's row stands in bthome_objects.
constexpr std::array<std::uint8_t, 256> index_objects() {
    std::array<std::uint8_t, 256> rows{};
    rows.fill(no_object);
    for (std::size_t i = 0; i < bthome_objects.size(); ++i)
        rows[bthome_objects[i].id] = static_cast<std::uint8_t>(i);
    return rows;
}
constexpr std::array<std::uint8_t, 256> object_rows = index_objects();
static_assert(bthome_objects.size() < no_object);

void add_number(const ReadContext& context, Decoded& out, const BtHomeObject& object, Wire wire,
                Bytes value) noexcept {
    const Field field{.quantity = object.quantity,
                      .wire = wire,
                      .scale = object.scale,
                      .per = object.per,
                      .channel = next_channel(out, object.quantity)};
    return add_field(context, out, field, value);
}

void add_state(const ReadContext& context, Decoded& out, Quantity quantity, double value,
               Bytes from) noexcept {
    return add_value(context, out, quantity, value, from, next_channel(out, quantity));
}

/// Shelly's buttons send 0xFE where the specification has 0x80 for "held".
void add_button(const ReadContext& context, Decoded& out, Bytes value) noexcept {
    constexpr std::uint8_t held = 0x80;
    constexpr std::uint8_t held_by_shelly = 0xFE;
    if (value.empty()) return context.note(Errc::malformed);
    const std::uint8_t event = value[0] == held_by_shelly ? held : value[0];
    return add_state(context, out, Quantity::button_event, event, value.first(1));
}

void add_dimmer(const ReadContext& context, Decoded& out, Bytes value) noexcept {
    constexpr std::uint8_t left = 1;
    constexpr std::uint8_t right = 2;
    if (value.size() < 2 || value[0] > right) return context.note(Errc::malformed);
    const int steps = value[0] == 0 ? 0 : value[1];
    return add_state(context, out, Quantity::dimmer_steps, value[0] == left ? -steps : steps, value.first(2));
}

/// An operation and, if it has one, its argument: a little-endian number of up to four bytes.
void add_command(const ReadContext& context, Decoded& out, Bytes value) noexcept {
    const Bytes arguments = value.subspan(1);
    add_state(context, out, Quantity::command_code, value[0], value.first(1));
    if (arguments.empty() || arguments.size() > 4) return;
    return add_state(context, out, Quantity::command_argument, number_le(arguments), arguments);
}

/// "4.2.1.0" out of 00 01 02 04.
void add_firmware(const ReadContext& context, Decoded& out, Bytes value) noexcept {
    constexpr std::size_t numbers_most = 4;
    std::array<char, numbers_most * sizeof("255.")> digits{};
    if (value.size() > numbers_most) return context.note(Errc::malformed);
    char* end = digits.data();
    for (std::size_t i = value.size(); i > 0; --i) {
        if (end != digits.data()) *end++ = '.';
        end = std::to_chars(end, digits.data() + digits.size(), value[i - 1]).ptr;
    }
    return add_text(context, out, AttributeKind::firmware,
                    {digits.data(), static_cast<std::size_t>(end - digits.data())}, value);
}

constexpr Text free_text{AttributeKind::text, {TextPart{Part::utf8}}};
constexpr Text raw_bytes{AttributeKind::raw, {TextPart{Part::hex}}};

}  // namespace

const BtHomeObject* find_bthome_object(std::uint8_t id) noexcept {
    const std::uint8_t row = object_rows[id];
    return row != no_object ? &bthome_objects[row] : nullptr;
}

void add_bthome_object(const ReadContext& context, Decoded& out, const BtHomeObject& object, Wire wire,
                       Bytes value) noexcept {
    switch (object.shape) {
        case BtHomeShape::number: return add_number(context, out, object, wire, value);
        case BtHomeShape::button: return add_button(context, out, value);
        case BtHomeShape::dimmer: return add_dimmer(context, out, value);
        case BtHomeShape::command: return add_command(context, out, value);
        case BtHomeShape::text: return add_text(context, out, free_text, value);
        case BtHomeShape::raw: return add_text(context, out, raw_bytes, value);
        case BtHomeShape::firmware: return add_firmware(context, out, value);
    }
}

}  // namespace cairn::formats
