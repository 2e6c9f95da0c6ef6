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
#include "cairn/decode/decoder.h"
#include "cairn/model/quantity.h"
#include "cairn/model/record.h"

namespace cairn {

/// How a number stands on the air. What a value says of itself: see layout_of().
enum class Wire : std::uint8_t {
    u8 = 0x01,
    u16_be = 0x02,
    u24_be = 0x03,
    u32_be = 0x04,
    u16_le = 0x12,
    u24_le = 0x13,
    u32_le = 0x14,
    i8 = 0x21,
    i16_be = 0x22,
    i24_be = 0x23,
    i32_be = 0x24,
    i16_le = 0x32,
    i24_le = 0x33,
    i32_le = 0x34,
    /// The highest bit is the sign, the others the magnitude.
    sign_magnitude_8 = 0x41,
    sign_magnitude_16_be = 0x42,
    sign_magnitude_24_be = 0x43,
    sign_magnitude_16_le = 0x52,
    /// IEEE 754 binary32; what is not finite is no value.
    f32_be = 0x64,
    f32_le = 0x74,
    /// IEEE 11073-20601 FLOAT: a decimal exponent of 4 or 8 bits and a mantissa of 12 or 24; its special
    /// values are no value.
    medical_16_le = 0xB2,
    medical_32_le = 0xB4,
    /// One axis of an ST LIS3DH: 12 bits, left-aligned in a big-endian i16, in mg. One step is 1, 2, 4 or 12
    /// mg (its data sheet, table 4); the code of the full scale, 0 to 3, stands at Field::code_offset.
    lis3dh_be = 0x82,
};

enum class NumberKind : std::uint8_t {
    plain = 0,
    twos_complement = 1,
    sign_magnitude = 2,
    binary32 = 3,
    lis3dh = 4,
    medical = 5,
};

struct WireLayout {
    std::uint8_t size_bytes;
    bool is_little_endian;
    NumberKind kind;
};

/// The lowest four bits of a Wire are its size in bytes, the next its byte order, the rest its kind.
constexpr WireLayout layout_of(Wire wire) noexcept {
    const auto code = static_cast<unsigned>(wire);
    return {static_cast<std::uint8_t>(code & 0x0F), (code & 0x10) != 0, static_cast<NumberKind>(code >> 5)};
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

/// The bit pattern of a sensor that has nothing to say.
struct NoValue {
    std::uint32_t pattern = 0;
    bool exists = false;

    constexpr NoValue() noexcept = default;
    constexpr NoValue(std::uint32_t missing) noexcept  // NOLINT(google-explicit-constructor): rows stay short
        : pattern(missing),
          exists(true) {}
};
/// Field::no_value of a field that always has one.
inline constexpr NoValue always{};

/// One number: value = (number * scale + bias) / per. Dividing by a whole number gives the double that is
/// nearest to the published decimal, where multiplying by 0.005 would not.
///
/// A field that lies behind the end of a shorter form of its format is left out.
struct Field {
    Quantity quantity = Quantity::custom;
    std::uint8_t offset = 0;
    Wire wire = Wire::u8;
    // NOLINTNEXTLINE(readability-redundant-member-init): g++ warns of rows that leave it out otherwise
    NoValue no_value = {};  // after `bits`
    std::int32_t scale = 1;
    std::int32_t per = 1;
    std::int32_t bias = 0;
    std::uint8_t channel = 0;
    Bits bits = {};
    Presence when = {};
    std::uint8_t code_offset = 0;  // only with Wire::lis3dh_be
};

/// How a piece of text stands on the air.
enum class Part : std::uint8_t {
    none,
    hex,  // two lower-case digits a byte
    hex_reversed,  // the same, last byte first
    mac,  // 6 bytes as printed; all zeros or all ones is no address, and then there is no text
    mac_reversed,  // the same, last octet first
    u16_be,  // a decimal number
    utf8,  // up to padding zeros; broken bytes and control characters become U+FFFD
    eddystone_url,  // scheme code and text with expansion codes
    u8,  // a decimal number
    uri,  // a code point for the scheme, and text
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

/// Whose carrier it is.
enum class Scope : std::uint8_t {
    of_id,  // of the company or service in Carrier::id
    anyone,  // of any
    anyone_named,  // of any, in an advertisement that carries a name: such formats are told apart by it
};

/// Where a format travels: an AD type, and the 16-bit number that begins its value if it has one.
struct Carrier {
    std::uint8_t ad_type = 0;
    std::uint16_t id = 0;
    Scope scope = Scope::of_id;
};

constexpr Carrier manufacturer_data(std::uint16_t company) noexcept {
    return {ad_type::manufacturer_data, company};
}
constexpr Carrier manufacturer_data_of_anyone() noexcept {
    return {ad_type::manufacturer_data, 0, Scope::anyone};
}
/// Some vendors put measurements where the company id should stand: the name tells them.
constexpr Carrier manufacturer_data_of_name() noexcept {
    return {ad_type::manufacturer_data, 0, Scope::anyone_named};
}
constexpr Carrier service_data(std::uint16_t uuid) noexcept {
    return {ad_type::service_data_16, uuid};
}
constexpr Carrier whole_structure(std::uint8_t type) noexcept {
    return {type};
}
/// An advertisement that lists this service, in a complete or an incomplete list; the body is empty.
constexpr Carrier listed_service(std::uint16_t uuid) noexcept {
    return {ad_type::services_16, uuid};
}
/// An advertisement with a name, whatever else it carries; the body is the name.
constexpr Carrier device_name() noexcept {
    return {ad_type::name_complete, 0, Scope::anyone_named};
}

/// What tells carriers apart, as one number.
constexpr std::uint32_t key_of(const Carrier& carrier) noexcept {
    return std::uint32_t{carrier.ad_type} << 24 | static_cast<std::uint32_t>(carrier.scope) << 16 |
           carrier.id;
}

constexpr Carrier carrier_of(std::uint32_t key) noexcept {
    return {static_cast<std::uint8_t>(key >> 24), static_cast<std::uint16_t>(key),
            static_cast<Scope>(key >> 16 & 0xFF)};
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

/// What else must hold in the advertisement.
struct Condition {
    enum class Kind : std::uint8_t {
        byte,  // of the body at `offset`, counted from its end if negative: (byte & mask) == value
        name_is,  // the device's name is `text`
        name_begins,  // the device's name begins with `text`
        name_contains,  // the device's name contains `text`
        address_begins,  // the advertiser's address is known and begins with `text`, bytes as printed
        lists_service,  // the 16-bit service `id` is listed
        has_service,  // there is service data of the 16-bit service `id`
        has_company,  // there is manufacturer data of the company `id`
        bytes,  // of the body at `offset`: they are `text`
    };
    Kind kind = Kind::byte;
    std::int8_t offset = 0;
    std::uint8_t mask = 0xFF;
    std::uint8_t value = 0;
    std::uint16_t id = 0;
    // NOLINTNEXTLINE(readability-redundant-member-init): g++ warns of rows that leave it out otherwise
    std::string_view text = {};
};

constexpr Condition byte_is(std::int8_t offset, std::uint8_t value, std::uint8_t mask = 0xFF) noexcept {
    return {.kind = Condition::Kind::byte, .offset = offset, .mask = mask, .value = value};
}
constexpr Condition name_is(std::string_view text) noexcept {
    return {.kind = Condition::Kind::name_is, .text = text};
}
constexpr Condition name_begins(std::string_view text) noexcept {
    return {.kind = Condition::Kind::name_begins, .text = text};
}
constexpr Condition name_contains(std::string_view text) noexcept {
    return {.kind = Condition::Kind::name_contains, .text = text};
}
constexpr Condition address_begins(std::string_view octets) noexcept {
    return {.kind = Condition::Kind::address_begins, .text = octets};
}
constexpr Condition lists_service(std::uint16_t uuid) noexcept {
    return {.kind = Condition::Kind::lists_service, .id = uuid};
}
constexpr Condition has_service(std::uint16_t uuid) noexcept {
    return {.kind = Condition::Kind::has_service, .id = uuid};
}
constexpr Condition has_company(std::uint16_t company) noexcept {
    return {.kind = Condition::Kind::has_company, .id = company};
}
constexpr Condition bytes_are(std::int8_t offset, std::string_view bytes) noexcept {
    return {.kind = Condition::Kind::bytes, .offset = offset, .text = bytes};
}

struct ReadContext;  // reader.h

/// Reads what a table cannot say: objects behind each other, checksums, cipher text. It is called before the
/// fields and texts are read. False: the bytes are not of this format after all, and the next row is tried; a
/// format that joins others has added nothing to `out` then. What is wrong it says with ReadContext::note();
/// what is in `out` stays. A reader may shorten or replace `context.body`, which the fields and texts are
/// read of then, and leave in `context.rest` what stands behind it and is a body of its own.
using Reader = bool (*)(ReadContext& context, Decoded& out) noexcept;

/// A reader, or none. Not nullptr: to g++ under its sanitizers no comparison with it is a constant (GCC bug
/// 71962).
struct OptionalReader {
    Reader reader = nullptr;
    bool exists = false;

    constexpr OptionalReader() noexcept = default;
    // NOLINTBEGIN(google-explicit-constructor): rows stay short
    constexpr OptionalReader(std::nullptr_t) noexcept {}
    constexpr OptionalReader(Reader given) noexcept : reader(given), exists(true) {}
    // NOLINTEND(google-explicit-constructor)
};

struct Format {
    std::string_view name;  // followed by a zero byte: it is also the `where` of an Error
    Carrier carrier;
    Magic magic = {};
    Lengths lengths = {};
    Confidence confidence = Confidence::layout;
    // NOLINTNEXTLINE(readability-redundant-member-init): g++ warns of rows that leave it out otherwise
    std::span<const Field> fields = {};
    // NOLINTNEXTLINE(readability-redundant-member-init): the same
    std::span<const Text> texts = {};
    // NOLINTNEXTLINE(readability-redundant-member-init): the same
    std::span<const Condition> conditions = {};
    // NOLINTNEXTLINE(readability-redundant-member-init): the same
    OptionalReader read = {};
    DeviceClass device_class = DeviceClass::thing;
    bool from_id = false;  // the body begins with the company id or UUID, which is no such thing here
    bool joins = false;  // shares one Decoded with other rows of its name: the AD structures of GAP
    bool also = false;  // says more of a structure that another format reads, too
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
    for (const Condition& condition : format.conditions) {
        if (condition.kind == Condition::Kind::byte && (condition.value & ~condition.mask) != 0)
            return "a byte that its mask forbids";
    }
    constexpr std::size_t conditions_max =
        15;  // packed_format.h; with an id, the magic's bytes are such, too
    if (format.conditions.size() + (format.from_id ? format.magic.size : 0U) > conditions_max)
        return "more conditions than fit";
    if (format.fields.size() > limits::decoded_measurements_max) return "more fields than a Decoded holds";
    if (format.texts.size() > limits::decoded_attributes_max) return "more texts than a Decoded holds";
    for (const Field& field : format.fields) {
        const WireLayout layout = layout_of(field.wire);
        if (field.offset + layout.size_bytes > longest) return "a field ends behind the longest form";
        if (field.bits.shift + field.bits.count > 8 * layout.size_bytes) return "bits that the number lacks";
        if (field.when.offset >= longest || field.code_offset >= longest) return "a condition behind the end";
        if (field.per == 0) return "a division by zero";
        const bool has_exponent = layout.kind == NumberKind::binary32 || layout.kind == NumberKind::medical;
        if (has_exponent && field.bits.count != 0) return "bits of a number with an exponent";
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
