// What a format is: a table of where its values stand. One interpreter (interpreter.h) reads them all.
//
// A table holds numbers and views only. The built-in ones are constants, checked by the compiler; one that
// is made at run time is the same struct, checked with defect(), over arrays that its maker keeps alive.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "cairn/core/bytes.h"
#include "cairn/core/limits.h"
#include "cairn/decode/ad_structures.h"
#include "cairn/model/quantity.h"
#include "cairn/model/record.h"

namespace cairn {

/// How a number stands on the air.
enum class Wire : std::uint8_t {
    u8,
    i8,
    u16_be,
    u16_le,
    i16_be,
    i16_le,
    u24_be,
    u24_le,
    u32_be,
    u32_le,
    i32_be,
    i32_le,
    /// One axis of an ST LIS3DH: 12 bits, left-aligned in a big-endian i16, in mg. One step is 1, 2, 4 or 12
    /// mg (its data sheet, table 4); the code of the full scale, 0 to 3, stands at Field::code_offset.
    lis3dh_be,
};

struct WireLayout {
    std::uint8_t size_bytes;
    bool is_signed;
    bool is_little_endian;
};

constexpr WireLayout layout_of(Wire wire) noexcept {
    switch (wire) {
        case Wire::u8: return {1, false, false};
        case Wire::i8: return {1, true, false};
        case Wire::u16_be: return {2, false, false};
        case Wire::u16_le: return {2, false, true};
        case Wire::i16_be: return {2, true, false};
        case Wire::i16_le: return {2, true, true};
        case Wire::u24_be: return {3, false, false};
        case Wire::u24_le: return {3, false, true};
        case Wire::u32_be: return {4, false, false};
        case Wire::u32_le: return {4, false, true};
        case Wire::i32_be: return {4, true, false};
        case Wire::i32_le: return {4, true, true};
        case Wire::lis3dh_be: return {2, true, false};
    }
    return {1, false, false};
}

/// A part of a number: `count` bits above the lowest `shift`. A count of 0 is the whole number.
struct Bits {
    std::uint8_t shift = 0;
    std::uint8_t count = 0;
};

/// "Only if one of these bits is set in the byte at `offset`". A mask of 0 asks for nothing.
struct Presence {
    std::uint8_t offset = 0;
    std::uint8_t mask = 0;
};

/// Field::no_value of a field that always has one.
inline constexpr std::int64_t always = -1;

/// One number: value = (number * scale + bias) / per. Dividing by a whole number gives the double that is
/// nearest to the published decimal, where multiplying by 0.005 would not.
///
/// A field that lies behind the end of a shorter form of its format is left out.
struct Field {
    Quantity quantity = Quantity::custom;
    std::uint8_t offset = 0;
    Wire wire = Wire::u8;
    std::int64_t no_value = always;  // the bit pattern, after `bits`, of a sensor that has nothing to say
    double scale = 1;
    double per = 1;
    double bias = 0;
    std::uint8_t channel = 0;
    Bits bits = {};
    Presence when = {};
    std::uint8_t code_offset = 0;  // only with Wire::lis3dh_be
};

/// How a piece of text stands on the air.
enum class Part : std::uint8_t {
    none,
    hex,  // two lower-case digits a byte
    mac,  // 6 bytes as printed; all zeros or all ones is no address, and then there is no text
    mac_reversed,  // the same, last octet first
    u16_be,  // a decimal number
    utf8,  // up to padding zeros; broken bytes and control characters become U+FFFD
    eddystone_url,  // scheme code and text with expansion codes
};

struct TextPart {
    Part part = Part::none;
    std::uint8_t offset = 0;
    std::uint8_t size_bytes = 0;  // 0: up to the end
    char before = '\0';  // written in front of it
};

/// One text, put together from up to three parts.
struct Text {
    AttributeKind kind = AttributeKind::name;
    std::array<TextPart, 3> parts{};
};

/// Where a format travels: an AD type, and the 16-bit number that begins its value if it has one.
struct Carrier {
    std::uint8_t ad_type = 0;
    std::uint16_t id = 0;
    bool any_id = false;
};

constexpr Carrier manufacturer_data(std::uint16_t company) noexcept {
    return {ad_type::manufacturer_data, company};
}
constexpr Carrier manufacturer_data_of_anyone() noexcept {
    return {ad_type::manufacturer_data, 0, true};
}
constexpr Carrier service_data(std::uint16_t uuid) noexcept {
    return {ad_type::service_data_16, uuid};
}
constexpr Carrier whole_structure(std::uint8_t type) noexcept {
    return {type};
}

/// What tells carriers apart, as one number.
constexpr std::uint32_t key_of(const Carrier& carrier) noexcept {
    const std::uint32_t scope = carrier.any_id ? 1 : 0;
    return std::uint32_t{carrier.ad_type} << 24 | scope << 16 | carrier.id;
}

/// Whether values of this AD type begin with a company id or a UUID. It is not part of the body that
/// offsets count in.
constexpr bool begins_with_id(std::uint8_t type) noexcept {
    return type == ad_type::manufacturer_data || type == ad_type::service_data_16;
}

/// The first bytes of a body that make it this format and no other.
struct Magic {
    std::array<std::uint8_t, 4> bytes{};
    std::uint8_t size = 0;

