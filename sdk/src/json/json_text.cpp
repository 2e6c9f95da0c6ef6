#include "json/json_text.h"

#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <charconv>
#include <cmath>

#include "cairn/core/utf8.h"

namespace cairn {
namespace {

namespace json = boost::json;

void append_escaped(std::string& out, char c) {
    constexpr std::string_view digits = "0123456789abcdef";
    switch (c) {
        case '"': out += "\\\""; return;
        case '\\': out += "\\\\"; return;
        case '\n': out += "\\n"; return;
        case '\r': out += "\\r"; return;
        case '\t': out += "\\t"; return;
        default: break;
    }
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7F) {
        out.push_back(c);
        return;
    }
    out += "\\u00";
    out.push_back(digits[byte >> 4U]);
    out.push_back(digits[byte & 0x0FU]);
}

void append(std::string& out, std::string_view text) {
    out.push_back('"');
    while (!text.empty()) {
        const std::string_view character = take_character(text, "\xEF\xBF\xBD");
        if (character.size() == 1) {
            append_escaped(out, character.front());
        } else {
            out += character;
        }
    }
    out.push_back('"');
}

// 15 significant digits bring back every decimal number of that length, and leave out what arithmetic in
// binary added behind them.
void append(std::string& out, double number) {
    if (!std::isfinite(number)) {
        out += "null";
        return;
    }
    std::array<char, 40> digits{};
    const auto end = std::to_chars(digits.begin(), digits.end(), number, std::chars_format::general, 15).ptr;
    out.append(digits.begin(), end);
}

void append(std::string& out, const json::value& value);

void append(std::string& out, const json::array& items) {
    out.push_back('[');
    for (const json::value& item : items) {
        if (&item != items.begin()) out.push_back(',');
        append(out, item);
    }
    out.push_back(']');
}

void append(std::string& out, const json::object& fields) {
    out.push_back('{');
    for (const auto& field : fields) {
        if (&field != fields.begin()) out.push_back(',');
        append(out, std::string_view(field.key()));
        out.push_back(':');
        append(out, field.value());
    }
    out.push_back('}');
}

void append(std::string& out, const json::value& value) {
    switch (value.kind()) {
        case json::kind::null: out += "null"; return;
        case json::kind::bool_: out += value.get_bool() ? "true" : "false"; return;
        case json::kind::int64: out += std::to_string(value.get_int64()); return;
        case json::kind::uint64: out += std::to_string(value.get_uint64()); return;
        case json::kind::double_: append(out, value.get_double()); return;
        case json::kind::string: append(out, std::string_view(value.get_string())); return;
        case json::kind::array: append(out, value.get_array()); return;
        case json::kind::object: append(out, value.get_object()); return;
    }
}

}  // namespace

std::string json_text(const json::value& value) {
    std::string out;
    append(out, value);
    return out;
}

}  // namespace cairn
