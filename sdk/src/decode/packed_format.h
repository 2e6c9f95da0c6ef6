// How what a format says lies in memory: as bytes, about seven a field. A table of format.h takes three times
// as much, which a microcontroller's flash has not.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

#include "decode/format.h"
#include "decode/octets.h"

namespace cairn {

/// The first byte of a number that does not fit into it, which says how many follow, the lowest first.
namespace number_in {
inline constexpr std::uint32_t two_bytes = 0xFE;
inline constexpr std::uint32_t four_bytes = 0xFF;
}  // namespace number_in

/// Writes bytes, and numbers of any size: the small ones take one byte.
class PackWriter {
public:
    constexpr explicit PackWriter(std::vector<std::uint8_t>& out) noexcept : out_(&out) {}

    template <typename Small>
    constexpr void put(Small value) {
        static_assert(sizeof(Small) == 1);
        out_->push_back(static_cast<std::uint8_t>(value));
    }
    constexpr void put_number(std::uint32_t number) {
        if (number < number_in::two_bytes) return put(static_cast<std::uint8_t>(number));
        const bool is_short = number <= UINT16_MAX;
        put(static_cast<std::uint8_t>(is_short ? number_in::two_bytes : number_in::four_bytes));
        for (unsigned left = is_short ? 2 : 4; left != 0; --left, number >>= 8)
            put(static_cast<std::uint8_t>(number));
    }
    /// The sign is the lowest bit.
    constexpr void put_signed(std::int32_t number) {
        const auto bits = static_cast<std::uint32_t>(number);
        put_number(bits << 1 ^ (number < 0 ? UINT32_MAX : 0));
    }
    constexpr void put_text(std::string_view text) {
        put_number(static_cast<std::uint32_t>(text.size()));
        for (const char character : text) put(character);
    }

private:
    std::vector<std::uint8_t>* out_;
};

/// Reads what a PackWriter wrote. It checks nothing: the bytes are our own.
class PackReader {
public:
    explicit PackReader(const std::uint8_t* at) noexcept : at_(at) {}

    template <typename Small = std::uint8_t>
    Small take() noexcept {
        static_assert(sizeof(Small) == 1);
        return static_cast<Small>(*at_++);
    }
    std::uint32_t take_number() noexcept {
        const std::uint32_t first = take();
        if (first < number_in::two_bytes) return first;
        return number_le(take_bytes(first == number_in::two_bytes ? 2 : 4));
    }
    std::int32_t take_signed() noexcept {
        const std::uint32_t number = take_number();
        return static_cast<std::int32_t>(number >> 1 ^ ((number & 1) != 0 ? UINT32_MAX : 0));
    }
    Bytes take_bytes(std::size_t size_bytes) noexcept {
        const Bytes bytes(at_, size_bytes);
        at_ += size_bytes;
        return bytes;
    }
    std::string_view take_text() noexcept { return as_text(take_bytes(take_number())); }

