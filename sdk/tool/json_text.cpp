#include "json_text.h"

#include <array>
#include <boost/json/serialize.hpp>
#include <charconv>
#include <cmath>

namespace cairn::tool {
namespace {

void append(std::string& out, const boost::json::value& value) {
    if (const auto* array = value.if_array()) {
        out += '[';
        for (const auto& item : *array) {
            if (&item != &array->front()) out += ',';
            append(out, item);
        }
        out += ']';
    } else if (const auto* object = value.if_object()) {
        out += '{';
        bool is_first = true;
        for (const auto& [key, item] : *object) {
            if (!is_first) out += ',';
            is_first = false;
            out += boost::json::serialize(boost::json::string_view(key));
            out += ':';
            append(out, item);
        }
        out += '}';
    } else if (const auto* number = value.if_double()) {
        // JSON has no word for a number that is none.
        out += std::isfinite(*number) ? number_text(*number) : "null";
    } else {
        out += boost::json::serialize(value);
    }
}

}  // namespace

std::string json_text(const boost::json::value& value) {
    std::string out;
    append(out, value);
    return out;
}

std::string number_text(double number) {
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), number);
    return {text.data(), end.ptr};
}

std::string hex_text(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    out.reserve(2 * bytes.size());
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        out += digits[byte >> 4];
        out += digits[byte & 0x0F];
    }
    return out;
}

std::string upper(std::string text) {
    for (char& c : text) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    return text;
}

}  // namespace cairn::tool
