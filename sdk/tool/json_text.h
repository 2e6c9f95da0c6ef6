// JSON as people write it.
#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <string_view>

namespace cairn::tool {

/// One line, members in their order, numbers in their shortest form ("24.3", not "2.43E1").
std::string json_text(const boost::json::value& value);

/// The shortest text that reads back as the same number.
std::string number_text(double number);

/// A view of a JSON string.
inline std::string_view view(const boost::json::string& text) {
    return {text.data(), text.size()};
}

/// Two lower-case digits a byte.
std::string hex_text(std::string_view bytes);
std::string upper(std::string text);

}  // namespace cairn::tool
