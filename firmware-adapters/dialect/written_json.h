// JSON that commands are written in. Members keep their order; text was checked before it comes here.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <string>
#include <string_view>

namespace cairn::adapters {

using WrittenValue = boost::json::value;
using WrittenObject = boost::json::object;
using WrittenArray = boost::json::array;

inline WrittenValue written_text(std::string_view text) {
    return boost::json::string(text.data(), text.size());
}

/// One line, without spaces.
std::string json_of(const WrittenObject& object);

}  // namespace cairn::adapters
