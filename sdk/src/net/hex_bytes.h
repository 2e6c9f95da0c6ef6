// Hexadecimal text as people write it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cairn {

/// The bytes of hexadecimal text in either case: in one piece, or in groups with blanks, colons, dashes or
/// commas between them, each perhaps behind "0x". Nothing: a character is no digit, or a group has half a
/// byte, for which another byte could be taken.
std::optional<std::string> hex_bytes(std::string_view text);

}  // namespace cairn
