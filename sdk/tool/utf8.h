// Text that may be none.
#pragma once

#include <string>
#include <string_view>

namespace cairn::tool {

/// With '?' for each byte that is not part of a UTF-8 character.
std::string to_utf8(std::string_view text);

}  // namespace cairn::tool
