#include "format_table.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <set>
#include <string_view>
#include <utility>

namespace cairn::test {
namespace {

template <typename Key>
struct Word {
    Key key;
    std::string_view text;
};

template <typename Key, std::size_t size>
std::string word_for(const std::array<Word<Key>, size>& words, Key key) {
    const auto* const found = std::ranges::find(words, key, &Word<Key>::key);
    return std::string(found != words.end() ? found->text : no_word);
}

constexpr std::array wires{
    Word<Wire>{Wire::u8, "u8"},
    Word<Wire>{Wire::u16_be, "u16 BE"},
    Word<Wire>{Wire::u24_be, "u24 BE"},
    Word<Wire>{Wire::u32_be, "u32 BE"},
    Word<Wire>{Wire::u16_le, "u16 LE"},
    Word<Wire>{Wire::u24_le, "u24 LE"},
    Word<Wire>{Wire::u32_le, "u32 LE"},
    Word<Wire>{Wire::i8, "s8"},
    Word<Wire>{Wire::i16_be, "s16 BE"},
    Word<Wire>{Wire::i24_be, "s24 BE"},
    Word<Wire>{Wire::i32_be, "s32 BE"},
    Word<Wire>{Wire::i16_le, "s16 LE"},
    Word<Wire>{Wire::i24_le, "s24 LE"},
    Word<Wire>{Wire::i32_le, "s32 LE"},
    Word<Wire>{Wire::sign_magnitude_8, "sign and magnitude, 8 bits"},
    Word<Wire>{Wire::sign_magnitude_16_be, "sign and magnitude, 16 bits BE"},
    Word<Wire>{Wire::sign_magnitude_24_be, "sign and magnitude, 24 bits BE"},
    Word<Wire>{Wire::sign_magnitude_16_le, "sign and magnitude, 16 bits LE"},
    Word<Wire>{Wire::f32_be, "binary32 BE"},
    Word<Wire>{Wire::f32_le, "binary32 LE"},
    Word<Wire>{Wire::medical_16_le, "IEEE 11073 float, 16 bits LE"},
    Word<Wire>{Wire::medical_32_le, "IEEE 11073 float, 32 bits LE"},
    Word<Wire>{Wire::lis3dh_be, "LIS3DH axis"},
};
constexpr std::array parts{
    Word<Part>{Part::hex, "hex"},
    Word<Part>{Part::hex_reversed, "hex, reversed"},
    Word<Part>{Part::mac, "address"},
    Word<Part>{Part::mac_reversed, "address, reversed"},
    Word<Part>{Part::u8, "u8"},
    Word<Part>{Part::u16_be, "u16 BE"},
    Word<Part>{Part::utf8, "UTF-8"},
    Word<Part>{Part::eddystone_url, "Eddystone-URL"},
    Word<Part>{Part::uri, "URI with a code point for its scheme"},
};
/// The last part of a quantity's name.
constexpr std::array units{
    Word<std::string_view>{"c", "°C"},       Word<std::string_view>{"pct", "%"},
    Word<std::string_view>{"hpa", "hPa"},    Word<std::string_view>{"g", "g"},
    Word<std::string_view>{"v", "V"},        Word<std::string_view>{"dbm", "dBm"},
    Word<std::string_view>{"s", "s"},        Word<std::string_view>{"lux", "lx"},
    Word<std::string_view>{"m", "m"},        Word<std::string_view>{"ppm", "ppm"},
    Word<std::string_view>{"ppb", "ppb"},    Word<std::string_view>{"db", "dB"},
    Word<std::string_view>{"deg", "°"},      Word<std::string_view>{"ugm3", "µg/m³"},
    Word<std::string_view>{"mgm3", "mg/m³"}, Word<std::string_view>{"kg", "kg"},
    Word<std::string_view>{"lb", "lb"},      Word<std::string_view>{"kwh", "kWh"},
    Word<std::string_view>{"w", "W"},        Word<std::string_view>{"a", "A"},
    Word<std::string_view>{"m3", "m³"},      Word<std::string_view>{"l", "L"},
    Word<std::string_view>{"m3h", "m³/h"},   Word<std::string_view>{"uscm", "µS/cm"},
    Word<std::string_view>{"mps", "m/s"},    Word<std::string_view>{"mps2", "m/s²"},
    Word<std::string_view>{"dps", "°/s"},    Word<std::string_view>{"ut", "µT"},
    Word<std::string_view>{"mm", "mm"},      Word<std::string_view>{"rpm", "rpm"},
    Word<std::string_view>{"bpm", "bpm"},    Word<std::string_view>{"ohm", "Ω"},
    Word<std::string_view>{"hz", "Hz"},      Word<std::string_view>{"usvh", "µSv/h"},
    Word<std::string_view>{"bqm3", "Bq/m³"}, Word<std::string_view>{"lm", "lm"},
};

std::string hex_of(std::uint32_t number, int digits) {
    std::array<char, 16> text{};
    const int size = std::snprintf(text.data(), text.size(), "%0*X", digits, static_cast<unsigned>(number));
    return {text.data(), static_cast<std::size_t>(size)};
}

std::string bytes_text(std::string_view bytes) {
    std::string text;
    for (const char byte : bytes) {
        if (!text.empty()) text += ' ';
        text += hex_of(static_cast<unsigned char>(byte), 2);
    }
    return text;
}

std::string cell(const std::vector<std::string>& cells) {
    std::string row = "|";
    for (const std::string& text : cells) row += (text.empty() ? "" : " ") + text + " |";
    return row + "\n";
}

std::string code(std::string_view text) {
    return "`" + std::string(text) + "`";
}

std::string carrier_text(const Carrier& carrier) {
    const std::string id = "0x" + hex_of(carrier.id, 4);
    const bool is_anyone = carrier.scope != Scope::of_id;
    if (carrier.ad_type == ad_type::manufacturer_data) return is_anyone ? "any company" : "company " + id;
    if (carrier.ad_type == ad_type::service_data_16)
        return is_anyone ? "service data of any" : "service data " + id;
    if (carrier.ad_type == ad_type::services_16 && carrier.id != 0) return "a list with service " + id;
    return "AD 0x" + hex_of(carrier.ad_type, 2);
}

std::string sizes_text(const Lengths& lengths) {
    const std::string least = std::to_string(lengths.least);
    const std::string most = std::to_string(lengths.most);
    std::string text = least + " to " + most;
    if (lengths.most == UINT16_MAX) text = lengths.least == 0 ? "any" : least + " or more";
    if (lengths.least == lengths.most) text = least;
    return lengths.or_exactly == 0 ? text : text + ", " + std::to_string(lengths.or_exactly);
}

std::string byte_condition_text(const Condition& condition) {
    const std::string from_end = condition.offset == -1
                                     ? "the last byte"
                                     : "byte " + std::to_string(-condition.offset) + " from the end";
    std::string text = condition.offset < 0 ? from_end : "byte " + std::to_string(condition.offset);
    if (condition.mask != 0xFF) text += " & 0x" + hex_of(condition.mask, 2);
    return text + " is 0x" + hex_of(condition.value, 2);
}

std::string condition_text(const Condition& condition) {
    using Kind = Condition::Kind;
    const std::string quoted = code(condition.text);
    const std::string id = "0x" + hex_of(condition.id, 4);
    const auto bytes_at = [&] {
        return "bytes " + code(bytes_text(condition.text)) + " at " + std::to_string(condition.offset);
    };
    const std::array<std::pair<Kind, std::string>, 9> words{{
        {Kind::byte, byte_condition_text(condition)},
        {Kind::name_is, "name " + quoted},
        {Kind::name_begins, "name begins with " + quoted},
        {Kind::name_contains, "name contains " + quoted},
        {Kind::address_begins, "address begins with " + code(bytes_text(condition.text))},
        {Kind::lists_service, "lists service " + id},
        {Kind::has_service, "has service data " + id},
        {Kind::has_company, "has data of company " + id},
        {Kind::bytes, bytes_at()},
    }};
    const auto* const found = std::ranges::find(words, condition.kind, &std::pair<Kind, std::string>::first);
    return found != words.end() ? found->second : no_word;
}

std::string conditions_text(const Format& format) {
    std::string text;
    for (const Condition& condition : format.conditions) {
        if (!text.empty()) text += ", ";
        text += condition_text(condition);
    }
    return text;
}

std::string remarks_text(const Format& format) {
    std::string text(name(format.confidence));
    if (format.device_class != DeviceClass::thing) text += ", " + std::string(name(format.device_class));
    if (format.also) text += ", beside another format";
    if (format.from_id) text += ", offsets from the id on";
    if (format.read.exists) text += ", a reader says more";
    return text;
}

std::string carrier_row(const Format& format) {
    const std::string_view magic(reinterpret_cast<const char*>(format.magic.bytes.data()), format.magic.size);
    return cell({code(format.name), carrier_text(format.carrier),
                 magic.empty() ? "" : code(bytes_text(magic)), sizes_text(format.lengths),
                 conditions_text(format), remarks_text(format)});
}

/// "(n + 50000) / 100".
std::string value_text(const Field& field) {
    std::string text = field.scale == 1    ? "n"
                       : field.scale == -1 ? "-n"
                                           : "n × " + std::to_string(field.scale);
    if (field.bias != 0)
        text += (field.bias < 0 ? " - " : " + ") + std::to_string(std::abs(std::int64_t{field.bias}));
    if (field.per == 1) return text;
    return (field.bias != 0 ? "(" + text + ")" : text) + " / " + std::to_string(field.per);
}

std::string unit_text(Quantity quantity) {
    const std::string_view quantity_name = name(quantity);
    const std::size_t underscore = quantity_name.rfind('_');
    if (underscore == std::string_view::npos) return "";
    const std::string unit = word_for(units, quantity_name.substr(underscore + 1));
    return unit == no_word ? "" : unit;
}

std::string place_text(std::size_t offset, const Bits& bits, const Presence& when) {
    std::string text = std::to_string(offset);
    if (bits.count == 1) text += ", bit " + std::to_string(bits.shift);
    if (bits.count > 1)
        text += ", bits " + std::to_string(bits.shift) + " to " + std::to_string(bits.shift + bits.count - 1);
    if (when.mask != 0) text += ", if byte " + std::to_string(when.offset) + " & 0x" + hex_of(when.mask, 2);
    return text;
}

std::string field_row(std::string_view format, const Field& field) {
    std::string quantity(name(field.quantity));
    if (field.channel != 0) quantity += ", channel " + std::to_string(field.channel);
    const int digits = 2 * layout_of(field.wire).size_bytes;
    return cell({format.empty() ? "" : code(format), place_text(field.offset, field.bits, field.when),
                 quantity, word_for(wires, field.wire), value_text(field), unit_text(field.quantity),
                 field.no_value.exists ? "0x" + hex_of(field.no_value.pattern, digits) : ""});
}

std::string text_row(std::string_view format, const Text& text) {
    std::string places;
    std::string kinds;
    for (const TextPart& part : text.parts) {
        if (part.part == Part::none) break;
        if (!places.empty()) places += ", ";
        places += std::to_string(part.offset);
        if (part.size_bytes == 0) {
            places += " to the end";
        } else if (part.size_bytes > 1) {
            places += " to " + std::to_string(part.offset + part.size_bytes - 1);
        }
        if (!kinds.empty())
            kinds += part.before != '\0' ? " " + code(std::string(1, part.before)) + " " : ", ";
        kinds += word_for(parts, part.part);
    }
    return cell(
        {format.empty() ? "" : code(format), places, std::string(name(text.kind)), kinds, "", "", ""});
}

}  // namespace

std::string format_tables(std::span<const Format* const> formats) {
    std::string carriers = "| format | carrier | begins with | body, bytes | and only if | remarks "
                           "|\n|---|---|---|---|---|---|\n";
    std::string contents;
    std::set<std::pair<const void*, const void*>> shown;  // several rows may share their fields and texts
    for (const Format* const format : formats) {
        carriers += carrier_row(*format);
        if (!shown.emplace(format->fields.data(), format->texts.data()).second) continue;
        std::string_view name = format->name;
        for (const Field& field : format->fields) contents += field_row(std::exchange(name, ""), field);
        for (const Text& text : format->texts) contents += text_row(std::exchange(name, ""), text);
    }
    if (contents.empty()) return carriers;
    return carriers +
           "\n| format | byte | what | on the air | value | unit | not available |\n"
           "|---|---|---|---|---|---|---|\n" +
           contents;
}

}  // namespace cairn::test
