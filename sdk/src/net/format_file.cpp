#include "cairn/net/format_file.h"

#include <algorithm>
#include <array>
#include <deque>
#include <optional>
#include <set>
#include <utility>

#include "cairn/net/config_file.h"
#include "decode/format_index.h"
#include "net/config_wording.h"
#include "net/hex_bytes.h"

namespace cairn::net {
namespace {

constexpr std::size_t name_chars_max = 63;
constexpr std::int64_t body_bytes_max = 254;
constexpr std::int64_t address_bytes = 6;
constexpr std::int64_t number_max = 1'000'000'000;

template <typename T>
struct Word {
    std::string_view word;
    T value;
};

constexpr auto wires = std::to_array<Word<Wire>>({
    {"u8", Wire::u8},
    {"i8", Wire::i8},
    {"u16_be", Wire::u16_be},
    {"u16_le", Wire::u16_le},
    {"i16_be", Wire::i16_be},
    {"i16_le", Wire::i16_le},
    {"u24_be", Wire::u24_be},
    {"u24_le", Wire::u24_le},
    {"i24_be", Wire::i24_be},
    {"i24_le", Wire::i24_le},
    {"u32_be", Wire::u32_be},
    {"u32_le", Wire::u32_le},
    {"i32_be", Wire::i32_be},
    {"i32_le", Wire::i32_le},
    {"sign_magnitude_8", Wire::sign_magnitude_8},
    {"sign_magnitude_16_be", Wire::sign_magnitude_16_be},
    {"sign_magnitude_16_le", Wire::sign_magnitude_16_le},
    {"f32_be", Wire::f32_be},
    {"f32_le", Wire::f32_le},
});
constexpr auto parts = std::to_array<Word<Part>>({
    {"hex", Part::hex},
    {"mac", Part::mac},
    {"mac_reversed", Part::mac_reversed},
    {"u16_be", Part::u16_be},
    {"utf8", Part::utf8},
    {"eddystone_url", Part::eddystone_url},
});
constexpr auto kinds = std::to_array<Word<AttributeKind>>({
    {"name", AttributeKind::name},
    {"device", AttributeKind::device},
    {"firmware", AttributeKind::firmware},
    {"model", AttributeKind::model},
    {"serial", AttributeKind::serial},
    {"text", AttributeKind::text},
    {"raw", AttributeKind::raw},
    {"url", AttributeKind::url},
});
constexpr auto confidences = std::to_array<Word<Confidence>>({
    {"identifier", Confidence::identifier},
    {"layout", Confidence::layout},
    {"verified", Confidence::verified},
});

/// One of a few words; what is none of them is reported.
template <typename T, std::size_t count>
std::optional<T> choice(ConfigTable& table, std::string_view key, const std::array<Word<T>, count>& words) {
    const std::string given = table.text(key, "");
    std::string expected;
    for (const auto& [word, value] : words) {
        if (given == word) return value;
        expected.append(expected.empty() ? "\"" : ", \"").append(word).append("\"");
    }
    table.reject(key, "one of " + expected);
    return std::nullopt;
}

/// A format and what its views refer to; it stays where it is.
struct Defined {
    std::string name;
    std::vector<Field> fields;
    std::vector<Text> texts;
    std::deque<std::string> condition_texts;
    std::vector<Condition> conditions;
    Format format;
};

std::string read_name(ConfigTable& table) {
    std::string name = table.text("name", "");
    const auto is_allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_';
    };
    if (name.empty() || name.size() > name_chars_max || !std::ranges::all_of(name, is_allowed))
        table.reject("name", "1 to 63 of a-z, 0-9, \".\" and \"_\", such as \"acme.door\"");
    return name;
}

Carrier read_carrier(ConfigTable& table, bool is_named) {
    const bool is_any = table.boolean("any_company", false);
    const int count = int{table.has("company")} + int{table.has("service")} + int{is_any};
    if (count != 1) table.reject("company", "this, or service, or any_company = true, and only one of them");
    const auto company = static_cast<std::uint16_t>(table.integer("company", 0, 0, UINT16_MAX));
    const auto service = static_cast<std::uint16_t>(table.integer("service", 0, 0, UINT16_MAX));
    if (is_any) return is_named ? manufacturer_data_of_name() : manufacturer_data_of_anyone();
    return table.has("service") ? service_data(service) : manufacturer_data(company);
}

std::string read_bytes(ConfigTable& table, std::string_view key, std::size_t size_max) {
    auto bytes = hex_bytes(table.text(key, ""));
    if (!bytes || bytes->size() > size_max)
        table.reject(key, "hexadecimal bytes, at most " + std::to_string(size_max));
    return std::move(bytes).value_or("");
}

Magic read_magic(ConfigTable& table) {
    Magic magic;
    const std::string bytes = read_bytes(table, "begins_with", magic.bytes.size());
    magic.size = static_cast<std::uint8_t>(std::min(bytes.size(), magic.bytes.size()));
    for (std::size_t i = 0; i < magic.size; ++i) magic.bytes[i] = static_cast<std::uint8_t>(bytes[i]);
    return magic;
}

/// Without a size, whatever the leading bytes leave.
Lengths read_lengths(ConfigTable& table, const Magic& magic) {
    const bool has_least = table.has("size_bytes_min");
    const bool has_most = table.has("size_bytes_max");
    if (table.has("size_bytes") && (has_least || has_most))
        table.reject("size_bytes", "either this, or size_bytes_min and size_bytes_max");
    if (table.has("size_bytes"))
        return exactly(static_cast<std::uint16_t>(table.integer("size_bytes", 0, 0, body_bytes_max)));
    const auto least = table.integer("size_bytes_min", magic.size, 0, body_bytes_max);
    const auto most = table.integer("size_bytes_max", body_bytes_max, least, body_bytes_max);
    return {static_cast<std::uint16_t>(least), static_cast<std::uint16_t>(most)};
}

void read_conditions(ConfigTable& table, Defined& defined) {
    constexpr auto names = std::to_array<Word<Condition::Kind>>({
        {"name_is", Condition::Kind::name_is},
        {"name_begins", Condition::Kind::name_begins},
        {"name_contains", Condition::Kind::name_contains},
    });
    for (const auto& [key, kind] : names) {
        if (!table.has(key)) continue;
        defined.condition_texts.push_back(table.text(key, ""));
        defined.conditions.push_back({.kind = kind, .text = defined.condition_texts.back()});
    }
    if (table.has("address_begins")) {
        defined.condition_texts.push_back(read_bytes(table, "address_begins", address_bytes));
        defined.conditions.push_back(address_begins(defined.condition_texts.back()));
    }
    table.tables("byte", [&defined](ConfigTable& byte) {
        if (!byte.has("offset")) byte.reject("offset", "a place in the body, negative from its end");
        if (!byte.has("value")) byte.reject("value", "0 to 255");
        const auto offset = byte.integer("offset", 0, INT8_MIN, INT8_MAX);
        const auto mask = byte.integer("mask", UINT8_MAX, 0, UINT8_MAX);
        const auto value = byte.integer("value", 0, 0, UINT8_MAX);
        defined.conditions.push_back(byte_is(static_cast<std::int8_t>(offset),
                                             static_cast<std::uint8_t>(value),
                                             static_cast<std::uint8_t>(mask)));
    });
}

template <typename Number>
Number read_number(ConfigTable& table, std::string_view key, std::int64_t otherwise, std::int64_t min,
                   std::int64_t max) {
    return static_cast<Number>(table.integer(key, otherwise, min, max));
}

/// Every name but that of Quantity::custom, which is also what name() calls the numbers behind the last.
std::set<std::string> quantity_names() {
    std::set<std::string> all;
    for (std::uint16_t number = 1; name(Quantity{number}) != name(Quantity::custom); ++number)
        all.emplace(name(Quantity{number}));
    return all;
}

Quantity read_quantity(ConfigTable& table) {
    const std::string given = table.text("quantity", "");
    const auto quantity = quantity_named(given);
    if (quantity && *quantity != Quantity::custom) return *quantity;
    const auto meant = near_match(given, quantity_names());
    table.reject("quantity", meant ? "the name of a quantity (did you mean \"" + *meant + "\"?)"
                                   : "the name of a quantity, such as \"temperature_c\"");
    return Quantity::count;
}

/// The largest pattern of the number that a field reads.
std::uint32_t pattern_max(Wire wire, Bits bits) {
    const unsigned size = 8U * layout_of(wire).size_bytes;
    const unsigned count = bits.count == 0 ? size : std::min<unsigned>(bits.count, size);
    return UINT32_MAX >> (32 - count);
}

Field read_field(ConfigTable& table) {
    Field field;
    field.quantity = read_quantity(table);
    if (!table.has("offset")) table.reject("offset", "a place in the body");
    field.offset = read_number<std::uint8_t>(table, "offset", 0, 0, body_bytes_max);
    const auto wire = choice(table, "type", wires);
    field.wire = wire.value_or(Wire::u32_be);
    field.scale = read_number<std::int32_t>(table, "scale", 1, -number_max, number_max);
    field.per = read_number<std::int32_t>(table, "per", 1, 1, number_max);
    field.bias = read_number<std::int32_t>(table, "bias", 0, -number_max, number_max);
    field.channel = read_number<std::uint8_t>(table, "channel", 0, 0, UINT8_MAX);
    field.bits.shift = read_number<std::uint8_t>(table, "bits_from", 0, 0, 31);
    field.bits.count = read_number<std::uint8_t>(table, "bits", 0, 0, 32);
    if (table.has("no_value"))
        field.no_value =
            read_number<std::uint32_t>(table, "no_value", 0, 0, pattern_max(field.wire, field.bits));
    field.when.offset = read_number<std::uint8_t>(table, "present_offset", 0, 0, body_bytes_max);
    field.when.mask = read_number<std::uint8_t>(table, "present_mask", 0, 1, UINT8_MAX);
    if (table.has("present_offset") && !table.has("present_mask"))
        table.reject("present_mask", "the bits that count at present_offset");
    return field;
}

Text read_text(ConfigTable& table) {
    Text text;
    text.kind = choice(table, "kind", kinds).value_or(AttributeKind::raw);
    TextPart& part = text.parts.front();
    part.part = choice(table, "as", parts).value_or(Part::hex);
    if (!table.has("offset")) table.reject("offset", "a place in the body");
    part.offset = read_number<std::uint8_t>(table, "offset", 0, 0, body_bytes_max);
    const bool is_address = part.part == Part::mac || part.part == Part::mac_reversed;
    part.size_bytes =
        read_number<std::uint8_t>(table, "size_bytes", is_address ? address_bytes : 0, 0, body_bytes_max);
    if (is_address && part.size_bytes != address_bytes)
        table.reject("size_bytes", "6, the bytes of an address");
    return text;
}

void read_format(ConfigTable& table, Defined& defined) {
    defined.name = read_name(table);
    read_conditions(table, defined);
    table.tables("field", [&defined](ConfigTable& field) { defined.fields.push_back(read_field(field)); });
    table.tables("text", [&defined](ConfigTable& text) { defined.texts.push_back(read_text(text)); });
    const auto is_of_name = [](const Condition& condition) {
        return condition.kind == Condition::Kind::name_is || condition.kind == Condition::Kind::name_begins ||
               condition.kind == Condition::Kind::name_contains;
    };
    const bool is_named = std::ranges::any_of(defined.conditions, is_of_name);
    Format& format = defined.format;
    format.name = defined.name;
    format.carrier = read_carrier(table, is_named);
    format.magic = read_magic(table);
    format.lengths = read_lengths(table, format.magic);
    if (table.has("confidence"))
        format.confidence = choice(table, "confidence", confidences).value_or(Confidence::layout);
    format.from_id = table.boolean("from_id", false);
    format.fields = defined.fields;
    format.texts = defined.texts;
    format.conditions = defined.conditions;
    if (format.carrier.scope == Scope::anyone && format.magic.size == 0)
        table.reject("begins_with",
                     "bytes, or a name_..., to tell it from all other companies' advertisements");
    const char* const wrong = defect(format);
    if (wrong != nullptr && !defined.name.empty())
        table.reject("name", std::string("tables that fit together: ") + wrong);
}

}  // namespace