    constexpr bool begins(Bytes body) const noexcept {
        if (body.size() < size) return false;
        for (std::size_t i = 0; i < size; ++i) {
            if (body[i] != bytes[i]) return false;
        }
        return true;
    }
};

template <typename... Byte>
constexpr Magic begins_with(Byte... bytes) noexcept {
    static_assert(sizeof...(bytes) <= 4);
    return {{static_cast<std::uint8_t>(bytes)...}, sizeof...(bytes)};
}

/// The sizes of a body, in bytes, that a format may have: a range, and one more size if `or_exactly` is set.
struct Lengths {
    std::uint16_t least = 0;
    std::uint16_t most = UINT16_MAX;
    std::uint16_t or_exactly = 0;

    constexpr bool allow(std::size_t size_bytes) const noexcept {
        return (size_bytes >= least && size_bytes <= most) || (or_exactly != 0 && size_bytes == or_exactly);
    }
};

constexpr Lengths exactly(std::uint16_t size_bytes) noexcept {
    return {size_bytes, size_bytes};
}
constexpr Lengths at_least(std::uint16_t size_bytes) noexcept {
    return {size_bytes};
}
constexpr Lengths one_of(std::uint16_t shorter, std::uint16_t longer) noexcept {
    return {shorter, shorter, longer};
}

struct Format {
    std::string_view name;  // followed by a zero byte: it is also the `where` of an Error
    Carrier carrier;
    Magic magic = {};
    Lengths lengths = {};
    // NOLINTNEXTLINE(readability-redundant-member-init): g++ warns of rows that leave it out otherwise
    std::span<const Field> fields = {};
    // NOLINTNEXTLINE(readability-redundant-member-init): the same
    std::span<const Text> texts = {};
    bool joins = false;  // shares one Decoded with other rows of its name: the AD structures of GAP
};

/// What is wrong with a table, as text for people; nullptr if nothing is, as the interpreter expects.
constexpr const char* defect(const Format& format) noexcept {
    constexpr std::size_t body_bytes_max = 254;  // the most that one AD structure holds
    const std::size_t longest =
        std::min<std::size_t>(std::max(format.lengths.most, format.lengths.or_exactly), body_bytes_max);

    if (format.name.empty()) return "a format has no name";
    if (format.lengths.least > format.lengths.most) return "no length is allowed";
    if (format.magic.size > format.magic.bytes.size()) return "the magic is longer than its place";
    if (format.magic.size > format.lengths.least) return "the magic does not fit into the shortest form";
    if (format.fields.size() > limits::decoded_measurements_max) return "more fields than a Decoded holds";
    if (format.texts.size() > limits::decoded_attributes_max) return "more texts than a Decoded holds";
    for (const Field& field : format.fields) {
        const WireLayout layout = layout_of(field.wire);
        if (field.offset + layout.size_bytes > longest) return "a field ends behind the longest form";
        if (field.bits.shift + field.bits.count > 8 * layout.size_bytes) return "bits that the number lacks";
        if (field.when.offset >= longest || field.code_offset >= longest) return "a condition behind the end";
        if (field.per == 0) return "a division by zero";
    }
    for (const Text& text : format.texts) {
        if (text.parts.front().part == Part::none) return "a text of no parts";
        for (const TextPart& part : text.parts) {
            if (part.offset + part.size_bytes > longest) return "a text ends behind the longest form";
        }
    }
    return nullptr;
}

}  // namespace cairn
