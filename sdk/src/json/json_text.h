// JSON values to text (RFC 8259). Boost.JSON's own serialiser writes 24.3 as 2.43E1 and passes bytes on
// that are not UTF-8.
#pragma once

#include <boost/json/value.hpp>
#include <string>

namespace cairn {

/// One line, members in their order. Text that is not UTF-8 (names come off the air) gets U+FFFD for every
/// bad byte, a number that is none becomes null, and numbers are written as people write them.
std::string json_text(const boost::json::value& value);

}  // namespace cairn
