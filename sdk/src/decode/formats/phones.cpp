#include "decode/formats/phones.h"

#include <algorithm>

#include "decode/reader.h"

namespace cairn::formats {
namespace {

constexpr std::uint8_t pairing_bytes = 0x19;
constexpr std::uint8_t separated_bytes = 0x19;
constexpr std::uint8_t near_owner_bytes = 0x02;

/// The lengths that objects of a type have been seen with.
struct AppleLengths {
    std::uint8_t type;
    std::uint8_t least;
    std::uint8_t most;
};
constexpr auto apple_lengths = std::array{
    AppleLengths{0x03, 22, 22}, AppleLengths{0x05, 18, 18}, AppleLengths{0x07, 1, 25},
    AppleLengths{0x08, 5, 8},   AppleLengths{0x09, 3, 16},  AppleLengths{0x0A, 1, 8},
    AppleLengths{0x0B, 1, 8},   AppleLengths{0x0C, 8, 14},  AppleLengths{0x0D, 4, 8},
    AppleLengths{0x0E, 4, 8},   AppleLengths{0x0F, 2, 16},  AppleLengths{0x10, 1, 12},
    AppleLengths{0x13, 1, 1},
};
/// An iBeacon with another type is a damaged iBeacon.
constexpr std::uint8_t ibeacon_length = 0x15;

/// Leaves one object of `size` bytes as the body and what follows it as the rest; false if it is longer.
bool take(ReadContext& context, std::size_t size) noexcept {
    if (size > context.body.size()) return false;
    context.rest = context.body.subspan(size);
    context.body = context.body.first(size);
    return true;
}

bool take_object(ReadContext& context) noexcept {
    const auto* const lengths = std::ranges::find(apple_lengths, context.body[0], &AppleLengths::type);
    const std::uint8_t length = context.body[1];
    if (length == ibeacon_length) return false;
    if (lengths != apple_lengths.end() && (length < lengths->least || length > lengths->most)) return false;
    return take(context, std::size_t{2} + length);
}

/// A battery in tenths, in half a byte; above ten it is not known.
void add_tenths(const ReadContext& context, Decoded& out, std::size_t offset, unsigned shift,
                std::uint8_t channel) noexcept {
    const unsigned tenths = unsigned{context.body[offset]} >> shift & 0x0FU;
    if (tenths > 10) return;
    return add_value(context, out, Quantity::battery_pct, tenths * 10, context.body.subspan(offset, 1),
                     channel);
}

}  // namespace

bool read_apple_object(ReadContext& context, Decoded& /*out*/) noexcept {
    return take_object(context);
}

bool read_homekit(ReadContext& context, Decoded& /*out*/) noexcept {
    return take(context, std::size_t{2} + (context.body[1] & 0x1FU));
}

bool read_apple_pairing(ReadContext& context, Decoded& out) noexcept {
    constexpr std::uint8_t paired = 0x01;
    constexpr Field model{Quantity::device_type, 3, Wire::u16_be};
    if (!take_object(context)) return false;
    if (context.body[1] != pairing_bytes || context.body[2] != paired) return true;
    add_field(context, out, model, context.body);
    add_tenths(context, out, 6, 0, 0);
    add_tenths(context, out, 6, 4, 1);
    add_tenths(context, out, 7, 0, 2);
    return true;
}

bool read_apple_nearby_info(ReadContext& context, Decoded& out) noexcept {
    constexpr Field action{.quantity = Quantity::state_code, .offset = 2, .wire = Wire::u8, .bits = {0, 4}};
    if (!take_object(context)) return false;
    if (context.options.every_structure) add_field(context, out, action, context.body);
    return true;
}

bool read_apple_find_my(ReadContext& context, Decoded& out) noexcept {
    constexpr Field battery{
        .quantity = Quantity::battery_state, .offset = 2, .wire = Wire::u8, .bits = {6, 2}};
    constexpr Field type{.quantity = Quantity::device_type, .offset = 2, .wire = Wire::u8, .bits = {4, 2}};
    constexpr Text key{AttributeKind::ephemeral_id, {TextPart{Part::hex, 3, 22}}};
    const std::uint8_t size = context.body[1];
    if (size != separated_bytes && size != near_owner_bytes) return false;
    if (!take_object(context)) return false;
    const double is_near = size == near_owner_bytes ? 1 : 0;
    add_value(context, out, Quantity::near_owner, is_near, context.body.subspan(1, 1));
    add_field(context, out, battery, context.body);
    add_field(context, out, type, context.body);
    if (size == separated_bytes) add_text(context, out, key, context.body);
    return true;
}

bool read_fast_pair_keys(ReadContext& context, Decoded& /*out*/) noexcept {
    constexpr std::uint8_t version_0 = 0x00;
    if ((context.body[0] & 0xF0) != version_0) return false;
    Bytes left = context.body.subspan(1);
    while (!left.empty()) {
        const std::size_t size = left[0] >> 4;
        if (size > left.size() - 1) return false;
        left = left.subspan(1 + size);
    }
    return true;
}

/// MS-CDP 2.2.2.2.3: 6 iPhone, 7 iPad, 8 Android, 11 Windows phone.
bool read_microsoft_cdp(ReadContext& context, Decoded& out) noexcept {
    const unsigned type = context.body[1] & 0x1FU;
    const bool is_phone = (type >= 6 && type <= 8) || type == 11;
    if (is_phone) out.device_class = DeviceClass::phone;
    return true;
}

}  // namespace cairn::formats
