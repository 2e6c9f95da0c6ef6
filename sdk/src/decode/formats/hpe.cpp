#include "decode/formats/hpe.h"

#include "decode/reader.h"

namespace cairn::formats {
namespace {

constexpr std::size_t geo_bytes = 16;

/// A signed number of 34 bits with 25 behind the point, below six bits of uncertainty: RFC 6225 section 2.2.
double degrees_of(Bytes five) noexcept {
    constexpr double one = 1U << 25;
    constexpr std::int64_t sign = std::int64_t{1} << 33;
    std::int64_t bits = five[0] & 0x03;
    for (const std::uint8_t byte : five.subspan(1)) bits = bits << 8 | byte;
    return static_cast<double>((bits ^ sign) - sign) / one;
}

void add_properties(const ReadContext& context, Decoded& out, Bytes element) noexcept {
    constexpr Field power{Quantity::tx_power_dbm, 0, Wire::i8};
    constexpr Field moves{
        .quantity = Quantity::motion_present, .offset = 1, .wire = Wire::u8, .bits = {0, 1}};
    add_field(context, out, power, element);
    return add_field(context, out, moves, element);
}

/// RFC 6225: a place on WGS 84, its height in metres or floors.
void add_place(const ReadContext& context, Decoded& out, Bytes element) noexcept {
    constexpr std::uint8_t version_1_wgs84 = 0x41;
    constexpr Field metres{
        .quantity = Quantity::elevation_m, .offset = 11, .wire = Wire::i32_be, .per = 256, .bits = {0, 30}};
    constexpr Field floors{
        .quantity = Quantity::floor_number, .offset = 11, .wire = Wire::i32_be, .per = 256, .bits = {0, 30}};
    if (element.size() != geo_bytes || (element[15] & 0xC7) != version_1_wgs84) return;
    const Bytes latitude = element.subspan(0, 5);
    const Bytes longitude = element.subspan(5, 5);
    add_value(context, out, Quantity::latitude_deg, degrees_of(latitude), latitude);
    add_value(context, out, Quantity::longitude_deg, degrees_of(longitude), longitude);
    const unsigned height_type = element[10] >> 4;
    if (height_type == 1) return add_field(context, out, metres, element);
    if (height_type == 2) return add_field(context, out, floors, element);
}

void add_floor(const ReadContext& context, Decoded& out, Bytes element) noexcept {
    constexpr Field x{Quantity::x_m, 1, Wire::u24_be, always, 1, 100};
    constexpr Field y{Quantity::y_m, 5, Wire::u24_be, always, 1, 100};
    constexpr Text floor{AttributeKind::text, {TextPart{Part::utf8, 8}}};
    add_field(context, out, x, element);
    add_field(context, out, y, element);
    return add_text(context, out, floor, element);
}

/// Its flags say which identities follow: an address, a text behind its length, an iBeacon's.
void add_identity(const ReadContext& context, Decoded& out, Bytes element) noexcept {
    constexpr Text address{AttributeKind::device, {TextPart{Part::mac, 0, 6}}};
    constexpr Text serial{AttributeKind::serial, {TextPart{Part::utf8, 0}}};
    constexpr Text ibeacon{
        AttributeKind::ibeacon,
        {TextPart{Part::hex, 0, 16}, TextPart{Part::u16_be, 16, 2, '/'}, TextPart{Part::u16_be, 18, 2, '/'}}};
    if (element.empty()) return;
    const std::uint8_t flags = element[0];
    Bytes left = element.subspan(1);
    if ((flags & 0x01) != 0) {
        add_text(context, out, address, left);
        left = left.subspan(left.size() < 6 ? left.size() : 6);
    }
    if ((flags & 0x02) != 0 && !left.empty()) {
        const std::size_t size = left[0];
        left = left.subspan(1);
        if (size > left.size()) return;
        add_text(context, out, serial, left.first(size));
        left = left.subspan(size);
    }
    if ((flags & 0x04) != 0) return add_text(context, out, ibeacon, left);
}

void add_element(const ReadContext& context, Decoded& out, unsigned tag, Bytes element) noexcept {
    constexpr Text url{AttributeKind::url, {TextPart{Part::eddystone_url, 0}}};
    switch (tag) {
        case 0: return add_properties(context, out, element);
        case 1: return add_place(context, out, element);
        case 2: return add_floor(context, out, element);
        case 3: return add_identity(context, out, element);
        case 4: return add_text(context, out, url, element);
        default: return;  // 5 is a signature, the others are not assigned
    }
}

}  // namespace

bool read_open_locate(ReadContext& context, Decoded& out) noexcept {
    constexpr Field sequence{.quantity = Quantity::sequence, .offset = 1, .wire = Wire::u8, .bits = {4, 4}};
    add_field(context, out, sequence, context.body);
    Bytes left = context.body.subspan(2);
    while (!left.empty()) {
        const unsigned tag = left[0] >> 5;
        const std::size_t size = left[0] & 0x1FU;
        if (size == 0 || size > left.size() - 1) return context.broken(Errc::malformed);
        add_element(context, out, tag, left.subspan(1, size));
        left = left.subspan(1 + size);
    }
    return true;
}

}  // namespace cairn::formats
