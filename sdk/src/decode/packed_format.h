// How formats lie in memory: a row of 16 bytes each, and in one array of bytes what the rows say. A table of
// format.h takes three times as much, which a microcontroller's flash has not.
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

/// What is looked at first: it leads past most formats without a visit to their bytes.
struct FormatRow {
    /// Bit n: a body of n bytes, without the id, is worth a look; bit 31: one of 31 and more.
    std::uint32_t sizes = 0;
    std::uint32_t magic = 0;  // how the body begins, its first byte lowest
    std::uint32_t begin : 18 = 0;  // of what it says, in the bytes
    std::uint32_t reader : 11 = 0;  // its place among the readers, from 1; 0 without
    std::uint32_t from_id : 1 = 0;
    std::uint32_t joins : 1 = 0;
    std::uint32_t also : 1 = 0;
    std::uint16_t name = 0;  // where it begins
    std::uint8_t magic_size = 0;
    Confidence confidence : 2 = Confidence::layout;
    DeviceClass device_class : 3 = DeviceClass::thing;
    bool names_wrong_length : 1 =
        false;  // a body that begins like it, with another length, is a broken one of it

    /// Bodies as FormatRow::sizes counts them.
    static constexpr std::uint32_t bit_of(std::size_t size_bytes) noexcept {
        return std::uint32_t{1} << std::min<std::size_t>(size_bytes, 31);
    }
    /// The first four bytes of a body, as FormatRow::magic has them; zeros behind its end.
    static constexpr std::uint32_t begin_of(Bytes body) noexcept {
        if (body.size() < 4) return number_le(body);
        return std::uint32_t{body[0]} | std::uint32_t{body[1]} << 8 | std::uint32_t{body[2]} << 16 |
               std::uint32_t{body[3]} << 24;
    }
    /// Whether a body of the size of `size_bit` that begins with `body_begin` is worth a look at the rest.
    constexpr bool may_have(std::uint32_t size_bit, std::uint32_t body_begin) const noexcept {
        return (sizes & size_bit) != 0 && ((body_begin ^ magic) & magic_masks[magic_size]) == 0;
    }

private:
    static constexpr std::array<std::uint32_t, 5> magic_masks{0, 0xFF, 0xFFFF, 0xFFFFFF, 0xFFFFFFFF};
};
static_assert(sizeof(FormatRow) == 16);

/// The rows of one carrier.
struct FormatGroup {
    std::uint32_t key = 0;
    std::uint16_t begin = 0;
    std::uint16_t end = 0;
};

/// Numbers of any size, the small ones in one byte: seven bits a byte, the lowest first, and the highest bit
/// set in all but the last.
class PackWriter {
public:
    constexpr explicit PackWriter(std::vector<std::uint8_t>& out) noexcept : out_(&out) {}