    const std::uint8_t* at() const noexcept { return at_; }

private:
    const std::uint8_t* at_;
};

/// Fields and texts of one format, one behind the other.
struct PackedValues {
    const std::uint8_t* at = nullptr;
    std::uint8_t fields_count = 0;
    std::uint8_t texts_count = 0;
};

// What stands behind the four bytes that every field has.
namespace field_has {
inline constexpr unsigned no_value = 0x01;
inline constexpr unsigned scale = 0x02;
inline constexpr unsigned per = 0x04;
inline constexpr unsigned bias = 0x08;
inline constexpr unsigned bits = 0x10;
inline constexpr unsigned when = 0x20;
inline constexpr unsigned channel = 0x40;
inline constexpr unsigned code_offset = 0x80;
}  // namespace field_has

/// Instead of the quantity's number, which follows: it does not fit into a byte.
inline constexpr std::uint32_t wide_quantity = 0xFF;

constexpr void pack(const Field& field, PackWriter& out) {
    const Field plain;
    unsigned has = 0;
    const auto note = [&has](unsigned part, bool is_there) { has |= is_there ? part : 0; };
    note(field_has::no_value, field.no_value.exists);
    note(field_has::scale, field.scale != plain.scale);
    note(field_has::per, field.per != plain.per);
    note(field_has::bias, field.bias != plain.bias);
    note(field_has::bits, field.bits.count != 0);
    note(field_has::when, field.when.mask != 0);
    note(field_has::channel, field.channel != 0);
    note(field_has::code_offset, field.code_offset != 0);

    const auto quantity = static_cast<std::uint32_t>(field.quantity);
    out.put(static_cast<std::uint8_t>(std::min(quantity, wide_quantity)));
    if (quantity >= wide_quantity) out.put_number(quantity);
    out.put(field.offset);
    out.put(field.wire);
    out.put(static_cast<std::uint8_t>(has));
    if (field.no_value.exists) out.put_number(field.no_value.pattern);
    if ((has & field_has::scale) != 0) out.put_signed(field.scale);
    if ((has & field_has::per) != 0) out.put_number(static_cast<std::uint32_t>(field.per));
    if ((has & field_has::bias) != 0) out.put_signed(field.bias);
    if ((has & field_has::bits) != 0) {
        out.put(field.bits.shift);
        out.put(field.bits.count);
    }
    if ((has & field_has::when) != 0) {
        out.put(field.when.offset);
        out.put(field.when.mask);
    }
    if ((has & field_has::channel) != 0) out.put(field.channel);
    if ((has & field_has::code_offset) != 0) out.put(field.code_offset);
}

/// What every field has, and what of the rest (field_has) follows.
struct PlainField {
    Quantity quantity;
    std::uint8_t offset;
    Wire wire;
    std::uint8_t has;
};

inline PlainField take_plain_field(PackReader& in) noexcept {
    std::uint32_t quantity = in.take();
    if (quantity == wide_quantity) quantity = in.take_number();
    return {static_cast<Quantity>(quantity), in.take(), in.take<Wire>(), in.take()};
}

inline Field take_field(const PlainField& plain, PackReader& in) noexcept {
    Field field{plain.quantity, plain.offset, plain.wire};
    const unsigned has = plain.has;
    if ((has & field_has::no_value) != 0) field.no_value = in.take_number();
    if ((has & field_has::scale) != 0) field.scale = in.take_signed();
    if ((has & field_has::per) != 0) field.per = static_cast<std::int32_t>(in.take_number());
    if ((has & field_has::bias) != 0) field.bias = in.take_signed();
    if (has < field_has::bits) return field;  // the others are rare
    if ((has & field_has::bits) != 0) field.bits = {in.take(), in.take()};
    if ((has & field_has::when) != 0) field.when = {in.take(), in.take()};
    if ((has & field_has::channel) != 0) field.channel = in.take();
    if ((has & field_has::code_offset) != 0) field.code_offset = in.take();
    return field;
}

constexpr void pack(const Text& text, PackWriter& out) {
    const auto count = std::ranges::find(text.parts, Part::none, &TextPart::part) - text.parts.begin();
    out.put(text.kind);
    out.put(static_cast<std::uint8_t>(count));
    for (const TextPart& part : std::span(text.parts).first(static_cast<std::size_t>(count))) {
        out.put(part.part);
        out.put(part.offset);
        out.put(part.size_bytes);
        out.put(part.before);
    }
}

/// The parts are packed as they lie in memory.
inline Text take_text(PackReader& in) noexcept {
    static_assert(sizeof(TextPart) == 4 && std::is_trivially_copyable_v<TextPart>);
    Text text;
    text.kind = in.take<AttributeKind>();
    const Bytes parts = in.take_bytes(sizeof(TextPart) * std::min<std::size_t>(in.take(), text.parts.size()));
    std::memcpy(text.parts.data(), parts.data(), parts.size());
    return text;
}

constexpr void pack(const Condition& condition, PackWriter& out) {
    out.put(condition.kind);
    switch (condition.kind) {
        case Condition::Kind::byte:
            out.put(condition.offset);
            out.put(condition.mask);
            return out.put(condition.value);
        case Condition::Kind::lists_service:
        case Condition::Kind::has_service:
        case Condition::Kind::has_company: return out.put_number(condition.id);
        case Condition::Kind::bytes: out.put(condition.offset); break;
        case Condition::Kind::name_is:
        case Condition::Kind::name_begins:
        case Condition::Kind::name_contains:
        case Condition::Kind::address_begins: break;
    }
    out.put_text(condition.text);
}

inline Condition take_condition(PackReader& in) noexcept {
    Condition condition;
    condition.kind = in.take<Condition::Kind>();
    switch (condition.kind) {
        case Condition::Kind::byte:
            condition.offset = in.take<std::int8_t>();
            condition.mask = in.take();
            condition.value = in.take();
            return condition;
        case Condition::Kind::lists_service:
        case Condition::Kind::has_service:
        case Condition::Kind::has_company:
            condition.id = static_cast<std::uint16_t>(in.take_number());
            return condition;
        case Condition::Kind::bytes: condition.offset = in.take<std::int8_t>(); break;
        case Condition::Kind::name_is:
        case Condition::Kind::name_begins:
        case Condition::Kind::name_contains:
        case Condition::Kind::address_begins: break;
    }
    condition.text = in.take_text();
    return condition;
}

/// The bytes of an array of fields, made by the compiler.
template <const auto& fields>
inline constexpr auto packed_bytes = [] {
    constexpr auto pack_all = [] {
        std::vector<std::uint8_t> bytes;
        PackWriter writer(bytes);
        for (const Field& field : fields) pack(field, writer);
        return bytes;
    };
    std::array<std::uint8_t, pack_all().size()> bytes{};
    std::ranges::copy(pack_all(), bytes.begin());
    return bytes;
}();
/// An array of fields, packed: for readers that have more fields than their format's row says.
template <const auto& fields>
inline constexpr PackedValues packed_fields{packed_bytes<fields>.data(),
                                            static_cast<std::uint8_t>(fields.size()), 0};

/// What the bytes of a format begin with.
struct PackedHead {
    Lengths lengths;
    std::uint8_t conditions_count = 0;  // they follow, and then the fields and texts
    std::uint8_t fields_count = 0;
    std::uint8_t texts_count = 0;
};

constexpr void pack(const Format& format, PackWriter& out) {
    for (const std::uint16_t length : {format.lengths.least, format.lengths.most, format.lengths.or_exactly})
        out.put(static_cast<std::uint8_t>(std::min<std::uint16_t>(length, UINT8_MAX)));
    // A body that begins with its id begins elsewhere than the row looks.
    const std::size_t magic_size = format.from_id ? format.magic.size : 0;
    const std::size_t conditions_count = format.conditions.size() + magic_size;
    out.put(static_cast<std::uint8_t>(conditions_count << 4 | format.texts.size()));
    out.put(static_cast<std::uint8_t>(format.fields.size()));
    for (std::size_t i = 0; i < magic_size; ++i)
        pack(byte_is(static_cast<std::int8_t>(i), format.magic.bytes[i]), out);
    for (const Condition& condition : format.conditions) pack(condition, out);
    for (const Field& field : format.fields) pack(field, out);
    for (const Text& text : format.texts) pack(text, out);
}

/// Leaves `in` at the conditions, behind which the values stand.
inline PackedHead take_head(PackReader& in) noexcept {
    PackedHead head;
    head.lengths = {in.take(), in.take(), in.take()};
    const unsigned counts = in.take();
    head.conditions_count = static_cast<std::uint8_t>(counts >> 4);
    head.fields_count = in.take();
    head.texts_count = static_cast<std::uint8_t>(counts & 0x0F);
    return head;
}

}  // namespace cairn
