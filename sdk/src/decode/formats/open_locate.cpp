#include "decode/formats/open_locate.h"

namespace cairn::formats {
namespace {

enum class Element : std::uint8_t { properties = 0, geo = 1, floor = 2, identity = 3, url = 4 };

/// `count` bits from bit `first` on, the most significant one first; at most 34.
std::int64_t bits_of(Bytes bytes, std::size_t first, std::size_t count) noexcept {
    std::int64_t number = 0;
    for (std::size_t bit = first; bit < first + count; ++bit)
        number = number << 1 | (bytes[bit / 8] >> (7 - bit % 8) & 1);
    return number;
}

constexpr std::int64_t with_sign(std::int64_t number, unsigned bit_count) noexcept {
    const std::int64_t sign = std::int64_t{1} << (bit_count - 1);
    return (number ^ sign) - sign;
}

/// RFC 6225 section 2.1: six bits of uncertainty and 34 of a fixed-point angle, twice; then four bits of the
/// altitude's type, six of its uncertainty, 30 of it; then version, resolution and datum.
Result<void> add_geo(const ReadContext& context, Decoded& out, Bytes element) noexcept {
    constexpr double angle_step = 1.0 / (1 << 25);
    constexpr double altitude_step = 1.0 / (1 << 8);
    constexpr std::int64_t metres = 1;
    constexpr std::uint8_t version_1_wgs84 = 0x41;
    if (element.size() != 16 || (element[15] & 0xC7) != version_1_wgs84) return {};
    const auto degrees = [element](std::size_t first) {
        return static_cast<double>(with_sign(bits_of(element, first, 34), 34)) * angle_step;
    };
    CAIRN_CHECK(add_value(context, out, Quantity::latitude_deg, degrees(6), element.first(5)));
    CAIRN_CHECK(add_value(context, out, Quantity::longitude_deg, degrees(46), element.subspan(5, 5)));
    if (bits_of(element, 80, 4) != metres) return {};
    const auto altitude = static_cast<double>(with_sign(bits_of(element, 90, 30), 30)) * altitude_step;
    return add_value(context, out, Quantity::elevation_m, altitude, element.subspan(10, 5));
}

/// A byte of uncertainty and 24 bits of centimetres, twice, then the name of the floor.
Result<void> add_floor(const ReadContext& context, Decoded& out, Bytes element) noexcept {
    constexpr Field x{Quantity::floor_x_m, 1, Wire::u24_be, always, 1, 100};
    constexpr Field y{Quantity::floor_y_m, 5, Wire::u24_be, always, 1, 100};
    constexpr Text floor{AttributeKind::text, {TextPart{Part::utf8, 8}}};
    if (element.size() < 9) return {};
    CAIRN_CHECK(add_field(context, out, x, element));
    CAIRN_CHECK(add_field(context, out, y, element));
    return add_text(context, out, floor, element);
}

/// Which of an address, a name with its length, and an iBeacon's identity follow; the last is left out.
Result<void> add_identity(const ReadContext& context, Decoded& out, Bytes element) noexcept {
    constexpr Text address{AttributeKind::device, {TextPart{Part::mac, 0, 6}}};
    constexpr Text text{AttributeKind::name, {TextPart{Part::utf8, 0}}};
    if (element.empty()) return {};
    const std::uint8_t kinds = element[0];
    Bytes left = element.subspan(1);
    if ((kinds & 0x01) != 0) {
        if (left.size() < 6) return fail(Errc::malformed, "open_locate: an address is cut");
        CAIRN_CHECK(add_text(context, out, address, left));
        left = left.subspan(6);
    }
    if ((kinds & 0x02) != 0) {
        if (left.empty() || left.size() < 1U + left[0])
            return fail(Errc::malformed, "open_locate: a name is cut");
        CAIRN_CHECK(add_text(context, out, text, left.subspan(1, left[0])));
    }
    return {};
}

Result<void> add_element(const ReadContext& context, Decoded& out, Element kind, Bytes element) noexcept {
    constexpr Field power{Quantity::tx_power_dbm, 0, Wire::i8};
    constexpr Field motion{.quantity = Quantity::motion_present, .offset = 1, .bits = {0, 1}};
    constexpr Text url{AttributeKind::url, {TextPart{Part::eddystone_url, 0}}};
    switch (kind) {
        case Element::properties:
            if (element.size() < 2) return {};
            CAIRN_CHECK(add_field(context, out, power, element));
            return add_field(context, out, motion, element);
        case Element::geo: return add_geo(context, out, element);
        case Element::floor: return add_floor(context, out, element);
        case Element::identity: return add_identity(context, out, element);
        case Element::url: return add_text(context, out, url, element);
    }
    return {};  // a signature, or what a later version adds
}

}  // namespace

/// A sequence number and one of a fragment, then elements of a tag in three bits and a length in five.
Result<bool> read_open_locate(ReadContext& context, Decoded& out) noexcept {
    Bytes left = context.body.subspan(2);
    while (!left.empty()) {
        const std::size_t size_bytes = left[0] & 0x1FU;
        if (size_bytes == 0) break;
        if (left.size() < 1 + size_bytes) return fail(Errc::malformed, "open_locate: an element is cut");
        CAIRN_CHECK(
            add_element(context, out, static_cast<Element>(left[0] >> 5), left.subspan(1, size_bytes)));
        left = left.subspan(1 + size_bytes);
    }
    return true;
}

}  // namespace cairn::formats
