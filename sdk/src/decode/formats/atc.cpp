#include "decode/formats/atc.h"

#include <algorithm>

#include "decode/formats/checks.h"
#include "decode/octets.h"
#include "decode/sealed.h"

namespace cairn::formats {
namespace {

// How the values stand in the open forms, and, with other offsets, in the encrypted ones.
constexpr auto atc1441_fields = std::array{
    Field{Quantity::temperature_c, 6, Wire::i16_be, always, 1, 10},
    Field{Quantity::humidity_pct, 8, Wire::u8},
    Field{Quantity::battery_pct, 9, Wire::u8},
    Field{Quantity::voltage_v, 10, Wire::u16_be, always, 1, 1'000},
    Field{Quantity::packet_id, 12, Wire::u8},
};
constexpr auto pvvx_fields = std::array{
    Field{Quantity::temperature_c, 6, Wire::i16_le, always, 1, 100},
    Field{Quantity::humidity_pct, 8, Wire::u16_le, always, 1, 100},
    Field{Quantity::voltage_v, 10, Wire::u16_le, always, 1, 1'000},
    Field{Quantity::battery_pct, 12, Wire::u8},
    Field{Quantity::packet_id, 13, Wire::u8},
    Field{.quantity = Quantity::input_high, .offset = 14, .bits = {0, 1}},
    Field{.quantity = Quantity::power_on, .offset = 14, .bits = {1, 1}},
};
constexpr auto pvvx_short_fields = std::array{
    Field{Quantity::temperature_c, 0, Wire::i16_le, always, 1, 100},
    Field{Quantity::humidity_pct, 2, Wire::u16_le, always, 1, 100},
    Field{Quantity::battery_pct, 4, Wire::u8},
    Field{.quantity = Quantity::input_high, .offset = 5, .bits = {0, 1}},
    Field{.quantity = Quantity::power_on, .offset = 5, .bits = {1, 1}},
};
constexpr auto atc1441_sealed_fields = std::array{
    Field{Quantity::temperature_c, 0, Wire::u8, always, 1, 2, -80},
    Field{Quantity::humidity_pct, 1, Wire::u8, always, 1, 2},
    Field{.quantity = Quantity::battery_pct, .offset = 2, .bits = {0, 7}},
    Field{.quantity = Quantity::power_on, .offset = 2, .bits = {7, 1}},
};

struct Range {
    Quantity quantity;
    std::int16_t least;
    std::int16_t most;
};
/// What a thermometer may say. Environmental sensing is anybody's service, and nothing but the size of the
/// body tells these forms from others.
constexpr auto ranges = std::array{
    Range{Quantity::temperature_c, -60, 130},
    Range{Quantity::humidity_pct, 0, 100},
    Range{Quantity::battery_pct, 0, 100},
    Range{Quantity::voltage_v, 0, 6},
};

bool is_plausible(const DecodedValue& value) noexcept {
    const auto* const range = std::ranges::find(ranges, value.quantity, &Range::quantity);
    return range == ranges.end() || (value.value >= range->least && value.value <= range->most);
}

bool add_all(const ReadContext& context, Decoded& out, const PackedValues& fields, Bytes body) noexcept {
    add_fields(context, out, fields, body);
    return std::ranges::all_of(out.measurements, is_plausible);
}

/// An open form that names its device.
bool read_open(ReadContext& context, Decoded& out, const PackedValues& fields, Part address_part,
               const MacAddress& device) noexcept {
    if (!may_be_from(context, device, out) || !add_all(context, out, fields, context.body)) return false;
    if (is_downgraded(context, device, KeyedFormat::pvvx, out)) {
        out.measurements.clear();
        return true;
    }
    const Text address{AttributeKind::device, {TextPart{address_part, 0, 6}}};
    add_text(context, out, address, context.body);
    return true;
}

/// The names that this firmware gives to its devices.
bool has_known_name(std::string_view name) noexcept {
    constexpr std::array<std::string_view, 8> beginnings{"ATC_", "BTH_", "LYWSD", "MJWSD",
                                                         "MHO",  "CGG",  "CGDK",  "TNK"};
    return std::ranges::any_of(beginnings,
                               [name](std::string_view begin) { return name.starts_with(begin); });
}

/// Counter, cipher text, tag. The nonce holds the head of the AD structure, its length too.
bool read_sealed(ReadContext& context, Decoded& out, const PackedValues& fields) noexcept {
    constexpr std::size_t tag_bytes = 4;
    constexpr std::uint8_t associated = 0x11;
    const Bytes body = context.body;
    const auto& device = context.address();
    const bool has_key = device && key_for(context, *device) != nullptr;
    if (!has_key && !has_known_name(context.advertisement.name)) return false;
    out.confidence = Confidence::identifier;  // until a key has opened it
    if (!device) {
        out.protection = Protection::no_key;
        return true;
    }
    std::array<std::uint8_t, 11> nonce{};
    const auto head = std::ranges::reverse_copy(device->octets, nonce.begin()).out;
    const auto length = static_cast<std::uint8_t>(body.size() + 3);
    std::ranges::copy(std::array<std::uint8_t, 5>{length, 0x16, 0x1A, 0x18, body[0]}, head);
    const Sealed sealed{.format = KeyedFormat::pvvx,
                        .device = *device,
                        .nonce = nonce,
                        .associated = {&associated, 1},
                        .ciphertext = body.subspan(1, body.size() - 1 - tag_bytes),
                        .tag = body.last(tag_bytes),
                        .counter = body[0]};
    const auto opened = open_sealed(context, sealed, out);
    if (out.protection == Protection::replayed) return true;
    add_value(context, out, Quantity::packet_id, body[0], body.first(1));
    if (!opened) return true;
    add_fields(context, out, fields, *opened);
    return true;
}

}  // namespace

bool read_atc1441(ReadContext& context, Decoded& out) noexcept {
    return read_open(context, out, packed_fields<atc1441_fields>, Part::mac, address_be(context.body));
}

bool read_pvvx(ReadContext& context, Decoded& out) noexcept {
    return read_open(context, out, packed_fields<pvvx_fields>, Part::mac_reversed, address_le(context.body));
}

bool read_pvvx_short(ReadContext& context, Decoded& out) noexcept {
    if (!has_known_name(context.advertisement.name)) return false;
    if (is_downgraded(context, context.address(), KeyedFormat::pvvx, out)) return true;
    return add_all(context, out, packed_fields<pvvx_short_fields>, context.body);
}

bool read_pvvx_sealed(ReadContext& context, Decoded& out) noexcept {
    return read_sealed(context, out, packed_fields<pvvx_short_fields>);
}

bool read_atc1441_sealed(ReadContext& context, Decoded& out) noexcept {
    return read_sealed(context, out, packed_fields<atc1441_sealed_fields>);
}

bool read_bparasite(ReadContext& context, Decoded& out) noexcept {
    constexpr std::uint32_t emptiest_mv = 1'500;
    constexpr std::uint32_t fullest_mv = 4'000;
    constexpr int coldest = -4'000;  // hundredths; all thousandths that fit are temperatures
    constexpr int warmest = 8'500;
    const Bytes body = context.body;
    const std::uint32_t voltage_mv = number_be(body.subspan(2, 2));
    const auto warmth = static_cast<std::int16_t>(number_be(body.subspan(4, 2)));
    const bool is_version_2 = (body[0] & 0x20) != 0;
    return voltage_mv >= emptiest_mv && voltage_mv <= fullest_mv &&
           (!is_version_2 || (warmth >= coldest && warmth <= warmest)) &&
           may_be_from(context, address_be(body.subspan(10)), out);
}

}  // namespace cairn::formats
