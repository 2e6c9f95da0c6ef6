#include "decode/formats/phones.h"

#include "decode/reader.h"

namespace cairn::formats {
namespace {

constexpr std::uint8_t pairing_bytes = 0x19;
constexpr std::uint8_t separated_bytes = 0x19;
constexpr std::uint8_t near_owner_bytes = 0x02;

/// Leaves one object as the body and what follows it as the rest; false if it is longer than the body.
bool take_object(ReadContext& context) noexcept {
    const std::size_t size = std::size_t{2} + context.body[1];
    if (size > context.body.size()) return false;
    context.rest = context.body.subspan(size);
    context.body = context.body.first(size);
    return true;
}

/// A battery in tenths, in half a byte; above ten it is not known.
Result<void> add_tenths(const ReadContext& context, Decoded& out, std::size_t offset, unsigned shift,
                        std::uint8_t channel) noexcept {
    const unsigned tenths = context.body[offset] >> shift & 0x0FU;
    if (tenths > 10) return {};
    return add_value(context, out, Quantity::battery_pct, tenths * 10, context.body.subspan(offset, 1),
                     channel);
}

}  // namespace

Result<bool> read_apple_object(ReadContext& context, Decoded& /*out*/) noexcept {
    return take_object(context);
}

Result<bool> read_apple_pairing(ReadContext& context, Decoded& out) noexcept {
    constexpr std::uint8_t paired = 0x01;
    constexpr Field model{Quantity::device_type, 3, Wire::u16_be};
    if (!take_object(context)) return false;
    if (context.body[1] != pairing_bytes || context.body[2] != paired) return true;
    CAIRN_CHECK(add_field(context, out, model, context.body));
    CAIRN_CHECK(add_tenths(context, out, 6, 0, 0));
    CAIRN_CHECK(add_tenths(context, out, 6, 4, 1));
    CAIRN_CHECK(add_tenths(context, out, 7, 0, 2));
    return true;
}

Result<bool> read_apple_nearby_info(ReadContext& context, Decoded& out) noexcept {
    constexpr Field action{.quantity = Quantity::state_code, .offset = 2, .wire = Wire::u8, .bits = {0, 4}};
    if (!take_object(context)) return false;
    if (context.options.every_structure) CAIRN_CHECK(add_field(context, out, action, context.body));
    return true;
}

Result<bool> read_apple_find_my(ReadContext& context, Decoded& out) noexcept {
    constexpr Field battery{
        .quantity = Quantity::battery_state, .offset = 2, .wire = Wire::u8, .bits = {6, 2}};
    constexpr Field type{.quantity = Quantity::device_type, .offset = 2, .wire = Wire::u8, .bits = {4, 2}};
    constexpr Text key{AttributeKind::ephemeral_id, {TextPart{Part::hex, 3, 22}}};
    if (!take_object(context)) return false;
    const std::uint8_t size = context.body[1];
    if (size != separated_bytes && size != near_owner_bytes) return true;
    const double is_near = size == near_owner_bytes ? 1 : 0;
    CAIRN_CHECK(add_value(context, out, Quantity::near_owner, is_near, context.body.subspan(1, 1)));
    CAIRN_CHECK(add_field(context, out, battery, context.body));
    CAIRN_CHECK(add_field(context, out, type, context.body));
    if (size == separated_bytes) CAIRN_CHECK(add_text(context, out, key, context.body));
    return true;
}

/// MS-CDP 2.2.2.2.3: 6 iPhone, 7 iPad, 8 Android, 11 Windows phone.
Result<bool> read_microsoft_cdp(ReadContext& context, Decoded& out) noexcept {
    const unsigned type = context.body[1] & 0x1FU;
    const bool is_phone = (type >= 6 && type <= 8) || type == 11;
    if (is_phone) out.device_class = DeviceClass::phone;
    return true;
}

}  // namespace cairn::formats
