// Buttons, dimmers and cubes in MiBeacon. Every product counts its buttons in its own way.
#include <array>

#include "decode/formats/mibeacon_objects.h"
#include "decode/formats/mibeacon_products.h"

namespace cairn::formats {
namespace {

// As Quantity::button_event has them.
constexpr std::uint8_t pressed_once = 1;
constexpr std::uint8_t pressed_twice = 2;
constexpr std::uint8_t pressed_long = 4;

constexpr std::uint16_t button_object = 0x1001;

void add_press(const ReadContext& context, Decoded& out, std::uint8_t event, Bytes from,
               std::uint8_t button) noexcept {
    return add_value(context, out, Quantity::button_event, event, from, button);
}

/// `buttons` has a bit for each that was pressed.
void add_presses(const ReadContext& context, Decoded& out, std::uint8_t event, Bytes from,
                 unsigned buttons) noexcept {
    for (std::uint8_t button = 0; buttons >> button != 0; ++button) {
        if ((buttons >> button & 1U) != 0) add_press(context, out, event, from, button);
    }
}

/// The third byte of object 0x1001: once, twice, long, three times; some remotes have 5 and 6.
std::uint8_t event_of(std::uint8_t code) noexcept {
    constexpr std::array<std::uint8_t, 7> events{pressed_once, pressed_twice, pressed_long, 3, 0,
                                                 pressed_once, pressed_long};
    return code < events.size() ? events[code] : std::uint8_t{0};
}

/// The wall switches have "long" and "twice" the other way round.
std::uint8_t event_of_wall_switch(std::uint8_t code) noexcept {
    constexpr std::array<std::uint8_t, 3> events{pressed_once, pressed_long, pressed_twice};
    return code < events.size() ? events[code] : std::uint8_t{0};
}

/// Which buttons a wall switch of three means: left, middle, right, and their combinations.
unsigned buttons_of_three(std::uint8_t code) noexcept {
    constexpr std::array<std::uint8_t, 7> buttons{0b001, 0b010, 0b100, 0b011, 0b110, 0b101, 0b111};
    return code < buttons.size() ? buttons[code] : 0U;
}

void add_wall_switch(const ReadContext& context, Decoded& out, const MiObject& object) noexcept {
    const std::uint8_t code = object.value[0];
    unsigned buttons = buttons_of_three(code);
    if (object.product == mi_product::k9b_1btn) buttons = code == 0 ? 0b1U : 0U;
    if (object.product == mi_product::k9b_2btn) buttons = code < 3 ? code + 1U : 0U;
    const std::uint8_t event = event_of_wall_switch(object.value[2]);
    if (event != 0) add_presses(context, out, event, object.value, buttons);
}

/// A dimmer: turned, or turned while it is pressed, which is channel 1; or only pressed. A turn to the left
/// counts below zero.
void add_dimmer(const ReadContext& context, Decoded& out, Bytes value) noexcept {
    constexpr std::uint8_t turned = 4;
    constexpr std::uint8_t only_pressed = 3;
    const auto steps_of = [](std::uint8_t raw) { return static_cast<std::int8_t>(raw); };
    if (value[2] == turned) {
        const bool is_pressed = value[0] != 0;
        return add_value(context, out, Quantity::dimmer_steps, steps_of(value[is_pressed ? 0 : 1]), value,
                         is_pressed ? 1 : 0);
    }
    if (value[2] != only_pressed) return;
    if (value[0] == 0) {
        const std::uint8_t times = value[1] >= 1 && value[1] <= 3 ? value[1] : pressed_once;
        return add_press(context, out, times, value, 0);
    }
    add_press(context, out, pressed_long, value.first(1), 0);
    return add_value(context, out, Quantity::duration_s, value[1], value.subspan(1, 1));
}

void add_button_object(const ReadContext& context, Decoded& out, const MiObject& object) noexcept {
    const Bytes value = object.value;
    if (value.size() != 3) return context.note(Errc::malformed);
    switch (object.product) {
        case mi_product::ylkg07yl: return add_dimmer(context, out, value);
        case mi_product::xmmf01jqd:  // a cube, turned to the right or to the left
            return add_value(context, out, Quantity::dimmer_steps, value[0] == 0 ? 1 : -1, value.first(1));
        case mi_product::k9b_1btn:
        case mi_product::k9b_2btn:
        case mi_product::k9b_3btn: return add_wall_switch(context, out, object);
        default: break;
    }
    const std::uint8_t event = event_of(value[2]);
    if (event != 0) add_press(context, out, event, value, value[0]);
}

/// Whether the events of this group, the upper byte of their ids, are presses in the product's specification.
bool has_buttons(std::uint16_t product, unsigned group) noexcept {
    switch (group) {
        case 0x4A: return true;
        case 0x4E:
            return product == mi_product::xmwxkg01yl || product == mi_product::xmwxkg01lm ||
                   product == mi_product::k9bb_1btn;
        case 0x56:
            return product == mi_product::ks1 || product == mi_product::ks1bp || product == mi_product::ks2bb;
        default: return false;
    }
}

/// What an event of a product's own specification means, by the lower byte of its id; 0: no press.
std::uint8_t event_of(const MiObject& object) noexcept {
    if (!has_buttons(object.product, object.id >> 8)) return 0;
    switch (object.id & 0xFF) {
        case 0x0C: return pressed_once;
        case 0x0D: return pressed_twice;
        case 0x0E: return pressed_long;
        default: return 0;
    }
}

/// The K9BB says in the value what others say in the id.
std::uint8_t event_of_k9bb(std::uint8_t code) noexcept {
    constexpr std::uint8_t says_long = 8;
    constexpr std::uint8_t says_twice = 15;
    if (code == says_long) return pressed_long;
    if (code == says_twice) return pressed_twice;
    return code == 1 ? pressed_once : std::uint8_t{0};
}

}  // namespace

void add_mi_buttons(const ReadContext& context, Decoded& out, const MiObject& object) noexcept {
    if (object.id == button_object) return add_button_object(context, out, object);
    const std::uint8_t event = event_of(object);
    if (event == 0) return;
    // Products of one button leave the value away.
    const std::uint8_t code = object.value.empty() ? std::uint8_t{0} : object.value[0];
    switch (object.product) {
        case mi_product::xmwxkg01yl: return add_presses(context, out, event, object.value, code & 0b11U);
        case mi_product::xmws01xs: return add_press(context, out, event, object.value, code);
        case mi_product::ks1:
        case mi_product::ks1bp:  // they count from one
            if (code == 0) return;
            return add_press(context, out, event, object.value, static_cast<std::uint8_t>(code - 1));
        case mi_product::k9bb_1btn: {
            const std::uint8_t said = event_of_k9bb(code);
            if (said != 0) add_press(context, out, said, object.value, 0);
            return;
        }
        default: return add_press(context, out, event, object.value, 0);
    }
}

}  // namespace cairn::formats