    template <typename Small>
    constexpr void put(Small value) {
        static_assert(sizeof(Small) == 1);
        out_->push_back(static_cast<std::uint8_t>(value));
    }
    constexpr void put_number(std::uint32_t number) {
        for (; number >= 0x80; number >>= 7) put(static_cast<std::uint8_t>(number | 0x80));
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
        std::uint32_t byte = take();
        std::uint32_t number = byte & 0x7F;
        for (unsigned shift = 7; byte >= 0x80; shift += 7) {
            byte = take();
            number |= (byte & 0x7F) << shift;
        }
        return number;
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
    if ((has & field_has::per) != 0) out.put_signed(field.per);
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

inline Field take_field(PackReader& in) noexcept {
    Field field;
    std::uint32_t quantity = in.take();
    if (quantity == wide_quantity) quantity = in.take_number();
    field.quantity = static_cast<Quantity>(quantity);
    field.offset = in.take();
    field.wire = in.take<Wire>();
    const unsigned has = in.take();
    if (has == 0) return field;
    if ((has & field_has::no_value) != 0) field.no_value = in.take_number();
    if ((has & field_has::scale) != 0) field.scale = in.take_signed();
    if ((has & field_has::per) != 0) field.per = in.take_signed();
    if ((has & field_has::bias) != 0) field.bias = in.take_signed();
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
    std::uint8_t conditions_count = 0;
    PackedValues values;  // behind the conditions
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
    head.values = {nullptr, in.take(), static_cast<std::uint8_t>(counts & 0x0F)};
    return head;
}

/// The tables of formats, and what their rows point into.
struct PackedFormats {
    std::vector<FormatRow> rows;  // those of one carrier side by side
    std::vector<FormatGroup> groups;
    std::vector<std::uint8_t> bytes;
    std::vector<char> names;  // each behind a byte for its size, and followed by a zero byte
    std::vector<Reader> readers;

    /// Whether the rows can point to all of it; otherwise the tables are of no use.
    constexpr bool fit() const noexcept { return bytes.size() <= 0x3'FFFF && names.size() <= UINT16_MAX; }

    /// Packs formats, none of which has a defect(); those of one carrier keep their order. What a format has
    /// in common with the one before is there once.
    constexpr explicit PackedFormats(std::span<const Format* const> formats) {
        for (const Format* const format : formats) {
            const std::uint32_t key = key_of(format->carrier);
            if (std::ranges::find(groups, key, &FormatGroup::key) == groups.end())
                groups.push_back({key, 0, 0});
        }
        for (FormatGroup& group : groups) {
            group.begin = static_cast<std::uint16_t>(rows.size());
            for (const Format* const format : formats) {
                if (key_of(format->carrier) == group.key) add(*format);
            }
            group.end = static_cast<std::uint16_t>(rows.size());
        }
    }

private:
    constexpr void add(const Format& format) {
        FormatRow row;
        row.sizes = sizes_of(format);
        row.from_id = format.from_id ? 1 : 0;
        row.joins = format.joins ? 1 : 0;
        row.also = format.also ? 1 : 0;
        row.confidence = format.confidence;
        row.device_class = format.device_class;
        row.names_wrong_length = names_wrong_length(format);
        if (!format.from_id) {  // the body of the others begins elsewhere
            row.magic = number_le(std::span(format.magic.bytes).first(format.magic.size));
            row.magic_size = format.magic.size;
        }
        if (format.read.exists) {
            readers.push_back(format.read.reader);
            row.reader = static_cast<std::uint32_t>(readers.size()) & 0x7FF;
        }
        add_name(row, format.name);
        add_bytes(row, format);
        rows.push_back(row);
    }

    static constexpr bool names_wrong_length(const Format& format) noexcept {
        const bool says_what_it_is = format.magic.size != 0 || !begins_with_id(format.carrier.ad_type);
        return says_what_it_is && format.conditions.empty();
    }

    /// A format that would name a wrong length must see it, too.
    static constexpr std::uint32_t sizes_of(const Format& format) noexcept {
        const std::size_t id_bytes = format.from_id ? 2 : 0;  // a part of what such a format counts
        if (names_wrong_length(format))
            return UINT32_MAX << (std::max<std::size_t>(format.magic.size, id_bytes) - id_bytes);
        std::uint32_t sizes = 0;
        for (std::size_t size = 0; size < UINT8_MAX; ++size) {
            if (format.lengths.allow(size + id_bytes)) sizes |= FormatRow::bit_of(size);
        }
        return sizes;
    }

    constexpr void add_name(FormatRow& row, std::string_view name) {
        row.name = static_cast<std::uint16_t>(names.size());
        if (!rows.empty() && std::string_view(&names[rows.back().name + 1]) == name) {
            row.name = rows.back().name;
            return;
        }
        names.push_back(static_cast<char>(name.size()));
        names.insert(names.end(), name.begin(), name.end());
        names.push_back('\0');
    }

    constexpr void add_bytes(FormatRow& row, const Format& format) {
        const std::size_t end = bytes.size();
        row.begin = static_cast<std::uint32_t>(end) & 0x3'FFFF;
        PackWriter writer(bytes);
        pack(format, writer);
        if (rows.empty()) return;
        const std::span<const std::uint8_t> said = std::span(bytes).subspan(end);
        const std::span<const std::uint8_t> before = std::span(bytes).subspan(rows.back().begin);
        if (said.size() > end - rows.back().begin || !std::ranges::equal(before.first(said.size()), said))
            return;
        bytes.resize(end);
        row.begin = rows.back().begin;
    }
};

}  // namespace cairn