struct FormatDefinitions::Impl {
    std::deque<Defined> defined;
    PackedFormats formats{{}};
    FormatTable table;

    void take(ConfigFile file, const std::string& name, std::vector<std::string>& errors) {
        const std::size_t defined_before = defined.size();
        file.root().tables("format", [&](ConfigTable& definition) {
            // Read, too, what is too much: its keys are none that nobody knows.
            read_format(definition, defined.emplace_back());
            if (defined.size() == format_file_formats_max + 1)
                definition.reject("name", "no more than 1024 formats");
        });
        auto wrong = file.errors();
        if (wrong.empty() && defined.size() == defined_before)
            wrong.push_back(name + ": no [[format]] in it");
        if (wrong.empty() && !pack().fit()) wrong.push_back(name + ": more fields, texts and names than fit");
        errors.insert(errors.end(), wrong.begin(), wrong.end());
        if (!wrong.empty()) {
            while (defined.size() > defined_before) defined.pop_back();
            return;
        }
        formats = pack();
        table = table_of(formats);
    }

    PackedFormats pack() const {
        std::vector<const Format*> all;
        all.reserve(defined.size());
        for (const Defined& one : defined) all.push_back(&one.format);
        return PackedFormats(all);
    }
};

FormatDefinitions::FormatDefinitions() : impl_(std::make_unique<Impl>()) {}
FormatDefinitions::~FormatDefinitions() = default;
FormatDefinitions::FormatDefinitions(FormatDefinitions&&) noexcept = default;
FormatDefinitions& FormatDefinitions::operator=(FormatDefinitions&&) noexcept = default;

void FormatDefinitions::read(const std::string& path, std::vector<std::string>& errors) {
    impl_->take(ConfigFile::open(path), path, errors);
}

void FormatDefinitions::parse(std::string_view text, std::string_view name,
                              std::vector<std::string>& errors) {
    impl_->take(ConfigFile::parse(text, name), std::string(name), errors);
}

const FormatTable* FormatDefinitions::table() const noexcept {
    return impl_->formats.rows.empty() ? nullptr : &impl_->table;
}

}  // namespace cairn::net
