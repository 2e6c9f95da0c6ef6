// Text of JSON strings and hexadecimal digits.
#pragma once

#include <boost/json/string.hpp>
#include <string>
#include <string_view>

#include "cairn/model/mac_address.h"

namespace cairn::tool {

/// A view of a JSON string.
inline std::string_view view(const boost::json::string& text) {
    return {text.data(), text.size()};
}

/// Two lower-case digits a byte.
std::string hex_text(std::string_view bytes);
std::string upper(std::string text);
/// "AC:23:3F:A0:32:08".
std::string address_text(const MacAddress& address);

}  // namespace cairn::tool
